// What runs here, as the editors offer it. A test compares it with engine/subset.py, which decides.
export const KINDS = [
  "startEvent",
  "endEvent",
  "userTask",
  "serviceTask",
  "businessRuleTask",
  "scriptTask",
  "callActivity",
  "subProcess",
  "exclusiveGateway",
  "parallelGateway",
  "inclusiveGateway",
  "intermediateCatchEvent",
  "boundaryEvent",
];

export const ARTIFACTS = ["textAnnotation", "association", "group"];

// Steps and scopes that may repeat, and those on whose edge an event may sit.
export const LOOPED = ["userTask", "serviceTask", "callActivity", "subProcess"];
export const BOUNDED = ["userTask", "callActivity", "subProcess"];

const EVENTS = ["TimerEventDefinition", "MessageEventDefinition"];
const WAITS = ["intermediateCatchEvent", "boundaryEvent"];

// Whether an element that a menu would make runs here: {type, eventDefinitionType, …} as bpmn-js writes them.
export function runs({ type, eventDefinitionType, triggeredByEvent, isExpanded }) {
  const kind = type.replace("bpmn:", "").replace(/^./, (first) => first.toLowerCase());
  const event = eventDefinitionType?.replace("bpmn:", "");
  if (kind === "participant") return isExpanded !== false;
  if (!KINDS.includes(kind) || triggeredByEvent) return false;
  if (WAITS.includes(kind)) return EVENTS.includes(event);
  return event === undefined || (kind === "endEvent" && event === "TerminateEventDefinition");
}
