// The form of a new entry and the queue above it. With a line an entry is sent at once, and a refusal is shown by the
// server's own page; without one it waits here, is sent when the line is back, and stays with its reason if refused.
import { ready } from "../ready.js";
import { choose, nameOf } from "./items.js";
import { fill, settled } from "./photos.js";
import { send, session } from "./sending.js";
import { drop, keep, owner, rowsOf, setOwner } from "./store.js";

const AGAIN = 30000; // ms between attempts while something waits and the page is open
const OWN = ["csrf_token", "_permintaan", "_luring", "_jam"];

const part = document.querySelector("[data-aktivitas]");
const box = part?.querySelector("[data-queue]");
const form = part?.querySelector("form[data-entry]");
let account;
let busy = false;
let editing = null;

const localDay = () => {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
};

function rowOf() {
  const all = [...new FormData(form)];
  const isian = all.filter(([name, value]) => typeof value === "string" && !OWN.includes(name));
  const berkas = all.filter(([, value]) => value instanceof File && value.size > 0);
  const kunci = editing ?? form.elements._permintaan?.value ?? crypto.randomUUID();
  return { kunci, akun: account, isian, berkas, salah: [], coba: 0, luring: false };
}

function startAgain() {
  const day = form.elements.tanggal.value;
  editing = null;
  form.reset();
  form.elements.tanggal.value = day || localDay();
  if (form.elements._permintaan) form.elements._permintaan.value = crypto.randomUUID();
  form.dispatchEvent(new Event("change"));
}

async function submit(event) {
  if (event.submitter?.name === "_cari" || !account) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  try {
    await settled();
    await handIn(rowOf());
  } finally {
    busy = false;
  }
}

async function handIn(row) {
  const line = part.dataset.offline === undefined || navigator.onLine ? await session(part.dataset.token) : {};
  if (line.state === "open" && line.akun === account) {
    const told = await send(form.action, row, line.token);
    if (told.state === "saved") {
      await drop(row.kunci).catch(() => {});
      location.assign(told.ke);
      return;
    }
    if (told.state === "refused" && part.dataset.offline === undefined) {
      form.elements._permintaan.value = row.kunci;
      form.elements.csrf_token.value = line.token;
      await drop(row.kunci).catch(() => {});
      form.submit(); // the server's page shows what is wrong, with everything filled in
      return;
    }
    if (told.state === "tooLarge") return say("tooLarge"); // nothing leaves the form
    row.salah = told.state === "refused" ? told.salah : [];
    row.coba = told.state === "refused" ? 0 : 1;
  }
  row.luring = true;
  try {
    await keep(row);
  } catch {
    return say("full"); // nothing leaves the form
  }
  startAgain();
  await show();
  say(line.state === "sign-in" ? "signIn" : "kept");
}

function say(name, values = {}) {
  box.hidden = false;
  const text = name ? box.dataset[name] : "";
  box.querySelector("[data-queue-said]").textContent = text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  box.querySelector("[data-queue-sign-in]").hidden = name !== "signIn";
}

function button(kind, text, about, act) {
  const made = document.createElement("button");
  made.className = `button button--${kind} button--small`;
  made.type = "button";
  made.textContent = text;
  const more = document.createElement("span");
  more.className = "govuk-visually-hidden";
  more.textContent = ` ${about}`;
  made.append(more);
  made.addEventListener("click", act);
  return made;
}

function line(row) {
  const values = Object.fromEntries(row.isian);
  const about = `${nameOf(values.butir) || values.keterangan || "?"} × ${values.volume}`;
  const item = document.createElement("li");
  item.className = "entries__one";
  const what = document.createElement("p");
  what.textContent = `${values.tanggal} · ${about}`;
  item.append(what);
  for (const { pesan } of row.salah) {
    const why = document.createElement("p");
    why.className = "govuk-error-message";
    why.textContent = pesan;
    item.append(why);
  }
  const acts = document.createElement("div");
  acts.className = "entries__acts";
  // An entry whose answer was lost may have been stored: it is only sent again as it is.
  if (form && row.coba === 0) acts.append(button("secondary", box.dataset.edit, about, () => edit(row)));
  if (row.coba === 0) acts.append(button("quiet", box.dataset.drop, about, () => throwAway(row)));
  item.append(acts);
  return item;
}

function edit(row) {
  editing = row.kunci;
  const values = Object.fromEntries(row.isian);
  for (const field of form.elements) {
    if (OWN.includes(field.name) || !(field.name in values)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === values[field.name];
    else field.value = values[field.name];
  }
  choose(values.butir);
  for (const input of form.querySelectorAll("[type=file]")) {
    fill(input, row.berkas.filter(([name]) => name === input.name).map(([, file]) => file));
  }
  form.querySelectorAll("details").forEach((one) => {
    one.open = true;
  });
  form.scrollIntoView();
  form.elements.volume.focus();
}

async function throwAway(row) {
  if (!armed(row.kunci)) return;
  await drop(row.kunci);
  await show();
}

// The second press within five seconds throws away: a dialog of the browser is not translated.
let asked = ["", 0];
function armed(key) {
  const now = Date.now();
  if (asked[0] === key && now - asked[1] < 5000) return true;
  asked = [key, now];
  say("dropAsk");
  return false;
}

async function show() {
  const rows = await rowsOf(account);
  box.hidden = rows.length === 0;
  box.querySelector("[data-queue-heading]").textContent = box.dataset.heading.replace("{n}", rows.length);
  box.querySelector("[data-queue-list]").replaceChildren(...rows.map(line));
  return rows;
}

async function drain() {
  const rows = (await show()).filter((row) => row.salah.length === 0);
  if (rows.length === 0 || busy) return;
  busy = true;
  try {
    const now = await session(part.dataset.token);
    if (now.state === "sign-in") return say("signIn");
    if (now.state !== "open") return say(now.state === "offline" ? "kept" : "trouble");
    if (now.akun !== account) return say("signIn");
    const sent = await sendAll(rows, now);
    const left = await show();
    if (sent > 0 && left.length === 0 && part.dataset.offline === undefined) return location.reload();
    if (sent > 0) say("sent", { n: sent });
    else if (now.hari !== localDay()) say("clock", { day: now.hari });
  } finally {
    busy = false;
  }
}

async function sendAll(rows, now) {
  let sent = 0;
  for (const row of rows) {
    const told = await send(part.dataset.scope, row, now.token);
    if (told.state === "saved") {
      await drop(row.kunci);
      sent += 1;
    } else if (told.state === "refused") {
      await keep({ ...row, salah: told.salah, coba: 0 });
    } else {
      await keep({ ...row, coba: row.coba + 1 });
      break;
    }
  }
  return sent;
}

// Two windows of one browser take turns; the key makes it one entry even if they do not.
const inTurn = () => navigator.locks?.request("lakon-antrean", { ifAvailable: true }, (lock) => lock && drain()) ?? drain();

async function begin() {
  if (part.dataset.akun) setOwner((account = Number(part.dataset.akun)));
  else account = owner();
  if (!account) return nobody();
  if (form && !form.elements.tanggal.value) form.elements.tanggal.value = localDay();
  form?.addEventListener("submit", submit);
  box.querySelector("[data-queue-send]").addEventListener("click", inTurn);
  window.addEventListener("online", inTurn);
  document.addEventListener("visibilitychange", () => !document.hidden && inTurn());
  setInterval(() => navigator.onLine && !box.hidden && inTurn(), AGAIN);
  await inTurn();
}

// Nobody has opened these pages since the last sign-in on this device, so it is not known whose an entry would be.
function nobody() {
  form.hidden = true;
  box.querySelector("[data-queue-send]").hidden = true;
  box.querySelector("[data-queue-heading]").textContent = box.dataset.nobody;
  say("");
}

if (box && window.indexedDB) begin();
ready("[data-worker]", ({ dataset }) => {
  navigator.serviceWorker?.register(dataset.worker, { scope: dataset.scope }).catch(() => {});
});
