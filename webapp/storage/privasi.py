"""Privacy: copies of one's own data, reports of a breach, and proposals to delete what is old.

What is in a copy stands in the row only until its owner has fetched it or its days are over; that it was asked for and
fetched stays. A deletion and a message to the people concerned need two officers; the tables refuse one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, RowId


class SalinanData(Base):
    """A person's request for a copy of all own data. `batas_pada`: by then it must be there; `isi` is the file."""

    __tablename__ = "salinan_data"
    __table_args__ = (
        CheckConstraint("diminta_pada < batas_pada", name="batas"),
        CheckConstraint(
            "(selesai_pada IS NULL) = (kedaluwarsa_pada IS NULL) AND (selesai_pada IS NULL) = (ukuran IS NULL)",
            name="selesai",
        ),
        CheckConstraint("isi IS NULL OR (selesai_pada IS NOT NULL AND diambil_pada IS NULL)", name="isi"),
        Index(
            "uq_salinan_data_menunggu", "akun_id", unique=True, postgresql_where=text("selesai_pada IS NULL")
        ),
    )

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"), index=True)
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    permintaan_id: Mapped[UUID] = mapped_column(unique=True)
    diminta_pada: Mapped[datetime]
    batas_pada: Mapped[datetime]
    selesai_pada: Mapped[datetime | None]
    kedaluwarsa_pada: Mapped[datetime | None]
    diambil_pada: Mapped[datetime | None]
    diingatkan_pada: Mapped[datetime | None]
    ukuran: Mapped[BigInt | None]
    isi: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class PelanggaranData(Base):
    """A breach as an officer describes it: the account, the device or the OPD, and from when to when."""

    __tablename__ = "pelanggaran_data"
    __table_args__ = (
        CheckConstraint("mulai < sampai", name="masa"),
        CheckConstraint("num_nonnulls(akun_terdampak_id, perangkat, opd_id) >= 1", name="lingkup"),
        CheckConstraint("(diusulkan_akun_id IS NULL) = (diusulkan_pada IS NULL)", name="diusulkan"),
        CheckConstraint(
            "(dikirim_akun_id IS NULL) = (dikirim_pada IS NULL) AND (dikirim_pada IS NULL) = (diberi_tahu IS NULL)",
            name="dikirim",
        ),
        CheckConstraint(
            "dikirim_akun_id IS NULL OR (diusulkan_akun_id IS NOT NULL AND dikirim_akun_id <> diusulkan_akun_id)",
            name="dua_orang",
        ),
    )

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]
    diketahui_pada: Mapped[datetime]
    uraian: Mapped[str]
    akun_terdampak_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    perangkat: Mapped[str | None]
    opd_id: Mapped[BigInt | None] = mapped_column(ForeignKey("unit.id"))
    mulai: Mapped[datetime]
    sampai: Mapped[datetime]
    tindakan: Mapped[str]
    diusulkan_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    diusulkan_pada: Mapped[datetime | None]
    dikirim_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    dikirim_pada: Mapped[datetime | None]
    diberi_tahu: Mapped[int | None] = mapped_column(Integer)


class Retensi(Base):
    """A proposal to delete: how much of each class, and what came of it. `hitungan`: the count at first."""

    __tablename__ = "retensi"
    __table_args__ = (
        CheckConstraint("(diusulkan_akun_id IS NULL) = (diusulkan_pada IS NULL)", name="diusulkan"),
        CheckConstraint(
            "(diputus_akun_id IS NULL) = (diputus_pada IS NULL) AND (diputus_pada IS NULL) = (setuju IS NULL)",
            name="diputus",
        ),
        CheckConstraint(
            "setuju IS NOT TRUE OR (diusulkan_akun_id IS NOT NULL AND diputus_akun_id <> diusulkan_akun_id)",
            name="dua_orang",
        ),
        CheckConstraint("hasil IS NULL OR setuju", name="hasil"),
        Index(
            "uq_retensi_terbuka", text("(true)"), unique=True, postgresql_where=text("diputus_pada IS NULL")
        ),
    )

    id: Mapped[RowId]
    pada: Mapped[datetime]
    hitungan: Mapped[dict[str, int]] = mapped_column(JSONB)
    jadwal: Mapped[dict[str, Any]] = mapped_column(JSONB)
    diusulkan_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    diusulkan_pada: Mapped[datetime | None]
    diputus_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    diputus_pada: Mapped[datetime | None]
    setuju: Mapped[bool | None]
    hasil: Mapped[dict[str, int] | None] = mapped_column(JSONB)
