"""The decision table of deadlines as rows: what a step's property `tenggat` names."""

from __future__ import annotations

from typing import Final

from webapp.domain.sentences import Sentence
from webapp.domain.tenggat import BatasWaktu
from webapp.engine import Definitions
from webapp.engine.decisions import DecisionError

TABLE: Final = "batas_waktu"
"""The table's id; its one input is the key."""

INPUT: Final = "langkah"


def limit(definitions: Definitions, key: str) -> BatasWaktu:
    """The row of a key. Raises `DecisionError` when the table has none; a stored release has been checked."""
    table = definitions.decisions.get(TABLE)
    if table is None:
        raise DecisionError(
            TABLE, Sentence("Tabel keputusan '%(table)s' tidak ada dalam rilis ini.", table=TABLE)
        )
    return BatasWaktu.dari(table.decide({INPUT: key}))


def has_limit(definitions: Definitions, key: str) -> bool:
    """Whether the table has a row for a key."""
    try:
        limit(definitions, key)
    except DecisionError:
        return False
    return True
