"""Moves of one who tries a process out, as values and as the JSON in which walks and scenarios keep them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

from webapp.domain.sentences import Sentence

MAX_MOVE: Final = 50_000  # characters of JSON
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

Do = Literal["mulai", "kerjakan", "operasi", "pesan", "majukan"]
DOES: Final[tuple[Do, ...]] = ("mulai", "kerjakan", "operasi", "pesan", "majukan")


@dataclass(frozen=True, slots=True)
class Move:
    """One move: start at a moment, do a person's step, choose what an operation or a message brings, turn the clock.

    `form` is what was filled in (JSON, by field), `facts` what was chosen beside it; `at` is aware.
    """

    do: Do
    key: str | None = None
    at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The move as it is stored."""
        held: dict[str, Any] = {self.do: self.key if self.at is None else self.at.isoformat()}
        if self.form is not None:
            held["isian"] = dict(self.form)
        if self.facts:
            held["fakta"] = dict(self.facts)
        return held


def read_move(held: Any) -> Move:
    """A move as it was stored. Raises ValueError with a sentence."""
    done = [do for do in DOES if isinstance(held, dict) and do in held]
    if len(done) != 1 or not isinstance(held[done[0]], str):
        raise ValueError(
            Sentence("Setiap langkah menyebut tepat satu dari: %(names)s.", names=", ".join(DOES))
        )
    (do,) = done
    for name in held.keys() - {do, "isian", "fakta", "lalu"}:
        raise ValueError(
            Sentence("Bagian '%(name)s' pada sebuah langkah tidak dikenal.", name=str(name)[:40])
        )
    form, facts = held.get("isian"), held.get("fakta", {})
    if not isinstance(facts, dict) or not isinstance(form, dict | None):
        raise ValueError(Sentence("'isian' dan 'fakta' berisi nama dan nilai."))
    _check_size([form, facts])
    if do in ("mulai", "majukan"):
        return Move(do, at=_moment(held[do]), facts=facts)
    return Move(do, held[do][:400], None, facts, form)


def _check_size(held: Any) -> None:
    """What a database cannot hold, or should not. Raises ValueError with a sentence."""
    try:
        text = json.dumps(held, ensure_ascii=False, allow_nan=False)
        is_text = "\\u0000" not in text and len(text.encode()) > 0
    except ValueError:
        is_text = False
    if not is_text:
        raise ValueError(Sentence("Isian memuat karakter atau angka yang tidak dapat disimpan."))
    if len(text) > MAX_MOVE:
        raise ValueError(Sentence("Isian satu langkah terlalu besar."))


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        said = Sentence("'%(text)s' bukan waktu seperti 2026-01-05T08:00:00+07:00.", text=text[:40])
        raise ValueError(said) from error
    if found.tzinfo is None or not EARLIEST <= found.astimezone(UTC) <= LATEST:
        raise ValueError(Sentence("Waktu memerlukan zona (+07:00) dan tahun 2000 sampai 2199."))
    return found
