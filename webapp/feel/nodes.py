"""The parts of a parsed expression, and how each is evaluated.

Nodes are immutable and shared between threads. Evaluating one never raises anything but `FeelError`: what the
language cannot do with the given kinds is null. Data is reached by dictionary look-up only.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from webapp.feel.arithmetic import calculate
from webapp.feel.functions import Function
from webapp.feel.scope import Scope
from webapp.feel.temporal import property_of
from webapp.feel.values import NUMBERS, Interval, Value

NOTHING_BOUND: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Node(ABC):
    """A part of an expression."""

    is_condition: ClassVar[bool] = False
    """Whether the value can only be true, false or null, so that in a filter it is no index."""

    @abstractmethod
    def evaluate(self, scope: Scope) -> Value:
        """The node's value in a scope; `FeelError` when the scope's budget is used up."""

    def children(self) -> tuple["Node", ...]:
        """The parts directly below."""
        return ()

    def free(self, bound: frozenset[str] = NOTHING_BOUND, *, filters: bool = True) -> Iterator[str]:
        """The names read from outside; `bound` are those it gives itself, and filters count on demand."""
        for child in self.children():
            yield from child.free(bound, filters=filters)


@dataclass(frozen=True)
class Literal(Node):
    """A value written out."""

    value: Value

    def evaluate(self, scope: Scope) -> Value:
        scope.budget.spend()
        return self.value


@dataclass(frozen=True)
class Name(Node):
    """A variable."""

    name: str

    def evaluate(self, scope: Scope) -> Value:
        scope.budget.spend()
        return scope.value(self.name)

    def free(self, bound: frozenset[str] = NOTHING_BOUND, *, filters: bool = True) -> Iterator[str]:
        if self.name not in bound:
            yield self.name


@dataclass(frozen=True)
class Path(Node):
    """`target.key`: an entry of a context, a part of a date, or that of every element of a list."""

    target: Node
    key: str

    def children(self) -> tuple[Node, ...]:
        return (self.target,)

    def evaluate(self, scope: Scope) -> Value:
        scope.budget.spend()
        target = self.target.evaluate(scope)
        if isinstance(target, list):
            scope.budget.room_for(len(target))
            return [self._entry(element) for element in target]
        return self._entry(target)

    def _entry(self, target: Value) -> Value:
        return target.get(self.key) if isinstance(target, dict) else property_of(target, self.key)


@dataclass(frozen=True)
class Filter(Node):
    """`list[2]` picks an element; `list[item > 2]` keeps the elements whose predicate is true."""

    target: Node
    predicate: Node

    def children(self) -> tuple[Node, ...]:
        return (self.target, self.predicate)

    def free(self, bound: frozenset[str] = NOTHING_BOUND, *, filters: bool = True) -> Iterator[str]:
        yield from self.target.free(bound, filters=filters)
        if filters:
            yield from self.predicate.free(bound | {"item"}, filters=filters)

    def evaluate(self, scope: Scope) -> Value:
        scope.budget.spend()
        target = self.target.evaluate(scope)
        if target is None:
            return None
        elements: list[Value] = target if isinstance(target, list) else [target]
        if isinstance(self.predicate, Literal) and self.predicate.value is True:
            return target
        if not self.predicate.is_condition:
            # An index uses names of the outer scope only; what is no number there is tried on each element.
            index = self.predicate.evaluate(scope)
            if isinstance(index, Decimal):
                return _element(elements, index)
        return [element for element in elements if self._keeps(element, scope)]

    def _keeps(self, element: Value, scope: Scope) -> bool:
        scope.budget.spend()
        entries = element if isinstance(element, dict) else {}
        return self.predicate.evaluate(scope.inside({"item": element}, entries)) is True


def _element(elements: list[Value], index: Decimal) -> Value:
    if index != index.to_integral_value() or abs(index) > len(elements) or not index:
        return None
    return elements[int(index) - 1 if index > 0 else int(index)]


@dataclass(frozen=True)
class ListOf(Node):
    """`[a, b]`."""

    parts: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.parts

    def evaluate(self, scope: Scope) -> Value:
        scope.budget.spend()
        return [part.evaluate(scope) for part in self.parts]


@dataclass(frozen=True)
class ContextOf(Node):
    """`{a: 1, b: a + 1}`: later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]

    def children(self) -> tuple[Node, ...]:
        return tuple(node for _, node in self.entries)

    def free(self, bound: frozenset[str] = NOTHING_BOUND, *, filters: bool = True) -> Iterator[str]:
        for key, node in self.entries:
            yield from node.free(bound, filters=filters)
            bound |= {key}

    def evaluate(self, scope: Scope) -> Value:
        made: dict[str, Value] = {}
        inner = scope.inside(made)
        for key, node in self.entries:
            scope.budget.spend()
            value = node.evaluate(inner)
            made[key] = value
        return made


@dataclass(frozen=True)
class IntervalOf(Node):
    """`[low..high]`, with round or turned brackets for an end that is left out."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool

    def children(self) -> tuple[Node, ...]:
        return (self.low, self.high)

    def evaluate(self, scope: Scope) -> Value:
        scope.budget.spend()
        low, high = self.low.evaluate(scope), self.high.evaluate(scope)
        return Interval(low, high, self.low_included, self.high_included)


@dataclass(frozen=True)
class Arithmetic(Node):
    """`first + second - third ...`: operators of one rank, from left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    def children(self) -> tuple[Node, ...]:
        return (self.first, *(node for _, node in self.rest))

    def evaluate(self, scope: Scope) -> Value:
        value = self.first.evaluate(scope)
        for operator, node in self.rest:
            value = calculate(operator, value, node.evaluate(scope), scope.budget)
        return value


@dataclass(frozen=True)
class Negation(Node):
    """`-number`; null for every other kind."""

    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)

    def evaluate(self, scope: Scope) -> Value:
        scope.budget.spend()
        value = self.operand.evaluate(scope)
        return NUMBERS.minus(value) if isinstance(value, Decimal) else None


@dataclass(frozen=True)
class Call(Node):
    """A built-in function with its arguments."""

    function: Function
    arguments: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.arguments

    def evaluate(self, scope: Scope) -> Value:
        return self.function.call(scope.budget, [argument.evaluate(scope) for argument in self.arguments])
