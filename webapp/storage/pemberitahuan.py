"""Notices to people: storing one exactly once, reading a person's own, and finding whom an office concerns."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.storage.akun import Akun
from webapp.storage.audit import Pemberitahuan

SEKALI_KIRIM = 1000  # rows in one statement
TERHITUNG = 100
"""So many unread notices are counted; who has more is told "99+"."""


def beri_tahu(
    session: Session, kunci: str, pegawai_id: int, jenis: str, isi: str, tautan: str | None, pada: datetime
) -> bool:
    """Store a notice for an employee unless one with this key is there; says whether it was stored."""
    baris = {
        "kunci": kunci,
        "pegawai_id": pegawai_id,
        "jenis": jenis,
        "isi": isi,
        "tautan": tautan,
        "pada": pada,
    }
    return beri_tahu_semua(session, [baris]) == 1


def beri_tahu_semua(session: Session, baris: Sequence[Mapping[str, Any]]) -> int:
    """Store notices, each unless one with its key is there; says how many were stored."""
    baru = 0
    for mulai in range(0, len(baris), SEKALI_KIRIM):
        perintah = insert(Pemberitahuan).values([dict(satu) for satu in baris[mulai : mulai + SEKALI_KIRIM]])
        perintah = perintah.on_conflict_do_nothing(index_elements=[Pemberitahuan.kunci])
        baru += len(session.execute(perintah.returning(Pemberitahuan.id)).all())
    return baru


def milik(pegawai_id: int | None, pihak_luar_id: int | None) -> ColumnElement[bool]:
    """Whether a notice is a person's own."""
    if pegawai_id is not None:
        return Pemberitahuan.pegawai_id == pegawai_id
    return false() if pihak_luar_id is None else Pemberitahuan.pihak_luar_id == pihak_luar_id


def belum_dibaca(session: Session, pegawai_id: int | None, pihak_luar_id: int | None) -> int:
    """How many notices a person has not read, counted up to `TERHITUNG`."""
    cari = select(Pemberitahuan.id).where(
        milik(pegawai_id, pihak_luar_id), Pemberitahuan.dibaca_pada.is_(None)
    )
    return session.scalar(select(func.count()).select_from(cari.limit(TERHITUNG).subquery())) or 0


def penerima_peran(session: Session, peran: Iterable[str]) -> set[int]:
    """The employees whose active account holds one of the offices."""
    cari = select(Akun.pegawai_id).where(
        Akun.aktif, Akun.peran.overlap(list(peran)), Akun.pegawai_id.is_not(None)
    )
    return {satu for satu in session.scalars(cari) if satu is not None}
