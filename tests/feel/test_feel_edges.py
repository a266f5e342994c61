"""The rarer answer of each rule: kinds that never meet, sums beyond every calendar, and what is told of odd cells."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from webapp.feel import FeelError, parse, parse_unary_tests
from webapp.feel.budget import MAX_LIST, Budget
from webapp.feel.conditions import Test as CellTest
from webapp.feel.functions import _cast
from webapp.feel.inference import Known, clashes, constants_beside
from webapp.feel.scope import Scope
from webapp.feel.temporal import add_durations, difference
from webapp.feel.values import Interval, admit

DATA: dict[str, Any] = {"d": date(2026, 1, 31), "l": [1, 2, 3], "besar": timedelta.max}
KNOWN = {"n": Known("number"), "s": Known("string", ("a",)), "l": Known("list", ("a",)), "x": Known(None)}


def value(text: str) -> Any:
    return parse(text).evaluate(DATA)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('time("08:00:00") - time("07:30:00") = duration("PT30M")', True),
        ('time("08:00:00") - d', None),
        ('d - time("08:00:00")', None),
        ('date and time("2026-01-31T08:00:00Z") - date and time("2026-01-31T08:00:00")', None),
        ('besar + duration("P1D")', None),
        ('duration("P1D") + duration("P1M")', None),
        ("sublist(l, 1, -1)", None),
        ('d = duration("P1D")', None),
        ('time(date and time("2026-01-31T08:00:00")) = time("08:00:00")', True),
        ('day of week(date and time("2026-01-31T08:00:00")) = day of week(d)', True),
    ],
)
def test_what_has_no_common_measure_is_null(text: str, found: object) -> None:
    assert value(text) == found


def test_times_dates_and_durations_of_two_kinds_have_no_difference() -> None:
    eight, seven = value('time("08:00:00")'), value('time("07:00:00")')
    assert difference(eight, seven) == timedelta(hours=1)
    assert difference(eight, date(2026, 1, 1)) is None
    assert (
        difference(
            value('date and time("2026-01-01T00:00:00Z")'), value('date and time("2026-01-01T00:00:00")')
        )
        is None
    )
    assert add_durations(timedelta.max, timedelta(days=1), 1) is None
    assert add_durations(timedelta(days=1), value('duration("P1M")'), 1) is None


def test_a_moment_stands_where_its_day_or_its_time_is_wanted() -> None:
    moment = value('date and time("2026-01-31T08:00:00")')
    assert _cast(moment, "date") == (True, date(2026, 1, 31))
    assert _cast(moment, "time") == (True, moment.timetz())
    assert _cast(date(2026, 1, 31), "moment") == (True, date(2026, 1, 31))
    assert _cast(Decimal(1), "date") == (False, None)


def test_a_list_longer_than_allowed_is_refused_before_it_is_made() -> None:
    with pytest.raises(FeelError, match="daftar lebih dari"):
        Budget(10**9).room_for(MAX_LIST + 1)


def test_a_range_that_is_given_stays_a_range() -> None:
    given = Interval(Decimal(1), Decimal(5), True, True)
    assert admit(given, Budget(10)) is given


def test_a_test_alone_has_no_value() -> None:
    (cell,) = parse_unary_tests("< 5").tests
    assert isinstance(cell, CellTest)
    assert cell.evaluate(Scope({}, Budget(10))) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-n = 3", []), ('-n = "a"', ["kinds"]), ("[n] = 3", []), ("(if n > 1 then n else -n) = 3", []),
        ('s in (< "b")', []), ('s in ["a", "c"]', ["value"]), ("n in [1..5]", []), ("1 = 2", []),
        ("list contains(x, \"b\")", []), ('list contains(l, "b")', ["value"]), ('list contains(["a"], s)', []),
        ("n = count(for a in 1..9000, b in 1..9000 return a)", []),
    ],
)  # fmt: skip
def test_odd_expressions_are_judged_too(text: str, why: list[str]) -> None:
    assert [clash.why for clash in clashes(parse(text), KNOWN, wanted="boolean")] == why


def test_constants_of_tests_lists_and_ranges_are_found_by_their_parts() -> None:
    found = constants_beside(parse('s in (< "b", ["c", "d"]) or n in [1..5] or x in (> 7)'))
    assert {"b", "c", "d"} <= set(found["s"])
    assert {Decimal(1), Decimal(5)} <= set(found["n"])
    assert Decimal(7) in found["x"]
