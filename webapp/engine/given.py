"""Which facts a case has wherever it stands, by whatever way it came: a question about a graph of states alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

Gives = Mapping[tuple[int | None, int], frozenset[str]]
"""What the step from one state to another gives on every such step; from None, what is there before the start."""


def had_by_every_way(gives: Gives) -> Mapping[int | None, frozenset[str]]:
    """The facts that each state has, however it was reached."""
    after: dict[int | None, list[int]] = {}
    for source, target in gives:
        after.setdefault(source, []).append(target)
    has: dict[int | None, frozenset[str]] = {None: frozenset()}
    ahead: deque[int | None] = deque(has)
    while ahead:
        here = ahead.popleft()
        for target in after.get(here, ()):
            come = has[here] | gives[here, target]
            kept = come & has.get(target, come)
            if kept != has.get(target):
                has[target] = kept
                ahead.append(target)
    return has
