"""Soundness of a bundle: every process walked through every state, called processes each on their own.

A called process is walked alone, and its caller with a stand-in for it (`engine.stand_in`). That is enough, because all
that a caller can notice of a call is when it is over, what it leaves behind, and that it may be cut off in between. The
called process is shown to end from wherever it stands, whatever facts of its caller it reads (it is walked from every
combination of them); so the stand-in, which waits and then answers with each combination of facts that the process can
give, behaves like it. What a call gives on every way counts as given after it; what it needs and does not get inside is
asked of the caller at the place of the call. Calls form no circle (the bundle was read), so callees come first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Final

from webapp.engine import Element, Problem, Process
from webapp.engine.meeting import may_meet_unjoined
from webapp.engine.soundness import Budget, Explored, explore
from webapp.engine.stand_in import alone
from webapp.engine.verdicts import Finding, judge
from webapp.services.process.releases import Bundle

from .answers import Answers

__all__ = ["Finding", "Searches", "sound"]

_ALL_AT_ONCE: Final = Budget(states=600, work=20_000)
"""For the second look, at what branches may do at the same time."""


@dataclass(frozen=True)
class Searched:
    """What is kept of the search through one process.

    `always` are facts that it has given wherever it ends, `needs` those that its callers must have given before,
    `passed` the flows and elements that some walk passed.
    """

    findings: tuple[Finding, ...]
    always: frozenset[str]
    needs: frozenset[str]
    passed: frozenset[str]
    states: int
    ends: int


@dataclass
class Searches:
    """Searches by what they depend on; a process that stays as it was is not walked again."""

    size: int = 400
    held: OrderedDict[str, Searched] = field(default_factory=OrderedDict)
    drawn: OrderedDict[int, tuple[Process, str]] = field(default_factory=OrderedDict)
    scenarios: dict[str, list[Problem]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, code: str) -> Searched | None:
        """A search that was done before."""
        with self._lock:
            return self.held.get(code)

    def put(self, code: str, searched: Searched) -> None:
        """Keep a search; the oldest makes room."""
        with self._lock:
            self.held[code] = searched
            while len(self.held) > self.size:
                self.held.popitem(last=False)

    def drawing(self, process: Process) -> str:
        """A process as a text: what its course depends on, and nothing of its picture."""
        with self._lock:
            held = self.drawn.get(id(process))
            if held is None or held[0] is not process:
                held = (process, repr((process.file, process.elements, process.flows)))
                self.drawn[id(process)] = held
                while len(self.drawn) > self.size:
                    self.drawn.popitem(last=False)
        return held[1]


def sound(bundle: Bundle, searches: Searches | None = None, budget: Budget | None = None) -> list[Finding]:
    """Every fault in the course of the bundle's processes, each with the walk that leads to it."""
    return [one for name, found in searched(bundle, searches, budget).items() for one in found.findings]


def searched(
    bundle: Bundle, searches: Searches | None = None, budget: Budget | None = None
) -> dict[str, Searched]:
    """The search through each process, callees before their callers."""
    walker = _Walker(bundle, searches or Searches(), budget or Budget())
    return walker.all()


class _Walker:
    def __init__(self, bundle: Bundle, searches: Searches, budget: Budget) -> None:
        self.bundle = bundle
        self.searches = searches
        self.budget = budget
        self.done: dict[str, Searched] = {}
        self.always: dict[str, frozenset[str]] = {}
        self.answers = Answers(bundle.definitions, bundle.forms, self.always)
        processes = bundle.definitions.processes.values()
        self.called = {e.called for process in processes for e in process.elements.values() if e.called}

    def all(self) -> dict[str, Searched]:
        for process in _callees_first(self.bundle.definitions.processes):
            code = self.searches.drawing(process) + _code(process, self.answers, self.done, self.budget)
            found = self.searches.get(code)
            if found is None:
                found = self._search(process)
                self.searches.put(code, found)
            self.done[process.id] = found
            self.always[process.id] = found.always
        return self.done

    def _search(self, process: Process) -> Searched:
        begun = self.answers.book.at_start(process.id)
        definitions = alone(self.bundle.definitions, process.id)
        look = partial(
            explore, definitions, process.id, self.answers.of,
            needs=partial(self._needs, process), present=frozenset(begun),
        )  # fmt: skip
        explored = look(starts=self.answers.starts(process.id), budget=self.budget)
        if not explored.twice and may_meet_unjoined(process):
            slow = look(starts=self.answers.starts(process.id), budget=_ALL_AT_ONCE, in_turn=False)
            explored.twice |= slow.twice
        needs = self._left_to_callers(process, explored)
        sampled = self.answers.sampled(process.id)
        findings = tuple(judge(process, explored, sampled))
        passed = frozenset(explored.passed)
        return Searched(findings, explored.always, needs, passed, len(explored.states), len(explored.ended))

    def _left_to_callers(self, process: Process, explored: Explored) -> frozenset[str]:
        """Facts that a caller may have given before: they are asked of it at the place of the call, not here."""
        if process.id not in self.called:
            return frozenset()
        beside = self.answers.book.beside(process.id)
        left = {key: walk for key, walk in explored.missing.items() if key[1] in beside}
        for key in left:
            del explored.missing[key]
        return frozenset(name for _, name in left)

    def _needs(self, process: Process, element: Element) -> frozenset[str]:
        if element.called is not None:
            inner = self.done.get(element.called)
            return frozenset() if inner is None else inner.needs
        return self.answers.needs(process, element)


def _callees_first(processes: Mapping[str, Process]) -> Iterator[Process]:
    seen: set[str] = set()

    def visit(process: Process) -> Iterator[Process]:
        if process.id not in seen:
            seen.add(process.id)
            for element in process.elements.values():
                if element.called is not None and element.called in processes:
                    yield from visit(processes[element.called])
            yield process

    for process in processes.values():
        yield from visit(process)


def _code(process: Process, answers: Answers, done: Mapping[str, Searched], budget: Budget) -> str:
    """Everything beside the drawing on which the search through a process depends, as a text."""
    book = answers.book
    called = sorted({e.called for e in process.elements.values() if e.called is not None})
    parts = (
        budget,
        [(name, done[name].always, sorted(done[name].needs), book.within(name)) for name in called if name in done],
        [(e.id, book.of(process, e), sorted(answers.needs(process, e))) for e in process.elements.values()],
        list(answers.starts(process.id)),
    )  # fmt: skip
    return repr(parts)
