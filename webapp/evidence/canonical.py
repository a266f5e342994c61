"""One form in bytes for each JSON value: sorted keys, no spaces, ASCII. What is hashed is hashed in this form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def _as_written(number: str) -> list[str]:
    return ["#", number]


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_EXACT = json.JSONDecoder(parse_float=_as_written)


def canonical(value: Any) -> bytes:
    """The bytes of a JSON value."""
    return _ENCODER.encode(value).encode()


def read_line(line: str) -> dict[str, Any]:
    """A row of an export. Numbers with a point keep every digit that the database wrote. Raises ValueError."""
    row = _EXACT.decode(line)
    if not isinstance(row, dict):
        raise ValueError("a row is a JSON object")
    return row


def read_entry(line: str) -> dict[str, Any]:
    """A row of cases or journals: numbers are as they were when the entry was hashed. Raises ValueError."""
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("a row is a JSON object")
    return row


def row_bytes(part: str, number: int, columns: Sequence[str], row: Mapping[str, Any]) -> bytes:
    """A row of a log: which part of the item it is, its number, and the values of the columns that are covered."""
    return canonical([part, number, [row.get(column) for column in columns]]) + b"\n"
