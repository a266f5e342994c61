"""The operators + - * / over numbers, texts, dates and durations.

Kinds that do not fit give None, as does a division by zero or a number that leaves the range. There is no
power operator, on purpose.
"""

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal

from webapp.feel.budget import Budget
from webapp.feel.temporal import add_durations, difference, shift
from webapp.feel.values import NUMBERS, Value, YearMonthDuration

_NUMERIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBERS.add,
    "-": NUMBERS.subtract,
    "*": NUMBERS.multiply,
    "/": NUMBERS.divide,
}


def calculate(operator: str, left: Value, right: Value, budget: Budget) -> Value:
    """The value of `left operator right`; None when the operator does not know these kinds."""
    budget.spend()
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _number(operator, left, right)
    if isinstance(left, str) and isinstance(right, str):
        return budget.text(left + right) if operator == "+" else None
    if operator not in "+-":
        return None
    return _temporal(left, right, 1 if operator == "+" else -1)


def _number(operator: str, left: Decimal, right: Decimal) -> Decimal | None:
    result = _NUMERIC[operator](left, right)
    return result if result.is_finite() else None


def _temporal(left: Value, right: Value, sign: int) -> Value:
    if isinstance(left, timedelta | YearMonthDuration):
        if isinstance(right, timedelta | YearMonthDuration):
            return add_durations(left, right, sign)
        if isinstance(right, date | time) and sign > 0:
            return shift(right, left, 1)
        return None
    if isinstance(left, date | time):
        if isinstance(right, timedelta | YearMonthDuration):
            return shift(left, right, sign)
        if isinstance(right, date | time) and sign < 0:
            return difference(left, right)
    return None
