"""`for`, `some` and `every`: the nodes that run their body once for each element.

Several iterators run like nested loops, a later one seeing the variables of the earlier. Each round is paid
from the budget. A source that is not a list (or a range of whole numbers) makes the whole null.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from webapp.feel.conditions import is_truthy
from webapp.feel.nodes import NOTHING_BOUND, Node
from webapp.feel.scope import Scope
from webapp.feel.values import Interval, Value


@dataclass(frozen=True)
class Range(Node):
    """`low..high` of a `for`: whole numbers, counting down when `low` is the larger."""

    low: Node
    high: Node

    def children(self) -> tuple[Node, ...]:
        return (self.low, self.high)

    def evaluate(self, scope: Scope) -> Value:
        low, high = self.low.evaluate(scope), self.high.evaluate(scope)
        return Interval(low, high, start_included=True, end_included=True)


class _NotIterableError(Exception):
    """A source has no elements to run over."""


@dataclass(frozen=True)
class Loop(Node):
    """The iterators and the body that the three loops share."""

    iterators: tuple[tuple[str, Node], ...]
    body: Node

    def children(self) -> tuple[Node, ...]:
        return (*(source for _, source in self.iterators), self.body)

    def free(self, bound: frozenset[str] = NOTHING_BOUND, *, filters: bool = True) -> Iterator[str]:
        for name, source in self.iterators:
            yield from source.free(bound, filters=filters)
            bound |= {name}
        yield from self.body.free(bound, filters=filters)

    def rounds(self, scope: Scope, depth: int = 0) -> Iterator[Scope]:
        """The scopes to run the body in; `_NotIterableError` when a source has no elements."""
        if depth == len(self.iterators):
            yield scope
            return
        name, source = self.iterators[depth]
        for element in elements_of(source.evaluate(scope), scope):
            scope.budget.spend()
            yield from self.rounds(scope.inside({name: element}), depth + 1)


class For(Loop):
    """`for x in list return body`: the list of the bodies' values."""

    def evaluate(self, scope: Scope) -> Value:
        results: list[Value] = []
        try:
            for inner in self.rounds(scope):
                results.append(self.body.evaluate(inner))  # noqa: PERF401  (a comprehension would hide the try)
        except _NotIterableError:
            return None
        return results


class Some(Loop):
    """`some x in list satisfies body`."""

    def evaluate(self, scope: Scope) -> Value:
        try:
            return any(is_truthy(self.body.evaluate(inner)) for inner in self.rounds(scope))
        except _NotIterableError:
            return None


class Every(Loop):
    """`every x in list satisfies body`."""

    def evaluate(self, scope: Scope) -> Value:
        try:
            return all(is_truthy(self.body.evaluate(inner)) for inner in self.rounds(scope))
        except _NotIterableError:
            return None


def elements_of(source: Value, scope: Scope) -> Iterator[Value]:
    """The elements of a list, or the whole numbers of a closed range."""
    if isinstance(source, list):
        yield from source
        return
    if not isinstance(source, Interval):
        raise _NotIterableError
    low, high = source.start, source.end
    if not (isinstance(low, Decimal) and isinstance(high, Decimal)) or low != low.to_integral_value():
        raise _NotIterableError
    if high != high.to_integral_value():
        raise _NotIterableError
    step = 1 if low <= high else -1
    first = int(low) + (0 if source.start_included else step)
    last = int(high) - (0 if source.end_included else step)
    for whole in range(first, last + step, step):
        scope.budget.spend()
        yield Decimal(whole)
