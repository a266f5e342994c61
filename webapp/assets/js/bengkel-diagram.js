// The diagram editor of the workshop: bpmn-js with the menus and panels cut to what runs.
import BpmnModeler from "bpmn-js/lib/Modeler";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule } from "bpmn-js-properties-panel";
import zeebeBehaviors from "camunda-bpmn-js-behaviors/lib/camunda-cloud";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import { DraftFile, settings } from "./bengkel/berkas.js";
import { rename } from "./bengkel/ganti-id.js";
import { kamus, translate } from "./bengkel/kamus.js";
import { Problems } from "./bengkel/masalah.js";
import { menus } from "./bengkel/menu.js";
import { panel } from "./bengkel/panel.js";
import { extensions } from "./bengkel/perluasan.js";
import { fitsScreen } from "./bengkel/layar.js";

const MARGIN = 24;

// The whole diagram, right of the palette.
function showAll(canvas, left) {
  canvas.zoom("fit-viewport");
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1, (outer.width - left - MARGIN) / inner.width, (outer.height - 2 * MARGIN) / inner.height);
  const height = outer.height / scale;
  canvas.viewbox({ x: inner.x - left / scale, y: inner.y + inner.height / 2 - height / 2, width: outer.width / scale, height });
}

function open(root) {
  const { known, urls, writable, file } = settings(root);
  const modeler = new BpmnModeler({
    container: root.querySelector("[data-kanvas]"),
    propertiesPanel: { parent: root.querySelector("[data-panel]") },
    moddleExtensions: { zeebe },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      ZeebePropertiesProviderModule,
      zeebeBehaviors,
      kamus,
      menus,
      extensions,
      panel,
      rename,
      { lakonKnown: ["value", { ...known, writable }] },
    ],
  });
  const registry = modeler.get("elementRegistry");
  const canvas = modeler.get("canvas");
  const overlays = modeler.get("overlays");

  function jump(id) {
    const element = registry.get(id);
    canvas.scrollToElement(element);
    modeler.get("selection").select(element);
    canvas.focus();
  }

  const problems = new Problems({ jump, knows: (id) => registry.get(id) !== undefined, file });

  function mark(found) {
    overlays.remove({ type: "masalah" });
    for (const element of registry.getAll()) {
      canvas.removeMarker(element.id, "masalah-error");
      canvas.removeMarker(element.id, "masalah-warning");
    }
    for (const { element, severity } of found ?? []) {
      const shape = element && registry.get(element);
      if (!shape) continue;
      canvas.addMarker(shape.id, `masalah-${severity ?? "error"}`);
      if (shape.waypoints || overlays.get({ element: shape, type: "masalah" }).length) continue;
      const badge = document.createElement("span");
      badge.className = "masalah-tanda";
      badge.textContent = "!";
      overlays.add(shape, "masalah", { position: { top: -10, left: -10 }, html: badge });
    }
    problems.show(found);
  }

  const draft = new DraftFile({
    urls,
    writable,
    write: async () => (await modeler.saveXML({ format: true })).xml,
    read: async (text) => {
      const view = modeler.getDefinitions() ? canvas.viewbox() : null;
      try {
        await modeler.importXML(text);
      } catch (error) {
        root.querySelector("[data-kanvas]").textContent = translate("Diagram ini tidak dapat dibuka: {reason}", { reason: error.message });
        throw error;
      }
      if (view) canvas.viewbox(view);
      else showAll(canvas, root.querySelector(".djs-palette").offsetWidth + MARGIN);
    },
    problems: mark,
  });
  modeler.on("commandStack.changed", () => draft.changed());
  for (const [name, action] of [["undo", "undo"], ["redo", "redo"]]) {
    root.querySelector(`[data-${name}]`)?.addEventListener("click", () => modeler.get("commandStack")[action]());
  }
  return draft.open().then(() => {
    root.dataset.siap = "";
    const wanted = new URLSearchParams(location.search).get("unsur");
    if (wanted && registry.get(wanted)) jump(wanted);
  });
}

const root = document.querySelector("[data-editor]");
if (root) fitsScreen(() => open(root));
