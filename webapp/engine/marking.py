"""Where the tokens of a case are, as a value: what two cases must share to have the same future, facts apart.

A token is its element, the flow it came by where it waits at a join, what it hosts (boundary events, instances of a
repetition) and what runs inside it. Keys, times and items are left out: they name things and change no course.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from SpiffWorkflow.util.task import TaskState

from .elements import Token, live_tokens


class Mark(NamedTuple):
    """One token. `flow` is set at a join only; `left` counts the items of a repetition that have not begun."""

    element_id: str
    flow: str
    left: int
    inside: tuple[Mark, ...]
    hosted: tuple[Mark, ...]


Marking = tuple[Mark, ...]


def marking_of(workflow: Any) -> Marking:
    """The tokens of a scope and of what runs inside them, in an order of their own; nothing before the start."""
    if workflow is None:
        return ()
    tokens = live_tokens(workflow)
    hosted: defaultdict[Any, list[Token]] = defaultdict(list)
    for token in tokens:
        if token.host is not None:
            hosted[token.host.id].append(token)
    inside = workflow.top_workflow.subprocesses

    def mark(token: Token) -> Mark:
        waits = token._state == TaskState.WAITING and len(token.spec.incoming) > 1 and token.flow is not None
        return Mark(
            token.spec.element.id,
            (token.flow or "") if waits else "",
            len(getattr(token, "pending", ())),
            marking_of(inside.get(token.id)),
            tuple(sorted(map(mark, hosted[token.id]))),
        )

    return tuple(sorted(mark(token) for token in tokens if token.host is None))


def doubled(marking: Marking) -> Iterator[str]:
    """Elements at which two tokens of one scope stand side by side; the instances of a repetition do not count."""
    places = Counter((mark.element_id, mark.flow) for mark in marking)
    yield from (element_id for (element_id, _), count in places.items() if count > 1)
    for mark in _everything(marking):
        if mark.inside:
            yield from doubled(mark.inside)


def at_joins(marking: Marking) -> Iterator[tuple[str, str]]:
    """Tokens that wait for others: the join and the flow by which each came."""
    for mark in marking:
        if mark.flow:
            yield mark.element_id, mark.flow
        for inner in (mark.inside, mark.hosted):
            yield from at_joins(inner)


def places(marking: Marking) -> Iterator[str]:
    """Every element on which a token stands, at any depth."""
    for mark in marking:
        yield mark.element_id
        yield from places(mark.inside)
        yield from places(mark.hosted)


def _everything(marking: Marking) -> Iterator[Mark]:
    for mark in marking:
        yield mark
        yield from mark.hosted
