"""What a judgement says: what was counted, and the first link that is broken, in words for an auditor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


class Broken(Exception):
    """The first broken link. `file` names where to look; the sentence says what is wrong there (Indonesian)."""

    def __init__(
        self,
        file: str,
        sentence: str,
        *,
        case_id: int | None = None,
        seq: int | None = None,
        row: int | None = None,
        seal: int | None = None,
    ) -> None:
        super().__init__(sentence)
        self.file, self.sentence = file, sentence
        self.case_id, self.seq, self.row, self.seal = case_id, seq, row, seal

    def __str__(self) -> str:
        places = (("kasus", self.case_id), ("entri", self.seq), ("baris", self.row), ("meterai", self.seal))
        where = ", ".join(f"{name} {number}" for name, number in places if number is not None)
        return f"{self.file}{f' ({where})' if where else ''}: {self.sentence}"


@dataclass
class Counted:
    """What was looked at. `unsealed` counts what is newer than the last seal and is covered by none yet."""

    seals: int = 0
    last_seal: int = 0
    last_at: datetime | None = None
    cases: int = 0
    entries: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    sealed_heads: int = 0
    unsealed_entries: int = 0
    unsealed_rows: int = 0
