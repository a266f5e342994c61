// The palette and the menus, cut to what runs.
import * as replace from "bpmn-js/lib/features/replace/ReplaceOptions";
import { is } from "bpmn-js/lib/util/ModelUtil";
import RuleProvider from "diagram-js/lib/features/rules/RuleProvider";
import { BOUNDED, LOOPED, runs } from "./yang-jalan.js";

const LAST = 100;
const TIMER = { eventDefinitionType: "bpmn:TimerEventDefinition" };
const MESSAGE = { eventDefinitionType: "bpmn:MessageEventDefinition" };
const KEPT_TOOLS = [
  "hand-tool",
  "lasso-tool",
  "space-tool",
  "global-connect-tool",
  "tool-separator",
  "create.start-event",
  "create.end-event",
  "create.subprocess-expanded",
  "create.participant-expanded",
  "create.group",
];
const DROPPED_FROM_PAD = ["append.append-task", "append.intermediate-event"];
const REPEATS = ["toggle-parallel-mi", "toggle-sequential-mi"];

// What each entry of the replace menu would make.
const targets = new Map(
  Object.values(replace)
    .flat()
    .map((option) => [option.actionName, option.target]),
);

class Palette {
  static $inject = ["palette", "create", "elementFactory", "translate"];

  constructor(palette, create, elementFactory, translate) {
    Object.assign(this, { create, elementFactory, translate });
    palette.registerProvider(LAST, this);
  }

  getPaletteEntries() {
    const entry = (group, icon, title, type, more) => {
      const start = (event) => this.create.start(event, this.elementFactory.createShape({ type, ...more }));
      return { group, className: `bpmn-icon-${icon}`, title: this.translate(title), action: { dragstart: start, click: start } };
    };
    const own = {
      "create.timer": entry("event", "intermediate-event-catch-timer", "Menunggu waktu (letakkan di tepi langkah untuk waktu batas)", "bpmn:IntermediateCatchEvent", TIMER),
      "create.message": entry("event", "intermediate-event-catch-message", "Menunggu pesan (letakkan di tepi langkah untuk pesan batas)", "bpmn:IntermediateCatchEvent", MESSAGE),
      "create.exclusive-gateway": entry("gateway", "gateway-xor", "Percabangan satu pilihan", "bpmn:ExclusiveGateway"),
      "create.parallel-gateway": entry("gateway", "gateway-parallel", "Percabangan serentak", "bpmn:ParallelGateway"),
      "create.inclusive-gateway": entry("gateway", "gateway-or", "Percabangan satu pilihan atau lebih", "bpmn:InclusiveGateway"),
      "create.user-task": entry("activity", "user-task", "Langkah orang", "bpmn:UserTask"),
      "create.service-task": entry("activity", "service-task", "Langkah otomatis", "bpmn:ServiceTask"),
      "create.rule-task": entry("activity", "business-rule-task", "Tabel keputusan", "bpmn:BusinessRuleTask"),
      "create.script-task": entry("activity", "script-task", "Ungkapan FEEL", "bpmn:ScriptTask"),
      "create.call-activity": entry("activity", "call-activity", "Panggilan proses", "bpmn:CallActivity"),
      "create.note": entry("artifact", "text-annotation", "Catatan", "bpmn:TextAnnotation"),
    };
    return (entries) => ({ ...only(entries, (name) => KEPT_TOOLS.includes(name)), ...own });
  }
}

class Pad {
  static $inject = ["contextPad", "autoPlace", "create", "elementFactory", "translate"];

  constructor(contextPad, autoPlace, create, elementFactory, translate) {
    Object.assign(this, { autoPlace, create, elementFactory, translate });
    contextPad.registerProvider(LAST, this);
  }

  getContextPadEntries(element) {
    const append = (icon, title, type, more) => {
      const shape = () => this.elementFactory.createShape({ type, ...more });
      return {
        group: "model",
        className: `bpmn-icon-${icon}`,
        title: this.translate(title),
        action: {
          click: () => this.autoPlace.append(element, shape()),
          dragstart: (event) => this.create.start(event, shape(), { source: element }),
        },
      };
    };
    return (entries) => {
      const kept = only(entries, (name) => !DROPPED_FROM_PAD.includes(name));
      if (!("append.end-event" in kept)) return kept;
      return {
        "append.user-task": append("user-task", "Lanjutkan dengan langkah orang", "bpmn:UserTask"),
        "append.service-task": append("service-task", "Lanjutkan dengan langkah otomatis", "bpmn:ServiceTask"),
        "append.timer": append("intermediate-event-catch-timer", "Lanjutkan dengan penantian waktu", "bpmn:IntermediateCatchEvent", TIMER),
        ...kept,
      };
    };
  }
}

class ReplaceMenu {
  static $inject = ["popupMenu"];

  constructor(popupMenu) {
    popupMenu.registerProvider("bpmn-replace", LAST, this);
  }

  getPopupMenuEntries(element) {
    const inside = is(element, "bpmn:BoundaryEvent") || is(element, "bpmn:SequenceFlow");
    return (entries) =>
      only(entries, (name) => {
        if (["replace-with-default-flow", "replace-with-sequence-flow"].includes(name)) return true;
        const target = targets.get(name);
        return target !== undefined && runs(target) && (inside || target.type !== "bpmn:BoundaryEvent");
      });
  }

  getPopupMenuHeaderEntries(element) {
    const repeats = LOOPED.some((kind) => is(element, `bpmn:${kind.replace(/^./, (first) => first.toUpperCase())}`));
    return (entries) => only(entries, (name) => repeats && REPEATS.includes(name));
  }
}

// An event may sit on the edge of a step that can wait, and nowhere else.
class Edges extends RuleProvider {
  static $inject = ["eventBus"];

  init() {
    this.addRule("shape.attach", 2000, ({ shape, target }) => {
      if (!target || !is(shape, "bpmn:Event")) return undefined;
      const holds = BOUNDED.some((kind) => target.type === `bpmn:${kind.replace(/^./, (first) => first.toUpperCase())}`);
      return holds ? undefined : false;
    });
  }
}

const only = (entries, keeps) => Object.fromEntries(Object.entries(entries).filter(([name]) => keeps(name)));

export const menus = {
  __init__: ["lakonPalette", "lakonPad", "lakonReplace", "lakonEdges"],
  lakonPalette: ["type", Palette],
  lakonPad: ["type", Pad],
  lakonReplace: ["type", ReplaceMenu],
  lakonEdges: ["type", Edges],
};
