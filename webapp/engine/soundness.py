"""Every state of a process that answers can lead to: played by the real engine, merged where the future is the same.

Two states are one when their tokens stand alike (`marking`) and the facts agree that something ahead of these tokens
still reads. That is all on which the course of a case depends, with one exception: time. A timer may fire whenever it
is open, whatever another timer's due time; so every real course is among those walked, and a few walked ones would
need clocks that run differently.

What runs by itself runs first and in the engine's order, as it does in a case: nobody can act in between.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from .definitions import Definitions
from .entries import ENTRY_OF, Entry, EntryKind, RunError, Step
from .foresight import Foresight
from .given import had_by_every_way
from .marking import Marking, at_joins, doubled
from .model import Element
from .places import idents
from .run import Run

Facts = Mapping[str, Any]
START: Final = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)
ZONE: Final = ZoneInfo("Asia/Jakarta")
_STEPS_A_PASSAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Budget:
    """How far a search may go: states that it tells apart, and the work of applying entries.

    Work is counted in elements and flows that tokens pass, in tokens that stand when an entry has been applied, and in
    steps of expressions (fifty for one).
    """

    states: int = 3_000
    work: int = 60_000


@dataclass(frozen=True, slots=True)
class Played:
    """One step of a walk: what was answered at which element. The first is the start, and has no key."""

    kind: EntryKind
    at: datetime
    key: str | None
    element_id: str | None
    facts: Facts


Walk = tuple[Played, ...]


def as_entries(walk: Walk) -> list[Entry]:
    """A walk as a journal that the engine replays."""
    return [Entry(n, one.kind, one.at, one.key, one.facts) for n, one in enumerate(walk, 1)]


@dataclass(slots=True)
class State:
    """A state that was reached: by which step from which other, and what follows."""

    parent: int | None
    step: Played
    present: frozenset[str]
    marking: Marking
    is_completed: bool = False
    open: tuple[str, ...] = ()
    next: list[int] = field(default_factory=list)
    is_tried: bool = False
    has_failed: bool = False

    @property
    def is_stuck(self) -> bool:
        """Whether nothing can happen, and the case is not over."""
        return self.is_tried and not (self.is_completed or self.next or self.has_failed)


@dataclass(frozen=True, slots=True)
class Failure:
    """A step after which the engine could not go on."""

    code: str
    element_id: str
    walk: Walk


@dataclass(slots=True)
class Explored:
    """What a search found. `missing` maps an element and the fact that it lacks to a walk, `twice` an element.

    `gives` are the facts that every step from one state to another gives; from None, those given before the start.
    """

    process_id: str
    states: list[State] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)
    failures: dict[tuple[str, str], Failure] = field(default_factory=dict)
    missing: dict[tuple[str, str], Walk] = field(default_factory=dict)
    gives: dict[tuple[int | None, int], frozenset[str]] = field(default_factory=dict)
    twice: dict[str, Walk] = field(default_factory=dict)
    work: int = 0
    is_finished: bool = True

    @property
    def ended(self) -> list[State]:
        """States in which the case is over."""
        return [state for state in self.states if state.is_completed]

    @property
    def always(self) -> frozenset[str]:
        """The facts that the case has wherever it ends, by whatever way: a state keeps those of its first way only."""
        has = had_by_every_way(self.gives)
        ends = [has[n] for n, state in enumerate(self.states) if state.is_completed]
        return frozenset.intersection(*ends) if ends else frozenset()

    def walk(self, state: State) -> Walk:
        """The way to a state, from the start."""
        steps = [state.step]
        while state.parent is not None:
            state = self.states[state.parent]
            steps.append(state.step)
        return tuple(reversed(steps))


def explore(
    definitions: Definitions,
    process_id: str,
    answers: Callable[[Step], Iterable[Facts]],
    starts: Iterable[Facts],
    *,
    needs: Callable[[Element], Collection[str]] = lambda _: (),
    present: Collection[str] = (),
    budget: Budget | None = None,
    in_turn: bool = True,
) -> Explored:
    """Walk a process from each of the facts that it may start with.

    `answers` gives what may be answered to a step, as far as anything tells the answers apart. `needs` says which facts
    an element cannot do without; of those that a case starts with only `present` count as given. With `in_turn` false,
    automatic steps may wait like others: what two branches may do at the same time is then seen, and nothing else is
    looked for.
    """
    search = _Search(definitions, process_id, answers, needs, budget or Budget(), in_turn=in_turn)
    search.begin(starts, frozenset(present))
    search.go_on()
    return search.explored


class _Search:
    """One search under way: breadth first, so that a walk to a state is among the shortest."""

    def __init__(
        self, definitions: Definitions, process_id: str, answers: Callable[[Step], Iterable[Facts]],
        needs: Callable[[Element], Collection[str]], budget: Budget, *, in_turn: bool,
    ) -> None:  # fmt: skip
        self.definitions = definitions
        self.process = definitions.processes[process_id]
        self.answers = answers
        self.needs = needs
        self.budget = budget
        self.in_turn = in_turn
        self.foresight = Foresight(self.process, needs)
        self.explored = Explored(process_id)
        self.known: dict[Any, int] = {}
        self.ahead: deque[tuple[int, Run]] = deque()

    def begin(self, starts: Iterable[Facts], present: frozenset[str]) -> None:
        for facts in starts:
            self._reach(None, Played("started", START, None, None, dict(facts)), present, None)

    def go_on(self) -> None:
        explored = self.explored
        while self.ahead:
            index, run = self.ahead.popleft()
            state, now = explored.states[index], run.now
            steps = self._steps(run, state)
            following = next(steps, None)
            while following is not None:
                if len(explored.states) > self.budget.states or explored.work > self.budget.work:
                    explored.is_finished = False
                    return
                (step, facts), following = following, next(steps, None)
                given = {name for name, value in facts.items() if value is not None}
                spare = run if following is None else None  # the last one may use up the run at hand
                self._reach(index, self._played(step, facts, now), frozenset(given), spare)
            state.is_tried = True

    def _played(self, step: Step, facts: Facts, now: datetime) -> Played:
        at = max(now + timedelta(minutes=1), step.due if step.kind == "timer" and step.due else now)
        return Played(ENTRY_OF[step.kind], at, step.key, self._shown(step), facts)

    def _shown(self, step: Step) -> str:
        """The element of this diagram at which a step stands: that of the call where it is inside a stand-in."""
        if step.process_id == self.process.id:
            return step.element.id
        return idents(step.key)[-2]

    def _reach(self, parent: int | None, step: Played, given: frozenset[str], run: Run | None) -> None:
        """Take one step, on a run that is free for it or on a new one."""
        explored = self.explored
        present = given if parent is None else given | explored.states[parent].present
        state = State(parent, step, present, ())
        walk = explored.walk(state)
        try:
            run = self._taken(walk, run)
        except RunError as error:
            explored.failures.setdefault(
                (error.code, error.element_id), Failure(error.code, error.element_id, walk)
            )
            if parent is not None:
                explored.states[parent].has_failed = True
            return
        state.marking, state.is_completed = run.marking, run.is_completed
        explored.passed |= {place for process, place in run.visits if process == self.process.id}
        relevant = self.foresight.of(state.marking)
        code = (state.marking, self._turns(run), *self._told(run, relevant.read), present & relevant.needed)
        index = self.known.get(code)
        if index is None:
            index = self.known[code] = len(explored.states)
            explored.states.append(state)
            state.open = tuple(dict.fromkeys(self._shown(one) for one in run.open))
            state.has_failed = not self._is_safe(state)
            self._look(run, state)
            if not state.is_completed and not state.has_failed:
                self.ahead.append((index, run))
        explored.gives[parent, index] = given & explored.gives.get((parent, index), given)
        if parent is not None:
            explored.states[parent].next.append(index)

    def _taken(self, walk: Walk, run: Run | None) -> Run:
        entries = as_entries(walk)
        if run is None:
            run, before = Run(self.definitions, self.process.id, ZONE), 0
        else:
            entries, before = entries[-1:], self._cost(run)
        try:
            for entry in entries:
                run.apply(entry)
        finally:
            self.explored.work += 1 + self._cost(run) - before + len(run.open)
        return run

    @staticmethod
    def _cost(run: Run) -> int:
        return sum(run.visits.values()) + run.spent // _STEPS_A_PASSAGE

    def _turns(self, run: Run) -> tuple[str, ...]:
        """The order of what runs by itself."""
        return tuple(step.element.id for step in run.automatic()) if self.in_turn else ()

    @staticmethod
    def _told(run: Run, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        return ((name, repr(run.facts.get(name))) for name in sorted(names))

    def _is_safe(self, state: State) -> bool:
        """Whether nothing stands there twice; from where something does, nothing more is to be learned."""
        twice = [one for one in doubled(state.marking) if one not in self.foresight.repeated]
        for element_id in twice:
            self.explored.twice.setdefault(element_id, self.explored.walk(state))
        return not twice

    def _look(self, run: Run, state: State) -> None:
        """What can be seen in a state by itself: a step that lacks a fact."""
        for step in run.open:
            shown = self._shown(step)
            for name in self.needs(self.process.elements[shown]):
                if name not in state.present:
                    self.explored.missing.setdefault((shown, name), self.explored.walk(state))

    def _steps(self, run: Run, state: State) -> Iterator[tuple[Step, Facts]]:
        """What may happen next."""
        automatic = run.next_automatic() if self.in_turn else None
        steps: Sequence[Step] = (automatic,) if automatic is not None else run.open
        crowded = any(element_id in self.foresight.repeated for element_id in doubled(state.marking))
        for step in steps:
            if crowded and not step.element.interrupting:
                continue  # what the author lets begin again and again stands there twice already
            for facts in self.answers(step):
                yield step, facts


def waiting_joins(state: State) -> dict[str, set[str]]:
    """Joins at which tokens wait, with the flows by which these came."""
    found: dict[str, set[str]] = {}
    for join, flow in at_joins(state.marking):
        found.setdefault(join, set()).add(flow)
    return found
