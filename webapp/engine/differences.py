"""What differs between two releases, element by element and property by property, in words.

Elements are told apart by their ids, so a step that was only moved on the drawing has not changed, and one whose id
the owner changed is the same step where the renaming is known. Pure; forms are compared in their own room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from webapp.domain.sentences import Sentence
from webapp.feel import Expression

from .decision_table import Decision
from .definitions import Definitions
from .model import Element, Flow, Lane, Process
from .places import Place, Renames

Kind = Literal["added", "removed", "changed"]
What = Literal["process", "lane", "element", "flow", "table", "input", "output", "rule"]
Properties = Mapping[str, str]

FORMER_ID: Final = "id_lama"
"""The property by which an editor keeps the id that an element had in the release it was drawn on."""


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """A property that reads otherwise; the text is empty where it is not set."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that was added, removed or changed. `owner` is its process or table; `old_id` differs where renamed."""

    kind: Kind
    what: What
    owner: str
    id: str
    label: str
    file: str
    changes: tuple[PropertyChange, ...] = ()
    old_id: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    label: str
    properties: Properties


_Parts = Mapping[tuple[What, str], _Part]


def differences(old: Definitions, new: Definitions, renames: Renames | None = None) -> list[Difference]:
    """Everything that differs: processes in name order, then tables. Without `renames` the proposed ones are used."""
    names = proposed_renames(old, new) if renames is None else renames
    found: list[Difference] = []
    for process_id in sorted({*old.processes, *new.processes}):
        before, after = old.processes.get(process_id), new.processes.get(process_id)
        here = {ident: new_id for (owner, ident), new_id in names.items() if owner == process_id}
        found += _compared(
            process_id,
            {} if before is None else _of_process(before, here),
            {} if after is None else _of_process(after, {}),
            _file(after or before),
            {new_id: ident for ident, new_id in here.items()},
        )
    for table_id in sorted({*old.decisions, *new.decisions}):
        one, other = old.decisions.get(table_id), new.decisions.get(table_id)
        parts = ({} if one is None else _of_table(one), {} if other is None else _of_table(other))
        found += _compared(table_id, *parts, _file(other or one), {})
    return found


def proposed_renames(old: Definitions, new: Definitions) -> dict[Place, str]:
    """Which new id an old element probably has: told by the editor, or the only new one of that kind and name."""
    found: dict[Place, str] = {}
    for process_id, before in old.processes.items():
        after = new.processes.get(process_id)
        if after is not None:
            found |= {(process_id, gone): here for gone, here in _renamed(before, after)}
    return found


def _renamed(old: Process, new: Process) -> Iterator[tuple[str, str]]:
    gone = {ident: one for ident, one in old.elements.items() if ident not in new.elements}
    came = {ident: one for ident, one in new.elements.items() if ident not in old.elements}
    for ident, element in list(came.items()):
        former = element.properties.get(FORMER_ID, "")
        if former in gone and gone[former].kind == element.kind:
            yield former, ident
            del gone[former], came[ident]
    for ident, element in gone.items():
        alike = [one.id for one in came.values() if _looks(one) == _looks(element)]
        twins = [one.id for one in gone.values() if _looks(one) == _looks(element)]
        if element.name and len(alike) == len(twins) == 1:
            yield ident, alike[0]


def _looks(element: Element) -> tuple[str, str]:
    return element.kind, element.name


def _file(one: Process | Decision | None) -> str:
    return "" if one is None else one.file


def _compared(
    owner: str, old: _Parts, new: _Parts, file: str, former: Mapping[str, str]
) -> Iterator[Difference]:
    """The parts of one process or table that differ. One that is new or gone as a whole is told as a whole."""
    if not old or not new:
        (what, ident), part = next(iter((new or old).items()))
        yield Difference("removed" if old else "added", what, owner, ident, part.label, file)
        return
    for (what, ident), part in old.items():
        if (what, ident) not in new:
            yield Difference("removed", what, owner, ident, part.label, file, old_id=ident)
    for (what, ident), part in new.items():
        before = old.get((what, ident))
        old_id = former.get(ident, ident) if what == "element" else ident
        if before is None:
            yield Difference("added", what, owner, ident, part.label, file, old_id="")
            continue
        changes = _changes(before.properties, part.properties)
        if old_id != ident:
            changes = (PropertyChange("id", old_id, ident), *changes)
        if changes:
            yield Difference("changed", what, owner, ident, part.label, file, changes, old_id)


def _changes(old: Properties, new: Properties) -> tuple[PropertyChange, ...]:
    return tuple(
        PropertyChange(name, old.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys((*old, *new))
        if old.get(name, "") != new.get(name, "")
    )


# -- the parts as words ------------------------------------------------------------------------------------------------


def _of_process(process: Process, renamed: Mapping[str, str]) -> _Parts:
    """The parts of a process by the ids that they have after renaming, the process itself first."""

    def now(ident: str | None) -> str:
        return renamed.get(ident or "", ident or "")

    own = {"nama": process.name, "dokumentasi": process.documentation}
    parts: dict[tuple[What, str], _Part] = {("process", process.id): _Part(process.name, own)}
    for lane in process.lanes:
        parts["lane", lane.id] = _Part(lane.name, _of_lane(lane))
    lane_of = {ident: lane.name for lane in process.lanes for ident in lane.members}
    for element in process.elements.values():
        read = _of_element(element, lane_of.get(element.id, ""))
        read |= {"di dalam": now(element.scope), "menempel pada": now(element.attached_to)}
        parts["element", now(element.id)] = _Part(element.name or element.id, _set(read))
    for flow in process.flows.values():
        read = _of_flow(flow) | {"dari": now(flow.source), "ke": now(flow.target)}
        source = process.elements[flow.source]
        read["alur bawaan"] = "ya" if source.default_flow == flow.id else ""
        parts["flow", flow.id] = _Part(flow.name or flow.id, _set(read))
    return parts


def _of_lane(lane: Lane) -> Properties:
    return {"nama": lane.name, "peran": lane.role}


def _of_flow(flow: Flow) -> dict[str, str]:
    return {"nama": flow.name, "syarat": _text(flow.condition)}


def _of_element(element: Element, lane: str) -> dict[str, str]:
    known = {"workspace", "tenggat", "hari_pemegang", "kotak_tugas", FORMER_ID}
    read = {
        "nama": element.name,
        "jenis": element.kind,
        "lajur": lane,
        "peran": element.role or "",
        "formulir": element.form or "",
        "halaman kerja": element.workspace or "",
        "tenggat": element.deadline or _text(element.due),
        "hari pemegang": _text(element.on),
        "kotak tugas": "tidak" if element.quiet else "",
        "operasi": element.operation or "",
        "tabel": element.decision or "",
        "hasil": element.result or "",
        "diagram yang dipanggil": element.called or "",
        "mengakhiri semua": "ya" if element.terminate else "",
        "menghentikan langkahnya": "" if element.attached_to is None or element.interrupting else "tidak",
        "dokumentasi": element.documentation,
    }
    read |= {
        Sentence("masukan %(name)s", name=name): _text(expression) for name, expression in element.inputs
    }
    if element.script is not None:
        read["hitungan"] = f"{element.script.result} = {element.script.expression.text}"
    if element.timer is not None:
        read["waktu"] = f"{element.timer.kind}: {element.timer.expression.text}"
    if element.message is not None:
        read["pesan"] = Sentence(
            "%(name)s, korelasi %(text)s", name=element.message.name, text=element.message.correlation.text
        )
    if element.loop is not None:
        how = "berurutan" if element.loop.sequential else "serentak"
        read["pengulangan"] = Sentence(
            "%(how)s atas %(text)s sebagai %(variable)s",
            how=how,
            text=element.loop.collection.text,
            variable=element.loop.variable,
        )
    return read | {name: value for name, value in element.properties.items() if name not in known}


def _of_table(table: Decision) -> _Parts:
    """The parts of a table. A row is known by what it asks, so one put in between changes no other."""
    own = {"nama": table.name, "aturan pilih": table.hit_policy, "dokumentasi": table.documentation}
    parts: dict[tuple[What, str], _Part] = {("table", table.id): _Part(table.name, own)}
    for one in table.inputs:
        admits = "" if one.allowed is None else one.allowed.text
        parts["input", one.expression.text] = _Part(one.label, {"jenis": one.type, "nilai": admits})
    for output in table.outputs:
        admits = ", ".join(str(value) for value in output.values)
        parts["output", output.name] = _Part(output.label, {"jenis": output.type, "nilai": admits})
    for rule in table.rules:
        cells = {
            Sentence("bila %(label)s", label=one.label): test.text
            for one, test in zip(table.inputs, rule.tests, strict=True)
        }
        cells |= {
            Sentence("maka %(label)s", label=out.label or out.name): result.text
            for out, result in zip(table.outputs, rule.results, strict=True)
        }
        asked = " | ".join(test.text for test in rule.tests)
        parts["rule", asked] = _Part(
            Sentence("baris %(number)s", number=rule.number), cells | {"dasar": rule.basis}
        )
    return parts


def _text(expression: Expression | None) -> str:
    return "" if expression is None else expression.text


def _set(read: Mapping[str, str]) -> Properties:
    return {name: value for name, value in read.items() if value}
