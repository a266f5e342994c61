// Keeps what a person types. A form with `data-draft="<address>"` is sent there shortly after each change;
// when that fails, a copy stays on this device, under the account, until it could be sent. Any form with `data-unsaved` warns
// before its page is left. Sentences come from the page (`data-draft-status`), so that they can be translated.
import { account, DRAFTS, mine, storage as copies } from "./owner.js";
import { ready } from "./ready.js";

const QUIET = 1500; // ms without typing before a draft is sent
const KEPT = 7 * 24 * 3600 * 1000; // ms; older copies on the device are thrown away

const dirty = new Set();

const clock = () =>
  new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format();

function written(form) {
  const secret = new Set([...form.querySelectorAll("[type=password], [type=file], [type=hidden]")].map((f) => f.name));
  return [...new FormData(form)].filter(([name]) => !secret.has(name));
}

function keepCopy(form) {
  if (!account) return false;
  try {
    copies()?.setItem(mine + form.dataset.draft, JSON.stringify({ at: Date.now(), fields: written(form) }));
    return true;
  } catch {
    return false; // the device is full
  }
}

function restore(form, fields) {
  const names = new Set(fields.map(([name]) => name));
  for (const field of form.elements) {
    if (!names.has(field.name)) continue;
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.type !== "hidden") field.value = values[0];
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

async function send(form, say) {
  say("saving");
  try {
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      body: new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")),
      redirect: "manual",
      signal: AbortSignal.timeout(15000),
    });
    if (answer.ok && !(await answer.json()).selesai) {
      dirty.delete(form);
      copies()?.removeItem(mine + form.dataset.draft);
      say("saved");
    } else {
      keepCopy(form);
      say(answer.ok ? "conflict" : "expired"); // somebody has completed the step meanwhile
    }
  } catch {
    say(keepCopy(form) ? "offline" : "unsaved"); // no line, or too slow
  }
}

function watchDraft(form) {
  const status = form.querySelector("[data-draft-status]");
  let timer = 0;
  const say = (state) => {
    if (!status) return;
    status.dataset.state = state;
    status.textContent = (status.dataset[state] ?? "").replace("{time}", clock());
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => send(form, say), QUIET);
  };
  form.addEventListener("input", later);
  form.addEventListener("submit", () => clearTimeout(timer));
  window.addEventListener("online", () => dirty.has(form) && later());
  offerCopy(form);
}

function offerCopy(form) {
  const stored = account ? copies()?.getItem(mine + form.dataset.draft) : null;
  const offer = form.querySelector("[data-draft-restore]");
  if (!stored || !offer) return;
  offer.hidden = false;
  offer.addEventListener("click", () => {
    restore(form, JSON.parse(stored).fields);
    offer.hidden = true;
  });
}

// A step that is over takes nothing back; what this device still holds of it can be read there.
function showCopy(place) {
  const stored = account ? copies()?.getItem(mine + place.dataset.draftLeft) : null;
  if (!stored) return;
  const words = JSON.parse(stored).fields.map(([, value]) => value);
  place.querySelector("textarea").value = words.filter((text) => text.trim()).join("\n\n");
  place.hidden = false;
}

function forgetCopies(isOld) {
  const store = copies();
  for (const key of Object.keys(store ?? {})) {
    if (key.startsWith(DRAFTS) && isOld(JSON.parse(store[key]).at)) store.removeItem(key);
  }
}

document.addEventListener("input", ({ target }) => {
  const form = target.form ?? target.closest("form");
  if (form?.matches("[data-unsaved], [data-draft]")) dirty.add(form);
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  dirty.delete(event.target);
  if (event.target.matches("[data-sign-out]")) forgetCopies(() => true); // phones are shared
});
window.addEventListener("beforeunload", (event) => {
  if (dirty.size > 0) event.preventDefault();
});

forgetCopies((at) => Date.now() - at > KEPT);
ready("form[data-draft]", watchDraft);
ready("[data-draft-left]", showCopy);
