"""Unary tests: the cells of decision tables."""

from datetime import date
from typing import Any

import pytest

from webapp.feel import FeelError, FeelSyntaxError, parse_unary_tests

CONTEXT: dict[str, Any] = {"batas": 90, "boleh": ["Baik", "Cukup"], "benar": True}


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("-", None, True),
        ("", 5, True),
        ('"Baik"', "Baik", True),
        ('"Baik", "Cukup"', "Cukup", True),
        ('"Baik", "Cukup"', "Kurang", False),
        ("< 5", 4, True),
        ("< 5", None, False),
        ("< 5", "a", False),
        ("!= 5", "a", True),
        (">= batas", 90, True),
        ("batas", 90, True),
        ("[80..90)", 90, False),
        ("]80..90]", 90, True),
        ("[1..2], > 5", 6, True),
        ("boleh", "Cukup", True),
        ("true", True, True),
        ("true", False, False),
        ("false", False, True),
        ("benar", False, True),
        ("null", None, True),
        ("null", 1, False),
        ('not("Baik")', "Cukup", True),
        ('not("Baik", "Cukup")', "Cukup", False),
        ("not(< 5)", None, True),
        ("not(]1..5[, null)", 3, False),
        ("not(false) or benar", 1, True),
        ("-5", -5, True),
        ("? > 5 and ? < batas", 6, True),
        ("? > 5", None, False),
        ('contains(?, "ai")', "Baik", True),
        ('date("2026-01-31")', date(2026, 1, 31), True),
        ('> @"2026-01-01"', date(2026, 1, 31), True),
    ],
)
def test_a_cell_accepts_its_inputs(cell: str, value: object, expected: bool) -> None:
    assert parse_unary_tests(cell).matches(value, CONTEXT) is expected


@pytest.mark.parametrize("cell", ["< ", '"a",', "not(", 'not("a"', "1 2", "a = = b", "not(1,)", ", 1"])
def test_a_broken_cell_is_refused(cell: str) -> None:
    with pytest.raises(FeelSyntaxError):
        parse_unary_tests(cell)


def test_names_of_a_cell_leave_out_its_input() -> None:
    assert parse_unary_tests("? > batas, boleh[1]").names == {"batas", "boleh"}


def test_a_cell_has_a_budget() -> None:
    with pytest.raises(FeelError):
        parse_unary_tests("some x in 1..1000 satisfies x > ?").matches(5000, {}, budget=100)
