// The table editor of the workshop: dmn-js for decision tables, and nothing else that DMN has.
import DecisionTableEditor from "dmn-js-decision-table/lib/Editor";
import EditingManager from "dmn-js-shared/lib/base/EditingManager";
import { is } from "dmn-js-shared/lib/util/ModelUtil";
import { DraftFile, settings } from "./bengkel/berkas.js";
import { kamus, translate } from "./bengkel/kamus.js";
import { fitsScreen } from "./bengkel/layar.js";
import { Problems } from "./bengkel/masalah.js";

class Tables extends EditingManager {
  _getViewProviders() {
    const opens = (element) => is(element, "dmn:Decision") && is(element.decisionLogic, "dmn:DecisionTable");
    return [{ id: "decisionTable", constructor: DecisionTableEditor, opens }];
  }
}

// What the table would answer differently, one line each.
function showOutcomes(list, outcomes) {
  const lines = (outcomes.length ? outcomes : [list.dataset.kosong]).map((words) => {
    const line = document.createElement("li");
    line.textContent = words;
    return line;
  });
  list.replaceChildren(...lines);
}

function open(root) {
  const { urls, writable, file } = settings(root);
  const frame = root.querySelector("[data-kanvas]");
  const tables = new Tables({ container: frame, decisionTable: { additionalModules: [kamus] } });
  const row = (id) => frame.querySelector(`[data-row-id="${CSS.escape(id)}"]`) ?? frame.querySelector(`[data-element-id="${CSS.escape(id)}"]`);
  const problems = new Problems({
    jump: (id) => {
      row(id).scrollIntoView({ block: "center", inline: "nearest" });
      row(id).click();
    },
    knows: (id) => row(id) !== null,
    file,
  });

  // Each opening makes a viewer of its own, with a command stack of its own.
  const watched = new WeakSet();
  function watch() {
    const viewer = tables.getActiveViewer();
    if (!viewer || watched.has(viewer)) return;
    watched.add(viewer);
    viewer.on("commandStack.changed", () => draft.changed());
  }

  const draft = new DraftFile({
    urls,
    writable,
    write: async () => (await tables.saveXML({ format: true })).xml,
    read: async (text) => {
      try {
        await tables.importXML(text);
        await tables.open(tables.getViews()[0]);
      } catch (error) {
        frame.textContent = translate("Tabel ini tidak dapat dibuka: {reason}", { reason: error.message });
        throw error;
      }
      watch();
    },
    problems: (found, outcomes) => {
      problems.show(found);
      showOutcomes(root.querySelector("[data-hasil]"), outcomes ?? []);
    },
  });
  for (const name of ["undo", "redo"]) {
    root.querySelector(`[data-${name}]`)?.addEventListener("click", () => tables.getActiveViewer().get("commandStack")[name]());
  }
  return draft.open().then(() => {
    root.dataset.siap = "";
    const wanted = new URLSearchParams(location.search).get("unsur");
    if (wanted && row(wanted)) problems.jump(wanted);
  });
}

const root = document.querySelector("[data-editor]");
if (root) fitsScreen(() => open(root));
