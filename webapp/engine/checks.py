"""Graph checks: what the allow-list cannot see. Each rule is one function that yields its problems.

They keep two promises: a diagram that is accepted has exactly one meaning, and it cannot run without a wait.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from .model import GATEWAYS, Element, Problem, Process
from .subset import BOUNDED
from .waits import endless, quick_processes

MAX_CALL_DEPTH = 8


def check_process(process: Process) -> list[Problem]:
    """Problems of one process by itself."""
    broken = [*_references(process)]
    return broken or [problem for rule in _RULES for problem in rule(process)]


def check_calls(processes: Mapping[str, Process]) -> list[Problem]:
    """Problems between processes: calls that lead nowhere, in a circle, too deep, or round and round without a wait."""
    problems = [problem for process in processes.values() for problem in _called(process, processes)]
    problems = problems or list(_circles(processes))
    if problems:
        return problems
    quick = quick_processes(processes)
    return [problem for process in processes.values() for problem in _endless(process, quick)]


def _problem(process: Process, code: str, element_id: str | None, message: str, mend: str) -> Problem:
    return Problem(code, element_id, message, mend, process.file)


def _label(element: Element) -> str:
    return f"'{element.name or element.id}'"


def _references(process: Process) -> Iterator[Problem]:
    for flow in process.flows.values():
        ends = [process.elements.get(flow.source), process.elements.get(flow.target)]
        if None in ends:
            yield _problem(
                process, "flow_end", flow.id, "Alur tidak tersambung.", "Sambungkan kedua ujungnya."
            )
        elif len({end.scope for end in ends if end}) > 1:
            yield _problem(
                process, "flow_scope", flow.id, "Alur menembus batas subproses.", "Akhiri di dalamnya."
            )
    for element in process.elements.values():
        if element.kind == "boundaryEvent":
            host = process.elements.get(element.attached_to or "")
            if host is None or host.scope != element.scope or host.kind not in BOUNDED:
                yield _problem(
                    process, "attached", element.id, "Timer batas tidak menempel pada langkah yang dapat dibatasi.",
                    "Tempelkan pada userTask, callActivity, atau subproses.",
                )  # fmt: skip
        if element.default_flow is not None:
            flow_of = process.flows.get(element.default_flow)
            if flow_of is None or flow_of.source != element.id:
                yield _problem(
                    process, "default", element.id, "Alur bawaan bukan milik gateway ini.", "Pilih ulang."
                )


def _starts_and_ends(process: Process) -> Iterator[Problem]:
    for scope in process.scopes:
        members = list(process.members(scope))
        starts = [element for element in members if element.kind == "startEvent"]
        if len(starts) != 1:
            yield _problem(
                process, "start", scope, "Harus ada tepat satu awal (startEvent).", "Gambar satu awal."
            )
        if not any(element.kind == "endEvent" for element in members):
            yield _problem(
                process, "end", scope, "Tidak ada akhir (endEvent).", "Gambar akhir pada setiap cabang."
            )


def _degrees(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        out, come = len(process.outgoing(element.id)), len(process.incoming(element.id))
        if element.kind in {"startEvent", "boundaryEvent"} and come:
            yield _problem(
                process, "incoming", element.id, f"Ada alur masuk ke {_label(element)}.", "Hapus alur itu."
            )
        if element.kind == "endEvent" and out:
            yield _problem(process, "outgoing", element.id, "Ada alur keluar dari akhir.", "Hapus alur itu.")
        if element.kind not in GATEWAYS | {"endEvent"} and out != 1:
            yield _problem(
                process, "outgoing", element.id, f"{_label(element)} harus punya tepat satu alur keluar.",
                "Pakai gateway untuk bercabang; akhiri cabang dengan endEvent.",
            )  # fmt: skip
        if element.kind in GATEWAYS and not (
            come and out and (come == 1 or out == 1 or element.kind != "inclusiveGateway")
        ):
            yield _problem(
                process, "gateway", element.id, f"Gateway {_label(element)} tidak tersambung dengan benar.",
                "Sambungkan masuk dan keluar; pisahkan gateway inklusif yang menggabung dari yang membagi.",
            )  # fmt: skip


def _conditions(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        flows = process.outgoing(element.id)
        chooses = element.kind in {"exclusiveGateway", "inclusiveGateway"} and len(flows) > 1
        for flow in flows:
            is_default = flow.id == element.default_flow
            if flow.condition is not None and (not chooses or is_default):
                yield _problem(
                    process, "condition", flow.id, "Syarat pada alur ini tidak akan dibaca.",
                    "Syarat hanya pada cabang gateway eksklusif atau inklusif, bukan pada alur bawaan.",
                )  # fmt: skip
            if chooses and flow.condition is None and not is_default:
                yield _problem(
                    process, "condition", flow.id, "Cabang ini belum bersyarat.", "Isi syarat FEEL."
                )
        if chooses and element.default_flow is None:
            yield _problem(
                process, "no_default", element.id, f"Gateway {_label(element)} belum punya alur bawaan.",
                "Tandai satu cabang sebagai alur bawaan, agar selalu ada jalan.",
            )  # fmt: skip


def _tasks(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.kind == "userTask":
            if (element.form is None) == (element.workspace is None):
                yield _problem(
                    process, "form", element.id, f"Langkah {_label(element)} harus punya formulir atau halaman kerja.",
                    "Isi salah satu: zeebe:formDefinition atau properti 'workspace'.",
                )  # fmt: skip
            if element.role is None:
                yield _problem(
                    process, "role", element.id, f"Langkah {_label(element)} tidak berada di lajur.",
                    "Letakkan di lajur milik yang mengerjakan.",
                )  # fmt: skip
        if element.kind == "serviceTask" and not element.operation:
            yield _problem(
                process, "operation", element.id, "Operasi belum dipilih.", "Isi zeebe:taskDefinition type."
            )
        if element.kind == "callActivity" and not element.called:
            yield _problem(
                process, "called", element.id, "Proses yang dipanggil belum dipilih.", "Isi processId."
            )


def _reachable(process: Process) -> Iterator[Problem]:
    starts = [element.id for element in process.elements.values() if element.kind == "startEvent"]
    seen: set[str] = set()
    stack = starts
    while stack:
        here = stack.pop()
        if here in seen:
            continue
        seen.add(here)
        stack.extend(flow.target for flow in process.outgoing(here))
        stack.extend(boundary.id for boundary in process.boundaries(here))
    for element in process.elements.values():
        if element.id not in seen:
            yield _problem(
                process, "unreachable", element.id, f"{_label(element)} tak pernah tercapai.", "Sambungkan."
            )


def _endless(process: Process, quick: Collection[str] = ()) -> Iterator[Problem]:
    """A cycle in which nothing waits would run for ever; a cycle with a wait is a return loop."""
    for element in endless(process, quick):
        yield _problem(
            process, "endless", element.id, f"Pengulangan melalui {_label(element)} tidak pernah menunggu siapa pun.",
            "Letakkan langkah orang atau timer di dalam pengulangan.",
        )  # fmt: skip
        return


def _called(process: Process, processes: Mapping[str, Process]) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.called is not None and element.called not in processes:
            yield _problem(
                process, "called", element.id, f"Proses '{element.called}' tidak ada dalam rilis ini.",
                "Sertakan berkasnya atau perbaiki processId.",
            )  # fmt: skip


def _circles(processes: Mapping[str, Process]) -> Iterator[Problem]:
    """Calls in a circle or too deep: after as many rounds as levels are allowed, nothing may still grow."""
    calls = {
        process.id: {element.called for element in process.elements.values() if element.called is not None}
        for process in processes.values()
    }
    depth = dict.fromkeys(calls, 1)
    for _ in range(MAX_CALL_DEPTH):
        depth = {
            caller: 1 + max((depth[name] for name in called), default=0) for caller, called in calls.items()
        }
    for process in processes.values():
        if depth[process.id] > MAX_CALL_DEPTH:
            yield _problem(
                process, "call_circle", process.id,
                f"Pemanggilan dari proses '{process.id}' melingkar tanpa akhir atau terlalu dalam.",
                "Putuskan lingkaran pemanggilan; paling dalam 8 tingkat.",
            )  # fmt: skip


_RULES: tuple[Callable[[Process], Iterator[Problem]], ...] = (
    _starts_and_ends,
    _degrees,
    _conditions,
    _tasks,
    _reachable,
    _endless,
)
