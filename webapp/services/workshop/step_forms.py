"""What one step carries, as the fields of a plain form: read from a diagram's XML and written back into it.

The fields are those of the editor's panel: who, form, deadline, operation, table, message, time, words and law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from . import step_events, step_loops
from . import step_xml as xml
from .step_editing import NotPossible, Steps
from .step_xml import Node, local, name

_PROPERTIES: Final = {
    "halaman_kerja": "workspace",
    "tenggat": "tenggat",
    "tanpa_tenggat": "tanpa_tenggat",
    "konfirmasi_sandi": "konfirmasi_sandi",
    "jenis_langkah": "jenis_langkah",
}
_EXTENSIONS: Final = {
    "peran": ("userTask", "assignmentDefinition", "candidateGroups"),
    "formulir": ("userTask", "formDefinition", "formId"),
    "operasi": ("serviceTask", "taskDefinition", "type"),
    "proses": ("callActivity", "calledElement", "processId"),
}
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "userTask": (
        "peran",
        "formulir",
        "halaman_kerja",
        "tenggat",
        "tanpa_tenggat",
        "konfirmasi_sandi",
        "jenis_langkah",
        "ulang",
    ),
    "serviceTask": ("operasi", "masukan", "ulang"),
    "businessRuleTask": ("tabel", "hasil", "masukan"),
    "scriptTask": ("ungkapan", "hasil"),
    "callActivity": ("proses", "ulang"),
    "subProcess": ("ulang",),
    "intermediateCatchEvent": ("waktu_jenis", "waktu", "pesan"),
    "boundaryEvent": ("waktu_jenis", "waktu", "pesan", "tanpa_henti"),
}
"""The fields of each kind of element (`ulang`: its repetition), besides its name, its id, its lane and its words."""

MESSAGE: Final = "pesan"
"""What `waktu_jenis` says of an event that waits for a message."""


@dataclass(frozen=True)
class FlowView:
    """A flow that leaves a step."""

    id: str
    name: str
    target: str
    target_name: str
    condition: str
    is_default: bool


@dataclass(frozen=True)
class StepView:
    """A step in the list. `depth` counts the subprocesses around it; `values` are the fields of its form."""

    id: str
    kind: str
    name: str
    depth: int
    lane: str | None
    documentation: str
    attached_to: str | None
    flows: tuple[FlowView, ...]
    entered: int
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LaneView:
    """A lane and its role."""

    id: str
    name: str
    role: str


def steps(diagram: Steps) -> list[StepView]:
    """Every step in the order in which it is reached; what nothing leads to comes last."""
    root = diagram.root
    nodes = {node.get("id", ""): node for node in xml.flow_nodes(root)}
    names = {key: _said(node) for key, node in nodes.items()}
    return [_view(diagram, nodes[key], names) for key in _order(root, nodes)]


def lanes(diagram: Steps) -> list[LaneView]:
    """The lanes from top to bottom."""
    return [
        LaneView(one.get("id", ""), one.get("name", ""), xml.property_of(one, "peran") or one.get("id", ""))
        for one in xml.lanes(diagram.root)
    ]


def _said(node: Node) -> str:
    return node.get("name", "") or node.get("id", "")


def _order(root: Node, nodes: Mapping[str, Node]) -> list[str]:
    found: dict[str, None] = {}

    def follow(element_id: str) -> None:
        ahead = [element_id]
        while ahead:
            here = ahead.pop()
            if here in found or here not in nodes:
                continue
            found[here] = None
            inside = [one.get("id", "") for one in nodes[here] if local(one) == "startEvent"]
            edge = [key for key, one in nodes.items() if one.get("attachedToRef") == here]
            onward = [flow.get("targetRef", "") for flow in xml.outgoing(root, here)]
            ahead += reversed([*inside, *onward, *edge])

    for key, node in nodes.items():
        if local(node) == "startEvent" and xml.scope(node).tag == name("process"):
            follow(key)
    for key in nodes:
        follow(key)
    return list(found)


def _view(diagram: Steps, node: Node, names: Mapping[str, str]) -> StepView:
    root, element_id = diagram.root, node.get("id", "")
    flows = tuple(
        FlowView(
            flow.get("id", ""), flow.get("name", ""), flow.get("targetRef", ""),
            names.get(flow.get("targetRef", ""), ""), xml.condition(flow), node.get("default") == flow.get("id"),
        )
        for flow in xml.outgoing(root, element_id)
    )  # fmt: skip
    depth = sum(1 for one in node.iterancestors(name("subProcess")))
    return StepView(
        element_id, local(node), node.get("name", ""), depth, diagram.lane_of(element_id), xml.documentation(node),
        node.get("attachedToRef"), flows, len(xml.incoming(root, element_id)), dict(_values(node)),
    )  # fmt: skip


def _values(node: Node) -> Iterator[tuple[str, str]]:
    for key in FIELDS.get(local(node), ()):
        if key in _PROPERTIES:
            yield key, xml.property_of(node, _PROPERTIES[key])
        elif key in _EXTENSIONS:
            held = xml.extension(node, _EXTENSIONS[key][1])
            yield key, "" if held is None else held.get(_EXTENSIONS[key][2], "")
    decision, script = xml.extension(node, "calledDecision"), xml.extension(node, "script")
    if decision is not None:
        yield "tabel", decision.get("decisionId", "")
        yield "hasil", decision.get("resultVariable", "")
    if script is not None:
        yield "ungkapan", script.get("expression", "")
        yield "hasil", script.get("resultVariable", "")
    inputs = xml.extension(node, "ioMapping")
    yield (
        "masukan",
        "\n".join(f"{one.get('target')} {one.get('source')}" for one in (() if inputs is None else inputs)),
    )
    if local(node) == "boundaryEvent":
        yield "tanpa_henti", "ya" if node.get("cancelActivity") == "false" else ""
    for kind in ("timeDate", "timeDuration"):
        text = node.findtext(f"{name('timerEventDefinition')}/{name(kind)}")
        if text is not None:
            yield "waktu_jenis", kind
            yield "waktu", text.strip()
    wait = step_events.waited(node.getroottree().getroot(), node)
    if wait is not None:
        yield from zip(("waktu_jenis", "pesan", "kunci_pesan"), (MESSAGE, *wait), strict=True)
    yield from step_loops.read(node)


def change(diagram: Steps, element_id: str, values: Mapping[str, str], before: Sequence[str] = ()) -> str:
    """Write a step's form. `before` are the ids that running cases know. Returns the step's id, which may be new."""
    node = xml.by_id(diagram.root, element_id)
    xml.attribute(node, "name", values.get("nama", ""))
    xml.document(node, values.get("penjelasan", ""))
    kind = local(node)
    for key, said in values.items():
        if key in _PROPERTIES and key in FIELDS.get(kind, ()):
            xml.set_property(node, _PROPERTIES[key], said.strip())
        elif key in _EXTENSIONS and _EXTENSIONS[key][0] == kind:
            _role, tag, attribute = _EXTENSIONS[key]
            xml.set_extension(node, tag, **{attribute: said.strip()})
    _special(node, kind, values)
    lane = values.get("lajur")
    if lane and lane != diagram.lane_of(element_id):
        diagram.to_lane(element_id, lane)
    return _renamed(diagram, node, values.get("id", element_id).strip() or element_id, before)


def _special(node: Node, kind: str, values: Mapping[str, str]) -> None:
    if kind == "businessRuleTask" and "tabel" in values:
        xml.set_extension(
            node, "calledDecision", decisionId=values["tabel"], resultVariable=values.get("hasil", "")
        )
    if kind == "scriptTask" and "ungkapan" in values:
        said = values["ungkapan"].strip()
        said = said if not said or said.startswith("=") else f"={said}"
        xml.set_extension(node, "script", expression=said, resultVariable=values.get("hasil", ""))
    if kind in ("intermediateCatchEvent", "boundaryEvent"):
        _wait(node, values)
    if kind == "boundaryEvent" and "tanpa_henti" in values:
        xml.attribute(node, "cancelActivity", "false" if values["tanpa_henti"] == "ya" else "")
    if "masukan" in values and kind in ("serviceTask", "businessRuleTask"):
        _inputs(node, values["masukan"])
    step_loops.write(node, values)


def _wait(node: Node, values: Mapping[str, str]) -> None:
    time = values.get("waktu", "").strip()
    if values.get("waktu_jenis") == MESSAGE:
        root = node.getroottree().getroot()
        step_events.message(root, node, values.get("pesan", ""), values.get("kunci_pesan", ""))
    elif time:
        step_events.timer(node, "date" if values.get("waktu_jenis") == "timeDate" else "duration", time)
    elif "waktu" in values:
        raise NotPossible("Isi waktu yang ditunggu, atau pilih pesan.")


def _inputs(node: Node, text: str) -> None:
    """Inputs, one a line: the name, a blank, and its FEEL expression."""
    xml.drop(xml.extension(node, "ioMapping"))
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    if any(len(line) != 2 for line in lines):
        raise NotPossible("Tulis tiap masukan di satu baris: nama, spasi, lalu ungkapan FEEL-nya.")
    if lines:
        holder = etree.SubElement(xml.part(node, "extensionElements"), name("ioMapping", "zeebe"))
        for target, source in lines:
            etree.SubElement(holder, name("input", "zeebe"), {"source": source, "target": target})


def _renamed(diagram: Steps, node: Node, new: str, before: Sequence[str]) -> str:
    old = node.get("id", "")
    if new == old:
        return old
    if xml.new_id(diagram.root, new, "x") != new:
        raise NotPossible(
            "Pakai id dengan huruf kecil, angka, dan garis bawah, yang belum dipakai unsur lain."
        )
    first = xml.property_of(node, "id_lama") or old
    xml.rename(diagram.root, old, new)
    xml.set_property(node, "id_lama", first if first in before and first != new else "")
    return new
