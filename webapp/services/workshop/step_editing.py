"""A diagram as a list of steps that plain forms can edit: change, insert, remove, move, branch, attach, new lanes.

Everything that a mouse can do to the order and content of a diagram is done here to its XML and its drawing, element
by element; what an act does not concern keeps its text. Whether the result runs is for the check.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

from . import step_events, step_notes
from . import step_xml as xml
from .step_drawing import GAP, Box, Drawing, size
from .step_events import Wait
from .step_xml import Node, NotPossible, local, name

__all__ = ["INSERTED", "KINDS", "NotPossible", "Steps"]

INSERTED: Final[Mapping[str, str]] = {
    "userTask": "Langkah orang",
    "serviceTask": "Langkah otomatis",
    "businessRuleTask": "Tabel keputusan",
    "scriptTask": "Ungkapan FEEL",
    "callActivity": "Panggilan proses",
    "exclusiveGateway": "Percabangan satu pilihan",
    "parallelGateway": "Percabangan serentak",
    "inclusiveGateway": "Percabangan satu pilihan atau lebih",
    "intermediateCatchEvent": "Menunggu waktu atau pesan",
}
"""What may be put into a flow, and how people read it."""

KINDS: Final[Mapping[str, str]] = {
    "startEvent": "Awal proses",
    "endEvent": "Akhir proses",
    "subProcess": "Subproses",
    "boundaryEvent": "Batas",
    **INSERTED,
}
"""Every kind of element, as people read it."""


class Steps:
    """One diagram being edited. Each act may raise `NotPossible`, or `KeyError` for an id that is not there."""

    def __init__(self, text: str) -> None:
        self.before = text
        self.root = xml.parse(text)
        self.drawing = Drawing(self.root)

    def text(self) -> str:
        """The diagram as it is now."""
        return xml.written(self.root, self.before)

    # -- what comes and goes --------------------------------------------------------------------------------

    def insert(
        self, flow_id: str, kind: str, words: str, lane_id: str | None = None, wait: Wait | None = None
    ) -> str:
        """Put a new element into a flow; an event waits for the message, or else for a time. Returns its id."""
        if kind not in INSERTED:
            raise NotPossible("Pilih jenis langkah yang dapat dijalankan.")
        flow = xml.by_id(self.root, flow_id)
        element_id = xml.new_id(self.root, words, kind.lower())
        node = etree.Element(name(kind), {"id": element_id, "name": words.strip()})
        source = xml.by_id(self.root, flow.get("sourceRef", ""))
        source.addnext(node)
        if kind == "intermediateCatchEvent":
            self._waiting(node, wait)
        self._into(flow, node, lane_id or self.lane_of(source.get("id", "")))
        return element_id

    def _into(self, flow: Node, node: Node, lane_id: str | None) -> None:
        """The flow now ends at the node, and a new one leads on from it."""
        element_id, target = node.get("id", ""), flow.get("targetRef", "")
        onward = self._flow(xml.scope(node), element_id, target)
        flow.set("targetRef", element_id)
        self._settle(flow.get("sourceRef", ""), element_id, target)
        self._to_lane(element_id, lane_id)
        self._draw_after(flow.get("sourceRef", ""), node, lane_id)
        for one in (flow, onward):
            self._draw(one)
        step_notes.redraw(self.root, self.drawing, element_id)

    def _waiting(self, node: Node, wait: Wait | None) -> None:
        if wait is None:
            step_events.timer(node, "duration", "P1D")
        else:
            step_events.message(self.root, node, *wait)

    def remove(self, element_id: str) -> None:
        """Take an element out; what led to it leads on to what came after it."""
        node = xml.by_id(self.root, element_id)
        if local(node) in ("startEvent", "subProcess"):
            raise NotPossible("Awal proses dan subproses tidak dapat dihapus dari daftar langkah.")
        if len(xml.outgoing(self.root, element_id)) > 1:
            raise NotPossible("Langkah ini bercabang. Hapus dahulu alurnya sampai tinggal satu.")
        for event in self._attached(element_id):
            self._remove_with_flows(event)
        self._bridge(element_id)
        self._remove_with_flows(node)

    def _bridge(self, element_id: str) -> None:
        onward = xml.outgoing(self.root, element_id)
        if not onward:
            return
        target = onward[0].get("targetRef", "")
        for flow in xml.incoming(self.root, element_id):
            if flow.get("sourceRef") == target:
                raise NotPossible("Langkah ini berada dalam putaran dua langkah. Ubah dahulu tujuan alurnya.")
            flow.set("targetRef", target)
            self._draw(flow)
        self._remove_flow(onward[0])
        self._settle(target)

    def move(self, element_id: str, flow_id: str) -> None:
        """Take an element from where it is and put it into another flow; it keeps its id and all that it carries."""
        node = xml.by_id(self.root, element_id)
        onward = xml.outgoing(self.root, element_id)
        if len(onward) != 1 or not xml.incoming(self.root, element_id):
            raise NotPossible("Hanya langkah dengan satu alur keluar yang dapat dipindahkan.")
        flow = xml.by_id(self.root, flow_id)
        if element_id in (flow.get("sourceRef"), flow.get("targetRef")):
            raise NotPossible("Langkah ini sudah berada di alur itu.")
        if xml.scope(node) is not xml.scope(flow):
            raise NotPossible("Langkah tidak dapat keluar atau masuk subproses.")
        lane_id = self.lane_of(element_id)
        self._bridge(element_id)
        self.drawing.forget(element_id)
        self._into(flow, node, lane_id)

    def attach(
        self, element_id: str, words: str, target: str, *, interrupting: bool = True, wait: Wait | None = None
    ) -> str:
        """A deadline, or a message, on the edge of a step: from there a flow leads on. Returns the event's id."""
        host = xml.by_id(self.root, element_id)
        if local(host) not in ("userTask", "callActivity", "subProcess"):
            raise NotPossible(
                "Batas hanya dapat dipasang pada langkah orang, panggilan proses, atau subproses."
            )
        event_id = xml.new_id(self.root, words, "batas")
        event = etree.Element(name("boundaryEvent"), {"id": event_id, "name": words.strip()})
        event.set("attachedToRef", element_id)
        if not interrupting:
            event.set("cancelActivity", "false")
        host.addnext(event)
        self._waiting(event, wait)
        self._to_lane(event_id, self.lane_of(element_id))
        box = self.drawing.box(element_id)
        if box is not None:
            offset = 24 + 44 * (len(self._attached(element_id)) - 1)
            self.drawing.place(event_id, Box(box.x + offset, box.bottom - 18, 36, 36))
        self.branch(event_id, target)
        return event_id

    # -- flows ------------------------------------------------------------------------------------------------

    def branch(self, source_id: str, target_id: str, condition: str = "", words: str = "") -> str:
        """A new flow between two elements. Returns its id."""
        source, target = xml.by_id(self.root, source_id), xml.by_id(self.root, target_id)
        if xml.scope(source) is not xml.scope(target):
            raise NotPossible("Alur tidak dapat melewati batas subproses.")
        if local(source) == "endEvent" or local(target) in ("startEvent", "boundaryEvent"):
            raise NotPossible("Alur tidak dapat keluar dari akhir proses atau masuk ke awalnya.")
        flow = self._flow(xml.scope(source), source_id, target_id, words)
        xml.set_condition(flow, condition)
        self._settle(source_id, target_id)
        self._draw(flow)
        return flow.get("id", "")

    def change_flow(self, flow_id: str, *, words: str, condition: str, target: str, is_default: bool) -> None:
        """A flow's words, condition and aim, and whether it is the one taken when no other condition holds."""
        flow = xml.by_id(self.root, flow_id)
        source = xml.by_id(self.root, flow.get("sourceRef", ""))
        xml.attribute(flow, "name", words)
        xml.set_condition(flow, "" if is_default else condition)
        if is_default and local(source) in ("exclusiveGateway", "inclusiveGateway"):
            source.set("default", flow_id)
        elif source.get("default") == flow_id:
            del source.attrib["default"]
        before = flow.get("targetRef", "")
        if target and target != before:
            if xml.scope(xml.by_id(self.root, target)) is not xml.scope(flow):
                raise NotPossible("Alur tidak dapat melewati batas subproses.")
            flow.set("targetRef", target)
            self._settle(before, target)
            self._draw(flow)

    def remove_flow(self, flow_id: str) -> None:
        """Take a flow away; the elements stay."""
        self._remove_flow(xml.by_id(self.root, flow_id))

    # -- lanes ------------------------------------------------------------------------------------------------

    def add_lane(self, words: str, role: str) -> str:
        """A lane below the others. Returns its id."""
        held = xml.lanes(self.root)
        pool = self.root.find(f".//{name('participant')}")
        if not held or pool is None:
            raise NotPossible("Diagram ini belum punya kolam dan lajur. Gambar dahulu di penyunting diagram.")
        lane_id = xml.new_id(self.root, words, "lajur")
        lane = etree.Element(name("lane"), {"id": lane_id, "name": words.strip()})
        xml.scope(held[-1]).append(lane)
        xml.set_property(lane, "peran", role)
        self.drawing.add_lane(lane_id, pool.get("id", ""))
        return lane_id

    def lane_of(self, element_id: str) -> str | None:
        """The lane in which an element stands, or the subprocess around it."""
        place: Node | None = xml.by_id(self.root, element_id)
        while place is not None and place.tag != name("process"):
            for lane in xml.lanes(self.root):
                refs = [(ref.text or "").strip() for ref in lane.iter(name("flowNodeRef"))]
                if place.get("id") in refs:
                    return lane.get("id")
            place = place.getparent()
        return None

    def to_lane(self, element_id: str, lane_id: str) -> None:
        """Move an element to another lane, straight up or down."""
        self._to_lane(element_id, lane_id)
        box, lane = self.drawing.box(element_id), self.drawing.box(lane_id)
        if box is not None and lane is not None:
            self.drawing.place(element_id, Box(box.x, lane.centre[1] - box.height / 2, box.width, box.height))
            step_notes.redraw(self.root, self.drawing, element_id)
        for flow in [*xml.incoming(self.root, element_id), *xml.outgoing(self.root, element_id)]:
            self._draw(flow)

    # -- parts ------------------------------------------------------------------------------------------------

    def _to_lane(self, element_id: str, lane_id: str | None) -> None:
        node = xml.by_id(self.root, element_id)
        for lane in xml.lanes(self.root):
            for ref in list(lane.iter(name("flowNodeRef"))):
                if (ref.text or "").strip() == element_id:
                    lane.remove(ref)
        if lane_id is not None and xml.scope(node).tag == name("process"):
            etree.SubElement(xml.by_id(self.root, lane_id), name("flowNodeRef")).text = element_id

    def _flow(self, scope: Node, source: str, target: str, words: str = "") -> Node:
        flow_id = xml.new_id(self.root, words or f"ke_{target}", "alur")
        flow = xml.before_artifacts(scope, etree.Element(name("sequenceFlow"), {"id": flow_id}))
        xml.attribute(flow, "name", words)
        flow.set("sourceRef", source)
        flow.set("targetRef", target)
        return flow

    def _attached(self, element_id: str) -> list[Node]:
        return [one for one in xml.flow_nodes(self.root) if one.get("attachedToRef") == element_id]

    def _remove_with_flows(self, node: Node) -> None:
        element_id = node.get("id", "")
        for flow in [*xml.incoming(self.root, element_id), *xml.outgoing(self.root, element_id)]:
            self._remove_flow(flow)
        self._to_lane(element_id, None)
        step_notes.forget(self.root, self.drawing, element_id)
        self.drawing.forget(element_id)
        messages = step_events.references(node)
        xml.drop(node)
        step_events.sweep(self.root, messages)

    def _remove_flow(self, flow: Node) -> None:
        source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
        self.drawing.forget(flow.get("id", ""))
        xml.drop(flow)
        for node in xml.flow_nodes(self.root):
            if node.get("default") == flow.get("id"):
                del node.attrib["default"]
        self._settle(source, target)

    def _settle(self, *element_ids: str) -> None:
        for element_id in element_ids:
            xml.sort_flow_parts(self.root, xml.by_id(self.root, element_id))

    def _draw(self, flow: Node) -> None:
        self.drawing.connect(flow.get("id", ""), flow.get("sourceRef", ""), flow.get("targetRef", ""))

    def _draw_after(self, source: str, node: Node, lane_id: str | None) -> None:
        """Place a shape right of another one, and make room for it there."""
        here = self.drawing.box(source)
        if here is None:
            return
        width, height = size(local(node))
        lane = self.drawing.box(lane_id) if lane_id is not None else None
        inside = xml.scope(node).tag == name("subProcess")
        middle = lane.centre[1] if lane is not None and not inside else here.centre[1]
        self.drawing.room(here, width + GAP)
        self.drawing.place(node.get("id", ""), Box(here.right + GAP, middle - height / 2, width, height))
