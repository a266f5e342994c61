"""What a table cell compares with, told without running the table.

A checker that wants to know every case a table can meet asks here at which constants a cell's answer may change.
Reads parsed nodes only; a cell that reads data or calls for it has no such constants and is told so by None.
"""

from collections.abc import Iterator

from webapp.feel.budget import Budget
from webapp.feel.conditions import Test
from webapp.feel.errors import FeelError
from webapp.feel.expression import DEFAULT_BUDGET, UnaryTests
from webapp.feel.nodes import IntervalOf, ListOf, Literal, Node
from webapp.feel.scope import Scope
from webapp.feel.values import Interval, Value

_POINTS = frozenset({"=", "!="})


class _NotConstantError(Exception):
    """The cell compares with something that is not known before the table runs."""


def constants_of(tests: UnaryTests) -> list[Value] | None:
    """The values at which the cell's answer may change; None when they are not all written in the cell.

    Between two neighbours of the answer (in the order of their kind) all inputs are treated alike. Texts are
    compared with for equality only: a cell that orders texts gives None.
    """
    try:
        return [value for test in tests.tests for value in _of_test(test)]
    except (_NotConstantError, FeelError):
        return None


def literals_of(tests: UnaryTests) -> list[Value] | None:
    """The values of a cell that is a plain list of them, as `"a", "b"`; None for every other cell."""
    if tests.negated or not tests.tests or not all(isinstance(test, Literal) for test in tests.tests):
        return None
    return constants_of(tests)


def _of_test(test: Node) -> Iterator[Value]:
    if isinstance(test, Test):
        yield _scalar(test.operand, ordered=test.operator not in _POINTS)
    elif isinstance(test, IntervalOf):
        yield _scalar(test.low, ordered=True)
        yield _scalar(test.high, ordered=True)
    elif isinstance(test, ListOf):
        for part in test.parts:
            yield _scalar(part, ordered=False)
    else:
        yield _scalar(test, ordered=False)


def _scalar(node: Node, *, ordered: bool) -> Value:
    """The one value of a node that reads no data."""
    if frozenset(node.free()):
        raise _NotConstantError
    value = node.evaluate(Scope({}, Budget(DEFAULT_BUDGET)))
    if isinstance(value, list | dict | Interval):
        raise _NotConstantError
    if not isinstance(node, Literal) and (value is None or isinstance(value, bool)):
        raise _NotConstantError  # a date that does not exist, or a truth that is no input value
    if ordered and (value is None or isinstance(value, str | bool)):
        raise _NotConstantError
    return value
