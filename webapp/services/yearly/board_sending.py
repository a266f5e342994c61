"""Keeping what was typed on a yearly board, and handing it in: everybody of one unit in one transaction, or nobody.

What must be said is decided by the operation of each step; refusals come back by the field that they are about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.operations.penilaian_tahunan import RATING
from webapp.services.errors import AlreadyDone, Denied, InvalidAnswers, NotFound
from webapp.services.process.drafts import save_draft
from webapp.services.process.tasks import Submission
from webapp.services.process.together import Part, PartsRefused, complete_all
from webapp.services.work import Work

from .board import board
from .board_model import FIELDS, Row, Typed


class BoardRefused(Exception):
    """Nothing of a submission is stored. `errors` by field of the board (`<skp>.<field>`, or "alasan.<unit>")."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__("; ".join(f"{name}: {', '.join(said)}" for name, said in errors.items()))
        self.errors = dict(errors)


def save(work: Work, actor: Actor, tahun: int, typed: Mapping[int, Typed]) -> int:
    """Keep what was typed about those who can be rated now, as drafts. Returns about how many."""
    with work.reading() as tx:
        rows = [row for row in board(tx, actor, tahun).rows if row.is_open and row.skp_id in typed]
    for row in rows:
        assert row.step is not None
        save_draft(work, actor, *row.step, _draft(typed[row.skp_id]))
    return len(rows)


def _draft(text: Typed) -> dict[str, list[str]]:
    values = {name: [getattr(text, name)] for name in FIELDS if name != "segmen"}
    return {**values, "segmen": [str(one) for one in sorted(text.segmen)]}


def submit(
    work: Work, actor: Actor, tahun: int, typed: Mapping[int, Typed], reason: str, request_id: UUID,
    unit_id: int | None = None,
) -> int:  # fmt: skip
    """Hand in the board of one unit: everybody on it who can be rated now, in one transaction. Returns how many.

    Raises `BoardRefused` with all that is wrong, `Denied` when nobody on it waits for the reader.
    """
    with work.reading() as tx:
        groups = [one for one in board(tx, actor, tahun, typed).groups if one.unit_id == unit_id]
    rows = groups[0].open_rows if groups else []
    if not rows:
        raise Denied("Tidak ada pegawai yang dapat Anda nilai sekarang di papan ini. Muat ulang halaman.")
    kunci = uuid5(request_id, str(unit_id))
    sent = {"kunci": str(kunci), "alasan": reason, "baris": [
        {"skp_id": row.skp_id, "hasil_kerja": row.typed.hasil_kerja, "perilaku": row.typed.perilaku} for row in rows
    ]}  # fmt: skip
    missing = _missing(rows)
    if missing:
        raise BoardRefused(missing)
    parts = [_part(row, sent, kunci) for row in rows]
    try:
        complete_all(work, actor, [part for _row_, part in parts])
    except PartsRefused as refused:
        raise BoardRefused(_places(refused, {part.case_id: row for row, part in parts}, unit_id)) from refused
    return len(parts)


def _missing(rows: Sequence[Row]) -> dict[str, list[str]]:
    """Ratings that were not chosen."""
    said = {"hasil_kerja": "Pilih penilaian hasil kerja.", "perilaku": "Pilih penilaian perilaku kerja."}
    return {
        f"{row.skp_id}.{name}": [f"{row.nama}: {text}"]
        for row in rows
        for name, text in said.items()
        if getattr(row.typed, name) not in RATING
    }


def _part(row: Row, sent: Mapping[str, Any], kunci: UUID) -> tuple[Row, Part]:
    assert row.step is not None
    answers = {
        "hasil_kerja": row.typed.hasil_kerja,
        "alasan_hasil_kerja": row.typed.alasan_hasil_kerja,
        "perilaku": row.typed.perilaku,
        "alasan_perilaku": row.typed.alasan_perilaku,
        "segmen": sorted(row.typed.segmen),
        "papan": sent,
    }
    case_id, key = row.step
    return row, Part(case_id, key, Submission(uuid5(kunci, key), answers=answers))


def _places(refused: PartsRefused, rows: Mapping[int, Row], unit_id: int | None) -> dict[str, list[str]]:
    """Refusals by the field they are about: a person's, or the reason of the whole board (said once)."""
    errors: dict[str, list[str]] = {}
    for part, error in refused.refused:
        row = rows[part.case_id]
        for field_, text in said_of(error):
            whole = field_ == "alasan_papan"
            name = f"alasan.{unit_id or 0}" if whole else f"{row.skp_id}.{field_}" if field_ else ""
            sentence = text if whole or not field_ else Sentence("%(name)s: %(why)s", name=row.nama, why=text)
            if sentence not in errors.setdefault(name, []):
                errors[name].append(sentence)
    return errors


def said_of(error: Exception) -> list[tuple[str, str]]:
    """What a refusal says, each sentence with the field that it is about."""
    if isinstance(error, Refused):
        return [(one.letak or "", one.pesan) for one in error.pelanggaran]
    if isinstance(error, InvalidAnswers):
        return [(name, text) for name, said in error.errors.items() for text in said]
    if isinstance(error, AlreadyDone):
        return [("", Sentence("Sudah dinilai oleh %(by)s. Muat ulang papan.", by=error.by))]
    if isinstance(error, NotFound):
        return [("", Sentence("Ada pegawai yang tidak lagi menunggu penilaian Anda. Muat ulang papan."))]
    return [("", str(error))]
