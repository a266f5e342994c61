// The dialogue when two people changed the same part: both versions in words, one choice for each.
import { translate } from "./kamus.js";

const make = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};

function version(part, who, label, value) {
  const words = value === null ? translate("(dihapus)") : value || translate("(kosong)");
  const input = make("input", { type: "radio", name: part, value: who, required: "" });
  return make("label", { class: "bengkel-gabung__versi" }, input, make("span", {}, make("strong", {}, label), make("br"), words));
}

// Answers {key: "saya" | "mereka"} when somebody has chosen, null when the dialogue was closed.
export function chooseParts({ by, conflicts }) {
  const dialog = make("dialog", { class: "bengkel-gabung", "aria-labelledby": "gabung-judul" });
  const parts = conflicts.map(({ key, label, mine, theirs }) =>
    make(
      "fieldset",
      {},
      make("legend", {}, label),
      version(key, "saya", translate("Punya Anda"), mine),
      version(key, "mereka", translate("Punya {name}", { name: by }), theirs),
    ),
  );
  const form = make(
    "form",
    { method: "dialog" },
    make("h2", { id: "gabung-judul", class: "govuk-heading-m" }, translate("Dua orang mengubah bagian yang sama")),
    make("p", {}, translate("Pilih versi untuk setiap bagian yang Anda berdua ubah. Bagian lain sudah digabung.")),
    ...parts,
    make("button", { class: "button", value: "gabung" }, translate("Gabungkan")),
  );
  dialog.append(form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const chosen = dialog.returnValue === "gabung" ? Object.fromEntries(new FormData(form)) : null;
      dialog.remove();
      resolve(chosen);
    });
    dialog.showModal();
  });
}
