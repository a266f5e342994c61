"""Exact numbers: from JSON, from what people write, and back to how Indonesians write them. Standard
library only.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGIT_LIMIT = 15
"""Digits of any number: what every reader of JSON keeps exactly."""


def exact_number(value: object) -> int | Decimal | None:
    """The exact number, or None when it is not one that can be kept."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite() or abs(exact) >= 10**DIGIT_LIMIT:
        return None
    if exact == exact.to_integral_value():
        return int(exact)
    plain = exact.normalize()
    _, digits, exponent = plain.as_tuple()
    fits = isinstance(exponent, int) and max(len(digits), -exponent) <= DIGIT_LIMIT
    return plain if fits else None


def written_number(text: str) -> int | Decimal | None:
    """The number a person wrote, with comma or point; None when unclear, as is `1.000` (one, or a
    thousand?).
    """
    if not re.fullmatch(r"[+-]?\d{1,15}([.,]\d{1,15})?", text, re.ASCII):
        return None
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", text, re.ASCII):
        return None
    return exact_number(Decimal(text.replace(",", ".")))


def json_number(value: Decimal | float) -> float | None:
    """The number for JSON: its digits are few enough for its shortest form to be what was written."""
    return float(value) if Decimal(value).is_finite() else None


def plain(value: Decimal | int) -> str:
    """The number as programs write it: with a point, never with an exponent."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def written(value: Decimal | int) -> str:
    """The number as Indonesians write it: with a comma, without separators of thousands."""
    return plain(value).replace(".", ",")
