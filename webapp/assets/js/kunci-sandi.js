// Passkeys: made, shown to sign in, and shown to stand for what a form sends. Every page works without this file, by
// password and code. The server says what to ask; the answer goes back as two fields of the form itself.
import { ready } from "./ready.js";

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) =>
  bytes && btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const supported = "PublicKeyCredential" in window;

class Told extends Error {}

async function ask(address, body) {
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  const found = await answer.json().catch(() => ({}));
  if (found.kesalahan) throw new Told(found.kesalahan);
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return found;
}

const withIds = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function make(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withIds(options.excludeCredentials),
    },
  });
  return {
    attestationObject: toText(made.response.attestationObject),
    clientDataJSON: toText(made.response.clientDataJSON),
    transports: made.response.getTransports?.() ?? [],
    of: made,
  };
}

async function show(options) {
  const shown = await navigator.credentials.get({
    publicKey: { ...options, challenge: toBytes(options.challenge), allowCredentials: withIds(options.allowCredentials) },
  });
  return {
    authenticatorData: toText(shown.response.authenticatorData),
    clientDataJSON: toText(shown.response.clientDataJSON),
    signature: toText(shown.response.signature),
    userHandle: toText(shown.response.userHandle),
    of: shown,
  };
}

function put(form, name, value) {
  const field = form.querySelector(`input[name="${name}"]`) ?? form.appendChild(document.createElement("input"));
  field.type = "hidden";
  field.name = name;
  field.value = value;
}

/** Ask the server, let the device answer, and send the form with the answer. */
async function answered(form, address, act, failed) {
  failed.hidden = true;
  try {
    const asked = await ask(address, new FormData(form));
    const { of, ...response } = await act(asked.pilihan);
    const credential = { id: of.id, rawId: toText(of.rawId), type: of.type, clientExtensionResults: {}, response };
    put(form, "_tantangan", asked.tantangan);
    put(form, "_kunci", JSON.stringify(credential));
    form.submit();
  } catch (error) {
    failed.textContent = error instanceof Told ? error.message : failed.dataset.passkeyError;
    failed.hidden = false;
  }
}

ready("[data-passkey-add]", (form) => {
  const failed = form.querySelector("p[data-passkey-error]:not([data-passkey-prove] *)");
  form.addEventListener("submit", (event) => {
    if (!supported) return;
    event.preventDefault();
    answered(form, form.dataset.passkeyAdd, make, failed);
  });
});

ready("[data-passkey-prove]", (part) => {
  const form = part.closest("form");
  if (!supported || "passkeyAdd" in form.dataset) return;
  part.hidden = false;
  part.querySelector("button").addEventListener("click", () => {
    if (part.dataset.name) put(form, part.dataset.name, part.dataset.value);
    const address = `${part.dataset.passkeyProve}?untuk=${encodeURIComponent(new URL(form.action).pathname)}`;
    answered(form, address, show, part.querySelector("[data-passkey-error]"));
  });
});

ready("[data-passkey-enter]", (form) => {
  if (!supported) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answered(form, form.dataset.passkeyEnter, show, form.querySelector("[data-passkey-error]"));
  });
});
