"""FEEL, the language of conditions, durations and table cells in diagrams and forms.

A subset of DMN's expression language with its own parser and evaluator: total, budgeted, and closed (no
Python object can be reached from an expression). This room may use the standard library only, and nothing of
ours; it must not read clocks, files or settings.
"""

from webapp.feel.budget import Budget
from webapp.feel.constants import constants_of, literals_of
from webapp.feel.errors import FeelError, FeelSyntaxError
from webapp.feel.expression import (
    DEFAULT_BUDGET,
    Expression,
    UnaryTests,
    is_feel,
    parse,
    parse_unary_tests,
    strip_marker,
)
from webapp.feel.text import to_json_value
from webapp.feel.values import DayTimeDuration, Interval, JsonValue, Value, YearMonthDuration

__all__ = [
    "DEFAULT_BUDGET",
    "Budget",
    "DayTimeDuration",
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "Interval",
    "JsonValue",
    "UnaryTests",
    "Value",
    "YearMonthDuration",
    "constants_of",
    "is_feel",
    "literals_of",
    "parse",
    "parse_unary_tests",
    "strip_marker",
    "to_json_value",
]
