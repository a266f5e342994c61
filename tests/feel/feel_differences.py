"""Where our FEEL differs from feelin on purpose: one row a case, what each side answers, and why.

Durations are given as months or milliseconds, points in time with their kind, as in the oracle's script.
"""

from dataclasses import dataclass, field
from typing import Any

CONTEXT: dict[str, Any] = {"n": 1, "c": None, "l": [1, 2, 3], "p": [{"n": 1, "ok": True}, {"n": 2}]}


@dataclass(frozen=True)
class Difference:
    """An expression with both answers; `error` where feelin throws."""

    text: str
    ours: Any
    feelin: Any
    why: str
    context: dict[str, Any] = field(default_factory=lambda: CONTEXT)


def cases(why: str, *rows: tuple[str, Any, Any]) -> list[Difference]:
    return [Difference(text, mine, other, why) for text, mine, other in rows]


DIFFERENCES = [
    *cases(
        "Ordering two kinds is null here; feelin lets JavaScript convert them.",
        ("true < 5", None, True),
        ('"a" < 5', None, False),
        ('"10" < 9', None, False),
        ('date("2025-01-01") < 5', None, False),
        ("true < false", None, "error"),
        ("n < []", None, "error"),
    ),
    *cases(
        "Numbers are decimals of 34 digits here, doubles there.",
        ("0.1 + 0.2 = 0.3", True, False),
        ("9007199254740993 = 9007199254740992", False, True),
        ("string(0.1 + 0.2)", "0.3", "0.30000000000000004"),
        ("string(1000000000000000000000000)", "1000000000000000000000000", "1e+24"),
    ),
    *cases(
        "An interval whose ends are the wrong way round holds nothing; feelin turns it.",
        ("3 in [5..1]", False, True),
        ("3 between 5 and 1", False, True),
    ),
    *cases(
        "An interval of letters is an interval of texts; feelin makes it a list of single letters.",
        ('"bb" between "a" and "c"', True, False),
        ('"bb" in ["a".."c"]', True, False),
    ),
    *cases(
        "`in` binds as tightly as other comparisons; feelin takes all that follows for the test.",
        ("n in [1..3] and true", True, None),
        ("n in l = true", True, None),
    ),
    *cases(
        "A filter keeps each element whose predicate is true, also null and false elements.",
        ("count([null, 1][item = null])", 1.0, 0.0),
        ("[false, true][item = false]", [False], []),
    ),
    *cases(
        "A predicate that is no comparison is asked of each element; feelin asks it once, outside.",
        ("p[ok]", [{"n": 1.0, "ok": True}], []),
        ("p[not(n = 1)]", [{"n": 2.0}], []),
        ("l[list contains([1, 2], item)]", [1.0, 2.0], []),
    ),
    *cases(
        "A filter by a constant text or null keeps nothing.",
        ('["x", "y"]["x"]', [], ["x"]),
        ("l[null]", [], None),
    ),
    *cases(
        "A start or length that is no position gives null; feelin counts from the wrong end.",
        ('substring("abc", 0)', None, "c"),
        ('substring("abc", -5)', None, "bc"),
        ('substring("abc", 1, -1)', None, "ab"),
        ('substring("abc", 1, null)', None, ""),
        ("sublist(l, 0)", None, [3.0]),
    ),
    *cases(
        "Only a plain decimal is a number; feelin takes JavaScript's notations.",
        ('number("")', None, 0.0),
        ('number("0x10")', None, 16.0),
        ('number("1e3")', None, 1000.0),
    ),
    *cases(
        "Only full ISO texts are dates, times and durations.",
        ('date("2025")', None, {"$": "date", "text": "2025-01-01"}),
        ('date("20250101")', None, {"$": "date", "text": "2025-01-01"}),
        ('duration("PT0.5H")', None, {"$": "days", "milliseconds": 1800000}),
        ('duration("P")', None, {"$": "days", "milliseconds": 0}),
    ),
    *cases(
        "A day the calendar does not have is null; feelin moves on.",
        ("date(2025, 2, 30)", None, {"$": "date", "text": "2025-03-02"}),
    ),
    *cases(
        "The date of a moment is the day on its own clock, not in UTC: here the day an official sees.",
        (
            'date(date and time("2025-01-01T00:00:00+07:00"))',
            {"$": "date", "text": "2025-01-01"},
            {"$": "date", "text": "2024-12-31"},
        ),
    ),
    *cases(
        "A moment at midnight UTC stays a moment; feelin cannot tell it from a date.",
        (
            'date and time("2025-01-01T00:00:00Z")',
            {"$": "moment", "text": "2025-01-01T00:00:00.000Z"},
            {"$": "date", "text": "2025-01-01"},
        ),
        ('string(date and time("2025-01-01T00:00:00Z"))', "2025-01-01T00:00:00Z", "2025-01-01"),
    ),
    *cases(
        "A moment without zone has no order with one that has; feelin uses the computer's zone.",
        ('date and time("2025-01-01T08:00:00") < date and time("2025-01-01T08:00:00+07:00")', None, False),
    ),
    *cases(
        "Zone names are not read: their tables differ between computers.",
        (
            'date and time("2025-01-01T08:00:00@Asia/Jakarta")',
            None,
            {"$": "moment", "text": "2025-01-01T08:00:00.000+07:00"},
        ),
    ),
    *cases(
        "A value has the parts of its own kind only, and a day-time duration is normalised.",
        ('@"2025-01-01".hour', None, 0.0),
        ('@"P1D".months', None, 0.0),
        ('@"P1M".days', None, 0.0),
        ('@"PT24H".days', 1.0, 0.0),
    ),
    *cases(
        "Months and days do not mix or compare: a month has no fixed length.",
        ('duration("P1Y1D")', None, {"$": "months", "months": 12}),
        ('duration("P1M") = duration("P30D")', False, True),
        ('duration("P1M") < duration("P31D")', None, True),
        ('string(duration("P400D"))', "P400D", "P1Y1M10D"),
    ),
    *cases(
        "Months between dates are whole.",
        (
            'years and months duration(@"2025-01-31", @"2025-03-01")',
            {"$": "months", "months": 1},
            {"$": "months", "months": 1.032258064516129},
        ),
    ),
    *cases(
        "Arithmetic DMN does not define is null; feelin computes with milliseconds.",
        ('@"P2D" / @"P1D"', None, 2.0),
        ('@"P1D" - @"2025-01-01"', None, -1735603200000.0),
        ('@"2025-01-02" * @"2025-01-01"', None, 3.012768351e24),
    ),
    *cases(
        "min and max take every ordered kind, as DMN says.",
        ('min("a", "b")', "a", None),
        ('max(@"2025-01-01", @"2025-02-01")', {"$": "date", "text": "2025-02-01"}, None),
    ),
    *cases(
        "feelin sorts numbers as texts.",
        ("median(10, 9, 100)", 10.0, 100.0),
    ),
    *cases(
        "Elements are found by equality, not by identity.",
        ('list contains([@"2025-01-01"], @"2025-01-01")', True, False),
        ("index of([[1, 2]], [1, 2])", [1.0], []),
    ),
    *cases(
        "Functions of Camunda's FEEL that feelin does not have.",
        ("is defined(n)", True, None),
        ('trim(" a ")', "a", None),
        ('is blank(" ")', True, None),
        ("get or else(c, 1)", 1.0, "error"),
    ),
    *cases(
        "A function is no value; its name alone is a variable.",
        ("count", None, {"$": "function"}),
    ),
    *cases(
        "`partial` is not offered: it lets a loop read what it builds (feelin then cannot print it).",
        ("for i in l return partial", [None, None, None], "error"),
    ),
    *cases(
        "A `for` over an interval leaves out the ends the interval leaves out.",
        ("for i in (1..3] return i", [2.0, 3.0], [1.0, 2.0, 3.0]),
    ),
]

REFUSED = [
    ("1e3", "feelin reads it as 1; exponents are not in FEEL 1.3"),
    ("2 ** 3", "powers are absent: they make huge numbers"),
    ("2 ^ 3", "powers are absent"),
    ("n instance of number", "types are not in the subset"),
    ("function(x) x", "functions are not in the subset"),
    ("(function(x) x)(1)", "functions are not in the subset"),
    ("tidak(1)", "an unknown function is null there"),
    ('contains("a")', "a wrong number of arguments is null there"),
    ('contains("a", "b", "c")', "a wrong number of arguments is null there"),
    ('substring(string: "abc", start position: 2)', "named arguments are not in the subset"),
    ("a b", "names have no spaces here"),
    ("{x y: 5}.x y", "names have no spaces here"),
    ("a == b", "feelin finds no value"),
    ("today()", "an expression has no clock"),
    ("now()", "an expression has no clock"),
    ('matches("aaa", "(a+)+$")', "a pattern can hang"),
    ('replace("a", "a", "b")', "a pattern can hang"),
    ('split("a b", " ")', "a pattern can hang"),
    ("sqrt(4)", "not needed, and not exact"),
    ('@"2025-02-30"', "a literal that is no date is null there"),
    ('@"bukan"', "a literal that is no date is null there"),
]
"""Texts feelin evaluates and we refuse, with the reason."""
