"""Random texts and expressions: whatever is given, only our two errors come out."""

import contextlib
import string
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from feel_generator import Generator
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.feel import FeelError, FeelSyntaxError, YearMonthDuration, parse, parse_unary_tests, to_json_value
from webapp.feel.library import FUNCTIONS
from webapp.feel.tokens import KEYWORDS

pytestmark = pytest.mark.slow

SIGNS = [*"?-+*/.,()[]{}:=<>@", "..", "!=", "<=", ">="]
VALUES = ["x", "n", "l", "d", "k", "o", "tz", "ym", "dt", "null", "true", "1", "-2.5", '"a"', '"2026-01-31"']
LITERALS = ['@"P1D"', '@"P1M"', '@"08:00:00"', '@"2026-01-31"', "[1..3]", "[]", "{}", "item"]
WORDS = [*FUNCTIONS, *KEYWORDS, *SIGNS, *VALUES, *LITERALS]
DATA: dict[str, Any] = {
    "x": "teks",
    "l": [1, 2, 3],
    "o": object(),
    "k": {"a": 1},
    "tz": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    "ym": YearMonthDuration(10**30),
    "dt": timedelta.max,
    "n": Decimal("1e99"),
    "d": date.max,
}


def run_quietly(parse_it: Callable[[str], Any], text: str) -> None:
    """Parse and evaluate; anything but our two errors escapes."""
    try:
        parsed = parse_it(text)
    except FeelSyntaxError:
        return
    try:
        if parse_it is parse:
            to_json_value(parsed.evaluate(DATA, budget=2_000))
            assert all(name.isidentifier() for name in parsed.names)
        else:
            for value in (None, 5, "a", date(2026, 1, 1), [1], {"a": 1}):
                assert isinstance(parsed.matches(value, DATA, budget=2_000), bool)
    except FeelError:
        pass


@settings(max_examples=1_000, deadline=None)
@given(st.one_of(st.text(max_size=80), st.text(alphabet=string.printable, max_size=80)))
def test_random_text_raises_nothing_but_a_syntax_error(text: str) -> None:
    run_quietly(parse, text)
    run_quietly(parse_unary_tests, text)


@settings(max_examples=2_000, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_random_words_of_the_language_raise_nothing_else(text: str) -> None:
    run_quietly(parse, text)
    run_quietly(parse_unary_tests, text)


ATOMS = st.sampled_from(VALUES + LITERALS)


def wider(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "/", "<", "<=", "=", "!=", "and", "or", "in"])
    calls = st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(part, min_size=1, max_size=3))
    return st.one_of(
        st.tuples(part, operators, part).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(part, part).map(lambda p: f"({p[0]})[{p[1]}]"),
        st.tuples(part, part, part).map(lambda p: f"(if {p[0]} then {p[1]} else {p[2]})"),
        st.tuples(part, part).map(lambda p: f"(for y in {p[0]} return {p[1]})"),
        st.tuples(part, part, part).map(lambda p: f"({p[0]} between {p[1]} and {p[2]})"),
        st.tuples(part, part, part).map(lambda p: f"({p[0]} in [{p[1]}..{p[2]}])"),
        st.lists(part, max_size=3).map(lambda p: f"[{', '.join(p)}]"),
        part.map(lambda p: f"({p}).{'year'}"),
        calls.map(lambda call: f"{call[0]}({', '.join(call[1])})"),
    )


@settings(max_examples=2_000, deadline=None)
@given(st.recursive(ATOMS, wider, max_leaves=8))
def test_random_expressions_over_extreme_data_raise_nothing_but_the_budget(text: str) -> None:
    run_quietly(parse, text)
    run_quietly(parse_unary_tests, text)


@settings(max_examples=300, deadline=None)
@given(st.integers(min_value=10**6, max_value=10**9), st.integers(min_value=0, max_value=400))
def test_generated_expressions_within_any_budget_raise_nothing_else(seed: int, budget: int) -> None:
    expression = parse(Generator(seed).expression().text)
    with contextlib.suppress(FeelError):
        expression.evaluate(DATA, budget=budget)
