"""The document of an evaluation, its signatures, and the one objection that may be made against it.

The words of a document never change and its state only moves on; all other rows are only ever added. An objection
exists at most once for an SKP; a decision that changes the ratings makes a second document beside the first.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, RowId, choice


class StatusDokumen(StrEnum):
    """States of a document. `DIGANTI`: an objection led to a second one; both stay readable."""

    DISAMPAIKAN = "DISAMPAIKAN"
    KEBERATAN = "KEBERATAN"
    DIANGGAP_DITERIMA = "DIANGGAP_DITERIMA"
    FINAL = "FINAL"
    DIGANTI = "DIGANTI"


STATUS_TETAP = frozenset({StatusDokumen.FINAL, StatusDokumen.DIANGGAP_DITERIMA})
"""States in which the result stands for good."""


class PeranPenanda(StrEnum):
    """Who signs a document as what; `PEMUTUS_KEBERATAN` signs the second one only."""

    PEJABAT_PENILAI = "PEJABAT_PENILAI"
    PEGAWAI = "PEGAWAI"
    PEMUTUS_KEBERATAN = "PEMUTUS_KEBERATAN"


class Pihak(StrEnum):
    """The two who are asked for an explanation."""

    PEGAWAI = "PEGAWAI"
    PEJABAT_PENILAI = "PEJABAT_PENILAI"


class Putusan(StrEnum):
    """What became of an objection."""

    TETAP = "TETAP"
    UBAH = "UBAH"


class DokumenEvaluasi(Base):
    """A signed document of one version of the evaluation. `cuplikan` holds its three identity blocks.

    `batas_keberatan` is the last day on which the employee may object; `pendahulu_id` the first document, for the
    second one.
    """

    __tablename__ = "dokumen_evaluasi"
    __table_args__ = (
        UniqueConstraint("skp_id", "nomor"),
        CheckConstraint(
            "(nomor = 1 AND pendahulu_id IS NULL) OR (nomor = 2 AND pendahulu_id IS NOT NULL)", name="nomor"
        ),
        CheckConstraint("sidik ~ '^[0-9a-f]{64}$'", name="sidik"),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"))
    nomor: Mapped[int]
    evaluasi_id: Mapped[BigInt] = mapped_column(ForeignKey("evaluasi_tahunan.id"), unique=True)
    status: Mapped[StatusDokumen] = mapped_column(choice(StatusDokumen, "status"))
    catatan: Mapped[str]
    tempat: Mapped[str]
    cuplikan: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sidik: Mapped[str]
    disampaikan_pada: Mapped[datetime]
    batas_keberatan: Mapped[date]
    ditanggapi_pada: Mapped[datetime | None]
    pendahulu_id: Mapped[BigInt | None] = mapped_column(ForeignKey("dokumen_evaluasi.id"), unique=True)


class TandaTanganEvaluasi(Base):
    """A signature on a document, over its fingerprint. `bukti` holds the evidence of the act, never a secret."""

    __tablename__ = "tanda_tangan_evaluasi"
    __table_args__ = (
        UniqueConstraint("dokumen_id", "peran"),
        CheckConstraint("num_nonnulls(pegawai_id, pihak_luar_id) = 1", name="satu_penanda_tangan"),
    )

    id: Mapped[RowId]
    dokumen_id: Mapped[BigInt] = mapped_column(ForeignKey("dokumen_evaluasi.id"))
    peran: Mapped[PeranPenanda] = mapped_column(choice(PeranPenanda, "peran"))
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"))
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    jabatan: Mapped[str]
    sidik: Mapped[str]
    metode: Mapped[str]
    pada: Mapped[datetime]
    bukti: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Keberatan(Base):
    """The objection: `butir` are its points, each with what it is about and why. Days are the last ones."""

    __tablename__ = "keberatan"
    __table_args__ = (
        CheckConstraint("jsonb_typeof(butir) = 'array' AND jsonb_array_length(butir) >= 1", name="butir"),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), unique=True)
    dokumen_id: Mapped[BigInt] = mapped_column(ForeignKey("dokumen_evaluasi.id"), unique=True)
    butir: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    batas_penjelasan: Mapped[date]
    batas_putusan: Mapped[date]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class KeberatanBerkas(Base):
    """A file of evidence that came with an objection."""

    __tablename__ = "keberatan_berkas"

    keberatan_id: Mapped[BigInt] = mapped_column(ForeignKey("keberatan.id"), primary_key=True)
    berkas_id: Mapped[BigInt] = mapped_column(ForeignKey("berkas.id"), primary_key=True)


class PenjelasanKeberatan(Base):
    """What one side explained when asked."""

    __tablename__ = "penjelasan_keberatan"
    __table_args__ = (UniqueConstraint("keberatan_id", "pihak"),)

    id: Mapped[RowId]
    keberatan_id: Mapped[BigInt] = mapped_column(ForeignKey("keberatan.id"))
    pihak: Mapped[Pihak] = mapped_column(choice(Pihak, "pihak"))
    isi: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class PutusanKeberatan(Base):
    """The final decision; `evaluasi_id` is the version that it made, if it changed the ratings."""

    __tablename__ = "putusan_keberatan"
    __table_args__ = (
        CheckConstraint("(putusan = 'UBAH') = (evaluasi_id IS NOT NULL)", name="ubah_berhasil"),
        CheckConstraint("num_nonnulls(pegawai_id, pihak_luar_id) = 1", name="satu_pemutus"),
    )

    id: Mapped[RowId]
    keberatan_id: Mapped[BigInt] = mapped_column(ForeignKey("keberatan.id"), unique=True)
    putusan: Mapped[Putusan] = mapped_column(choice(Putusan, "putusan"))
    alasan: Mapped[str]
    evaluasi_id: Mapped[BigInt | None] = mapped_column(ForeignKey("evaluasi_tahunan.id"))
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"))
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    jabatan: Mapped[str]
    pada: Mapped[datetime]


def dokumen_skp(session: Session, skp_id: int) -> list[DokumenEvaluasi]:
    """The documents of an SKP, the first one first."""
    cari = select(DokumenEvaluasi).where(DokumenEvaluasi.skp_id == skp_id).order_by(DokumenEvaluasi.nomor)
    return list(session.scalars(cari))


def keberatan_skp(session: Session, skp_id: int) -> Keberatan | None:
    """The objection against the evaluation of an SKP, if one was made."""
    return session.scalars(select(Keberatan).where(Keberatan.skp_id == skp_id)).one_or_none()


def penjelasan(session: Session, keberatan_id: int) -> dict[Pihak, PenjelasanKeberatan]:
    """What each side explained."""
    cari = select(PenjelasanKeberatan).where(PenjelasanKeberatan.keberatan_id == keberatan_id)
    return {satu.pihak: satu for satu in session.scalars(cari)}


def putusan_dari(session: Session, keberatan_id: int) -> PutusanKeberatan | None:
    """The decision about an objection, if it was decided."""
    cari = select(PutusanKeberatan).where(PutusanKeberatan.keberatan_id == keberatan_id)
    return session.scalars(cari).one_or_none()
