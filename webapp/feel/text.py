"""How values are written: as text by `string(...)`, and as JSON for storage.

Texts match what FEEL editors show. JSON keeps what was written readable again: see `to_json_value`.
"""

import re
from datetime import date, time, timedelta
from decimal import Context, Decimal

from webapp.feel.budget import Budget
from webapp.feel.temporal import write_temporal
from webapp.feel.values import Interval, JsonValue, Value, YearMonthDuration

_WORD = re.compile(r"\w+")
_JSON_DIGITS = 15
_JSON_NUMBERS = Context(prec=_JSON_DIGITS, traps=[])


def write_number(value: Decimal) -> str:
    """The number in plain notation without trailing zeros: `1.50` is `1.5`, `-0` is `0`."""
    if not value:
        return "0"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write(value: Value, budget: Budget, *, quoted: bool = False) -> str:
    """The text of a value as `string(...)` gives it; texts inside lists and contexts are quoted."""
    budget.spend()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if quoted else value
    if isinstance(value, list):
        return budget.text("[" + ", ".join(write(part, budget, quoted=True) for part in value) + "]")
    if isinstance(value, dict):
        parts = (f"{_key(key)}: {write(part, budget, quoted=True)}" for key, part in value.items())
        return budget.text("{" + ", ".join(parts) + "}")
    return _write_simple(value, budget)


def _write_simple(value: Value, budget: Budget) -> str:
    if isinstance(value, Interval):
        first, last = "[" if value.start_included else "(", "]" if value.end_included else ")"
        return (
            f"{first}{write(value.start, budget, quoted=True)}..{write(value.end, budget, quoted=True)}{last}"
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return write_number(value)
    if isinstance(value, date | time | timedelta | YearMonthDuration):
        return write_temporal(value)
    return "null"


def _key(key: str) -> str:
    return key if _WORD.fullmatch(key) else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def to_json_value(value: Value) -> JsonValue:
    """The value as JSON that reads back as the same value.

    Whole numbers become JSON integers. Other numbers become JSON numbers of at most 15 significant digits
    (rounded half even): that many survive a double exactly, so a number read back and written again is the
    same number, and it stays a number for the next expression, which a text would not. Dates, times and
    durations become their ISO texts, an interval its FEEL text; read them back with `date(...)` and the like.
    """
    if isinstance(value, list):
        return [to_json_value(part) for part in value]
    if isinstance(value, dict):
        return {key: to_json_value(part) for key, part in value.items()}
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return _json_number(value)
    return _write_simple(value, Budget(100))


def _json_number(value: Decimal) -> int | float:
    if value == value.to_integral_value():
        return int(value)
    rounded = _JSON_NUMBERS.plus(value)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)
