"""Notices to people: storing one exactly once, and finding whom an office concerns."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.storage.akun import Akun
from webapp.storage.audit import Pemberitahuan


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
    perintah = (
        insert(Pemberitahuan).values(baris).on_conflict_do_nothing(index_elements=[Pemberitahuan.kunci])
    )
    return session.execute(perintah.returning(Pemberitahuan.id)).one_or_none() is not None


def penerima_peran(session: Session, peran: Iterable[str]) -> set[int]:
    """The employees whose active account holds one of the offices."""
    cari = select(Akun.pegawai_id).where(
        Akun.aktif, Akun.peran.overlap(list(peran)), Akun.pegawai_id.is_not(None)
    )
    return {satu for satu in session.scalars(cari) if satu is not None}
