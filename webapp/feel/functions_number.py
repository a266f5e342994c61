"""FEEL functions over numbers: conversion, rounding and parity. Roots, logarithms and powers are absent."""

import decimal
import re
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from webapp.feel.budget import Budget
from webapp.feel.functions import function
from webapp.feel.values import NUMBERS, Value
from webapp.feel.values import number as fit_number

_LITERAL = re.compile(r"-?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})", re.ASCII)
_LARGEST_SCALE = 60


@function("number", "string", "string?", "string?")
def number(budget: Budget, text: str, grouping: str | None = None, decimal_mark: str | None = None) -> Value:
    """The number a text writes; `grouping` is dropped, `decimal_mark` is the decimal sign (else a point)."""
    if grouping:
        text = text.replace(grouping, "")
    if decimal_mark and decimal_mark != ".":
        text = text.replace(".", "#").replace(decimal_mark, ".")
    text = text.strip()
    return fit_number(Decimal(text)) if _LITERAL.fullmatch(text) else None


def _rounded(value: Decimal, scale: Decimal | None, rounding: str) -> Value:
    """The value at `scale` decimals (negative: tens, hundreds); exact, since quantize works on decimals."""
    if scale is None or scale != scale.to_integral_value() or abs(scale) > _LARGEST_SCALE:
        return None
    places = decimal.Context(prec=200, rounding=rounding, traps=[])
    result = value.quantize(Decimal(1).scaleb(-int(scale)), context=places)
    return fit_number(result)


@function("decimal", "number", "number")
def decimal_(budget: Budget, value: Decimal, scale: Decimal) -> Value:
    """The value at `scale` decimals, halves to the even neighbour."""
    return _rounded(value, scale, ROUND_HALF_EVEN)


@function("round half up", "number", "number")
def round_half_up(budget: Budget, value: Decimal, scale: Decimal) -> Value:
    """The value at `scale` decimals, halves away from zero."""
    return _rounded(value, scale, ROUND_HALF_UP)


@function("round half down", "number", "number")
def round_half_down(budget: Budget, value: Decimal, scale: Decimal) -> Value:
    """The value at `scale` decimals, halves towards zero."""
    return _rounded(value, scale, ROUND_HALF_DOWN)


@function("round up", "number", "number")
def round_up(budget: Budget, value: Decimal, scale: Decimal) -> Value:
    """The value at `scale` decimals, away from zero."""
    return _rounded(value, scale, ROUND_UP)


@function("round down", "number", "number")
def round_down(budget: Budget, value: Decimal, scale: Decimal) -> Value:
    """The value at `scale` decimals, towards zero."""
    return _rounded(value, scale, ROUND_DOWN)


@function("floor", "number", "number?")
def floor(budget: Budget, value: Decimal, scale: Decimal | None = Decimal(0)) -> Value:
    """The largest number at `scale` decimals that is not above the value."""
    return _rounded(value, scale, ROUND_FLOOR)


@function("ceiling", "number", "number?")
def ceiling(budget: Budget, value: Decimal, scale: Decimal | None = Decimal(0)) -> Value:
    """The smallest number at `scale` decimals that is not below the value."""
    return _rounded(value, scale, ROUND_CEILING)


@function("abs", "number")
def absolute(budget: Budget, value: Decimal) -> Value:
    """The value without its sign."""
    return NUMBERS.abs(value)


@function("modulo", "number", "number")
def modulo(budget: Budget, dividend: Decimal, divisor: Decimal) -> Value:
    """The remainder with the divisor's sign; null for the divisor 0."""
    if not divisor:
        return None
    rest = NUMBERS.remainder(dividend, divisor)
    if not rest.is_finite():
        return None
    return NUMBERS.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@function("odd", "number")
def odd(budget: Budget, value: Decimal) -> Value:
    """Whether the value is an odd whole number."""
    return NUMBERS.remainder(NUMBERS.abs(value), Decimal(2)) == 1


@function("even", "number")
def even(budget: Budget, value: Decimal) -> Value:
    """Whether the value is an even whole number."""
    return NUMBERS.remainder(NUMBERS.abs(value), Decimal(2)) == 0
