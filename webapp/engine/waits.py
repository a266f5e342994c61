"""Where a case waits: which scopes may be passed without a wait, and which cycles would run for ever.

Graph questions for `checks`, answered on the safe side: what may run without a wait is taken to do so. A step of
a person waits, and so does an intermediate timer or message (a case gets each message once); a multi-instance
activity does not, because its list may be empty. Each question takes time in proportion to the diagram.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from .model import WAITS, Element, Process


def endless(process: Process, quick: Collection[str] = ()) -> Iterator[Element]:
    """Elements that a token could pass again and again although nothing waits, in document order.

    `quick` names the called processes that may be passed without a wait. The elements left over are those that
    keep each other going: each has a predecessor among them (a parallel join: all of its predecessors) and a
    successor.
    """
    graph = _Graph(process, quick)
    left = {here for here in process.elements if here not in graph.waiting}
    doubtful = list(left)
    while doubtful:
        here = doubtful.pop()
        if here in left and not (
            graph.is_fed(here, left) and any(next_ in left for next_ in graph.after[here])
        ):
            left.remove(here)
            doubtful += graph.before[here] + graph.after[here]
    return (element for element in process.elements.values() if element.id in left)


def quick_processes(processes: Mapping[str, Process]) -> set[str]:
    """Processes that may be passed from start to end without a wait. Calls must not form a circle."""
    quick: set[str] = set()
    while True:
        slow = (process for process in processes.values() if process.id not in quick)
        more = {process.id for process in slow if _Graph(process, quick).passes(process.id)}
        if not more:
            return quick
        quick |= more


class _Graph:
    """Who comes before and after each element, and where a token waits."""

    def __init__(self, process: Process, quick: Collection[str]) -> None:
        self.process = process
        self.before: dict[str, list[str]] = {here: [] for here in process.elements}
        self.after: dict[str, list[str]] = {here: [] for here in process.elements}
        for flow in process.flows.values():
            self.before[flow.target].append(flow.source)
            self.after[flow.source].append(flow.target)
        self.waiting = {e.id for e in process.elements.values() if e.loop is None and _waits(e, quick)}
        for scope in reversed(process.scopes[1:]):  # inner subprocesses stand after outer ones
            if self.passes(scope):
                self.waiting.discard(scope)

    def is_fed(self, here: str, left: Collection[str]) -> bool:
        """Whether tokens come to an element from those elements: to a parallel gateway, from all sides."""
        sources = [source in left for source in self.before[here]]
        if self.process.elements[here].kind == "parallelGateway":
            return bool(sources) and all(sources)
        return any(sources)

    def passes(self, scope: str) -> bool:
        """Whether a token may go from the start of a scope to one of its ends without a wait."""
        reached: set[str] = set()
        ahead = [element.id for element in self.process.members(scope) if element.kind == "startEvent"]
        reached.update(ahead)
        while ahead:
            for following in self.after[ahead.pop()]:
                if following in reached or following in self.waiting:
                    continue
                if self.is_fed(following, reached):
                    reached.add(following)
                    ahead.append(following)
        return any(self.process.elements[here].kind == "endEvent" for here in reached)


def _waits(element: Element, quick: Collection[str]) -> bool:
    if element.kind == "callActivity":
        return element.called not in quick
    return element.kind in WAITS or element.kind == "subProcess"
