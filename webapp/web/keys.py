"""Keys in addresses. A step's key ("penetapan#1/reviu#2") is written with `~` for `#`, which an address cannot hold.

Whole numbers in addresses are row ids: one that no row can have is no address of ours.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, ValidationError

MAX_ROW_ID = 2**63 - 1
_KEY = re.compile(r"[\w.-]+#\d{1,6}(?:/[\w.-]+#\d{1,6})*", re.ASCII)


def key_to_url(key: str) -> str:
    """The key of a step as it stands in an address."""
    return key.replace("#", "~")


def url_to_key(text: str) -> str:
    """The key that an address names. Raises `ValueError` when it is the key of no step."""
    key = text.replace("~", "#")
    if "#" in text or _KEY.fullmatch(key) is None:
        raise ValueError(f"not a step's key: {text!r}")
    return key


class StepConverter(BaseConverter):
    """`<step:key>` in a route: takes and gives keys as the engine writes them."""

    part_isolating = False
    regex = r"[\w.-]+~\d{1,6}(?:/[\w.-]+~\d{1,6})*"

    def to_python(self, value: str) -> str:
        """The key."""
        try:
            return url_to_key(value)
        except ValueError as error:
            raise ValidationError from error

    def to_url(self, value: Any) -> str:
        """The key in an address."""
        return key_to_url(str(value))


class RowIdConverter(IntegerConverter):
    """`<int:…>`: a whole number that a row can have."""

    def to_python(self, value: str) -> int:
        """The number."""
        number = int(super().to_python(value)) if len(value) <= 19 else 0
        if not 0 < number <= MAX_ROW_ID:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    """Teach the application's routes both kinds of key."""
    app.url_map.converters["step"] = StepConverter
    app.url_map.converters["int"] = RowIdConverter
