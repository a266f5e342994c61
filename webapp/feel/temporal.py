"""Dates, times and durations: their ISO texts, their arithmetic and their properties.

Pure functions; anything that is not a real date, or that leaves the years 1 to 9999, is None. Zone names
(`@Asia/Jakarta`) are not read, because their tables differ between machines: write the offset.
"""

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import TypeAlias

from webapp.feel.values import Value, YearMonthDuration

Temporal: TypeAlias = date | datetime | time
Duration: TypeAlias = timedelta | YearMonthDuration

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_YEARS_MONTHS = re.compile(r"(-?)P(?=\d)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?", re.ASCII)
_DAYS_TIME = re.compile(
    r"(-?)P(?=[\dT])(?:(\d{1,6})W)?(?:(\d{1,7})D)?"
    r"(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,9}))?S)?)?",
    re.ASCII,
)
_MAX_OFFSET = timedelta(hours=18)


def read_date(text: str) -> date | None:
    """The date written as `2026-01-31`, or None."""
    match = _DATE.fullmatch(text)
    return make_date(*(int(part) for part in match.groups())) if match else None


def make_date(year: int, month: int, day: int) -> date | None:
    """The date of a year, month and day, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def read_time(text: str) -> time | None:
    """The time written as `08:30`, `08:30:15.5` or `08:30:00+07:00`, or None."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, minute, second, fraction, offset = match.groups()
    zone = _read_offset(offset)
    if offset and zone is None:
        return None
    return make_time(int(hour), int(minute), int(second or 0), _microseconds(fraction), zone)


def make_time(
    hour: int, minute: int, second: int, microsecond: int = 0, zone: timezone | None = None
) -> time | None:
    """The time of its parts, or None when the clock has no such time."""
    try:
        return time(hour, minute, second, microsecond, zone)
    except (ValueError, OverflowError):
        return None


def read_datetime(text: str) -> datetime | None:
    """The date and time written as `2026-01-31T08:30:00+07:00` (offset optional), or None."""
    day_text, separator, time_text = text.partition("T")
    day = read_date(day_text)
    clock = read_time(time_text) if separator else time()
    return datetime.combine(day, clock) if day and clock is not None else None


def _microseconds(fraction: str | None) -> int:
    return int((fraction or "0").ljust(6, "0")[:6])


def _read_offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    delta = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    if delta > _MAX_OFFSET:
        return None
    return timezone(-delta if text[0] == "-" else delta)


def read_duration(text: str) -> Duration | None:
    """The duration written as `P1Y2M` or `P2DT3H`, or None; the two kinds do not mix."""
    match = _YEARS_MONTHS.fullmatch(text)
    if match:
        sign, years, months = match.groups()
        total = int(years or 0) * 12 + int(months or 0)
        return YearMonthDuration(-total if sign else total)
    match = _DAYS_TIME.fullmatch(text)
    if not match:
        return None
    sign, weeks, days, hours, minutes, seconds, fraction = match.groups()
    length = timedelta(
        weeks=int(weeks or 0),
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=int(seconds or 0),
        microseconds=_microseconds(fraction),
    )
    return -length if sign else length


def read_literal(text: str) -> Value:
    """The value of `@"..."`: a duration, a time, a date, or a date and time; None when it is none of them."""
    if text.startswith(("P", "-P")):
        return read_duration(text)
    if "T" in text:
        return read_datetime(text)
    clock = read_time(text) if text.count(":") > 1 else None
    return clock if clock is not None else read_date(text)


def write_temporal(value: Temporal | Duration) -> str:
    """The ISO text of a date, time or duration; UTC is written `Z`."""
    if isinstance(value, YearMonthDuration):
        return _write_months(value.months)
    if isinstance(value, timedelta):
        return _write_days(value)
    text = value.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def _write_months(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    body = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return ("-" if months < 0 else "") + "P" + (body or "0M")


def _write_days(length: timedelta) -> str:
    size = abs(length)
    hours, rest = divmod(size.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{size.microseconds:06d}".rstrip("0") if size.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or fraction:
        clock += f"{seconds}{fraction}S"
    body = (f"{size.days}D" if size.days else "") + (f"T{clock}" if clock else "")
    return ("-" if length < timedelta(0) else "") + "P" + (body or "T0S")


def as_datetime(value: date, like: datetime | None = None) -> datetime:
    """A date as the midnight that begins it: of UTC, or without a zone when compared with such a one."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(), UTC if like is None or like.tzinfo else None)


def shift(value: Temporal, length: Duration, sign: int) -> Temporal | None:
    """The point in time `length` later (sign 1) or earlier (sign -1).

    A date moved by hours becomes a date and time in UTC unless it ends at midnight; months clip to the last
    day of the month (31 January plus one month is 28 or 29 February).
    """
    if isinstance(length, YearMonthDuration):
        return None if isinstance(value, time) else _shift_months(value, length.months * sign)
    try:
        if isinstance(value, time):
            return (datetime.combine(date(2000, 1, 1), value) + length * sign).timetz()
        moved = as_datetime(value) + length * sign
    except OverflowError:
        return None
    if not isinstance(value, datetime) and moved.timetz() == time(tzinfo=UTC):
        return moved.date()
    return moved


def _shift_months(value: date, months: int) -> date | None:
    year, month0 = divmod(value.year * 12 + value.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    last = calendar.monthrange(year, month0 + 1)[1]
    return value.replace(year=year, month=month0 + 1, day=min(value.day, last))


def difference(left: Temporal, right: Temporal) -> timedelta | None:
    """The time from `right` to `left`; None for kinds that have no common clock."""
    if isinstance(left, time) or isinstance(right, time):
        if not (isinstance(left, time) and isinstance(right, time)):
            return None
        left, right = datetime.combine(date(2000, 1, 1), left), datetime.combine(date(2000, 1, 1), right)
    first = as_datetime(left, right if isinstance(right, datetime) else None)
    second = as_datetime(right, left if isinstance(left, datetime) else None)
    if (first.tzinfo is None) != (second.tzinfo is None):
        return None
    return first - second


def months_between(start: date, end: date) -> YearMonthDuration:
    """Whole months from `start` to `end`, towards zero."""
    if end < start:
        return YearMonthDuration(-months_between(end, start).months)
    months = (end.year - start.year) * 12 + end.month - start.month
    reached = _shift_months(start, months)
    return YearMonthDuration(months if reached is not None and reached <= end else months - 1)


def add_durations(left: Duration, right: Duration, sign: int) -> Duration | None:
    """The sum (sign 1) or difference (sign -1) of two durations of one kind; None for two kinds."""
    if isinstance(left, YearMonthDuration) and isinstance(right, YearMonthDuration):
        total = left.months + right.months * sign
        return YearMonthDuration(total)
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        try:
            return left + right * sign
        except OverflowError:
            return None
    return None


def property_of(value: Value, name: str) -> Value:
    """A property by its FEEL name (`year`, `weekday`, `time offset`, `days` ...); None when it has none."""
    part: int | timedelta | None = None
    if isinstance(value, datetime):
        part = _clock_part(value, name) if name in _CLOCK_PARTS else _date_part(value, name)
    elif isinstance(value, date):
        part = _date_part(value, name)
    elif isinstance(value, time):
        part = _clock_part(value, name)
    elif isinstance(value, YearMonthDuration):
        part = _months_part(value.months, name)
    elif isinstance(value, timedelta):
        part = _days_part(value, name)
    return Decimal(part) if isinstance(part, int) else part


_CLOCK_PARTS = frozenset({"hour", "minute", "second", "time offset"})


def _date_part(value: date, name: str) -> int | None:
    if name == "weekday":
        return value.isoweekday()
    return {"year": value.year, "month": value.month, "day": value.day}.get(name)


def _clock_part(value: datetime | time, name: str) -> int | timedelta | None:
    if name == "time offset":
        return value.utcoffset()
    return {"hour": value.hour, "minute": value.minute, "second": value.second}.get(name)


def _months_part(months: int, name: str) -> int | None:
    sign = -1 if months < 0 else 1
    years, rest = divmod(abs(months), 12)
    return {"years": sign * years, "months": sign * rest}.get(name)


def _days_part(length: timedelta, name: str) -> int | None:
    sign = -1 if length < timedelta(0) else 1
    size = abs(length)
    parts = {
        "days": size.days,
        "hours": size.seconds // 3600,
        "minutes": size.seconds // 60 % 60,
        "seconds": size.seconds % 60,
    }
    part = parts.get(name)
    return None if part is None else sign * part
