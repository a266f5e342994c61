"""Results of organisations: one row per unit and year, and what was proposed, set and changed about it.

Versions are only ever added; the database refuses one as soon as a document that rests on the result is signed.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.predikat import CapaianOrganisasi
from webapp.storage.base import Base, BigInt, RowId, choice


class TahapCapaian(StrEnum):
    """What a version is: proposed by the team, set by the official above, or changed by that official afterwards."""

    USUL = "USUL"
    PENETAPAN = "PENETAPAN"
    PERUBAHAN = "PERUBAHAN"


DITETAPKAN = (TahapCapaian.PENETAPAN, TahapCapaian.PERUBAHAN)
"""Versions that say what the result is."""


class Capaian(Base):
    """The result of a unit in a year. `kepala_id` leads the unit, for good or acting, when the case was opened."""

    __tablename__ = "capaian_organisasi"
    __table_args__ = (UniqueConstraint("unit_id", "tahun"),)

    id: Mapped[RowId]
    unit_id: Mapped[BigInt] = mapped_column(ForeignKey("unit.id"))
    tahun: Mapped[int] = mapped_column(ForeignKey("periode.tahun"))
    kepala_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"), unique=True)
    dibuat_pada: Mapped[datetime]


class CapaianVersi(Base):
    """One version. `saran` holds the advice of other units by office; `jabatan` is the office in which it was given."""

    __tablename__ = "capaian_versi"
    __table_args__ = (
        UniqueConstraint("capaian_id", "nomor"),
        CheckConstraint("nomor >= 1", name="nomor"),
        CheckConstraint("num_nonnulls(pegawai_id, pihak_luar_id) = 1", name="satu_pelaku"),
    )

    id: Mapped[RowId]
    capaian_id: Mapped[BigInt] = mapped_column(ForeignKey("capaian_organisasi.id"))
    nomor: Mapped[int]
    tahap: Mapped[TahapCapaian] = mapped_column(choice(TahapCapaian, "tahap"))
    predikat: Mapped[CapaianOrganisasi] = mapped_column(choice(CapaianOrganisasi, "predikat"))
    dasar: Mapped[str]
    saran: Mapped[dict[str, Any]] = mapped_column(JSONB)
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"))
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    jabatan: Mapped[str]
    pada: Mapped[datetime]


def kunci_capaian(tahun: int, unit_id: int) -> str:
    """The correlation under which the result of a unit is announced."""
    return f"{tahun}:{unit_id}"


def baca_kunci(kunci: str) -> tuple[int, int]:
    """Year and unit of such a correlation."""
    tahun, unit_id = kunci.split(":")
    return int(tahun), int(unit_id)


def cari_capaian(session: Session, tahun: int, unit_id: int) -> Capaian | None:
    """The row of a unit's result, if its case was opened."""
    cari = select(Capaian).where(Capaian.tahun == tahun, Capaian.unit_id == unit_id)
    return session.scalars(cari).one_or_none()


def versi_terakhir(session: Session, capaian_id: int, *, ditetapkan: bool = False) -> CapaianVersi | None:
    """The newest version; with `ditetapkan` the newest that says what the result is."""
    cari = select(CapaianVersi).where(CapaianVersi.capaian_id == capaian_id)
    if ditetapkan:
        cari = cari.where(CapaianVersi.tahap.in_(DITETAPKAN))
    return session.scalars(cari.order_by(CapaianVersi.nomor.desc()).limit(1)).one_or_none()


def capaian_semua(session: Session, tahun: int) -> dict[str, CapaianVersi]:
    """The results of all units that stand in a year, by correlation, in one statement."""
    cari = (
        select(Capaian.unit_id, CapaianVersi)
        .join(CapaianVersi, CapaianVersi.capaian_id == Capaian.id)
        .where(Capaian.tahun == tahun, CapaianVersi.tahap.in_(DITETAPKAN))
        .order_by(CapaianVersi.nomor)
    )
    return {kunci_capaian(tahun, unit_id): versi for unit_id, versi in session.execute(cari)}


def capaian_berlaku(session: Session, kunci: str) -> CapaianVersi | None:
    """The result that stands for a correlation; None while it is not set."""
    capaian = cari_capaian(session, *baca_kunci(kunci))
    return None if capaian is None else versi_terakhir(session, capaian.id, ditetapkan=True)
