"""What may still be read ahead of a token, and which elements an author lets run several times at once.

Questions about the drawing alone, answered once per process: a fact that nothing ahead reads need not be told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from webapp.feel import Expression

from .marking import Marking, places
from .model import Element, Process


class Relevant(NamedTuple):
    """Facts whose value is still read, and facts that an element ahead cannot do without."""

    read: frozenset[str]
    needed: frozenset[str]


NOTHING = Relevant(frozenset(), frozenset())


def read_by(element: Element) -> Iterable[Expression]:
    """The expressions of an element by which the course of a case is decided, its flows apart."""
    if element.script is not None:
        yield element.script.expression
    if element.loop is not None:
        yield element.loop.collection


@dataclass
class Foresight:
    """The reach of every element of a process: through flows, boundary events, and out of its scope."""

    process: Process
    needs: Callable[[Element], Collection[str]]
    _known: dict[frozenset[str], Relevant] = field(default_factory=dict)

    def __post_init__(self) -> None:
        after = {element.id: set(self._after(element)) for element in self.process.elements.values()}
        own = {element.id: self._own(element) for element in self.process.elements.values()}
        self._of = {here: self._union(own[one] for one in _closure(after, [here])) for here in after}
        quiet = {
            e.id for e in self.process.elements.values() if e.kind == "boundaryEvent" and not e.interrupting
        }
        starts = [
            e.id
            for e in self.process.elements.values()
            if e.kind == "startEvent" and e.scope == self.process.id
        ]
        main = _closure({here: ahead - quiet for here, ahead in after.items()}, starts)
        self.repeated = frozenset(after) - main

    def of(self, marking: Marking) -> Relevant:
        """What is relevant to a state."""
        here = frozenset(one for one in places(marking) if one in self._of)
        if here not in self._known:
            self._known[here] = self._union(self._of[one] for one in here)
        return self._known[here]

    def _own(self, element: Element) -> Relevant:
        conditions = [
            flow.condition for flow in self.process.outgoing(element.id) if flow.condition is not None
        ]
        read = frozenset().union(*(one.names for one in (*conditions, *read_by(element))))
        return Relevant(read, frozenset(self.needs(element)))

    def _after(self, element: Element) -> Iterable[str]:
        """Where a token may be next: inside, on an edge, behind a flow, or behind the scope that holds it."""
        yield from (flow.target for flow in self.process.outgoing(element.id))
        yield from (boundary.id for boundary in self.process.boundaries(element.id))
        if element.kind == "subProcess":
            yield from (e.id for e in self.process.members(element.id) if e.kind == "startEvent")
        if element.kind == "endEvent" and element.scope != self.process.id:
            yield from (flow.target for flow in self.process.outgoing(element.scope))

    @staticmethod
    def _union(parts: Iterable[Relevant]) -> Relevant:
        parts = list(parts)
        return Relevant(
            frozenset().union(*(part.read for part in parts)),
            frozenset().union(*(part.needed for part in parts)),
        )


def _closure(after: dict[str, set[str]], starts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    ahead = list(starts)
    while ahead:
        here = ahead.pop()
        if here not in found:
            found.add(here)
            ahead += after[here]
    return found
