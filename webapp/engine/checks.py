"""Graph checks: what the allow-list cannot see. Each rule is one function that yields its problems.

They keep two promises: a diagram that is accepted has exactly one meaning, and it cannot run without a wait.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from .model import GATEWAYS, Element, Flow, Problem, Process
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


def _label(part: Element | Flow) -> str:
    return f"'{part.name or part.id}'"


def _references(process: Process) -> Iterator[Problem]:
    for flow in process.flows.values():
        ends = [process.elements.get(flow.source), process.elements.get(flow.target)]
        if None in ends:
            message = f"Alur {_label(flow)} tidak tersambung."
            yield _problem(process, "flow_end", flow.id, message, "Sambungkan kedua ujungnya.")
        elif len({end.scope for end in ends if end}) > 1:
            message = f"Alur {_label(flow)} menembus batas subproses."
            yield _problem(process, "flow_scope", flow.id, message, "Akhiri alur itu di dalam subprosesnya.")
    for element in process.elements.values():
        if element.kind == "boundaryEvent" and not _has_host(process, element):
            message = f"Batas {_label(element)} tidak menempel pada langkah yang dapat dibatasi."
            mend = "Tempelkan pada userTask, callActivity, atau subproses."
            yield _problem(process, "attached", element.id, message, mend)
        if element.default_flow is not None:
            flow_of = process.flows.get(element.default_flow)
            if flow_of is None or flow_of.source != element.id:
                message = f"Alur bawaan {_label(element)} bukan alur keluarnya sendiri."
                yield _problem(process, "default", element.id, message, "Pilih ulang alur bawaannya.")


def _has_host(process: Process, boundary: Element) -> bool:
    host = process.elements.get(boundary.attached_to or "")
    return host is not None and host.scope == boundary.scope and host.kind in BOUNDED


def _starts_and_ends(process: Process) -> Iterator[Problem]:
    for scope in process.scopes:
        kinds = [element.kind for element in process.members(scope)]
        if kinds.count("startEvent") != 1:
            message = f"'{scope}' harus punya tepat satu awal (startEvent)."
            yield _problem(process, "start", scope, message, "Gambar satu awal.")
        if "endEvent" not in kinds:
            message = f"'{scope}' tidak punya akhir (endEvent)."
            yield _problem(process, "end", scope, message, "Gambar akhir pada setiap cabang.")


def _degrees(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        out, come = len(process.outgoing(element.id)), len(process.incoming(element.id))
        if element.kind in {"startEvent", "boundaryEvent"} and come:
            message = f"Ada alur masuk ke {_label(element)}."
            yield _problem(process, "incoming", element.id, message, "Hapus alur itu.")
        if element.kind == "endEvent" and out:
            message = f"Ada alur keluar dari akhir {_label(element)}."
            yield _problem(process, "outgoing", element.id, message, "Hapus alur itu.")
        if element.kind not in GATEWAYS | {"endEvent"} and out != 1:
            message = f"{_label(element)} harus punya tepat satu alur keluar."
            mend = "Pakai gateway untuk bercabang; akhiri cabang dengan endEvent."
            yield _problem(process, "outgoing", element.id, message, mend)
        if element.kind in GATEWAYS and not _is_joined_up(element, come, out):
            message = f"Gateway {_label(element)} tidak tersambung dengan benar."
            mend = "Sambungkan masuk dan keluar; pisahkan gateway inklusif yang menggabung dari yang membagi."
            yield _problem(process, "gateway", element.id, message, mend)


def _is_joined_up(gateway: Element, come: int, out: int) -> bool:
    mixed = come > 1 and out > 1
    return come > 0 and out > 0 and not (mixed and gateway.kind == "inclusiveGateway")


def _conditions(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        flows = process.outgoing(element.id)
        chooses = element.kind in {"exclusiveGateway", "inclusiveGateway"} and len(flows) > 1
        for flow in flows:
            is_default = flow.id == element.default_flow
            if flow.condition is not None and (not chooses or is_default):
                message = f"Syarat pada alur {_label(flow)} tidak akan dibaca."
                mend = "Syarat hanya pada cabang gateway eksklusif atau inklusif, bukan pada alur bawaan."
                yield _problem(process, "condition", flow.id, message, mend)
            if chooses and flow.condition is None and not is_default:
                message = f"Cabang {_label(flow)} belum bersyarat."
                yield _problem(process, "condition", flow.id, message, "Isi syarat FEEL.")
        if chooses and element.default_flow is None:
            message = f"Gateway {_label(element)} belum punya alur bawaan."
            mend = "Tandai satu cabang sebagai alur bawaan, agar selalu ada jalan."
            yield _problem(process, "no_default", element.id, message, mend)


def _tasks(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.kind == "userTask" and (element.form is None) == (element.workspace is None):
            message = f"Langkah {_label(element)} harus punya formulir atau halaman kerja, dan hanya satu."
            mend = "Isi salah satu: zeebe:formDefinition atau properti 'workspace'."
            yield _problem(process, "form", element.id, message, mend)
        if element.kind == "userTask" and element.role is None:
            message = f"Langkah {_label(element)} tidak berada di lajur."
            yield _problem(process, "role", element.id, message, "Letakkan di lajur milik yang mengerjakan.")
        if element.kind == "serviceTask" and not element.operation:
            message = f"Operasi untuk {_label(element)} belum dipilih."
            yield _problem(process, "operation", element.id, message, "Isi zeebe:taskDefinition type.")
        if element.kind == "businessRuleTask" and not element.decision:
            message = f"Tabel keputusan untuk {_label(element)} belum dipilih."
            yield _problem(
                process, "decision", element.id, message, "Isi decisionId pada zeebe:calledDecision."
            )
        if element.kind == "callActivity" and not element.called:
            message = f"Proses yang dipanggil {_label(element)} belum dipilih."
            yield _problem(process, "called", element.id, message, "Isi processId pada zeebe:calledElement.")


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
            message = f"{_label(element)} tak pernah tercapai."
            mend = "Sambungkan dari langkah sebelumnya, atau hapus."
            yield _problem(process, "unreachable", element.id, message, mend)


def _endless(process: Process, quick: Collection[str] = ()) -> Iterator[Problem]:
    """A cycle in which nothing waits would run for ever; a cycle with a wait is a return loop."""
    for element in endless(process, quick):
        message = f"Pengulangan melalui {_label(element)} tidak pernah menunggu siapa pun."
        mend = "Letakkan langkah orang, timer, atau pesan di dalam pengulangan, di setiap jalannya."
        yield _problem(process, "endless", element.id, message, mend)
        return  # the first names the cycle


def check_decisions(processes: Iterable[Process], decisions: Collection[str]) -> list[Problem]:
    """Business rule tasks whose table is not in the release."""
    return [problem for process in processes for problem in _decided(process, decisions)]


def _decided(process: Process, decisions: Collection[str]) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.decision is not None and element.decision not in decisions:
            message = (
                f"Tabel keputusan '{element.decision}' untuk {_label(element)} tidak ada dalam rilis ini."
            )
            mend = "Sertakan tabelnya (workflows/tables/*.dmn) atau perbaiki decisionId."
            yield _problem(process, "decision", element.id, message, mend)


def _called(process: Process, processes: Mapping[str, Process]) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.called is not None and element.called not in processes:
            message = f"Proses '{element.called}' yang dipanggil {_label(element)} tidak ada dalam rilis ini."
            mend = "Sertakan berkasnya atau perbaiki processId."
            yield _problem(process, "called", element.id, message, mend)


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
            message = f"Pemanggilan dari proses '{process.id}' melingkar tanpa akhir atau terlalu dalam."
            mend = f"Putuskan lingkaran pemanggilan; paling dalam {MAX_CALL_DEPTH} tingkat."
            yield _problem(process, "call_circle", process.id, message, mend)


_RULES: tuple[Callable[[Process], Iterator[Problem]], ...] = (
    _starts_and_ends,
    _degrees,
    _conditions,
    _tasks,
    _reachable,
    _endless,
)
