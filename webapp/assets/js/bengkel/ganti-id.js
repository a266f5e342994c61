// Renaming an element keeps the id under which running cases know it, so that migration can propose the pair.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";
import { property } from "./perluasan.js";

class Rename extends CommandInterceptor {
  static $inject = ["eventBus", "lakonExtensions", "lakonKnown"];

  constructor(eventBus, extensions, known) {
    super(eventBus);
    this.postExecuted("element.updateProperties", ({ context }) => {
      const { element, properties, oldProperties } = context;
      if (!("id" in properties) || properties.id === oldProperties.id || !is(element, "bpmn:FlowNode") || element.labelTarget) return;
      const first = property(element, "id_lama") ?? oldProperties.id;
      const kept = known.before.includes(first) && first !== getBusinessObject(element).id;
      if (kept || property(element, "id_lama")) extensions.setProperty(element, "id_lama", kept ? first : "");
    });
  }
}

export const rename = { __init__: ["lakonRename"], lakonRename: ["type", Rename] };
