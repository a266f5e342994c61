"""What a changed diagram would do to a case that runs: its journal, laid along the other release.

Every entry is looked for on the new diagram and applied where it is found. Three things may differ, and no more: a
step that is gone takes no token along (what it told stays); a step that is new and stands before what the case has done
since counts as past, unanswered; a step with another name is found by the names that the owner maps. Whatever else
does not fit is not bent until it does: the case stays where it is, with the reason in words.

Pure: the same journal and releases always give the same reading, and the reading replays to the same place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from webapp.domain.sentences import Sentence

from .course import PLAIN, Move, Passed, Reading, moves
from .definitions import Definitions
from .entries import ENTRY_OF, STEP_OF, Entry, NotOpen, RunError, Step
from .model import Element
from .places import Place, Places, Renames
from .run import Run

Verdict = Literal["same", "moves", "stuck"]

MAX_PASSED: Final = 6  # new steps left behind in a row; more and the course is another one
MAX_TRIES: Final = 60  # replays in search of them, for one entry


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case cannot move: a code, the entry at which its course leaves the diagram, and a sentence."""

    code: str
    seq: int
    message: str


@dataclass(frozen=True)
class Change:
    """From one release to another: what a case ran on, what it shall run on, and what has been renamed.

    `asks` names the facts that a new step would have answered. With `ahead` "pass", whoever waits behind a new step
    keeps the place; with "do", the case goes back to the new step.
    """

    old: Definitions
    new: Definitions
    renames: Renames = field(default_factory=dict)
    asks: Callable[[Element], Iterable[str]] = lambda element: ()
    ahead: Literal["pass", "do"] = "pass"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))
    _places: dict[str, tuple[Places, Places, frozenset[Place]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def places(self, process_id: str) -> tuple[Places, Places, frozenset[Place]]:
        """The places of a process in both releases, and the old ones under their new names: the same for all cases."""
        if process_id not in self._places:
            old = Places(self.old, process_id)
            self._places[process_id] = old, Places(self.new, process_id), old.renamed(self.renames)
        return self._places[process_id]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where a case would stand. `kept` gives the new key of each step that stays open.

    `left` and `opened` are the steps that close and open, `due` those whose last moment differs (old, new). `run` is
    the case on the new release, the migration's entry applied; None for one that is stuck.
    """

    verdict: Verdict
    reading: Reading = PLAIN
    here: tuple[Step, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    left: tuple[Step, ...] = ()
    opened: tuple[Step, ...] = ()
    due: tuple[tuple[Step, Step], ...] = ()
    reason: Reason | None = None
    run: Run | None = None


Watch = Callable[[Run, Step, Move], None]
"""Told of each step of the new diagram just before a recorded entry takes it on."""


def align(
    change: Change, process_id: str, journal: Sequence[Entry], at: datetime, watch: Watch | None = None
) -> Alignment:
    """Lay a journal along the other release, as a migration at the moment `at` would."""
    here = Run.replay(change.old, process_id, journal, change.zone).open
    best: Alignment | None = None
    for pace in _PACES:
        aligner = _Aligner(change, process_id, journal, watch, pace)
        found = aligner.align(here, at)
        if best is None or _RANK[found.verdict] < _RANK[best.verdict]:
            best = found
        if best.verdict == "same" or not aligner.met_new:
            break
    assert best is not None
    return best


Pace = Literal["late", "at once", "at once, emptied"]
"""When a new step counts as past: not before something later needs it, or as soon as it opens (when conditions behind
it still read what they read then), as it stands or with its facts emptied."""

_PACES: Final[tuple[Pace, ...]] = ("late", "at once", "at once, emptied")
_RANK: Final[Mapping[Verdict, int]] = {"same": 0, "moves": 1, "stuck": 2}


class _Stuck(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Taken:
    """One move as the new diagram takes it."""

    move: Move
    key: str | None
    skipped: bool = False


class _Aligner:
    def __init__(
        self, change: Change, process_id: str, journal: Sequence[Entry], watch: Watch | None, pace: Pace
    ) -> None:
        self.pace = pace
        self.met_new = False
        self.change = change
        self.process_id = process_id
        self.journal = journal
        self.watch = watch
        self.old, self.new, self.known = change.places(process_id)
        self.taken: list[_Taken] = []
        self.row = 0  # new steps that were passed at once before the move at hand
        self.run = self._empty()

    def align(self, here: tuple[Step, ...], at: datetime) -> Alignment:
        try:
            if self.process_id not in self.change.new.processes:
                raise self._stuck("process_gone", 0, Sentence("Prosesnya tidak ada pada rancangan ini."))
            for move in moves(self.journal):
                self._pass_at_once(move)
                self._take(move)
            self._keep_place(here)
        except _Stuck as stuck:
            return Alignment("stuck", here=here, reason=stuck.reason)
        return self._aligned(here, at)

    # -- one entry after the other ----------------------------------------------------------------------

    def _take(self, move: Move) -> None:
        if move.key is None:
            self._apply(_Taken(move, None))
            return
        key = self._found(self.run, move)
        if key is None and not move.done:
            return  # it only counted as past; here it is not needed
        if key is None and not self._exists(move):
            self._apply(_Taken(move, None, skipped=True))
            return
        if key is None:
            key = self._behind_new_steps(move)
        if self.watch is not None and move.done:
            step = self.run.step(key)
            assert step is not None, "it was found among those that are open"
            self.watch(self.run, step, move)
        self._apply(_Taken(move, key))

    def _apply(self, taken: _Taken) -> None:
        try:
            self._play(self.run, taken)
        except RunError as error:
            raise self._cannot_go_on(taken.move, error) from error
        except NotOpen as error:
            message = Sentence(
                "Kasus ini sudah berakhir pada rancangan itu sebelum %(name)s.", name=self._name(taken.move)
            )
            raise self._stuck("ended", taken.move.seq, message) from error
        self.taken.append(taken)

    def _play(self, run: Run, taken: _Taken) -> None:
        move = taken.move
        if not move.done:
            run.pass_by(Passed(move.seq, taken.key or "", move.kind, move.facts))
        elif taken.skipped:
            run.skip(Entry(run.seq + 1, move.kind, move.at, None, move.facts))
        else:
            run.apply(Entry(run.seq + 1, move.kind, move.at, taken.key, move.facts))

    def _found(self, run: Run, move: Move) -> str | None:
        """The open step of the new diagram that a move means: the one of that key, else the one of that element."""
        kind = STEP_OF[move.kind]
        path = self.old.path(move.key or "", self.change.renames)
        same = run.step(path.key)
        if same is not None and same.kind == kind:
            return path.key
        alike = [step for step in run.open if step.kind == kind and self._is(step, path.place)]
        return alike[0].key if alike else None

    def _is(self, step: Step, place: Place) -> bool:
        return (step.process_id, step.element.id) == place or (
            step.element.id == place[1] and not self.new.has(place)
        )

    def _exists(self, move: Move) -> bool:
        """Whether the step of a move stands anywhere in the new diagram, as a step of the same kind."""
        place = self.old.path(move.key or "", self.change.renames).place
        return self.new.kind(place) == STEP_OF[move.kind]

    # -- new steps that a case has left behind ----------------------------------------------------------

    def _pass_at_once(self, move: Move) -> None:
        """Pass whatever new step the move before has opened, if that is the pace."""
        self.row = 0
        while new := [step for step in self.run.open if self._is_new(step)]:
            self.met_new = True
            if self.pace == "late" or self.row == MAX_PASSED:
                return
            silences = self._silences(new[0].element)
            facts = silences[-1] if self.pace == "at once, emptied" else silences[0]
            self._apply(self._passing(new[0], move, facts))
            self.row += 1

    def _behind_new_steps(self, move: Move) -> str:
        """Pass the new steps that stand before a move, as few as possible; then it is open."""
        self._pass_until(lambda run: self._found(run, move) is not None, move)
        key = self._found(self.run, move)
        if key is None:
            raise self._not_there(move)
        return key

    def _keep_place(self, here: Sequence[Step]) -> None:
        """Let those who wait keep their place, and what has ended stay so: new steps right before it count as past."""
        stay = [move for move in map(_waiting, here) if self._exists(move)]

        def in_place(run: Run) -> bool:
            if not here:
                return not run.open
            return not run.is_completed and all(self._found(run, move) is not None for move in stay)

        self.row = 0
        if self.change.ahead == "pass" and (stay or not here) and not in_place(self.run):
            self._pass_until(in_place, Move(len(self.journal) + 1, "completed", self.run.now, None, {}))

    def _pass_until(self, goal: Callable[[Run], bool], move: Move) -> None:
        """Pass the shortest row of new steps after which `goal` holds; none where no such row is within bounds."""
        left = MAX_PASSED - self.row
        ahead = deque([one] for one in self._passable(self.run, move) if left)
        for _ in range(MAX_TRIES):
            if not ahead:
                return
            row = ahead.popleft()
            run = self._played(row)
            if run is None:
                continue
            if goal(run):
                self.run = run
                self.taken += row
                return
            if len(row) < left:
                ahead += [[*row, one] for one in self._passable(run, move)]

    def _passable(self, run: Run, move: Move) -> Iterator[_Taken]:
        for step in run.open:
            if self._is_new(step):
                self.met_new = True
                for facts in self._silences(step.element):
                    yield self._passing(step, move, facts)

    @staticmethod
    def _passing(step: Step, move: Move, facts: Mapping[str, None]) -> _Taken:
        return _Taken(Move(move.seq, ENTRY_OF[step.kind], move.at, step.key, facts, done=False), step.key)

    def _is_new(self, step: Step) -> bool:
        return (step.process_id, step.element.id) not in self.known

    def _silences(self, element: Element) -> list[dict[str, None]]:
        """The two ways to answer nothing: leave every fact as it is, or empty those that the step asks for."""
        asked = dict.fromkeys(self.change.asks(element))
        return [{}, asked] if asked else [{}]

    def _played(self, row: Iterable[_Taken]) -> Run | None:
        run = self._empty()
        try:
            for taken in (*self.taken, *row):
                self._play(run, taken)
        except (RunError, NotOpen):
            return None
        return run

    def _empty(self) -> Run:
        return Run(self.change.new, self.process_id, self.change.zone)

    # -- what has come of it ----------------------------------------------------------------------------

    def _aligned(self, here: tuple[Step, ...], at: datetime) -> Alignment:
        kept = {step.key: key for step in here if (key := self._found(self.run, _waiting(step))) is not None}
        reading = self._reading(here, kept, at)
        entry = Entry(len(self.journal) + 1, "migrated", at, None, reading.as_facts())
        run = self.run  # every move was made as a replay makes it; only the migration's own entry is missing
        run.seq = len(self.journal)
        run.stand(entry, reading)
        left = tuple(step for step in here if step.key not in kept)
        stayed = set(kept.values())
        opened = tuple(step for step in run.open if step.key not in stayed)
        due = tuple(
            (step, there)
            for step in here
            if step.key in kept and (there := run.step(kept[step.key])) is not None and there.due != step.due
        )
        verdict: Verdict = "moves" if left or (not here and opened) else "same"
        return Alignment(verdict, reading, here, kept, left, opened, due, run=run)

    def _reading(self, here: Iterable[Step], kept: Mapping[str, str], at: datetime) -> Reading:
        since = {step.key: step.since for step in here}
        moments = {kept[key]: since[key] for key in kept}
        counted = {
            step.key: moments.get(step.key, at)
            for step in self.run.open
            if moments.get(step.key, at) != step.since
        }
        own = {entry.seq: entry.key for entry in self.journal}
        return Reading(
            seq=len(self.journal) + 1,
            keys={
                one.move.seq: one.key
                for one in self.taken
                if one.move.done and one.key is not None and one.key != own[one.move.seq]
            },
            skipped=frozenset(one.move.seq for one in self.taken if one.skipped),
            passed=tuple(
                Passed(one.move.seq, one.key or "", one.move.kind, dict.fromkeys(one.move.facts))
                for one in self.taken
                if not one.move.done
            ),
            since=counted,
        )

    # -- reasons ----------------------------------------------------------------------------------------

    def _name(self, move: Move) -> str:
        element = self.old.element(move.key or "")
        return Sentence("dimulai") if element is None else f"'{element.name or element.id}'"

    def _stuck(self, code: str, seq: int, message: str) -> _Stuck:
        return _Stuck(Reason(code, seq, message))

    def _not_there(self, move: Move) -> _Stuck:
        waiting = sorted({f"'{step.element.name or step.element.id}'" for step in self.run.open})
        there = (
            Sentence("yang menunggu %(list)s", list=", ".join(waiting))
            if waiting
            else Sentence("kasusnya sudah berakhir")
        )
        message = Sentence(
            "%(name)s sudah dilalui kasus ini, tetapi pada rancangan itu saat itu %(there)s.",
            name=self._name(move),
            there=there,
        )
        return self._stuck("not_open", move.seq, message)

    def _cannot_go_on(self, move: Move, error: RunError) -> _Stuck:
        why = _WHY.get(error.code, Sentence("alurnya tidak dapat diteruskan"))
        message = Sentence(
            "Sesudah %(name)s, rancangan itu berhenti di '%(element_id)s': %(why)s.",
            name=self._name(move),
            element_id=error.element_id,
            why=Sentence(why),
        )
        return self._stuck(error.code, move.seq, message)


def _waiting(step: Step) -> Move:
    """An open step as the move that would bring it on."""
    return Move(0, ENTRY_OF[step.kind], step.since, step.key, {})


_WHY: Final[Mapping[str, str]] = {
    "no_flow": "tidak ada cabang yang syaratnya terpenuhi",
    "no_time": "tenggat atau timernya tidak memberi waktu",
    "no_correlation": "pesannya tidak punya kunci korelasi",
    "not_a_list": "pengulangannya tidak menerima daftar",
    "too_many_items": "pengulangannya terlalu banyak",
    "too_many_tokens": "terlalu banyak langkah terbuka sekaligus",
    "endless": "alurnya berputar tanpa menunggu siapa pun",
    "expression": "ungkapannya terlalu berat untuk dihitung",
}

__all__ = ["Alignment", "Change", "Reason", "Verdict", "Watch", "align"]
