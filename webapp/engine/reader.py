"""BPMN XML to `Process` values, through the allow-list of `subset`. Collects every problem; judges no graph.

SpiffWorkflow's own parser is not used: it ignores what it does not know, and Camunda's extension elements with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from lxml import etree

from webapp.feel import Expression, FeelSyntaxError, is_feel, parse, strip_marker

from . import subset
from .drawing import read_drawing
from .model import Element, Flow, Kind, Lane, Loop, Problem, Process, Script, Timer
from .subset import BPMN, ZEEBE

_ID = re.compile(r"[A-Za-z_][\w.-]{0,79}\Z", re.ASCII)
_ROLE = re.compile(r"[a-z][a-z_]{0,39}\Z")
_FACT = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
_KNOWN_PARTS = frozenset({"documentation", "extensionElements", "incoming", "outgoing", "flowNodeRef"})


def read_processes(root: etree._Element, file: str) -> tuple[list[Process], list[Problem]]:
    """All processes of one file, and everything in it that is refused."""
    return _Reader(root, file).read()


class _Reader:
    """One file on its way from XML to values."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self.root = root
        self.file = file
        self.problems: list[Problem] = []
        self.ids: set[str] = set()

    def refuse(self, code: str, node: etree._Element | None, message: str, mend: str) -> None:
        element_id = node.get("id") if node is not None else None
        self.problems.append(Problem(code, element_id, message, mend, self.file))

    def read(self) -> tuple[list[Process], list[Problem]]:
        if self.root.tag != f"{{{BPMN}}}definitions":
            self.refuse(
                "not_bpmn", None, "Berkas ini bukan diagram BPMN 2.0.", "Simpan sebagai BPMN 2.0 XML."
            )
            return [], self.problems
        pools = self._pools()
        nodes = [child for child in self.root if child.tag == f"{{{BPMN}}}process"]
        for child in self.root:
            if _bpmn(child) not in _ROOT_PARTS and child.tag != _DIAGRAM:
                self._unknown(child)
        if not nodes:
            self.refuse(
                "no_process", None, "Berkas tidak memuat proses.", "Gambar satu proses (bpmn:process)."
            )
        return [self._process(node, pools) for node in nodes], self.problems

    def _pools(self) -> dict[str, tuple[str, str]]:
        pools: dict[str, tuple[str, str]] = {}
        for collaboration in self.root.findall(f"{{{BPMN}}}collaboration"):
            for part in collaboration:
                name = _bpmn(part)
                if name == "participant":
                    pools[part.get("processRef", "")] = (part.get("id", ""), self._name(part))
                    self._extensions(part, name)
                    self._parts(part, name)
                elif name not in subset.ARTIFACTS and name not in _KNOWN_PARTS:
                    self._unknown(part)
        return pools

    def _process(self, node: etree._Element, pools: dict[str, tuple[str, str]]) -> Process:
        process_id = self._id(node)
        elements: dict[str, Element] = {}
        flows: dict[str, Flow] = {}
        lanes = tuple(self._lanes(node))
        self._extensions(node, "process")
        self._members(node, process_id, elements, flows)
        if len(elements) > subset.MAX_FLOW_NODES:
            self.refuse("too_big", node, "Proses memuat lebih dari 400 unsur.", "Pecah dengan callActivity.")
        return Process(
            id=process_id,
            name=self._name(node) or process_id,
            file=self.file,
            elements={key: _in_lane(element, elements, lanes) for key, element in elements.items()},
            flows=flows,
            lanes=lanes,
            pool=pools.get(process_id),
            documentation=_documentation(node),
            drawing=read_drawing(self.root),
        )

    def _lanes(self, process: etree._Element) -> Iterator[Lane]:
        for node in process.iterfind(f"{{{BPMN}}}laneSet/{{{BPMN}}}lane"):
            lane_id = self._id(node)
            if node.find(f"{{{BPMN}}}childLaneSet") is not None:
                self.refuse(
                    "nested_lane", node, "Lajur di dalam lajur tidak didukung.", "Pakai satu tingkat lajur."
                )
            role = self._extensions(node, "lane").get("peran", lane_id)
            if not _ROLE.match(role):
                self.refuse("role", node, f"Peran lajur '{role}' tidak sah.", "Isi properti 'peran' lajur.")
            members = frozenset((ref.text or "").strip() for ref in node.iterfind(f"{{{BPMN}}}flowNodeRef"))
            yield Lane(lane_id, self._name(node), role, members)

    def _members(
        self, parent: etree._Element, scope: str, elements: dict[str, Element], flows: dict[str, Flow]
    ) -> None:
        for node in parent:
            name = _bpmn(node)
            if name in subset.FLOW_NODES:
                element = self._element(node, cast("Kind", name), scope)
                elements[element.id] = element
                if name == "subProcess":
                    self._members(node, element.id, elements, flows)
            elif name == "sequenceFlow":
                flow = self._flow(node)
                flows[flow.id] = flow
            elif name == "laneSet" and parent.get("id") != process_id:
                self.refuse(
                    "nested_lane", node, "Lajur di dalam subproses tidak didukung.", "Pakai lajur proses saja."
                )
            elif name not in subset.ARTIFACTS and name not in _KNOWN_PARTS and name not in _PARTS_OF_SCOPES:
                self._unknown(node)

    # -- one element ------------------------------------------------------------------------------------

    def _element(self, node: etree._Element, kind: Kind, scope: str) -> Element:
        element_id = self._id(node)
        properties = self._extensions(node, kind)
        self._parts(node, kind)
        form = self._zeebe(node, "formDefinition", "formId")
        operation = self._zeebe(node, "taskDefinition", "type")
        called = self._zeebe(node, "calledElement", "processId")
        default = node.get("default")
        return Element(
            id=element_id,
            kind=kind,
            name=self._name(node),
            scope=scope,
            documentation=_documentation(node),
            role=self._zeebe(node, "assignmentDefinition", "candidateGroups"),
            form=form,
            workspace=properties.get("workspace"),
            operation=operation,
            inputs=tuple(self._inputs(node)),
            script=self._script(node) if kind == "scriptTask" else None,
            timer=self._timer(node) if kind in {"intermediateCatchEvent", "boundaryEvent"} else None,
            attached_to=node.get("attachedToRef"),
            interrupting=node.get("cancelActivity", "true") != "false",
            called=called,
            loop=self._loop(node, kind),
            default_flow=default,
            terminate=node.find(f"{{{BPMN}}}terminateEventDefinition") is not None,
            properties=properties,
        )

    def _parts(self, node: etree._Element, kind: str) -> None:
        allowed = {
            "endEvent": {"terminateEventDefinition"},
            "intermediateCatchEvent": {"timerEventDefinition"},
            "boundaryEvent": {"timerEventDefinition"},
        }.get(kind, set())
        if kind in subset.LOOPED:
            allowed = {"multiInstanceLoopCharacteristics"}
        if kind == "subProcess":
            if node.get("triggeredByEvent") == "true":
                self.refuse(
                    "event_subprocess", node, "Subproses peristiwa tidak didukung.", "Pakai timer batas."
                )
            return  # its other children are members, read by _members
        for part in node:
            name = _bpmn(part)
            if name not in _KNOWN_PARTS and name not in allowed:
                self._unknown(part, node)

    def _timer(self, node: etree._Element) -> Timer | None:
        definition = node.find(f"{{{BPMN}}}timerEventDefinition")
        parts = [] if definition is None else [part for part in definition if _bpmn(part) not in _KNOWN_PARTS]
        for part in parts:
            kind = {"timeDate": "date", "timeDuration": "duration"}.get(_bpmn(part))
            if kind is None:
                self._unknown(part, node)
                return None
            expression = self._expression((part.text or "").strip(), node, literal=True)
            return None if expression is None else Timer(cast("Any", kind), expression)
        self.refuse("no_timer", node, "Peristiwa ini tidak memuat waktu.", "Isi timeDate atau timeDuration.")
        return None

    def _loop(self, node: etree._Element, kind: str) -> Loop | None:
        part = node.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
        if part is None:
            return None
        for child in part:
            if _bpmn(child) != "extensionElements":
                self._unknown(child, node)
        self._extensions(part, "multiInstanceLoopCharacteristics")
        text = self._zeebe(part, "loopCharacteristics", "inputCollection") or ""
        collection = self._expression(text, node)
        if collection is None:
            return None
        variable = self._zeebe(part, "loopCharacteristics", "inputElement")
        return Loop(part.get("isSequential") == "true", collection, variable)

    def _script(self, node: etree._Element) -> Script | None:
        text = self._zeebe(node, "script", "expression") or ""
        result = self._zeebe(node, "script", "resultVariable") or ""
        expression = self._expression(text, node)
        if not _FACT.match(result):
            self.refuse(
                "result", node, "Nama hasil skrip tidak sah.", "Isi resultVariable dengan huruf kecil dan _."
            )
            return None
        return None if expression is None else Script(expression, result)

    def _inputs(self, node: etree._Element) -> Iterator[tuple[str, Expression]]:
        for part in node.iterfind(f"{{{BPMN}}}extensionElements/{{{ZEEBE}}}ioMapping/*"):
            target = part.get("target", "")
            if part.tag != f"{{{ZEEBE}}}input" or not _FACT.match(target):
                self.refuse(
                    "mapping", node, "Hanya zeebe:input dengan nama yang sah didukung.", "Perbaiki ioMapping."
                )
                continue
            expression = self._expression(part.get("source", ""), node, literal=True)
            if expression is not None:
                yield target, expression

    def _flow(self, node: etree._Element) -> Flow:
        condition = None
        for part in node:
            if _bpmn(part) == "conditionExpression":
                condition = self._expression((part.text or "").strip(), node)
            elif _bpmn(part) not in _KNOWN_PARTS:
                self._unknown(part, node)
        source, target = node.get("sourceRef", ""), node.get("targetRef", "")
        return Flow(self._id(node), self._name(node), source, target, condition)

    # -- small parts ------------------------------------------------------------------------------------

    def _expression(self, text: str, node: etree._Element, *, literal: bool = False) -> Expression | None:
        if literal and text and not is_feel(text):
            text = '="' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if not is_feel(text):
            self.refuse(
                "not_feel", node, f"'{text}' bukan ungkapan FEEL.", "Awali dengan tanda '=' lalu ungkapannya."
            )
            return None
        try:
            return parse(strip_marker(text))
        except FeelSyntaxError as error:
            self.refuse(
                "feel", node, f"Ungkapan '{text}' tidak dapat dibaca: {error}.", "Perbaiki ungkapan FEEL itu."
            )
            return None

    def _extensions(self, node: etree._Element, kind: str) -> dict[str, str]:
        properties: dict[str, str] = {}
        for part in node.iterfind(f"{{{BPMN}}}extensionElements/*"):
            name = etree.QName(part)
            if name.namespace != ZEEBE or kind not in subset.EXTENSIONS.get(name.localname, frozenset()):
                self.refuse(
                    "extension",
                    node,
                    f"Unsur tambahan '{name.localname}' tidak dijalankan di sini.",
                    "Hapus unsur itu.",
                )
            elif name.localname == "properties":
                properties |= {
                    p.get("name", ""): p.get("value", "") for p in part.iterfind(f"{{{ZEEBE}}}property")
                }
        return properties

    def _zeebe(self, node: etree._Element, name: str, attribute: str) -> str | None:
        part = node.find(f"{{{BPMN}}}extensionElements/{{{ZEEBE}}}{name}")
        return None if part is None else part.get(attribute)

    def _id(self, node: etree._Element) -> str:
        value = node.get("id", "")
        if not _ID.match(value):
            self.refuse(
                "id", node, f"Id '{value[:40]}' tidak sah.", "Pakai huruf, angka, dan _; paling banyak 80."
            )
        elif value in self.ids:
            self.refuse("duplicate_id", node, f"Id '{value}' dipakai dua kali.", "Beri id yang berbeda.")
        self.ids.add(value)
        return value

    def _name(self, node: etree._Element) -> str:
        name = " ".join(node.get("name", "").split())
        if len(name) > subset.MAX_NAME:
            self.refuse(
                "name", node, "Nama lebih dari 200 huruf.", "Pendekkan; rincian ditulis di dokumentasi."
            )
        if any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in name):
            self.refuse("name", node, "Nama memuat huruf kendali yang tak terlihat.", "Ketik ulang namanya.")
        return name

    def _unknown(self, part: etree._Element, owner: etree._Element | None = None) -> None:
        name = etree.QName(part).localname
        mend = subset.REFUSED.get(name, "Hapus unsur itu dari diagram.")
        shown = part if part.get("id") or owner is None else owner
        self.refuse(f"unsupported:{name}", shown, f"Unsur '{name}' tidak didukung.", mend)


_DIAGRAM = f"{{{subset.BPMNDI}}}BPMNDiagram"
_PARTS_OF_SCOPES = frozenset({"laneSet", "multiInstanceLoopCharacteristics"})


def _bpmn(node: etree._Element) -> str:
    name = etree.QName(node)
    return name.localname if name.namespace == BPMN else f"{{{name.namespace}}}{name.localname}"


def _documentation(node: etree._Element) -> str:
    return (node.findtext(f"{{{BPMN}}}documentation") or "").strip()


def _in_lane(element: Element, elements: dict[str, Element], lanes: tuple[Lane, ...]) -> Element:
    """Give an element its role: its own, or that of the lane in which it or its enclosing subprocess stands."""
    if element.role is not None:
        return element
    place: str | None = element.id
    while place is not None:
        for lane in lanes:
            if place in lane.members:
                return replace(element, role=lane.role)
        outer = elements.get(place)
        place = outer.scope if outer is not None else None
    return element
