"""What a search through the states of a process proves against its diagram, in words, each with the way there.

A case must be able to end from wherever it stands, nothing may wait for what cannot come, every branch is of use, no
step is done twice at the same time, and no element lacks a fact. What is judged from what was *not* seen (a dead
branch, a case that cannot end) is judged only when every state was seen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from webapp.domain.sentences import Sentence

from .model import GATEWAYS, Element, Flow, Problem, Process, Severity
from .soundness import Explored, Failure, State, Walk, waiting_joins

_JOIN: Final = (
    "Gabungkan cabang dengan gerbang yang sejenis dengan pembaginya (eksklusif dengan eksklusif, paralel dengan "
    "paralel), atau lepaskan cabang yang tidak selalu datang dari gabungan itu."
)
FAILURES: Final[Mapping[str, tuple[str, str]]] = {
    "endless": ("mengulang tanpa pernah menunggu", "Letakkan langkah orang, timer, atau pesan di dalamnya."),
    "no_time": ("tidak memperoleh waktu", "Isi tanggal atau lama waktunya pada langkah sebelumnya, di setiap jalan."),
    "no_correlation": ("tidak memperoleh kunci korelasi", "Isi kunci itu pada langkah sebelumnya, di setiap jalan."),
    "not_a_list": ("tidak memperoleh daftar untuk diulang", "Isi daftarnya pada langkah sebelumnya, di setiap jalan."),
    "too_many_items": ("mengulang terlalu banyak butir", "Perkecil daftarnya, atau pecah menjadi beberapa proses."),
    "too_many_tokens": ("membuka terlalu banyak langkah sekaligus", "Kurangi cabang paralel, atau gabungkan dulu."),
    "no_flow": ("tidak punya cabang yang berlaku", "Tandai satu cabang sebagai alur bawaan."),
    "expression": ("memuat ungkapan yang perhitungannya terlalu besar", "Sederhanakan ungkapannya."),
}  # fmt: skip
"""What an element does that the engine cannot go on from, by the code of its `RunError`, and the mend."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of a diagram, and the steps that lead to it: they can be replayed, and played on the drawing."""

    problem: Problem
    process_id: str
    walk: Walk = ()


def judge(process: Process, explored: Explored, sampled: Collection[str] = ()) -> list[Finding]:
    """Every fault that a search found. `sampled` are facts of which only some values were tried."""
    return list(_Judge(process, explored, sampled).findings())


class _Judge:
    """One process and its search."""

    def __init__(self, process: Process, explored: Explored, sampled: Collection[str]) -> None:
        self.process = process
        self.explored = explored
        self.sampled = frozenset(sampled)
        self.named: set[str] = set()

    def findings(self) -> Iterator[Finding]:
        for _, failure in sorted(self.explored.failures.items()):
            yield self._failure(failure.element_id, failure)
        yield from self._missing()
        yield from self._stuck()
        yield from self._twice()
        if not self.explored.is_finished:
            yield self._unfinished()
        elif not self.explored.failures and not self.explored.twice:
            yield from self._trapped()
            yield from self._dead()

    def _finding(
        self,
        code: str,
        element_id: str | None,
        message: str,
        mend: str,
        walk: Walk = (),
        severity: Severity = "error",
    ) -> Finding:
        problem = Problem(code, element_id, message, mend, self.process.file, severity)
        return Finding(problem, self.process.id, walk)

    def _label(self, ident: str) -> str:
        part: Element | Flow | None = self.process.elements.get(ident) or self.process.flows.get(ident)
        return f"'{(part.name if part else '') or ident}'"

    def _labels(self, idents: Iterable[str]) -> str:
        return ", ".join(dict.fromkeys(self._label(one) for one in idents))

    # what was seen

    def _failure(self, ident: str, failure: Failure) -> Finding:
        told, mend = FAILURES.get(
            failure.code, (Sentence("tidak dapat berjalan"), Sentence("Periksa unsur itu."))
        )
        known = ident in self.process.elements or ident in self.process.flows
        walk = failure.walk
        element_id = (
            ident if known else next((one.element_id for one in reversed(walk) if one.element_id), None)
        )
        where = self._label(ident) if known else f"'{ident}'"
        return self._finding(
            f"run_{failure.code}",
            element_id,
            Sentence("%(where)s %(told)s pada jalan ini.", where=where, told=Sentence(told)),
            mend,
            walk,
        )

    def _missing(self) -> Iterator[Finding]:
        for (element_id, name), walk in sorted(self.explored.missing.items()):
            message = Sentence(
                "%(label)s memerlukan '%(name)s', yang pada jalan ini belum tentu diisi.",
                label=self._label(element_id),
                name=name,
            )
            mend = Sentence(
                "Isi '%(name)s' sebelum langkah itu di setiap cabang: pada formulir (wajib) atau oleh operasi.",
                name=name,
            )
            yield self._finding("missing_fact", element_id, message, mend, walk)

    def _stuck(self) -> Iterator[Finding]:
        found: dict[str, tuple[State, set[str]]] = {}
        for state in self.explored.states:
            if not state.is_stuck:
                continue
            for join, come in waiting_joins(state).items():
                _, flows = found.setdefault(join, (state, set(come)))
                flows &= come
        for join, (state, come) in found.items():
            self.named.add(join)
            missing = [flow.id for flow in self.process.incoming(join) if flow.id not in come]
            sources = self._labels(self.process.flows[flow].source for flow in missing)
            message = Sentence(
                "Kasus dapat macet: %(label)s menunggu cabang dari %(sources)s, yang tidak akan datang.",
                label=self._label(join),
                sources=sources,
            )
            yield self._finding("deadlock", join, message, _JOIN, self.explored.walk(state))

    def _twice(self) -> Iterator[Finding]:
        for element_id, walk in sorted(self.explored.twice.items()):
            if element_id in self.named:
                continue
            message = Sentence(
                "%(label)s dapat berjalan dua kali bersamaan: dua cabang bertemu di depannya tanpa saling menunggu.",
                label=self._label(element_id),
            )
            mend = (
                "Satukan kedua cabang dengan gerbang paralel atau inklusif sebelum langkah itu, atau bagi cabangnya "
                "dengan gerbang eksklusif."
            )
            yield self._finding("twice", element_id, message, mend, walk)
            return  # whatever comes after it is doubled too

    def _unfinished(self) -> Finding:
        message = Sentence(
            "Pemeriksaan jalan proses '%(id)s' belum selesai: keadaannya terlalu banyak.", id=self.process.id
        )
        mend = "Pecah proses dengan callActivity, atau kurangi cabang yang berjalan bersamaan."
        return self._finding("unfinished", None, message, mend, severity="warning")

    # what was not seen

    def _trapped(self) -> Iterator[Finding]:
        """States that lead neither to an end nor to a deadlock that is named already."""
        fine = self._that_end()
        trapped = next((n for n in range(len(self.explored.states)) if n not in fine), None)
        if trapped is None:
            return
        state = self.explored.states[min(self._innermost(trapped))]
        element_id = state.open[0] if state.open else state.step.element_id
        message = Sentence(
            "Dari %(labels)s kasus tidak pernah dapat selesai: tidak ada jawaban ke akhir.",
            labels=self._labels(state.open),
        )
        mend = (
            "Beri jalan keluar dari pengulangan itu: cabang dengan syarat yang dapat dipenuhi, menuju akhir."
        )
        sure: Severity = "warning" if self.sampled else "error"
        yield self._finding("no_way_out", element_id, message, mend, self.explored.walk(state), sure)

    def _that_end(self) -> set[int]:
        """States from which the case can be over, or is known to get stuck."""
        states = self.explored.states
        before: list[list[int]] = [[] for _ in states]
        for index, state in enumerate(states):
            for following in state.next:
                before[following].append(index)
        found = {
            n for n, state in enumerate(states) if state.is_completed or state.is_stuck or state.has_failed
        }
        ahead = list(found)
        while ahead:
            more = [index for index in before[ahead.pop()] if index not in found]
            found.update(more)
            ahead += more
        return found

    def _innermost(self, start: int) -> set[int]:
        """States that can reach nothing but each other, from one of which there is no end."""
        around = self._reach(start)
        for index in sorted(around):
            inner = self._reach(index)
            if start not in inner:
                return self._innermost(index)
        return around

    def _reach(self, start: int) -> set[int]:
        found = {start}
        ahead = [start]
        while ahead:
            more = [n for n in self.explored.states[ahead.pop()].next if n not in found]
            found.update(more)
            ahead += more
        return found

    def _dead(self) -> Iterator[Finding]:
        """Flows and elements that nothing reached, told where the unreached part begins."""
        passed = self.explored.passed
        for flow in self.process.flows.values():
            source = self.process.elements[flow.source]
            if flow.id in passed or source.id not in passed or source.id in self.named:
                continue
            if source.kind in GATEWAYS:
                yield self._dead_branch(flow, source)
            elif not any(self._is_inside(join, source) for join in self.named):
                yield self._never_over(source)
        for element in self.process.elements.values():
            come = self.process.incoming(element.id)
            reached = come and all(flow.id in passed for flow in come)
            host = element.attached_to in passed
            if element.id not in passed and element.id not in self.named and (reached or host):
                message = Sentence("%(label)s tidak pernah terlewati.", label=self._label(element.id))
                mend = "Hapus, atau perbaiki cabang yang menuju ke sana."
                if host:
                    message = Sentence(
                        "%(label)s tidak pernah terjadi: yang ditempelinya tidak menunggu.",
                        label=self._label(element.id),
                    )
                    mend = "Tempelkan pada langkah yang menunggu, atau hapus."
                yield self._finding("dead", element.id, message, mend)

    def _is_inside(self, ident: str, scope: Element) -> bool:
        element = self.process.elements.get(ident)
        while element is not None and element.id != scope.id:
            element = self.process.elements.get(element.scope)
        return element is not None

    def _never_over(self, element: Element) -> Finding:
        message = Sentence("%(label)s tidak pernah selesai.", label=self._label(element.id))
        sure: Severity = "warning" if self.sampled else "error"
        mend = "Periksa jawaban atau peristiwa yang menyelesaikannya."
        return self._finding("dead", element.id, message, mend, severity=sure)

    def _dead_branch(self, flow: Flow, gateway: Element) -> Finding:
        label = Sentence(
            "Cabang %(label)s dari %(label_2)s", label=self._label(flow.id), label_2=self._label(gateway.id)
        )
        if flow.condition is None:
            message = Sentence(
                "%(label)s tidak pernah dilewati: syarat cabang yang lain sudah mencakup semua jawaban.",
                label=label,
            )
            mend = "Biarkan bila hanya penjaga; kalau tidak, perbaiki syarat cabang yang lain."
            return self._finding("dead", flow.id, message, mend, severity="warning")
        message = Sentence(
            "%(label)s tidak pernah dilewati: tidak ada jawaban yang memenuhi %(text)s.",
            label=label,
            text=flow.condition.text,
        )
        mend = "Perbaiki syaratnya, tambahkan pilihannya pada formulir, atau hapus cabang itu."
        sure: Severity = "warning" if flow.condition.names & self.sampled else "error"
        return self._finding("dead", flow.id, message, mend, severity=sure)
