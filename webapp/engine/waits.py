"""Where a case waits: which scopes may be passed without a wait, and which cycles would therefore run for ever.

Graph questions for `checks`, answered on the safe side: what may run without a wait is taken to do so. A step of a
person waits, and so does an intermediate timer; a multi-instance activity does not, because its list may be empty.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from .model import WAITS, Element, Process


def endless(process: Process, quick: Collection[str] = ()) -> Iterator[Element]:
    """Elements that a token could pass again and again although nothing waits, in document order.

    `quick` names the called processes that may be passed without a wait. The elements left over are those that keep
    each other going: each has a predecessor among them (a parallel join: all of its predecessors) and a successor.
    """
    inside = _quick_subprocesses(process, quick)
    left = {element.id for element in process.elements.values() if not _waits(element, quick, inside)}
    while True:
        kept = {here for here in left if _is_fed(process, here, left) and _feeds(process, here, left)}
        if kept == left:
            break
        left = kept
    return (element for element in process.elements.values() if element.id in left)


def quick_processes(processes: Mapping[str, Process]) -> set[str]:
    """Processes that may be passed from start to end without a wait. Calls must not form a circle."""
    quick: set[str] = set()
    while True:
        more = {
            process.id
            for process in processes.values()
            if process.id not in quick
            and _passes(process, process.id, quick, _quick_subprocesses(process, quick))
        }
        if not more:
            return quick
        quick |= more


def _waits(element: Element, quick: Collection[str], inside: Collection[str]) -> bool:
    if element.loop is not None:
        return False
    if element.kind == "callActivity":
        return element.called not in quick
    return element.kind in WAITS or (element.kind == "subProcess" and element.id not in inside)


def _is_fed(process: Process, here: str, left: set[str]) -> bool:
    sources = [flow.source in left for flow in process.incoming(here)]
    if process.elements[here].kind == "parallelGateway":
        return bool(sources) and all(sources)
    return any(sources)


def _feeds(process: Process, here: str, left: set[str]) -> bool:
    return any(flow.target in left for flow in process.outgoing(here))


def _quick_subprocesses(process: Process, quick: Collection[str]) -> set[str]:
    """Embedded subprocesses that may be passed without a wait; inner ones are known before outer ones."""
    inside: set[str] = set()
    for scope in reversed(process.scopes[1:]):
        if _passes(process, scope, quick, inside):
            inside.add(scope)
    return inside


def _passes(process: Process, scope: str, quick: Collection[str], inside: Collection[str]) -> bool:
    """Whether a token may go from the start of a scope to one of its ends without a wait."""
    reached = {element.id for element in process.members(scope) if element.kind == "startEvent"}
    members = [element for element in process.members(scope) if not _waits(element, quick, inside)]
    while True:
        more = {
            element.id
            for element in members
            if element.id not in reached and _is_fed(process, element.id, reached)
        }
        if not more:
            break
        reached |= more
    return any(element.kind == "endEvent" for element in members if element.id in reached)
