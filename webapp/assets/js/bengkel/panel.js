// The properties panel: Camunda's groups cut to what is read here, and groups of our own for what it calls otherwise.
import {
  CheckboxEntry,
  Group,
  SelectEntry,
  TextFieldEntry,
  isCheckboxEntryEdited,
  isSelectEntryEdited,
  isTextFieldEntryEdited,
} from "@bpmn-io/properties-panel";
import { useService } from "bpmn-js-properties-panel";
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";
import { Conditions, DefaultFlow, IdNote, Linked, OperationFacts } from "./panel-bagian.js";
import { extension, property } from "./perluasan.js";

const LAST = 100;
const TABLE_KEY = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;

// Groups of the packages that stay, and of each the entries that the engine reads (null: all of them).
const KEPT = {
  general: ["name", "id", "processId", "processName"],
  documentation: null,
  message: null,
  multiInstance: ["multiInstance-inputCollection", "multiInstance-inputElement"],
  timer: null,
  script: null,
  condition: null,
  inputs: null,
  calledDecision: ["resultVariable"],
};
const OPEN = ["general", "documentation", "condition", "timer", "script"];
const WITH_INPUTS = ["bpmn:ServiceTask", "bpmn:BusinessRuleTask"];

// An entry that writes one property or extension attribute: how it is read, how it is written.
const asProperty = (name) => ({
  read: (element) => property(element, name) ?? "",
  write: (services, element, value) => services.extensions.setProperty(element, name, value),
});
const asExtension = (type, attribute, more = {}) => ({
  read: (element) => extension(element, type)?.get(attribute) ?? "",
  write: (services, element, value) => services.extensions.set(element, type, value ? { ...more, [attribute]: value } : null),
});

const bindings = {
  role: asProperty("peran"),
  ownRole: asExtension("zeebe:AssignmentDefinition", "candidateGroups"),
  form: asExtension("zeebe:FormDefinition", "formId"),
  workspace: asProperty("workspace"),
  deadline: asProperty("tenggat"),
  noDeadline: asProperty("tanpa_tenggat"),
  password: asProperty("konfirmasi_sandi"),
  stepKind: asProperty("jenis_langkah"),
  operation: asExtension("zeebe:TaskDefinition", "type"),
  called: asExtension("zeebe:CalledElement", "processId"),
};

const decision = {
  read: (element) => extension(element, "zeebe:CalledDecision")?.get("decisionId") ?? "",
  write: (services, element, value) => {
    const result = extension(element, "zeebe:CalledDecision")?.get("resultVariable");
    services.extensions.set(element, "zeebe:CalledDecision", { decisionId: value, resultVariable: result ?? "hasil" });
  },
};

function useEntry(props, binding) {
  const services = { extensions: useService("lakonExtensions") };
  return {
    element: props.element,
    getValue: () => binding.read(props.element),
    setValue: (value) => binding.write(services, props.element, value),
    debounce: useService("debounceInput"),
  };
}

// A select over a list that the page brought; what stands in the file and is not in the list stays to be seen.
function choice(id, label, binding, options, empty, description) {
  const component = (props) => {
    const translate = useService("translate");
    const known = options(useService("lakonKnown"));
    const now = binding.read(props.element);
    const strange = now && !known.some(([value]) => value === now) ? [[now, now]] : [];
    const all = [["", translate(empty)], ...known, ...strange];
    return SelectEntry({
      ...useEntry(props, binding),
      id,
      label: translate(label),
      description: description && translate(description),
      getOptions: () => all.map(([value, said]) => ({ value, label: said })),
    });
  };
  return { id, component, isEdited: isSelectEntryEdited };
}

function text(id, label, binding, description) {
  const component = (props) => {
    const translate = useService("translate");
    return TextFieldEntry({ ...useEntry(props, binding), id, label: translate(label), description: description && translate(description) });
  };
  return { id, component, isEdited: isTextFieldEntryEdited };
}

function password() {
  const component = (props) => {
    const entry = useEntry(props, bindings.password);
    const translate = useService("translate");
    return CheckboxEntry({
      ...entry,
      id: "konfirmasi_sandi",
      label: translate("Minta kata sandi lagi (tanda tangan)"),
      getValue: () => entry.getValue() === "ya",
      setValue: (on) => entry.setValue(on ? "ya" : ""),
    });
  };
  return { id: "konfirmasi_sandi", component, isEdited: isCheckboxEntryEdited };
}

const named = (found) => Object.entries(found);

const entries = {
  lane: () => [choice("peran", "Peran lajur", bindings.role, (known) => named(known.roles), "Tidak ditentukan")],
  ownRole: () => [choice("peran-sendiri", "Peran langkah ini", bindings.ownRole, (known) => named(known.roles), "Seperti lajurnya")],
  form: () => [
    choice("formulir", "Formulir", bindings.form, (known) => known.forms.map((key) => [key, key]), "Tanpa formulir"),
    { id: "formulir-buka", component: Linked },
    choice("halaman-kerja", "Halaman kerja", bindings.workspace, (known) => known.workspaces.map((key) => [key, key]), "Tanpa halaman kerja",
      "Halaman kerja adalah layar yang sudah dibuat di Lakon. Langkah memakai formulir atau halaman kerja."),
  ],
  deadline: (element) => {
    const now = bindings.deadline.read(element);
    return [
      choice("tenggat", "Tenggat dihitung dari", tableKey, (known) => [...known.deadlines.map((key) => [key, key]), ["=", "…"]], "Tanpa tenggat"),
      ...(now && !TABLE_KEY.test(now) ? [text("tenggat-isi", "Isi tenggat", bindings.deadline, "Misalnya =batas_penetapan atau 2026-01-31.")] : []),
      ...(now ? [] : [text("tanpa-tenggat", "Alasan tanpa tenggat", bindings.noDeadline)]),
    ];
  },
  rules: () => [
    password(),
    choice("jenis-langkah", "Jenis langkah untuk mandat", bindings.stepKind, (known) => named(known.stepKinds), "Tidak ditentukan"),
  ],
  operation: () => [
    choice("operasi", "Operasi yang dipanggil", bindings.operation, (known) => Object.keys(known.operations).map((key) => [key, key]), "Pilih operasi"),
    { id: "operasi-fakta", component: OperationFacts },
  ],
  called: () => [choice("proses", "Proses yang dipanggil", bindings.called, (known) => named(known.processes), "Pilih proses")],
};

// The deadline's first field: a key of the table, or "=" for an expression of one's own in the second.
const tableKey = {
  read: (element) => {
    const now = bindings.deadline.read(element);
    return !now || TABLE_KEY.test(now) ? now : "=";
  },
  write: bindings.deadline.write,
};

const HUMAN = [
  ["formulir", "Formulir", entries.form],
  ["tenggat", "Tenggat", entries.deadline],
  ["pelaku", "Pelaku", entries.ownRole],
  ["aturan", "Aturan langkah", entries.rules],
];
const OWN = {
  "bpmn:Lane": [["pelaku", "Pelaku", entries.lane]],
  "bpmn:UserTask": HUMAN,
  "bpmn:ServiceTask": [["operasi", "Operasi", entries.operation]],
  "bpmn:CallActivity": [["dipanggil", "Proses yang dipanggil", entries.called]],
  "bpmn:BusinessRuleTask": [
    ["keputusan", "Tabel keputusan", () => [choice("tabel", "Tabel yang dibaca", decision, (known) => named(known.decisions), "Pilih tabel")]],
  ],
};

class Provider {
  static $inject = ["propertiesPanel", "translate"];

  constructor(propertiesPanel, translate) {
    this.translate = translate;
    propertiesPanel.registerProvider(LAST, this);
  }

  getGroups(element) {
    return (groups) => {
      const kept = groups.filter((group) => group.id in KEPT).map(cut).filter((group) => fits(group, element));
      const [general, ...rest] = kept;
      addNotes(element, kept);
      for (const group of kept) if (OPEN.includes(group.id)) group.shouldOpen = true;
      return [general, ...this.own(element), ...rest].filter(Boolean);
    };
  }

  own(element) {
    return (OWN[element.type] ?? []).map(([id, label, make]) => ({
      id: `lakon-${id}`,
      label: this.translate(label),
      entries: make(element),
      component: Group,
      shouldOpen: true,
    }));
  }
}

function cut(group) {
  const keeps = KEPT[group.id];
  if (keeps === null || !group.entries) return group;
  return { ...group, entries: group.entries.filter((entry) => keeps.includes(entry.id)) };
}

function fits(group, element) {
  if (group.id === "inputs") return WITH_INPUTS.some((type) => is(element, type));
  if (group.id === "multiInstance") return Boolean(getBusinessObject(element).get("loopCharacteristics"));
  if (group.id === "calledDecision") return Boolean(extension(element, "zeebe:CalledDecision"));
  return group.items !== undefined || group.entries.length > 0;
}

function addNotes(element, groups) {
  const find = (id) => groups.find((group) => group.id === id);
  if (find("general")) find("general").entries.push({ id: "id-catatan", component: IdNote });
  if (is(element, "bpmn:SequenceFlow") && find("condition")) {
    find("condition").entries.unshift({ id: "alur-bawaan", component: DefaultFlow });
    find("condition").entries.push({ id: "fakta", component: Conditions });
  }
}

export const panel = { __init__: ["lakonPanel"], lakonPanel: ["type", Provider] };
