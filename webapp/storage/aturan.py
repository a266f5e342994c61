"""What differs by year or region: rule values and periods; and the version of the organisation.

A rule value has its dates and its legal basis; two values of one key never overlap. The version counts
changes of the organisation's tables, so that a cache knows when it is old.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, select, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.masa import Masa
from webapp.storage.base import Base, BigInt, RowId, range_is_sound


class Aturan(Base):
    """The value of a rule during `berlaku`, as JSON, with its legal basis."""

    __tablename__ = "aturan"
    __table_args__ = (
        CheckConstraint(range_is_sound("berlaku"), name="berlaku"),
        ExcludeConstraint(
            ("kunci", "="),
            ("berlaku", "&&"),
            name="ex_aturan_satu_nilai",
            using="gist",
            deferrable=True,
            initially="IMMEDIATE",
        ),
    )

    id: Mapped[RowId]
    kunci: Mapped[str]
    nilai: Mapped[Any] = mapped_column(JSONB, nullable=False)
    berlaku: Mapped[Masa]
    dasar_hukum: Mapped[str]


class UsulAturan(Base):
    """A value that one admin proposes to hold from a day on; `setuju` None: another has still to decide."""

    __tablename__ = "usul_aturan"
    __table_args__ = (
        CheckConstraint(
            "(setuju IS NULL) = (diputus_pada IS NULL) AND (setuju IS NULL) = (diputus_akun_id IS NULL)",
            name="diputus",
        ),
        CheckConstraint("diputus_akun_id <> akun_id OR NOT setuju", name="dua_orang"),
        CheckConstraint("(aturan_id IS NOT NULL) = (setuju IS TRUE)", name="berlaku"),
    )

    id: Mapped[RowId]
    kunci: Mapped[str]
    nilai: Mapped[Any] = mapped_column(JSONB, nullable=False)
    mulai: Mapped[date]
    dasar_hukum: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]
    setuju: Mapped[bool | None]
    alasan: Mapped[str | None]
    diputus_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    diputus_pada: Mapped[datetime | None]
    aturan_id: Mapped[BigInt | None] = mapped_column(ForeignKey("aturan.id"))


class Periode(Base):
    """A performance year; `mulai` and `selesai` both belong to it."""

    __tablename__ = "periode"
    __table_args__ = (CheckConstraint("mulai <= selesai", name="urut"),)

    tahun: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mulai: Mapped[date]
    selesai: Mapped[date]


class VersiOrganisasi(Base):
    """One row: how often the organisation changed. Triggers count; nobody writes it by hand."""

    __tablename__ = "versi_organisasi"
    __table_args__ = (CheckConstraint("id = 1", name="satu_baris"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, server_default=text("1"))
    nomor: Mapped[BigInt] = mapped_column(server_default=text("0"))


def nilai_beberapa(session: Session, kunci: Sequence[str], tanggal: date) -> dict[str, Any]:
    """The values of several rules on a date, those that have one."""
    cari = select(Aturan.kunci, Aturan.nilai).where(Aturan.kunci.in_(kunci), Aturan.berlaku.contains(tanggal))
    return {baris.kunci: baris.nilai for baris in session.execute(cari)}


def nilai_aturan(session: Session, kunci: str, tanggal: date) -> Any:
    """The value of a rule on a date; None when none holds."""
    cari = select(Aturan.nilai).where(Aturan.kunci == kunci, Aturan.berlaku.contains(tanggal))
    return session.scalars(cari).one_or_none()
