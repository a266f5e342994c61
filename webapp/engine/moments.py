"""Points in time and lengths of time as diagrams write them. Pure; the arithmetic is FEEL's, which never raises.

The reader uses it to refuse a timer that can never be due, and `run` to compute when one is.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from webapp.feel import Value, YearMonthDuration, parse

TimerKind = Literal["date", "duration"]

_LATER = parse("start + length")


def from_iso(text: str) -> Value:
    """A date, a date and time, or a duration written as ISO 8601 text; None when it is none of them."""
    function = "duration" if text.lstrip("-").startswith("P") else "date and time" if "T" in text else "date"
    return parse(f"{function}(value)").evaluate({"value": text})


def is_moment(kind: TimerKind, value: Value) -> bool:
    """Whether a timer of this kind can be due at a value."""
    return isinstance(value, timedelta | YearMonthDuration if kind == "duration" else date)


def due_at(kind: TimerKind, value: Value, start: datetime, zone: ZoneInfo) -> datetime | None:
    """When a timer that becomes active at `start` is due (aware), or None when `value` gives no such time.

    A date means the start of that day in `zone`; a date and time without an offset is read in `zone`. Months clip to
    the last day of the month, and what leaves the years 1 to 9999 is None.
    """
    if isinstance(value, str):
        value = from_iso(value)
    if not is_moment(kind, value):
        return None
    if kind == "duration":
        value = _LATER.evaluate({"start": start, "length": value})
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    return datetime.combine(value, time.min, zone) if isinstance(value, date) else None
