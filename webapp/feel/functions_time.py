"""FEEL functions over dates, times and durations. The clock is absent: give the day in the facts."""

from datetime import date, datetime, time
from decimal import Decimal

from webapp.feel.budget import Budget
from webapp.feel.functions import function
from webapp.feel.temporal import (
    make_date,
    make_time,
    months_between,
    read_datetime,
    read_duration,
    read_time,
)
from webapp.feel.values import Value

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@function("date", "any", "number?", "number?")
def date_(budget: Budget, source: Value, *rest: Decimal | None) -> Value:
    """A date from its text, from a date and time (its own calendar day), or from year, month and day."""
    if rest:
        parts = _whole(source, *rest)
        return make_date(*parts) if parts and len(parts) == 3 else None
    if isinstance(source, str):
        moment = read_datetime(source)
        return moment.date() if moment else None
    if isinstance(source, datetime):
        return source.date()
    return source if isinstance(source, date) else None


@function("time", "any", "number?", "number?")
def time_(budget: Budget, source: Value, *rest: Decimal | None) -> Value:
    """A time from its text, from a date and time, or from hour, minute and second."""
    if rest:
        parts = _whole(source, *rest)
        return make_time(parts[0], parts[1], parts[2]) if parts and len(parts) == 3 else None
    if isinstance(source, str):
        return read_time(source)
    if isinstance(source, datetime):
        return source.timetz()
    if isinstance(source, date):
        return time()
    return source if isinstance(source, time) else None


def _whole(*numbers: Value) -> list[int] | None:
    whole: list[int] = []
    for value in numbers:
        if not isinstance(value, Decimal) or value != value.to_integral_value() or abs(value) > 10_000:
            return None
        whole.append(int(value))
    return whole


@function("date and time", "any", "time?")
def date_and_time(budget: Budget, source: Value, *clock: time | None) -> Value:
    """A date and time from its text, or from a date and a time."""
    if clock:
        if not isinstance(source, date) or clock[0] is None:
            return None
        return datetime.combine(source.date() if isinstance(source, datetime) else source, clock[0])
    if isinstance(source, str):
        return read_datetime(source)
    return None


@function("duration", "string")
def duration(budget: Budget, text: str) -> Value:
    """A duration from its text: `P1Y2M`, or `P2DT3H`."""
    return read_duration(text)


@function("years and months duration", "date", "date")
def years_and_months_duration(budget: Budget, start: date, end: date) -> Value:
    """Whole months from one date to another, towards zero."""
    return months_between(start, end)


@function("day of year", "moment")
def day_of_year(budget: Budget, day: date) -> Value:
    """The day's number in its year, from 1."""
    return Decimal(day.timetuple().tm_yday)


@function("day of week", "moment")
def day_of_week(budget: Budget, day: date) -> Value:
    """The English name of the weekday, as DMN prescribes."""
    return _DAYS[day.weekday()]


@function("month of year", "moment")
def month_of_year(budget: Budget, day: date) -> Value:
    """The English name of the month, as DMN prescribes."""
    return _MONTHS[day.month - 1]


@function("week of year", "moment")
def week_of_year(budget: Budget, day: date) -> Value:
    """The ISO 8601 week number."""
    return Decimal(day.isocalendar().week)
