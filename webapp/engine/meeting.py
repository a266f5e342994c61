"""Whether branches of a drawing can meet without having waited for each other: a question about the drawing alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .model import Flow, Process

_JOINS = frozenset({"parallelGateway", "inclusiveGateway"})


def may_meet_unjoined(process: Process) -> bool:
    """Whether two branches of one split can arrive at the same element without having waited for each other.

    Where the answer is no, no step can run twice at the same time. The branch of an event that interrupts nothing is
    such a branch, beside the course of the activity on whose edge it is.
    """
    return _Drawing(process).may_meet()


class _Drawing:
    """Who comes before and after each element."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.after: dict[str, list[Flow]] = {here: [] for here in process.elements}
        self.before: dict[str, list[str]] = {here: [] for here in process.elements}
        self.edges: dict[str, list[str]] = {here: [] for here in process.elements}
        for flow in process.flows.values():
            self.after[flow.source].append(flow)
            self.before[flow.target].append(flow.id)
        for element in process.elements.values():
            if element.attached_to is not None:
                self.edges[element.attached_to].append(element.id)

    def may_meet(self) -> bool:
        for element in self.process.elements.values():
            flows = self.after[element.id]
            if element.kind in _JOINS and len(flows) > 1 and self._meet([[flow] for flow in flows]):
                return True
            beside = None if element.interrupting else element.attached_to
            if beside is not None and self._meet([flows, self.after[beside]]):
                return True
        return False

    def _meet(self, branches: Iterable[list[Flow]]) -> bool:
        """Whether two branches enter one element that does not wait for both; an end takes whatever comes."""
        entered: Counter[str] = Counter()
        for branch in branches:
            reached = self._reached(branch)
            entered.update({self.process.flows[flow].target for flow in reached})
        return any(
            count > 1 and not self._waits(here) and self.process.elements[here].kind != "endEvent"
            for here, count in entered.items()
        )

    def _reached(self, branch: list[Flow]) -> set[str]:
        """The flows that a token may take from a branch before it has to wait for another."""
        found: set[str] = set()
        ahead = list(branch)
        while ahead:
            flow = ahead.pop()
            if flow.id in found:
                continue
            found.add(flow.id)
            if not self._waits(flow.target):
                ahead += self.after[flow.target]
                ahead += (following for edge in self.edges[flow.target] for following in self.after[edge])
        return found

    def _waits(self, here: str) -> bool:
        return self.process.elements[here].kind in _JOINS and len(self.before[here]) > 1
