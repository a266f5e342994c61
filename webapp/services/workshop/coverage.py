"""How much of a process walks have passed: elements and flows, for the diagram and as a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.engine import ElementState, Process


@dataclass(frozen=True)
class Coverage:
    """What of one process was passed. `left` are the flows that no walk has passed, in document order."""

    process: Process
    passed: frozenset[str]

    @property
    def flows(self) -> tuple[int, int]:
        """Flows passed, and how many there are."""
        return len(self.passed & self.process.flows.keys()), len(self.process.flows)

    @property
    def elements(self) -> tuple[int, int]:
        """Elements passed, and how many there are."""
        return len(self.passed & self.process.elements.keys()), len(self.process.elements)

    @property
    def percent(self) -> int:
        """The part of all flows and elements that was passed; 100 only where nothing is left."""
        done = self.flows[0] + self.elements[0]
        every = self.flows[1] + self.elements[1]
        return 100 if done == every else 100 * done // every

    @property
    def left(self) -> list[str]:
        """Flows that were not passed."""
        return [flow for flow in self.process.flows if flow not in self.passed]

    @property
    def states(self) -> Mapping[str, ElementState]:
        """What was passed, as the diagram shows it."""
        return dict.fromkeys(self.passed, ElementState.DONE)


def coverage(process: Process, walks: Iterable[Iterable[tuple[str, str]]]) -> Coverage:
    """What several walks have passed of a process together."""
    places = {place for passed in walks for process_id, place in passed if process_id == process.id}
    return Coverage(process, frozenset(places & (process.flows.keys() | process.elements.keys())))
