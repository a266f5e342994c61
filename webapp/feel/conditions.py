"""The nodes that answer true, false or null, and the choice made by them.

Comparisons, membership tests, the three-valued `and` and `or`, and `if`. Like all nodes they are immutable
and never raise anything but `FeelError`.
"""

from dataclasses import dataclass
from typing import ClassVar

from webapp.feel.compare import among, compare, within
from webapp.feel.nodes import Node
from webapp.feel.scope import Scope
from webapp.feel.values import Interval, Value


@dataclass(frozen=True)
class Comparison(Node):
    """`left < right` and its five sisters."""

    is_condition: ClassVar[bool] = True

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

    is_condition: ClassVar[bool] = True

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

    is_condition: ClassVar[bool] = True

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

    is_condition: ClassVar[bool] = True

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
