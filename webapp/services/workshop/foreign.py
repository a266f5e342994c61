"""Diagrams of other tools (Camunda 7, Signavio, ADONIS and whoever writes BPMN 2.0): what runs here is kept.

A diagram within the subset is taken byte for byte. Of another, extension elements that nobody here reads are dropped,
each with a line in the report; what means the same here is written in the words of the subset; what cannot run stays in
the drawing, for its owner to replace, and is listed with a mend. Nothing is dropped silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from webapp.engine import DiagramRefused, Problem
from webapp.engine.allow import attribute_refusals, extension_refusals
from webapp.engine.reader import read_processes
from webapp.engine.subset import BPMN, FLOW_NODES, REFUSED, ZEEBE
from webapp.engine.xml import read_xml
from webapp.services.people.roles import ROLES

from . import step_xml as xml
from .foreign_feel import from_juel
from .foreign_words import CAMUNDA, form_of, mend_of, role_of, tool_of
from .step_xml import Node, local, name

_OWNERS: Final = (*FLOW_NODES, "sequenceFlow", "process", "participant", "lane", "message")
_WITH_ATTRIBUTES: Final = (*FLOW_NODES, "sequenceFlow", "message", "multiInstanceLoopCharacteristics")
_META: Final = ("auditing", "monitoring", "ioSpecification", "property", "dataInputAssociation",
                "dataOutputAssociation", "resourceRole", "performer", "humanPerformer", "potentialOwner",
                "outputSet", "inputSet")  # fmt: skip
_ROOT_META: Final = ("itemDefinition", "import", "resource", "interface", "endPoint", "partnerEntity", "relationship",
                     "dataStore", "correlationProperty", "extension", "escalation")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing that the import did or could not do: at which element, what, and what to do about it."""

    element_id: str
    said: str
    mend: str = ""


@dataclass
class Foreign:
    """A diagram of another tool as it came in. `text` is what goes into the draft."""

    text: str
    tool: str
    unchanged: bool = False
    mapped: list[Line] = field(default_factory=list)
    dropped: list[Line] = field(default_factory=list)
    unsupported: list[Line] = field(default_factory=list)


def read_foreign(text: str, file: str) -> Foreign:
    """Take in a diagram of another tool. Raises `DiagramRefused` for what is no safe BPMN at all."""
    root = read_xml(text.encode("utf-8"), file)
    _processes, problems = read_processes(root, file)
    tool = tool_of(text)
    if not problems:
        return Foreign(text, tool, unchanged=True)
    if root.tag != name("definitions"):
        raise DiagramRefused(problems)
    return _Import(text, tool, file).run()


class _Import:
    """One diagram on its way in."""

    def __init__(self, text: str, tool: str, file: str) -> None:
        self.before, self.file = text, file
        self.root = xml.parse(text)
        self.found = Foreign(text, tool)

    def run(self) -> Foreign:
        """Map, drop, list."""
        etree.strip_tags(self.root, etree.Comment, etree.ProcessingInstruction)
        for node in list(self.root.iter()):
            if local(node) in FLOW_NODES:
                self._map(node)
        for flow in xml.flows(self.root):
            self._condition(flow)
        for lane in xml.lanes(self.root):
            self._lane(lane)
        self._drop_parts()
        self._drop_extensions()
        self._drop_attributes()
        etree.cleanup_namespaces(self.root, keep_ns_prefixes=["xsi"])
        self.found.text = xml.written(self.root)
        self.found.unsupported = list(self._left())
        return self.found

    # -- what means the same ------------------------------------------------------------------------------

    def _map(self, node: Node) -> None:
        kind = local(node)
        take: dict[str, Callable[[Node, str], None]] = {
            "formKey": self._form,
            "formRef": self._form,
            "candidateGroups": self._group,
            "dueDate": self._due,
            "decisionRef": self._decision,
            "topic": self._operation,
        }
        for key, write in take.items():
            value = node.get(f"{{{CAMUNDA}}}{key}")
            if value is not None:
                write(node, value)
        called = node.get("calledElement")
        if kind == "callActivity" and called and xml.extension(node, "calledElement") is None:
            del node.attrib["calledElement"]
            xml.set_extension(node, "calledElement", processId=called)
            self._mapped(node, f"Proses yang dipanggil: {called}.")

    def _form(self, node: Node, value: str) -> None:
        form = form_of(value)
        if local(node) == "userTask" and form is not None and xml.extension(node, "formDefinition") is None:
            xml.set_extension(node, "formDefinition", formId=form)
            self._taken(node, ("formKey", "formRef"), f"Formulir: {form}.")

    def _group(self, node: Node, value: str) -> None:
        role = role_of(value)
        if local(node) == "userTask" and role is not None:
            xml.set_extension(node, "assignmentDefinition", candidateGroups=role)
            self._taken(node, ("candidateGroups",), f"Peran: {ROLES[role]}.")

    def _due(self, node: Node, value: str) -> None:
        feel = from_juel(value) if "${" in value else value
        if local(node) == "userTask" and feel is not None:
            xml.set_extension(node, "taskSchedule", dueDate=feel)
            self._taken(node, ("dueDate",), f"Tenggat: {feel}.")

    def _decision(self, node: Node, value: str) -> None:
        result = node.get(f"{{{CAMUNDA}}}resultVariable", "hasil")
        if local(node) == "businessRuleTask":
            xml.set_extension(node, "calledDecision", decisionId=value, resultVariable=result)
            self._taken(
                node, ("decisionRef", "resultVariable", "mapDecisionResult"), f"Tabel keputusan: {value}."
            )

    def _operation(self, node: Node, value: str) -> None:
        if local(node) == "serviceTask":
            xml.set_extension(node, "taskDefinition", type=value)
            self._taken(node, ("topic", "type"), f"Operasi: {value}.")

    def _condition(self, flow: Node) -> None:
        held = flow.find(name("conditionExpression"))
        text = "" if held is None else (held.text or "").strip()
        if held is None or text.startswith("="):
            return
        feel = from_juel(text)
        if feel is None:
            xml.drop(held)
            said = f"Syarat '{text[:80]}' tidak dapat diterjemahkan."
            self.found.dropped.append(
                Line(flow.get("id", ""), said, "Tulis ulang syaratnya sebagai ungkapan FEEL.")
            )
            return
        held.attrib.pop("language", "")
        held.text = feel
        self._mapped(flow, f"Syarat '{text[:60]}' menjadi '{feel[:60]}'.")

    def _lane(self, lane: Node) -> None:
        role = role_of(lane.get("name", ""))
        if role is not None and not xml.property_of(lane, "peran") and lane.get("id") not in ROLES:
            xml.set_property(lane, "peran", role)
            self._mapped(lane, f"Peran lajur: {ROLES[role]}.")

    # -- what goes ------------------------------------------------------------------------------------------

    def _drop_parts(self) -> None:
        for node in list(self.root.iter()):
            kind, parent = local(node), node.getparent()
            if parent is None or not kind or next(node.iterancestors(name("definitions")), None) is None:
                continue  # what stood in something dropped has gone with it
            is_data = REFUSED.get(kind, "").startswith("Hapus") and kind not in FLOW_NODES
            if is_data or kind in _META or (parent is self.root and kind in _ROOT_META):
                self._drop(node, f"Unsur '{kind}'", REFUSED.get(kind, "Tidak dibaca di sini."))

    def _drop(self, node: Node, what: str, mend: str) -> None:
        gone = node.get("id", "")
        shown = gone or next((one.get("id", "") for one in node.iterancestors() if one.get("id")), "")
        words = f" ({node.get('name')})" if node.get("name") else ""
        self.found.dropped.append(Line(shown, f"{what}{words} dibuang.", mend))
        xml.drop(node)
        for drawn in [one for one in self.root.iter() if gone and one.get("bpmnElement") == gone]:
            xml.drop(drawn)
        for line in list(self.root.iter(name("association"))):
            if gone and gone in (line.get("sourceRef"), line.get("targetRef")):
                self._drop(line, "Garis", "Ikut unsur yang dibuang.")

    def _drop_extensions(self) -> None:
        for node in list(
            self.root.iter(*(name(one) for one in (*_OWNERS, "definitions", "collaboration", "laneSet")))
        ):
            held = node.find(name("extensionElements"))
            if held is None:
                continue
            for part in [one for one in held if self._is_refused(node, one)]:
                what = etree.QName(part)
                self.found.dropped.append(
                    Line(node.get("id", ""), f"Unsur tambahan '{what.localname}' dibuang.", mend_of(what))
                )
                xml.drop(part)
            if len(held) == 0:
                xml.drop(held)

    @staticmethod
    def _is_refused(node: Node, part: Node) -> bool:
        alone = etree.Element(node.tag)
        etree.SubElement(alone, name("extensionElements")).append(deepcopy(part))
        return local(node) not in _OWNERS or any(True for _ in extension_refusals(alone, local(node)))

    def _drop_attributes(self) -> None:
        for node in self.root.iter(etree.Element):
            kind = local(node)
            for key in list(map(str, node.attrib)):
                space = etree.QName(key).namespace
                is_ours = space is None or space in (BPMN, ZEEBE, "http://www.w3.org/2001/XMLSchema-instance")
                if not kind or is_ours or kind == "definitions":
                    continue
                what = etree.QName(key)
                said = f"Atribut '{what.localname}' = '{node.get(key, '')[:60]}' dibuang."
                self.found.dropped.append(Line(node.get("id", ""), said, mend_of(what)))
                del node.attrib[key]
            if kind in _WITH_ATTRIBUTES:
                self._drop_own(node)

    def _drop_own(self, node: Node) -> None:
        """Attributes of BPMN itself that say nothing here: those that mean something else stay and are listed."""
        harmless = {
            "implementation",
            "completionQuantity",
            "startQuantity",
            "isForCompensation",
            "isImmediate",
        }
        harmful = {("isForCompensation", "true")}
        for refusal in list(attribute_refusals(node)):
            key = refusal.message.split("'")[1]
            if key in harmless and (key, node.get(key)) not in harmful:
                self.found.dropped.append(Line(node.get("id", ""), f"Atribut '{key}' dibuang.", ""))
                del node.attrib[key]

    # -- what is left ------------------------------------------------------------------------------------------

    def _left(self) -> Iterator[Line]:
        try:
            problems: list[Problem] = read_processes(
                read_xml(self.found.text.encode(), self.file), self.file
            )[1]
        except DiagramRefused as refused:
            problems = refused.problems
        seen: set[tuple[str | None, str]] = set()
        for one in problems:
            if (one.element_id, one.message) not in seen:
                seen.add((one.element_id, one.message))
                yield Line(one.element_id or "", one.message, one.mend)

    def _mapped(self, node: Node, said: str) -> None:
        self.found.mapped.append(Line(node.get("id", ""), said))

    def _taken(self, node: Node, keys: tuple[str, ...], said: str) -> None:
        for key in keys:
            node.attrib.pop(f"{{{CAMUNDA}}}{key}", "")
        self._mapped(node, said)
