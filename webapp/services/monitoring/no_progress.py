"""Who makes no progress: two successive months without it and without pembinaan, for the evaluator and above.

Reads what evaluators have said; what is to be done about it is theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from webapp.domain.pemantauan import bulan_tanpa_kemajuan
from webapp.operations import Actor
from webapp.operations.pemantauan import SEPARUH_TAHUN
from webapp.services.people.assignments import subjects
from webapp.services.work import Transaction
from webapp.storage.base import among
from webapp.storage.organisasi import Pegawai
from webapp.storage.umpan_balik import amatan


def stalled(tx: Transaction, people: Sequence[int]) -> dict[int, tuple[date, date]]:
    """Of these employees, those without progress in two successive months and without pembinaan, with the months."""
    seen = amatan(tx.session, people, tx.today - SEPARUH_TAHUN, tx.work.zone) if people else {}
    found = {one: bulan_tanpa_kemajuan(rows) for one, rows in seen.items()}
    return {one: months for one, months in found.items() if months is not None}


@dataclass(frozen=True)
class Stalled:
    """An employee two levels below the reader for whom the evaluator has opened no pembinaan."""

    pegawai_id: int
    nama: str
    penilai: str
    months: tuple[date, date]


def escalated(tx: Transaction, actor: Actor) -> list[Stalled]:
    """What the superior of evaluators should take up with them, by name."""
    day = tx.work.organisation.day(tx.session, tx.today)
    below = {
        one: evaluator for evaluator in subjects(day, actor) for one in day.dinilai_oleh.get(evaluator, ())
    }
    found = stalled(tx, sorted(below))
    ids = {*found, *(below[one] for one in found)}
    names = {
        one.id: one.nama_lengkap for one in tx.session.scalars(select(Pegawai).where(among(Pegawai.id, ids)))
    }
    rows = [Stalled(one, names[one], names[below[one]], months) for one, months in found.items()]
    return sorted(rows, key=lambda row: row.nama)
