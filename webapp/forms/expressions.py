"""FEEL in forms: the few places where a form may compute instead of state.

Limits are expressions with a value; `hide`, `readonly` and `disabled` are conditions that hold or not. Both
are read once, with their `=` marker, and are asked with the visible answers. What cannot be computed is null,
never an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from webapp import feel

ROW_NAMES = frozenset({"this", "i", "_this_", "_i_"})
"""Names that FEEL sees inside a row of a repeated list; none of them is an answer of the form."""
OUTER_NAMES = frozenset({"parent", "_parent_"})

Context = Mapping[str, object]

_NEGATION = re.compile(r"\s*not\s*\((.*)\)\s*", re.DOTALL)


@dataclass(frozen=True)
class Expression:
    """A FEEL expression of a form, with its value."""

    parsed: feel.Expression

    @property
    def names(self) -> frozenset[str]:
        """The names the expression reads, first parts of paths only."""
        return self.parsed.names

    def value(self, context: Context) -> object:
        """The value among these answers, null when it costs too much."""
        try:
            return self.parsed.evaluate(context)
        except feel.FeelError:
            return None


@dataclass(frozen=True)
class Condition:
    """A FEEL expression that decides something.

    form-js reads it as a unary test of an input that is null, and null equals null: a condition that is
    unknown (null) holds, a negated one that is unknown does not. So `= bobot > 50` hides while nothing is
    filled in.
    """

    parsed: feel.Expression
    is_negated: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The names the condition reads, first parts of paths only."""
        return self.parsed.names

    def holds(self, context: Context) -> bool:
        """Whether it holds; one that costs too much does not: nobody can make a required answer vanish so."""
        try:
            found = self.parsed.evaluate(context)
        except feel.FeelError:
            return False
        return (found is None or found is True) != self.is_negated


def read_expression(text: str) -> Expression:
    """Read `= …`; raises `feel.FeelSyntaxError` when it is not an expression of the subset."""
    return Expression(feel.parse(feel.strip_marker(text)))


def read_condition(text: str) -> Condition:
    """Read `= …` as a condition; raises `feel.FeelSyntaxError` when it is not an expression of the subset."""
    plain = feel.strip_marker(text)
    whole = feel.parse(plain)
    negation = _NEGATION.fullmatch(plain)
    if negation is not None:
        try:
            return Condition(feel.parse(negation[1]), is_negated=True)
        except feel.FeelSyntaxError:
            pass  # the brackets are not a pair, as in not(a) or (b)
    return Condition(whole)


def limit(bound: Decimal | Expression | None, context: Context) -> object:
    """The value of a bound: a number, None when there is none, or something else when it is not a number."""
    return bound.value(context) if isinstance(bound, Expression) else bound


def row_context(context: Context, row: Mapping[str, object], index: int) -> dict[str, object]:
    """What FEEL sees inside row `index` (from 0): `this` is the row, `i[1]` its number from 1."""
    local: dict[str, object] = {"this": row, "i": [index + 1]}
    return {**local, **context, "_this_": row, "_i_": [index + 1]}
