"""The constants of table cells, as the completeness check asks for them."""

from datetime import date
from decimal import Decimal

import pytest

from webapp.feel import Value, constants_of, literals_of, parse_unary_tests


@pytest.mark.parametrize(
    ("cell", "constants"),
    [
        ("-", []),
        ("", []),
        ('"A", "B"', ["A", "B"]),
        ('not("A")', ["A"]),
        ("< 5, > -2.5", [Decimal(5), Decimal("-2.5")]),
        ("[1..9)", [Decimal(1), Decimal(9)]),
        ('>= date("2026-01-31")', [date(2026, 1, 31)]),
        ('@"2026-01-31"', [date(2026, 1, 31)]),
        ("true, null", [True, None]),
        ('["A", "B"]', ["A", "B"]),
        ('!= "A"', ["A"]),
    ],
)
def test_a_cell_that_holds_its_own_values_tells_them(cell: str, constants: list[Value]) -> None:
    assert constants_of(parse_unary_tests(cell)) == constants


@pytest.mark.parametrize(
    "cell",
    [
        "batas",
        "< batas",
        "? > 5 and ? < 9",
        "string length(?) > 2",
        '> "A"',
        '["A".."C"]',
        'date("2026-13-01")',
        "1 < 2",
        "[1..batas]",
        "{a: 1}",
        "[[1]]",
        "count(for a in 1..100, b in 1..100, c in 1..100 return a)",
    ],
)
def test_a_cell_that_reads_or_orders_more_tells_none(cell: str) -> None:
    assert constants_of(parse_unary_tests(cell)) is None


def test_only_a_plain_list_of_values_is_an_enumeration() -> None:
    assert literals_of(parse_unary_tests('"A", 1, null')) == ["A", Decimal(1), None]
    for cell in ("-", 'not("A")', "< 5", "[1..2]", '"A", x'):
        assert literals_of(parse_unary_tests(cell)) is None
