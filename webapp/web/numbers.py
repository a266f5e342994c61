"""Whole numbers that a request brings as text: bounded before they are numbers."""

from __future__ import annotations

LONGEST = 18
"""Digits of any number of ours: every id fits, and so does what the database can hold."""


def whole(text: str) -> int | None:
    """The number that a text is, None where it is none: signs, blanks, other scripts' digits, too many digits."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None
