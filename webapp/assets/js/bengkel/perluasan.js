// Camunda's extension elements of an element, read and written as one command, so that one undo takes it back.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";

export function extension(element, type) {
  const values = getBusinessObject(element).get("extensionElements")?.get("values") ?? [];
  return values.find((value) => is(value, type));
}

export function property(element, name) {
  return properties(element)[name];
}

function properties(element) {
  const found = extension(element, "zeebe:Properties")?.get("properties") ?? [];
  return Object.fromEntries(found.map((one) => [one.get("name"), one.get("value")]));
}

export class Extensions {
  static $inject = ["modeling", "bpmnFactory"];

  constructor(modeling, bpmnFactory) {
    Object.assign(this, { modeling, bpmnFactory });
  }

  // Put an extension element in place of the one of its type; null takes it away.
  set(element, type, attributes) {
    const business = getBusinessObject(element);
    const before = business.get("extensionElements")?.get("values") ?? [];
    const rest = before.filter((value) => !is(value, type));
    const made = attributes === null ? [] : [this.bpmnFactory.create(type, attributes)];
    this._write(element, business, [...made, ...rest]);
  }

  setProperty(element, name, value) {
    const all = properties(element);
    if (value) all[name] = value;
    else delete all[name];
    const parts = Object.entries(all).map(([key, text]) => this.bpmnFactory.create("zeebe:Property", { name: key, value: text }));
    const holder = parts.length ? this.bpmnFactory.create("zeebe:Properties", { properties: parts }) : null;
    for (const part of parts) part.$parent = holder;
    const business = getBusinessObject(element);
    const rest = (business.get("extensionElements")?.get("values") ?? []).filter((one) => !is(one, "zeebe:Properties"));
    this._write(element, business, holder ? [...rest, holder] : rest);
  }

  _write(element, business, values) {
    let holder;
    if (values.length) {
      holder = this.bpmnFactory.create("bpmn:ExtensionElements", { values });
      holder.$parent = business;
      for (const value of values) value.$parent = holder;
    }
    this.modeling.updateModdleProperties(element, business, { extensionElements: holder });
  }
}

export const extensions = { __init__: ["lakonExtensions"], lakonExtensions: ["type", Extensions] };
