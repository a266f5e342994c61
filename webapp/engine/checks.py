"""Graph checks: what the allow-list cannot see. Each rule is one function that yields its problems.

They keep two promises: a diagram that is accepted has exactly one meaning, and it cannot run without a wait.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from webapp.domain.sentences import Sentence

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
            message = Sentence("Alur %(label)s tidak tersambung.", label=_label(flow))
            yield _problem(process, "flow_end", flow.id, message, "Sambungkan kedua ujungnya.")
        elif len({end.scope for end in ends if end}) > 1:
            message = Sentence("Alur %(label)s menembus batas subproses.", label=_label(flow))
            yield _problem(process, "flow_scope", flow.id, message, "Akhiri alur itu di dalam subprosesnya.")
    for element in process.elements.values():
        if element.kind == "boundaryEvent" and not _has_host(process, element):
            message = Sentence(
                "Batas %(label)s tidak menempel pada langkah yang dapat dibatasi.", label=_label(element)
            )
            mend = "Tempelkan pada userTask, callActivity, atau subproses."
            yield _problem(process, "attached", element.id, message, mend)
        if element.default_flow is not None:
            flow_of = process.flows.get(element.default_flow)
            if flow_of is None or flow_of.source != element.id:
                message = Sentence(
                    "Alur bawaan %(label)s bukan alur keluarnya sendiri.", label=_label(element)
                )
                yield _problem(process, "default", element.id, message, "Pilih ulang alur bawaannya.")


def _has_host(process: Process, boundary: Element) -> bool:
    host = process.elements.get(boundary.attached_to or "")
    return host is not None and host.scope == boundary.scope and host.kind in BOUNDED


def _starts_and_ends(process: Process) -> Iterator[Problem]:
    for scope in process.scopes:
        kinds = [element.kind for element in process.members(scope)]
        if kinds.count("startEvent") != 1:
            message = Sentence("'%(scope)s' harus punya tepat satu awal (startEvent).", scope=scope)
            yield _problem(process, "start", scope, message, "Gambar satu awal.")
        if "endEvent" not in kinds:
            message = Sentence("'%(scope)s' tidak punya akhir (endEvent).", scope=scope)
            yield _problem(process, "end", scope, message, "Gambar akhir pada setiap cabang.")


def _degrees(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        out, come = len(process.outgoing(element.id)), len(process.incoming(element.id))
        if element.kind in {"startEvent", "boundaryEvent"} and come:
            message = Sentence("Ada alur masuk ke %(label)s.", label=_label(element))
            yield _problem(process, "incoming", element.id, message, "Hapus alur itu.")
        if element.kind == "endEvent" and out:
            message = Sentence("Ada alur keluar dari akhir %(label)s.", label=_label(element))
            yield _problem(process, "outgoing", element.id, message, "Hapus alur itu.")
        if element.kind not in GATEWAYS | {"endEvent"} and out != 1:
            message = Sentence("%(label)s harus punya tepat satu alur keluar.", label=_label(element))
            mend = "Pakai gateway untuk bercabang; akhiri cabang dengan endEvent."
            yield _problem(process, "outgoing", element.id, message, mend)
        if element.kind in GATEWAYS and not _is_joined_up(element, come, out):
            message = Sentence("Gateway %(label)s tidak tersambung dengan benar.", label=_label(element))
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
                message = Sentence("Syarat pada alur %(label)s tidak akan dibaca.", label=_label(flow))
                mend = "Syarat hanya pada cabang gateway eksklusif atau inklusif, bukan pada alur bawaan."
                yield _problem(process, "condition", flow.id, message, mend)
            if chooses and flow.condition is None and not is_default:
                message = Sentence("Cabang %(label)s belum bersyarat.", label=_label(flow))
                yield _problem(process, "condition", flow.id, message, "Isi syarat FEEL.")
        if chooses and element.default_flow is None:
            message = Sentence("Gateway %(label)s belum punya alur bawaan.", label=_label(element))
            mend = "Tandai satu cabang sebagai alur bawaan, agar selalu ada jalan."
            yield _problem(process, "no_default", element.id, message, mend)


def _tasks(process: Process) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.kind == "userTask" and (element.form is None) == (element.workspace is None):
            message = Sentence(
                "Langkah %(label)s harus punya formulir atau halaman kerja, dan hanya satu.",
                label=_label(element),
            )
            mend = "Isi salah satu: zeebe:formDefinition atau properti 'workspace'."
            yield _problem(process, "form", element.id, message, mend)
        if element.kind == "userTask" and element.role is None:
            message = Sentence("Langkah %(label)s tidak berada di lajur.", label=_label(element))
            yield _problem(process, "role", element.id, message, "Letakkan di lajur milik yang mengerjakan.")
        if element.kind == "serviceTask" and not element.operation:
            message = Sentence("Operasi untuk %(label)s belum dipilih.", label=_label(element))
            yield _problem(process, "operation", element.id, message, "Isi zeebe:taskDefinition type.")
        if element.kind == "businessRuleTask" and not element.decision:
            message = Sentence("Tabel keputusan untuk %(label)s belum dipilih.", label=_label(element))
            yield _problem(
                process, "decision", element.id, message, "Isi decisionId pada zeebe:calledDecision."
            )
        if element.kind == "callActivity" and not element.called:
            message = Sentence("Proses yang dipanggil %(label)s belum dipilih.", label=_label(element))
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
            message = Sentence("%(label)s tak pernah tercapai.", label=_label(element))
            mend = "Sambungkan dari langkah sebelumnya, atau hapus."
            yield _problem(process, "unreachable", element.id, message, mend)


def _endless(process: Process, quick: Collection[str] = ()) -> Iterator[Problem]:
    """A cycle in which nothing waits would run for ever; a cycle with a wait is a return loop."""
    for element in endless(process, quick):
        message = Sentence(
            "Pengulangan melalui %(label)s tidak pernah menunggu siapa pun.", label=_label(element)
        )
        mend = "Letakkan langkah orang, timer, atau pesan di dalam pengulangan, di setiap jalannya."
        yield _problem(process, "endless", element.id, message, mend)
        return  # the first names the cycle


def check_decisions(processes: Iterable[Process], decisions: Collection[str]) -> list[Problem]:
    """Business rule tasks whose table is not in the release."""
    return [problem for process in processes for problem in _decided(process, decisions)]


def _decided(process: Process, decisions: Collection[str]) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.decision is not None and element.decision not in decisions:
            message = Sentence(
                "Tabel keputusan '%(decision)s' untuk %(label)s tidak ada dalam rilis ini.",
                decision=element.decision,
                label=_label(element),
            )
            mend = "Sertakan tabelnya (workflows/tables/*.dmn) atau perbaiki decisionId."
            yield _problem(process, "decision", element.id, message, mend)


def _called(process: Process, processes: Mapping[str, Process]) -> Iterator[Problem]:
    for element in process.elements.values():
        if element.called is not None and element.called not in processes:
            message = Sentence(
                "Proses '%(called)s' yang dipanggil %(label)s tidak ada dalam rilis ini.",
                called=element.called,
                label=_label(element),
            )
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
            message = Sentence(
                "Pemanggilan dari proses '%(id)s' melingkar tanpa akhir atau terlalu dalam.", id=process.id
            )
            mend = Sentence(
                "Putuskan lingkaran pemanggilan; paling dalam %(max_call_depth)s tingkat.",
                max_call_depth=MAX_CALL_DEPTH,
            )
            yield _problem(process, "call_circle", process.id, message, mend)


_RULES: tuple[Callable[[Process], Iterator[Problem]], ...] = (
    _starts_and_ends,
    _degrees,
    _conditions,
    _tasks,
    _reachable,
    _endless,
)
