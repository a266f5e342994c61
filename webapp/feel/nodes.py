"""The parts of a parsed expression, and how each is evaluated.

Nodes are immutable and shared between threads. Evaluating one never raises anything but `FeelError`: what the
language cannot do with the given kinds is null. Data is reached by dictionary look-up only.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from webapp.feel.arithmetic import calculate
from webapp.feel.compare import among, compare, within
from webapp.feel.functions import Function
from webapp.feel.scope import Scope
from webapp.feel.temporal import property_of
from webapp.feel.values import NUMBERS, Interval, Value

NOTHING_BOUND: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Node(ABC):
    """A part of an expression."""

    @abstractmethod
    def evaluate(self, scope: Scope) -> Value:
        """The node's value in a scope; `FeelError` when the scope's budget is used up."""

    def children(self) -> tuple["Node", ...]:
        """The parts directly below."""
        return ()

    def free(self, bound: frozenset[str] = NOTHING_BOUND, *, filters: bool = True) -> Iterator[str]:
        """The names read from outside, `bound` being those the expression itself gives; of filters on demand."""
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
        elements = target if isinstance(target, list) else [target]
        # An index may use names of the outer scope only; what is no number there is tried on each element.
        index = self.predicate.evaluate(scope)
        if isinstance(index, Decimal):
            return _element(elements, index)
        if isinstance(self.predicate, Literal) and self.predicate.value is True:
            return target
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
class Comparison(Node):
    """`left < right` and its five sisters."""

    operator: str
    left: Node
    right: Node

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def evaluate(self, scope: Scope) -> Value:
        left = self.left.evaluate(scope)
        return compare(self.operator, left, self.right.evaluate(scope), scope.budget)


@dataclass(frozen=True)
class Between(Node):
    """`value between low and high`, both ends included; null when an end or the value is null."""

    operand: Node
    low: Node
    high: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand, self.low, self.high)

    def evaluate(self, scope: Scope) -> Value:
        scope.budget.spend()
        value, low, high = (node.evaluate(scope) for node in self.children())
        if low is None or high is None:
            return None
        return within(value, Interval(low, high, start_included=True, end_included=True))


@dataclass(frozen=True)
class Junction(Node):
    """`and` (decided by false) or `or` (decided by true), three-valued: what is no truth value is null."""

    decided_by: bool
    parts: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.parts

    def evaluate(self, scope: Scope) -> Value:
        result: bool | None = not self.decided_by
        for part in self.parts:
            scope.budget.spend()
            value = part.evaluate(scope)
            if value is self.decided_by:
                return value
            if not isinstance(value, bool):
                result = None
        return result


@dataclass(frozen=True)
class If(Node):
    """`if c then a else b`: everything but false and null counts as true, as in the editors of the field."""

    condition: Node
    then: Node
    otherwise: Node

    def children(self) -> tuple[Node, ...]:
        return (self.condition, self.then, self.otherwise)

    def evaluate(self, scope: Scope) -> Value:
        scope.budget.spend()
        chosen = self.then if is_truthy(self.condition.evaluate(scope)) else self.otherwise
        return chosen.evaluate(scope)


@dataclass(frozen=True)
class Call(Node):
    """A built-in function with its arguments."""

    function: Function
    arguments: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.arguments

    def evaluate(self, scope: Scope) -> Value:
        return self.function.call(scope.budget, [argument.evaluate(scope) for argument in self.arguments])


@dataclass(frozen=True)
class Test(Node):
    """One test of an `in` list or of a table cell that begins with an operator: `< 5`, `= "x"`."""

    operator: str
    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)

    def evaluate(self, scope: Scope) -> Value:  # a test alone has no value; `accepts` is its meaning
        return None

    def accepts(self, value: Value, scope: Scope) -> bool | None:
        """Whether the value passes the test."""
        return compare(self.operator, value, self.operand.evaluate(scope), scope.budget)


@dataclass(frozen=True)
class In(Node):
    """`value in test` or `value in (test, test ...)`.

    True or false, except that `in null` is null. A single list stands for its elements.
    """

    operand: Node
    tests: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return (self.operand, *self.tests)

    def evaluate(self, scope: Scope) -> Value:
        scope.budget.spend()
        value = self.operand.evaluate(scope)
        if len(self.tests) == 1 and not isinstance(self.tests[0], Test):
            allowed = self.tests[0].evaluate(scope)
            if allowed is None:
                return None
            return among(value, allowed if isinstance(allowed, list) else [allowed], scope.budget)
        return any(self._passes(test, value, scope) for test in self.tests)

    def _passes(self, test: Node, value: Value, scope: Scope) -> bool:
        if isinstance(test, Test):
            return test.accepts(value, scope) is True
        return among(value, [test.evaluate(scope)], scope.budget)


def is_truthy(value: Value) -> bool:
    """Whether a condition holds: everything but false and null does."""
    return value is not False and value is not None
