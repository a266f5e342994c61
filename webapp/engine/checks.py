"""Graph checks: what the allow-list cannot see. Each rule is one function that yields its problems.

They keep two promises: a diagram that is accepted has exactly one meaning, and it cannot run without a wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from .model import GATEWAYS, WAITS, Element, Problem, Process
from .subset import BOUNDED

MAX_CALL_DEPTH = 8


def check_process(process: Process) -> list[Problem]:
    """Problems of one process by itself."""
    broken = [*_references(process)]
    return broken or [problem for rule in _RULES for problem in rule(process)]


def check_calls(processes: Mapping[str, Process]) -> list[Problem]:
    """Problems between processes: calls that lead nowhere, in a circle, or too deep."""
    problems = [problem for process in processes.values() for problem in _called(process, processes)]
    return problems or [problem for process in processes.values() for problem in _circles(process, processes)]


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


def _endless(process: Process) -> Iterator[Problem]:
    """A cycle in which nothing waits would run for ever; a cycle with a wait is a return loop."""
    passed: set[str] = set()
    for start in process.elements:
        path: list[str] = []
        yield from _walk(process, start, path, passed)


def _walk(process: Process, start: str, path: list[str], passed: set[str]) -> Iterator[Problem]:
    stack: list[tuple[str, int]] = [(start, 0)]
    while stack:
        here, depth = stack.pop()
        del path[depth:]
        if here in path:
            yield _problem(
                process, "endless", here, "Pengulangan ini tidak pernah menunggu siapa pun.",
                "Letakkan langkah orang atau timer di dalam pengulangan.",
            )  # fmt: skip
            return
        if here in passed or process.elements[here].kind in WAITS | {"callActivity", "subProcess"}:
            continue
        passed.add(here)
        path.append(here)
        stack.extend((flow.target, len(path)) for flow in process.outgoing(here))


def _called(process: Process, processes: Mapping[str, Process]) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.called is not None and element.called not in processes:
            yield _problem(
                process, "called", element.id, f"Proses '{element.called}' tidak ada dalam rilis ini.",
                "Sertakan berkasnya atau perbaiki processId.",
            )  # fmt: skip


def _circles(process: Process, processes: Mapping[str, Process]) -> Iterator[Problem]:
    def depth(here: Process, above: tuple[str, ...]) -> int:
        if here.id in above or len(above) > MAX_CALL_DEPTH:
            return MAX_CALL_DEPTH + 1
        calls = [call for e in here.elements.values() if (call := processes.get(e.called or "")) is not None]
        return 1 + max((depth(call, (*above, here.id)) for call in calls), default=0)

    if depth(process, ()) > MAX_CALL_DEPTH:
        yield _problem(
            process, "call_circle", process.id, "Proses saling memanggil tanpa akhir atau terlalu dalam.",
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
