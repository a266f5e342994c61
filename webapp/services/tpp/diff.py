"""What changed between two runs, by person; who is in one of them only is told too."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.work import Transaction
from webapp.storage.tpp import TppHasil

from .run import require_admin


@dataclass(frozen=True)
class Changed:
    """A person whose result differs. None: the person is not in that run, or nothing could be told there."""

    pegawai_id: int
    nip: str
    nama: str
    menit_lama: int | None
    menit_baru: int | None
    persen_lama: Decimal | None
    persen_baru: Decimal | None


def between(tx: Transaction, actor: Actor, old_id: int, new_id: int) -> list[Changed]:
    """The differences of two runs by NIP; empty when they say the same. Raises `Denied`."""
    require_admin(actor)
    old, new = _of(tx, old_id), _of(tx, new_id)
    found = []
    for person in old.keys() | new.keys():
        before, after = old.get(person), new.get(person)
        if _said(before) != _said(after):
            known = after or before
            assert known is not None
            found.append(
                Changed(
                    person,
                    known.nip,
                    known.nama,
                    None if before is None else before.menit,
                    None if after is None else after.menit,
                    None if before is None else before.persen,
                    None if after is None else after.persen,
                )
            )
    return sorted(found, key=lambda one: one.nip)


def _of(tx: Transaction, putaran_id: int) -> dict[int, TppHasil]:
    query = select(TppHasil).where(TppHasil.putaran_id == putaran_id)
    return {row.pegawai_id: row for row in tx.session.scalars(query)}


def _said(row: TppHasil | None) -> tuple[object, ...]:
    return () if row is None else (row.menit, row.target, row.persen, row.pengecualian)
