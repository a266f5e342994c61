"""FEEL in forms: the few places where a form may compute instead of state.

An `Expression` is read once, with its `=` marker. A place is asked with the answers that are visible; what
cannot be computed (a missing name, a wrong type, a budget used up) counts as null, never as an error page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from webapp import feel

# Names that FEEL sees inside a row of a repeated list; none of them is an answer of the form.
ROW_NAMES = frozenset({"this", "i", "_this_", "_i_"})
OUTER_NAMES = frozenset({"parent", "_parent_"})

Context = Mapping[str, object]


@dataclass(frozen=True)
class Expression:
    """A FEEL expression of a form, as written (`=` included) and as read."""

    text: str
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

    def holds(self, context: Context) -> bool:
        """Whether the value is exactly true."""
        return self.value(context) is True


def read_expression(text: str) -> Expression:
    """Read `= …`; raises `feel.FeelSyntaxError` when it is not an expression of the subset."""
    return Expression(text, feel.parse(feel.strip_marker(text)))


def limit(bound: Decimal | Expression | None, context: Context) -> Decimal | object | None:
    """The value of a bound: a number, None when there is none, or something else when it is not a number."""
    return bound.value(context) if isinstance(bound, Expression) else bound


def row_context(context: Context, row: Mapping[str, object], index: int) -> dict[str, object]:
    """What an expression sees inside row `index` (from 0): `this` is the row, `i[1]` its number from 1."""
    local: dict[str, object] = {"this": row, "i": [index + 1]}
    return {**local, **context, "_this_": row, "_i_": [index + 1]}
