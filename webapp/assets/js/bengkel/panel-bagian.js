// Parts of the panel that no package has: notes, links, the facts that a condition may read.
import { CheckboxEntry } from "@bpmn-io/properties-panel";
import { h } from "@bpmn-io/properties-panel/preact";
import { useService } from "bpmn-js-properties-panel";
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";
import { extension, property } from "./perluasan.js";

const entry = (id, ...children) => h("div", { class: "bio-properties-panel-entry lakon-note", "data-entry-id": id }, ...children);

// What renaming an id would break.
export function IdNote({ element, id }) {
  const translate = useService("translate");
  const known = useService("lakonKnown");
  const business = getBusinessObject(element);
  if (!is(element, "bpmn:FlowNode")) return null;
  const said = [];
  const old = property(element, "id_lama");
  if (old) said.push(translate("Id lama {id} dicatat, supaya migrasi dapat memasangkannya.", { id: old }));
  else if (known.before.includes(business.id)) said.push(translate("Kasus yang sedang berjalan mengenali unsur ini lewat id-nya."));
  const bound = `${processOf(business)}.${business.id}`;
  const warns = is(element, "bpmn:UserTask") && known.bound.includes(bound);
  if (warns) said.push(translate("Operasi {name} terikat pada id ini. Bila id diganti, langkah ini kehilangan operasinya.", { name: bound }));
  return said.length ? entry(id, ...said.map((one) => h("p", null, one))) : null;
}

function processOf(business) {
  let at = business;
  while (at && !is(at, "bpmn:Process")) at = at.$parent;
  return at?.id;
}

// The way from a step to its form.
export function Linked({ element, id }) {
  const translate = useService("translate");
  const known = useService("lakonKnown");
  const form = extension(element, "zeebe:FormDefinition")?.get("formId");
  if (form && known.forms.includes(form)) {
    return entry(id, h("a", { href: `${known.formEditor}/${form}` }, translate("Buka formulir di penyunting")));
  }
  if (!known.writable) return null;
  const business = getBusinessObject(element);
  const target = `${known.newForm}?kunci=${encodeURIComponent(form || `${processOf(business)}/${business.id}`)}`;
  return entry(id, h("a", { href: target }, translate("Buat formulir baru untuk langkah ini")));
}

// What the chosen operation does, in the words of its author, and the facts that it gives.
export function OperationFacts({ element, id }) {
  const translate = useService("translate");
  const known = useService("lakonKnown");
  const found = known.operations[extension(element, "zeebe:TaskDefinition")?.get("type") ?? ""];
  if (!found) return null;
  const facts = Object.entries(found.facts);
  return entry(
    id,
    h("p", null, found.about),
    facts.length
      ? h("dl", null, h("dt", null, translate("Fakta yang dihasilkan")), ...facts.map(([name, values]) => h("dd", null, h("code", null, name), ` ${shown(values, translate)}`)))
      : h("p", null, translate("Tidak menghasilkan fakta yang dibaca syarat.")),
  );
}

const shown = (values, translate) => (values?.length ? values.map((value) => JSON.stringify(value)).join(" | ") : translate("nilai bebas"));

export function DefaultFlow({ element, id }) {
  const translate = useService("translate");
  const modeling = useService("modeling");
  const source = element.source;
  if (!source || !(is(source, "bpmn:ExclusiveGateway") || is(source, "bpmn:InclusiveGateway"))) return null;
  const business = getBusinessObject(element);
  return CheckboxEntry({
    element,
    id,
    label: translate("Alur bawaan: dipakai bila tidak ada syarat lain yang terpenuhi"),
    getValue: () => getBusinessObject(source).get("default") === business,
    setValue: (on) => modeling.updateProperties(source, { default: on ? business : undefined }),
  });
}

// The facts that may stand in a condition; a press puts one into it.
export function Conditions({ element, id }) {
  const translate = useService("translate");
  const known = useService("lakonKnown");
  const modeling = useService("modeling");
  const bpmnFactory = useService("bpmnFactory");
  if (!is(element.source, "bpmn:ExclusiveGateway") && !is(element.source, "bpmn:InclusiveGateway")) return null;
  const business = getBusinessObject(element);
  const add = (name, value) => {
    const before = business.get("conditionExpression")?.get("body")?.replace(/^=/, "").trim();
    const part = value === undefined ? name : `${name} = ${JSON.stringify(value)}`;
    const body = `=${before ? `${before} and ` : ""}${part}`;
    modeling.updateProperties(element, { conditionExpression: bpmnFactory.create("bpmn:FormalExpression", { body }) });
  };
  const button = (words, name, value) => h("button", { type: "button", class: "lakon-fact", onClick: () => add(name, value) }, words);
  const nearFirst = Object.entries(known.facts).sort(([, one], [, other]) => other.near - one.near);
  const rows = nearFirst.map(([name, { values, from }]) =>
    h("li", null, button(name, name), ...(values ?? []).map((value) => button(JSON.stringify(value), name, value)), h("span", null, from)),
  );
  if (!rows.length) return entry(id, h("p", null, translate("Belum ada fakta yang diketahui sebelum percabangan ini.")));
  return entry(id, h("p", null, h("strong", null, translate("Fakta yang dikenal")), " ", translate("Tekan satu nilai untuk menyisipkannya ke syarat.")), h("ul", { class: "lakon-facts" }, ...rows));
}
