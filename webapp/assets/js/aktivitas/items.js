// Finds items while typing, among those that this device has. The list of radios is the server's own; without this file
// the button beside the field asks the server.
import { recall, remember } from "./store.js";

const SHOWN = 12;
const AT_FIRST = 5;
const part = document.querySelector("[data-aktivitas]");
const form = part?.querySelector("form.entry");
const list = form?.querySelector("[data-item-list]");
let items = [];
let first = [];

async function load() {
  items = (await recall("butir")) ?? [];
  show();
  try {
    const answer = await fetch(part.dataset.items, { redirect: "manual", signal: AbortSignal.timeout(10000) });
    if (!answer.ok) return;
    items = (await answer.json()).butir;
    await remember("butir", items);
  } catch {
    // no line, or nothing may be stored: what was there before has to do
  }
  show();
}

function show() {
  const button = form.querySelector("[data-item-button]");
  button.hidden = items.length > 0;
  if (first.length === 0 && items.length > 0) find(form.elements.cari.value);
}

function radio([number, , name, unit, minutes, kind, proof], nth, chosen) {
  const row = document.createElement("div");
  row.className = "govuk-radios__item";
  const input = Object.assign(document.createElement("input"), {
    className: "govuk-radios__input",
    type: "radio",
    name: "butir",
    value: number,
    id: nth === 0 ? "f-butir" : `f-butir-${nth + 1}`,
    checked: String(number) === chosen,
  });
  Object.assign(input.dataset, { minutes, unit, kind });
  const label = Object.assign(document.createElement("label"), {
    className: "govuk-label govuk-radios__label",
    htmlFor: input.id,
    textContent: `${name} `,
  });
  const measure = Object.assign(document.createElement("span"), {
    className: "entry__unit",
    textContent: `${minutes} ${list.dataset.minute}/${unit}${proof ? ` · ${list.dataset.proof}` : ""}`,
  });
  label.append(measure);
  row.append(input, label);
  return row;
}

function find(text) {
  const words = text.toLocaleLowerCase("id").split(/\s+/).filter(Boolean);
  const chosen = form.querySelector("[name=butir]:checked")?.value;
  const count = form.querySelector("[data-item-count]");
  if (words.length === 0 && first.length > 0) {
    list.replaceChildren(...first);
    count.textContent = "";
    return;
  }
  const fits = ([, code, name]) => words.every((word) => `${code} ${name}`.toLocaleLowerCase("id").includes(word));
  const found = items.filter(fits);
  const shown = found.slice(0, words.length > 0 ? SHOWN : AT_FIRST);
  const kept = items.find(([number]) => String(number) === chosen);
  if (kept && !shown.includes(kept)) shown.unshift(kept);
  list.replaceChildren(...shown.map((item, nth) => radio(item, nth, chosen)));
  count.textContent = words.length === 0 ? "" : found.length === 0 ? count.dataset.none : count.dataset.text.replace("{n}", found.length);
}

/** Put an item into the list and choose it. */
export function choose(number) {
  const item = items.find(([id]) => String(id) === String(number));
  if (item) list.replaceChildren(radio(item, 0, String(number)));
  sum();
}

export const nameOf = (number) => items.find(([id]) => String(id) === String(number))?.[2] ?? "";

/** How many minutes it comes to, in words. */
export function sum() {
  const out = form.querySelector("[data-minutes-now]");
  const chosen = form.querySelector("[name=butir]:checked");
  const volume = Number.parseInt(form.elements.volume.value, 10);
  if (!chosen || !(volume > 0)) {
    out.textContent = "";
    return;
  }
  const { minutes, unit, kind } = chosen.dataset;
  const said = { volume, satuan: unit, menit: minutes, jumlah: volume * minutes };
  const text = kind === "DURASI" ? out.dataset.measured : out.dataset.text;
  out.textContent = text.replace(/\{(\w+)\}/g, (_, name) => said[name]);
}

function watchReason() {
  const select = form.querySelector("[data-rhk]");
  const other = form.querySelector("[data-other]");
  if (!select || !other) return;
  const toggle = () => {
    other.hidden = select.value !== "-";
  };
  select.addEventListener("change", toggle);
  toggle();
}

if (list) {
  first = [...list.querySelectorAll(".govuk-radios__item")];
  const search = form.elements.cari;
  search.addEventListener("input", () => items.length > 0 && find(search.value));
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && items.length > 0) event.preventDefault();
  });
  form.addEventListener("input", sum);
  form.addEventListener("change", sum);
  watchReason();
  sum();
  load();
}
