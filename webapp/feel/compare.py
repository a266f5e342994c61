"""Equality, order and membership of FEEL values in three-valued logic.

Every answer is True, False or None (null: the two values cannot be compared). Rules follow DMN and, where DMN
is silent, the JavaScript implementation that the editors of the field use.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from webapp.feel.budget import Budget
from webapp.feel.temporal import as_datetime
from webapp.feel.values import Interval, Value, YearMonthDuration, kind

_TEMPORAL = frozenset({"date", "datetime", "time"})
_DURATIONS = frozenset({"days", "months"})


def equals(left: Value, right: Value, budget: Budget) -> bool | None:
    """`left = right`: null equals only null; different kinds give None; a list of one equals its element."""
    budget.spend()
    if (left is None) != (right is None):
        return False
    left, right = _unwrap(left), _unwrap(right)
    left_kind, right_kind = kind(left), kind(right)
    if left_kind in _TEMPORAL and right_kind in _TEMPORAL:
        return _same_moment(left, right)
    if left_kind in _DURATIONS and right_kind in _DURATIONS:
        return left == right
    if left_kind != right_kind:
        return None
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(
            equals(one, other, budget) is True for one, other in zip(left, right, strict=True)
        )
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            equals(part, right[key], budget) is True for key, part in left.items()
        )
    return left == right


def _unwrap(value: Value) -> Value:
    if isinstance(value, list) and len(value) < 2:
        return value[0] if value else None
    return value


def _same_moment(left: Value, right: Value) -> bool | None:
    if isinstance(left, time) or isinstance(right, time):
        return left == right if isinstance(left, time) and isinstance(right, time) else None
    # A date is midnight UTC here [DMN 1.3, 10.3.2.3.4]; a moment without a zone never equals one with a zone.
    return isinstance(left, date) and isinstance(right, date) and as_datetime(left) == as_datetime(right)


def order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1 as `left` is before, at or after `right`; None when they have no order."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return (left > right) - (left < right)
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return (left > right) - (left < right)
    if isinstance(left, YearMonthDuration) and isinstance(right, YearMonthDuration):
        return (left > right) - (left < right)
    if isinstance(left, time) and isinstance(right, time):
        comparable = (left.utcoffset() is None) == (right.utcoffset() is None)
        return (left > right) - (left < right) if comparable else None
    if isinstance(left, date) and isinstance(right, date):
        return _order_moments(left, right)
    return None


def _order_moments(left: date, right: date) -> int | None:
    first = as_datetime(left, right if isinstance(right, datetime) else None)
    second = as_datetime(right, left if isinstance(left, datetime) else None)
    if (first.tzinfo is None) != (second.tzinfo is None):
        return None
    return (first > second) - (first < second)


def compare(operator: str, left: Value, right: Value, budget: Budget) -> bool | None:
    """The comparison `left operator right`; `!=` of two kinds is True, every other one of them None."""
    if operator == "=":
        return equals(left, right, budget)
    if operator == "!=":
        return equals(left, right, budget) is not True
    budget.spend()
    position = order(left, right)
    if position is None:
        return None
    if operator == "<":
        return position < 0
    if operator == "<=":
        return position <= 0
    return position > 0 if operator == ">" else position >= 0


def within(value: Value, interval: Interval) -> bool | None:
    """Whether the value lies in the interval; None when it cannot be compared with an end."""
    low = order(interval.start, value) if interval.start is not None else -1
    high = order(value, interval.end) if interval.end is not None else -1
    if low is None or high is None or (interval.start is None and interval.end is None):
        return None
    return (low < 0 or (low == 0 and interval.start_included)) and (
        high < 0 or (high == 0 and interval.end_included)
    )


def satisfies(value: Value, test: Value, budget: Budget) -> bool | None:
    """Whether the value lies in the test (an interval) or equals it (anything else)."""
    budget.spend()
    if isinstance(test, Interval):
        return within(value, test)
    return equals(test, value, budget)


def among(value: Value, tests: Sequence[Value], budget: Budget) -> bool:
    """Whether the value satisfies at least one of the tests."""
    return any(satisfies(value, test, budget) is True for test in tests)
