"""A million expressions: each is a value, a verdict of the language, or out of steps. Nothing else ever comes of one.

A tenth with every run. The same number is the same text on every machine; whole expressions of every kind, whole ones
with signs changed, words of the language in any order, and signs of every script. `test_feel_fuzz` looks for small
ones with hypothesis; here it is the number that counts.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from feel_generator import Generator
from test_feel_fuzz import DATA, WORDS

from tests.figures import Figures
from tests.sizes import size
from webapp.feel import FeelError, FeelSyntaxError, parse, parse_unary_tests, to_json_value
from webapp.feel.budget import Budget

pytestmark = pytest.mark.slow

EXPRESSIONS = size(1_000_000, 100_000)
STEPS = 200
SIGNS = "?+-*/.,()[]{}:=<>@\"'\\ \t\n0123456789aeiounx_\u00e9\u202e\u0000\u00a0\uffff\U0001f600"
INPUTS = (None, 5, "a", [1], {"a": 1})


def expression(number: int) -> str:
    """The text of this number."""
    pick = random.Random(number)
    kind = pick.random()
    if kind < 0.35:
        return " ".join(pick.choices(WORDS, k=pick.randint(1, 25)))
    if kind < 0.45:
        return "".join(pick.choices(SIGNS, k=pick.randint(0, 60)))
    text = Generator(number % (EXPRESSIONS // 4)).expression(pick.randint(0, 3)).text
    for _ in range(pick.choice((0, 0, 1, 3)) if text else 0):
        at = pick.randrange(len(text))
        text = (
            text[:at]
            + pick.choice((pick.choice(SIGNS), pick.choice(WORDS), ""))
            + text[at + pick.randint(0, 2) :]
        )
        if not text:
            break
    return text


def outcome(number: int, text: str) -> str:
    """What comes of it: refused, stopped, or a value within its steps. Anything else escapes."""
    budget = Budget(number % STEPS)
    try:
        if number % 4:
            to_json_value(parse(text).evaluate(DATA, budget))
        else:
            assert isinstance(parse_unary_tests(text).matches(INPUTS[number % 5], DATA, budget), bool)
    except FeelSyntaxError:
        return "refused"
    except FeelError:
        return "stopped"
    assert budget.steps >= 0, text
    return "value"


def test_whatever_the_expression_is_it_has_a_value_or_the_languages_own_error(figures: Figures) -> None:
    found = Counter(outcome(number, expression(number)) for number in range(EXPRESSIONS))
    figures(
        f"{EXPRESSIONS} expressions and cells with 0 to {STEPS - 1} steps each",
        f"0 crashes; {found['value']} with a value, {found['refused']} refused, {found['stopped']} stopped",
    )
    assert found["value"] > EXPRESSIONS / 10
    assert found["refused"] > EXPRESSIONS / 10
    assert found["stopped"]
