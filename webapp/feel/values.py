"""The values FEEL computes with, and how data enters and leaves.

Numbers are `Decimal` with 34 digits and exponents within ±99, never `float`. Data of a context is admitted by
exact kind (a closed list); anything else becomes null, so no Python object can be reached from an expression.
Standard library only.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TypeAlias

from webapp.feel.budget import Budget
from webapp.feel.errors import FeelError

MAX_DATA_DEPTH = 40
"""Deepest nesting of lists and contexts that is read from data; what lies deeper is null."""

_MAX_INTEGER_BITS = 330  # 10**99, the largest magnitude of a number, has 329 bits
_MAX_RESULT_PARTS = 20_000

NUMBERS = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-99, Emax=99, traps=[])
"""Arithmetic of numbers: 34 digits, half even [DMN 1.3, 10.3.2.3.1]; nothing in it raises."""


@dataclass(frozen=True, slots=True, order=True)
class YearMonthDuration:
    """A years and months duration, in whole months (negative allowed)."""

    months: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of comparable values; a missing end (None) is open to infinity."""

    start: "Value"
    end: "Value"
    start_included: bool
    end_included: bool


DayTimeDuration: TypeAlias = timedelta

Value: TypeAlias = (
    "bool | Decimal | str | date | datetime | time | timedelta | YearMonthDuration | Interval "
    "| list[Value] | dict[str, Value] | None"
)

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"

_PLAIN = (str, bool, date, time, timedelta, YearMonthDuration, type(None))


def number(value: Decimal) -> Decimal | None:
    """The number as FEEL holds it, or None when its magnitude does not fit."""
    rounded = NUMBERS.plus(value)
    return rounded if rounded.is_finite() else None


def admit(data: object, budget: Budget, depth: int = 0) -> Value:
    """The FEEL value of a piece of Python data; None for every kind that FEEL does not know."""
    if isinstance(data, _PLAIN):
        return data
    if isinstance(data, Decimal):
        return number(data)
    if isinstance(data, int):
        return number(Decimal(data)) if data.bit_length() <= _MAX_INTEGER_BITS else None
    if isinstance(data, float):  # JSON readers make these; their shortest form is the number that was written
        return number(Decimal(repr(data))) if math.isfinite(data) else None
    if isinstance(data, Interval):
        return data
    if depth < MAX_DATA_DEPTH:
        return _admit_container(data, budget, depth + 1)
    return None


def _admit_container(data: object, budget: Budget, depth: int) -> Value:
    if isinstance(data, list | tuple):
        budget.room_for(len(data))
        return [admit(part, budget, depth) for part in data]
    if isinstance(data, Mapping):
        budget.room_for(len(data))
        return {key: admit(part, budget, depth) for key, part in data.items() if isinstance(key, str)}
    return None


def kind(value: Value) -> str:
    """The name of the value's kind, for telling whether two values can be compared."""
    for python_type, name in _KINDS:
        if isinstance(value, python_type):
            return name
    return "null"


_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (Decimal, "number"),
    (str, "string"),
    (datetime, "datetime"),
    (date, "date"),
    (time, "time"),
    (timedelta, "days"),
    (YearMonthDuration, "months"),
    (list, "list"),
    (dict, "context"),
    (Interval, "interval"),
)


def check_size(value: Value) -> Value:
    """The value itself; `FeelError` when it has more parts than a caller could store.

    Lists may share parts, so a small evaluation can describe a huge value; this is where that ends.
    """
    if not isinstance(value, list | dict):
        return value
    waiting: list[Value] = [value]
    parts = 0
    while waiting:
        part = waiting.pop()
        if isinstance(part, list | dict):
            waiting.extend(part.values() if isinstance(part, dict) else part)
        parts += 1
        if parts + len(waiting) > _MAX_RESULT_PARTS:
            raise FeelError("Ekspresi ini menghasilkan nilai yang terlalu besar.")
    return value
