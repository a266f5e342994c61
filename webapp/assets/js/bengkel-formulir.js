// The form editor of the workshop: form-js with the components that the server renders, and a preview of the real page.
import { FormEditor } from "@bpmn-io/form-js-editor";
import flatpickr from "flatpickr";
import { Indonesian } from "flatpickr/dist/l10n/id.js";
import { DraftFile, settings } from "./bengkel/berkas.js";
import { translate } from "./bengkel/kamus.js";
import { fitsScreen } from "./bengkel/layar.js";
import { Problems } from "./bengkel/masalah.js";

// The calendar of a date on the canvas.
if (document.documentElement.lang !== "en") {
  flatpickr.localize({ ...Indonesian, yearAriaLabel: "Tahun", monthAriaLabel: "Bulan", hourAriaLabel: "Jam", minuteAriaLabel: "Menit" });
  flatpickr.setDefaults({ ariaDateFormat: "j F Y" });
}

class OnlySupported {
  static $inject = ["formFields", "lakonKnown"];

  constructor(formFields, { components }) {
    for (const type of Object.keys(formFields._formFields)) {
      if (type !== "default" && !components.includes(type)) delete formFields._formFields[type];
    }
  }
}

function open(root) {
  const { known, urls, writable, file } = settings(root);
  const editor = new FormEditor({
    container: root.querySelector("[data-kanvas]"),
    additionalModules: [
      { lakonKnown: ["value", known] },
      { __init__: ["onlySupported"], onlySupported: ["type", OnlySupported] },
    ],
  });
  const registry = () => editor.get("formFieldRegistry");
  const problems = new Problems({
    jump: (id) => editor.get("selection").set(registry().get(id)),
    knows: (id) => registry().get(id) !== undefined,
    file,
  });
  const write = () => `${JSON.stringify(editor.saveSchema(), null, 2)}\n`;
  // The page as the server makes it, in both frames; again after each check.
  let shown;
  function preview() {
    const schema = write();
    if (schema === shown) return;
    shown = schema;
    for (const form of root.querySelectorAll("form[data-pratinjau-ke]")) {
      form.elements._skema.value = schema;
      form.submit();
    }
  }

  const draft = new DraftFile({
    urls,
    writable,
    write: async () => write(),
    read: async (text) => {
      try {
        await editor.importSchema(JSON.parse(text));
      } catch (error) {
        root.querySelector("[data-kanvas]").textContent = translate("Formulir ini tidak dapat dibuka: {reason}", { reason: error.message });
        throw error;
      }
    },
    problems: (found) => {
      problems.show(found);
      preview();
    },
  });
  editor.on("changed", () => draft.changed());
  for (const name of ["undo", "redo"]) {
    root.querySelector(`[data-${name}]`)?.addEventListener("click", () => editor.get("commandStack")[name]());
  }
  root.querySelector("[data-pratinjau]").addEventListener("click", () => {
    shown = undefined;
    preview();
  });
  return draft.open().then(() => {
    root.dataset.siap = "";
    const wanted = new URLSearchParams(location.search).get("unsur");
    if (wanted && registry().get(wanted)) problems.jump(wanted);
  });
}

const root = document.querySelector("[data-editor]");
if (root) fitsScreen(() => open(root));
