"""Documents of many people asked for in one file: the request, how far it has come, and each document's fate.

A request belongs to one account and expires. Bytes of a document wait at its row only until the file is put together.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, RowId, choice


class DasarEkspor(StrEnum):
    """By which right documents are asked for: of BKPP, of the performance manager of an OPD, of an evaluator."""

    BKPP = "BKPP"
    OPD = "OPD"
    TIM = "TIM"


class JenisEkspor(StrEnum):
    """Kinds of document. The first five are issued ones with a code, the others are printed as they stand."""

    SKP = "SKP"
    EVALUASI = "EVALUASI"
    DOKUMEN_EVALUASI = "DOKUMEN_EVALUASI"
    KEPUTUSAN_KEBERATAN = "KEPUTUSAN_KEBERATAN"
    PAK = "PAK"
    CATATAN_DIALOG = "CATATAN_DIALOG"
    EVALUASI_BULANAN = "EVALUASI_BULANAN"


class StatusEkspor(StrEnum):
    """Where a request stands."""

    MENUNGGU = "MENUNGGU"
    BERJALAN = "BERJALAN"
    SELESAI = "SELESAI"


class StatusButir(StrEnum):
    """What became of one document."""

    MENUNGGU = "MENUNGGU"
    SELESAI = "SELESAI"
    GAGAL = "GAGAL"


class EksporNaskah(Base):
    """A request: the documents of a unit and those below it, or of one's own staff (`unit_id` is then None).

    `opd_id` is the OPD for which a manager asked; `isi` is the finished file.
    """

    __tablename__ = "ekspor_naskah"
    __table_args__ = (CheckConstraint("(dasar = 'TIM') = (unit_id IS NULL)", name="cakupan"),)

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"), index=True)
    permintaan_id: Mapped[UUID] = mapped_column(unique=True)
    dasar: Mapped[DasarEkspor] = mapped_column(choice(DasarEkspor, "dasar"))
    unit_id: Mapped[BigInt | None] = mapped_column(ForeignKey("unit.id"))
    opd_id: Mapped[BigInt | None]
    tahun: Mapped[int]
    jenis: Mapped[list[str]] = mapped_column(ARRAY(Text))
    status: Mapped[StatusEkspor] = mapped_column(choice(StatusEkspor, "status"))
    jumlah: Mapped[int]
    selesai: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    dibuat_pada: Mapped[datetime]
    selesai_pada: Mapped[datetime | None]
    kedaluwarsa_pada: Mapped[datetime] = mapped_column(index=True)
    isi: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class EksporButir(Base):
    """One document of a request; `nama` is its name in the file, `sebab` why it is not there."""

    __tablename__ = "ekspor_butir"
    __table_args__ = (CheckConstraint("(status = 'GAGAL') = (sebab IS NOT NULL)", name="sebab"),)

    ekspor_id: Mapped[BigInt] = mapped_column(
        ForeignKey("ekspor_naskah.id", ondelete="CASCADE"), primary_key=True
    )
    urutan: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"))
    jenis: Mapped[JenisEkspor] = mapped_column(choice(JenisEkspor, "jenis"))
    bulan: Mapped[int | None] = mapped_column(SmallInteger)
    status: Mapped[StatusButir] = mapped_column(choice(StatusButir, "status"))
    nama: Mapped[str]
    sebab: Mapped[str | None]
    isi: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
