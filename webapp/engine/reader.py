"""BPMN XML to `Process` values, through the allow-list of `subset`. Collects every problem; judges no graph.

SpiffWorkflow's own parser is not used: it ignores what it does not know, and Camunda's extension elements with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, cast

from lxml import etree

from webapp.domain.sentences import Sentence
from webapp.feel import Expression, is_feel

from . import subset
from .drawing import read_drawing
from .model import Element, Flow, Kind, Lane, Loop, Message, Problem, Process, Script, Timer
from .moments import TimerKind, from_iso, is_moment
from .notes import Notes, bpmn_name, documentation, zeebe
from .subset import BPMN, ZEEBE

_DIAGRAM: Final = f"{{{subset.BPMNDI}}}BPMNDiagram"
_ROOT_PARTS: Final = frozenset(
    {"process", "collaboration", "documentation", "category", "message"}
)  # category: a group's label
_KNOWN_PARTS: Final = frozenset({"documentation", "extensionElements", "incoming", "outgoing", "flowNodeRef"})
_TIMES: Final[Mapping[str, TimerKind]] = {"timeDate": "date", "timeDuration": "duration"}
_TABLE_KEY: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*", re.ASCII)
_EVENTS: Final = frozenset({"intermediateCatchEvent", "boundaryEvent"})
_MULTI_INSTANCE: Final = "multiInstanceLoopCharacteristics"
_OWN_PARTS: Final[Mapping[str, frozenset[str]]] = {
    "endEvent": frozenset({"terminateEventDefinition"}),
    "intermediateCatchEvent": frozenset({"timerEventDefinition", "messageEventDefinition"}),
    "boundaryEvent": frozenset({"timerEventDefinition", "messageEventDefinition"}),
    **dict.fromkeys(subset.LOOPED, frozenset({_MULTI_INSTANCE})),
}


def read_processes(root: etree._Element, file: str) -> tuple[list[Process], list[Problem]]:
    """All processes of one file, and everything in it that is refused."""
    reader = _Reader(root, file)
    return reader.read(), reader.problems


class _Reader(Notes):
    """The elements of one file."""

    messages: Mapping[str, Message | None]

    def read(self) -> list[Process]:
        if self.root.tag != f"{{{BPMN}}}definitions":
            message = "Berkas ini bukan diagram BPMN 2.0."
            self.refuse("not_bpmn", None, message, "Simpan sebagai BPMN 2.0 XML.")
            return []
        pools = self._pools()
        self.messages = dict(self._messages())
        nodes = [child for child in self.root if child.tag == f"{{{BPMN}}}process"]
        for child in self.root:
            if bpmn_name(child) not in _ROOT_PARTS and child.tag != _DIAGRAM:
                self.unknown(child)
        if not nodes:
            message = "Berkas tidak memuat proses."
            self.refuse("no_process", None, message, "Gambar satu proses (bpmn:process).")
        return [self._process(node, pools) for node in nodes]

    def _pools(self) -> dict[str, tuple[str, str]]:
        pools: dict[str, tuple[str, str]] = {}
        for collaboration in self.root.findall(f"{{{BPMN}}}collaboration"):
            for part in collaboration:
                name = bpmn_name(part)
                if name == "participant":
                    pools[part.get("processRef", "")] = (part.get("id", ""), self.label(part))
                    self.extensions(part, name)
                    self._parts(part, name)
                elif name not in subset.ARTIFACTS and name not in _KNOWN_PARTS:
                    self.unknown(part)
        return pools

    def _messages(self) -> Iterator[tuple[str, Message | None]]:
        """The file's messages by id; None for one that cannot be waited for."""
        for node in self.root.findall(f"{{{BPMN}}}message"):
            message_id, name = self.identifier(node), node.get("name", "")
            self.attributes(node)
            self.extensions(node, "message")
            for part in node:
                if bpmn_name(part) not in _KNOWN_PARTS:
                    self.unknown(part, node)
            if not self.is_fact(name):
                message = Sentence("Nama pesan '%(name)s' tidak sah.", name=name[:40])
                self.refuse("message", node, message, "Isi nama pesan dengan huruf kecil dan _.")
            text = zeebe(node, "subscription", "correlationKey")
            if text is None:
                message = Sentence("Pesan '%(name)s' belum punya kunci korelasi.", name=name[:40])
                self.refuse("message", node, message, "Isi correlationKey pada zeebe:subscription.")
            correlation = None if text is None else self.expression(text, node)
            yield message_id, None if correlation is None else Message(name, correlation)

    def _process(self, node: etree._Element, pools: dict[str, tuple[str, str]]) -> Process:
        process_id = self.identifier(node)
        elements: dict[str, Element] = {}
        flows: dict[str, Flow] = {}
        lanes = tuple(self._lanes(node))
        self.extensions(node, "process")
        self._members(node, process_id, elements, flows)
        if len(elements) > subset.MAX_FLOW_NODES:
            message = Sentence(
                "Proses '%(process_id)s' memuat lebih dari %(max_flow_nodes)s unsur.",
                process_id=process_id,
                max_flow_nodes=subset.MAX_FLOW_NODES,
            )
            self.refuse("too_big", node, message, "Pecah dengan callActivity.")
        return Process(
            id=process_id,
            name=self.label(node) or process_id,
            file=self.file,
            elements={key: _in_lane(element, elements, lanes) for key, element in elements.items()},
            flows=flows,
            lanes=lanes,
            pool=pools.get(process_id),
            documentation=documentation(node),
            drawing=read_drawing(self.root),
        )

    def _lanes(self, process: etree._Element) -> Iterator[Lane]:
        placed: set[str] = set()
        for node in process.iterfind(f"{{{BPMN}}}laneSet/{{{BPMN}}}lane"):
            lane_id = self.identifier(node)
            if node.find(f"{{{BPMN}}}childLaneSet") is not None:
                message = Sentence("Lajur di dalam lajur '%(lane_id)s' tidak didukung.", lane_id=lane_id)
                self.refuse("nested_lane", node, message, "Pakai satu tingkat lajur.")
            role = self.extensions(node, "lane").get("peran", lane_id)
            members = frozenset((ref.text or "").strip() for ref in node.iterfind(f"{{{BPMN}}}flowNodeRef"))
            for twice in sorted(placed & members):
                message = Sentence("Unsur '%(twice)s' berada di dua lajur.", twice=twice)
                self.refuse("two_lanes", node, message, "Letakkan di satu lajur saja.")
            placed |= members
            role = self.role(role, node, Sentence("Isi properti 'peran' lajur dengan huruf kecil dan _."))
            yield Lane(lane_id, self.label(node), role, members)

    def _members(
        self, parent: etree._Element, scope: str, elements: dict[str, Element], flows: dict[str, Flow]
    ) -> None:
        is_process = parent.tag == f"{{{BPMN}}}process"
        for node in parent:
            name = bpmn_name(node)
            if name in subset.FLOW_NODES:
                element = self._element(node, cast("Kind", name), scope)
                elements[element.id] = element
                if name == "subProcess":
                    self._members(node, element.id, elements, flows)
            elif name == "sequenceFlow":
                flow = self._flow(node)
                flows[flow.id] = flow
            elif name == "laneSet" and not is_process:
                message = Sentence("Lajur di dalam subproses '%(scope)s' tidak didukung.", scope=scope)
                self.refuse("nested_lane", node, message, "Pakai lajur prosesnya saja.")
            elif name not in subset.ARTIFACTS | _KNOWN_PARTS | {"laneSet" if is_process else _MULTI_INSTANCE}:
                self.unknown(node)

    # -- one element ------------------------------------------------------------------------------------

    def _element(self, node: etree._Element, kind: Kind, scope: str) -> Element:
        element_id = self.identifier(node)
        self.attributes(node)
        properties = self.extensions(node, kind)
        self._parts(node, kind)
        is_event, waits = kind in _EVENTS, node.findall(f"{{{BPMN}}}messageEventDefinition")
        return Element(
            id=element_id,
            kind=kind,
            name=self.label(node),
            scope=scope,
            documentation=documentation(node),
            role=self._own_role(node),
            form=zeebe(node, "formDefinition", "formId"),
            workspace=properties.get("workspace"),
            due=self._due(node, properties.get("tenggat")),
            deadline=_table_key(properties.get("tenggat")),
            on=self._expression_of(node, properties.get("hari_pemegang")),
            quiet=properties.get("kotak_tugas") == "tidak",
            operation=zeebe(node, "taskDefinition", "type"),
            inputs=tuple(self._inputs(node)),
            decision=zeebe(node, "calledDecision", "decisionId"),
            result=self._result(node) if kind == "businessRuleTask" else None,
            script=self._script(node) if kind == "scriptTask" else None,
            timer=self._timer(node) if is_event and not waits else None,
            message=self._message(node, waits) if is_event and waits else None,
            attached_to=node.get("attachedToRef"),
            interrupting=node.get("cancelActivity", "true") != "false",
            called=zeebe(node, "calledElement", "processId"),
            loop=self._loop(node),
            default_flow=node.get("default"),
            terminate=node.find(f"{{{BPMN}}}terminateEventDefinition") is not None,
            properties=properties,
        )

    def _parts(self, node: etree._Element, kind: str) -> None:
        if kind == "subProcess":  # its other children are members, read by _members
            if node.get("triggeredByEvent") == "true":
                message = Sentence("Subproses peristiwa '%(id)s' tidak didukung.", id=node.get("id"))
                self.refuse("event_subprocess", node, message, "Pakai timer batas.")
            return
        for part in node:
            name = bpmn_name(part)
            if name not in _KNOWN_PARTS and name not in _OWN_PARTS.get(kind, frozenset()):
                self.unknown(part, node)

    def _expression_of(self, node: etree._Element, text: str | None) -> Expression | None:
        return None if text is None else self.expression(text, node, literal=True)

    def _due(self, node: etree._Element, deadline: str | None) -> Expression | None:
        """The last day as an expression: the schedule's, or the property `tenggat` where it is no key of a table."""
        scheduled = zeebe(node, "taskSchedule", "dueDate")
        if deadline is None:
            return self._expression_of(node, scheduled)
        if scheduled is not None or bpmn_name(node) != "userTask":
            message = Sentence("Properti 'tenggat' pada '%(id)s' tidak akan dibaca.", id=node.get("id"))
            mend = "Pakai hanya pada langkah orang, dan hanya salah satu: properti 'tenggat' atau dueDate."
            self.refuse("deadline", node, message, mend)
        return None if _table_key(deadline) else self._expression_of(node, deadline)

    def _own_role(self, node: etree._Element) -> str | None:
        text = zeebe(node, "assignmentDefinition", "candidateGroups")
        return (
            None
            if text is None
            else self.role(text, node, Sentence("Isi satu peran dengan huruf kecil dan _."))
        )

    def _timer(self, node: etree._Element) -> Timer | None:
        definitions = node.findall(f"{{{BPMN}}}timerEventDefinition")
        parts = [
            part for definition in definitions for part in definition if bpmn_name(part) not in _KNOWN_PARTS
        ]
        if len(parts) != 1 or len(definitions) != 1:
            message = Sentence(
                "Peristiwa '%(id)s' harus memuat tepat satu waktu atau satu pesan.", id=node.get("id")
            )
            self.refuse("no_timer", node, message, "Isi timeDate atau timeDuration, atau pilih pesannya.")
            return None
        kind = _TIMES.get(bpmn_name(parts[0]))
        if kind is None:
            self.unknown(parts[0], node)
            return None
        text = (parts[0].text or "").strip()
        if not is_feel(text) and not is_moment(kind, from_iso(text)):
            message = Sentence(
                "'%(text)s' bukan %(what)s yang sah.",
                text=text[:40],
                what=Sentence("tanggal") if kind == "date" else Sentence("lama waktu"),
            )
            self.refuse("timer", node, message, "Tulis misalnya 2026-01-31 atau P14D, atau ungkapan FEEL.")
            return None
        expression = self.expression(text, node, literal=True)
        return None if expression is None else Timer(kind, expression)

    def _message(self, node: etree._Element, definitions: list[etree._Element]) -> Message | None:
        if len(definitions) > 1 or node.find(f"{{{BPMN}}}timerEventDefinition") is not None:
            message = Sentence("Peristiwa '%(id)s' menunggu lebih dari satu hal.", id=node.get("id"))
            self.refuse("no_timer", node, message, "Sisakan satu waktu atau satu pesan.")
            return None
        for part in definitions[0]:
            if bpmn_name(part) not in _KNOWN_PARTS:
                self.unknown(part, node)
        for name in sorted(set(map(str, definitions[0].attrib)) - {"id", "messageRef"}):
            message = Sentence(
                "Atribut '%(name)s' pada 'messageEventDefinition' tidak dijalankan di sini.",
                name=etree.QName(name).localname,
            )
            self.refuse("attribute", node, message, "Hapus atribut itu.")
        reference = definitions[0].get("messageRef", "")
        if reference not in self.messages:
            message = Sentence(
                "Peristiwa '%(id)s' menunggu pesan yang tidak ada dalam berkas ini.", id=node.get("id")
            )
            self.refuse("no_message", node, message, "Pilih atau buat pesannya (bpmn:message).")
        return self.messages.get(reference)

    def _result(self, node: etree._Element) -> str | None:
        result = zeebe(node, "calledDecision", "resultVariable") or ""
        if not self.is_fact(result):
            message = Sentence("Nama hasil keputusan '%(result)s' tidak sah.", result=result[:40])
            self.refuse("result", node, message, "Isi resultVariable dengan huruf kecil dan _.")
            return None
        return result

    def _loop(self, node: etree._Element) -> Loop | None:
        parts = node.findall(f"{{{BPMN}}}{_MULTI_INSTANCE}")
        if not parts:
            return None
        part = parts[0]
        for extra in [*parts[1:], *(child for child in part if bpmn_name(child) != "extensionElements")]:
            self.unknown(extra, node)
        self.attributes(part)
        self.extensions(part, _MULTI_INSTANCE)
        variable = zeebe(part, "loopCharacteristics", "inputElement")
        if variable is not None and not self.is_fact(variable):
            message = Sentence("Nama butir '%(variable)s' tidak sah.", variable=variable[:40])
            self.refuse("item", node, message, "Isi inputElement dengan huruf kecil dan _.")
        collection = self.expression(zeebe(part, "loopCharacteristics", "inputCollection") or "", node)
        if collection is None:
            return None
        return Loop(part.get("isSequential") == "true", collection, variable)

    def _script(self, node: etree._Element) -> Script | None:
        result = zeebe(node, "script", "resultVariable") or ""
        expression = self.expression(zeebe(node, "script", "expression") or "", node)
        if not self.is_fact(result):
            message = Sentence("Nama hasil skrip '%(result)s' tidak sah.", result=result[:40])
            self.refuse("result", node, message, "Isi resultVariable dengan huruf kecil dan _.")
            return None
        return None if expression is None else Script(expression, result)

    def _inputs(self, node: etree._Element) -> Iterator[tuple[str, Expression]]:
        for part in node.iterfind(f"{{{BPMN}}}extensionElements/{{{ZEEBE}}}ioMapping/*"):
            target = part.get("target", "")
            if part.tag != f"{{{ZEEBE}}}input" or not self.is_fact(target):
                message = Sentence(
                    "Pemetaan '%(target)s' tidak didukung: hanya zeebe:input dengan nama yang sah.",
                    target=target[:40],
                )
                self.refuse("mapping", node, message, "Perbaiki ioMapping.")
                continue
            expression = self.expression(part.get("source", ""), node, literal=True)
            if expression is not None:
                yield target, expression

    def _flow(self, node: etree._Element) -> Flow:
        self.attributes(node)
        self.extensions(node, "sequenceFlow")
        condition = None
        for part in node:
            if bpmn_name(part) == "conditionExpression":
                condition = self.expression((part.text or "").strip(), node)
            elif bpmn_name(part) not in _KNOWN_PARTS:
                self.unknown(part, node)
        source, target = node.get("sourceRef", ""), node.get("targetRef", "")
        return Flow(self.identifier(node), self.label(node), source, target, condition)


def _in_lane(element: Element, elements: dict[str, Element], lanes: tuple[Lane, ...]) -> Element:
    """Give an element its role: its own, or that of the lane in which it or its enclosing subprocess stands."""
    if element.role is not None:
        return element
    place: str | None = element.id
    seen: set[str] = set()  # an id used twice may make a scope its own inside
    while place is not None and place not in seen:
        seen.add(place)
        for lane in lanes:
            if place in lane.members:
                return replace(element, role=lane.role)
        outer = elements.get(place)
        place = outer.scope if outer is not None else None
    return element


def _table_key(deadline: str | None) -> str | None:
    """The key that a property `tenggat` names; None when it holds an expression or a date, or is not there."""
    return deadline if deadline is not None and _TABLE_KEY.fullmatch(deadline) else None
