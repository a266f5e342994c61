"""The yearly evaluation of a person: final results, boards with their exceptions, and versions of the evaluation.

All rows are only ever added. What was rated stands in `papan_baris`; it becomes an evaluation once an exception, if
there is one, is confirmed. Ratings rest on a version of the unit's result that is set: the database refuses others.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.predikat import Predikat, Rating
from webapp.storage.base import Base, BigInt, RowId, choice


class AsalEvaluasi(StrEnum):
    """Whose judgement a version is: the evaluator's, or that of whoever decided an objection."""

    PENILAI = "PENILAI"
    KEBERATAN = "KEBERATAN"


class KeputusanPapan(StrEnum):
    """What the superior says to a board that departs from its pattern."""

    SETUJUI = "SETUJUI"
    KEMBALIKAN = "KEMBALIKAN"


class RealisasiAkhir(Base):
    """The year's results as the employee states them: `isi` is the text by the key of each RHK, `catatan` a note."""

    __tablename__ = "realisasi_akhir"
    __table_args__ = (UniqueConstraint("skp_id", "nomor"),)

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"))
    nomor: Mapped[int]
    isi: Mapped[dict[str, Any]] = mapped_column(JSONB)
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class Papan(Base):
    """One submission of a board: how many it counts, where it departs from the pattern, and the reason given.

    `saran_saja`: too few people for percentages, so they are counted at `induk_unit_id` instead. `kunci` is the
    request that handed it in; `unit_id` None is a board that stands above all units.
    """

    __tablename__ = "papan"
    __table_args__ = (
        CheckConstraint("jumlah >= 1", name="jumlah"),
        CheckConstraint("num_nonnulls(pegawai_id, pihak_luar_id) = 1", name="satu_penilai"),
        CheckConstraint("NOT pengecualian OR length(alasan) > 0", name="pengecualian_beralasan"),
        Index("ix_papan_tahun_induk_unit_id", "tahun", "induk_unit_id"),
    )

    id: Mapped[RowId]
    kunci: Mapped[UUID] = mapped_column(unique=True)
    tahun: Mapped[int]
    unit_id: Mapped[BigInt | None] = mapped_column(ForeignKey("unit.id"))
    induk_unit_id: Mapped[BigInt | None] = mapped_column(ForeignKey("unit.id"))
    capaian_versi_id: Mapped[BigInt | None] = mapped_column(ForeignKey("capaian_versi.id"))
    jumlah: Mapped[int]
    hitungan: Mapped[dict[str, int]] = mapped_column(JSONB)
    pelanggaran: Mapped[list[str]] = mapped_column(JSONB)
    alasan: Mapped[str]
    saran_saja: Mapped[bool]
    pengecualian: Mapped[bool]
    tabel: Mapped[dict[str, str]] = mapped_column(JSONB)
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"))
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    jabatan: Mapped[str]
    pada: Mapped[datetime]


class PapanBaris(Base):
    """One person on a submitted board. `dari_capaian`: the result of the own unit gave `hasil_kerja`.

    `segmen` are the closed segments that were considered; `tabel` the checksums of the tables that spoke.
    """

    __tablename__ = "papan_baris"

    papan_id: Mapped[BigInt] = mapped_column(ForeignKey("papan.id"), primary_key=True)
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), primary_key=True, index=True)
    hasil_kerja: Mapped[Rating] = mapped_column(choice(Rating, "hasil_kerja"))
    dari_capaian: Mapped[bool]
    alasan_hasil_kerja: Mapped[str]
    perilaku: Mapped[Rating] = mapped_column(choice(Rating, "perilaku"))
    alasan_perilaku: Mapped[str]
    predikat: Mapped[Predikat] = mapped_column(choice(Predikat, "predikat"))
    segmen: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    capaian_versi_id: Mapped[BigInt] = mapped_column(ForeignKey("capaian_versi.id"))
    tabel: Mapped[dict[str, str]] = mapped_column(JSONB)


class PutusanPapan(Base):
    """What the superior decided about a board with an exception."""

    __tablename__ = "putusan_papan"
    __table_args__ = (CheckConstraint("num_nonnulls(pegawai_id, pihak_luar_id) = 1", name="satu_pemutus"),)

    id: Mapped[RowId]
    papan_id: Mapped[BigInt] = mapped_column(ForeignKey("papan.id"), unique=True)
    keputusan: Mapped[KeputusanPapan] = mapped_column(choice(KeputusanPapan, "keputusan"))
    alasan: Mapped[str]
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"))
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    jabatan: Mapped[str]
    pada: Mapped[datetime]


class EvaluasiTahunan(Base):
    """One version of a person's yearly evaluation, with the identity block of its day. The newest counts."""

    __tablename__ = "evaluasi_tahunan"
    __table_args__ = (
        UniqueConstraint("skp_id", "nomor"),
        CheckConstraint("(asal = 'PENILAI') = (papan_id IS NOT NULL)", name="asal_papan"),
        CheckConstraint("num_nonnulls(pegawai_id, pihak_luar_id) = 1", name="satu_penilai"),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"))
    nomor: Mapped[int]
    asal: Mapped[AsalEvaluasi] = mapped_column(choice(AsalEvaluasi, "asal"))
    papan_id: Mapped[BigInt | None] = mapped_column(ForeignKey("papan.id"))
    capaian_versi_id: Mapped[BigInt] = mapped_column(ForeignKey("capaian_versi.id"), index=True)
    hasil_kerja: Mapped[Rating] = mapped_column(choice(Rating, "hasil_kerja"))
    dari_capaian: Mapped[bool]
    alasan_hasil_kerja: Mapped[str]
    perilaku: Mapped[Rating] = mapped_column(choice(Rating, "perilaku"))
    alasan_perilaku: Mapped[str]
    predikat: Mapped[Predikat] = mapped_column(choice(Predikat, "predikat"))
    tabel: Mapped[dict[str, str]] = mapped_column(JSONB)
    segmen: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"))
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    jabatan: Mapped[str]
    cuplikan: Mapped[dict[str, Any]] = mapped_column(JSONB)
    pada: Mapped[datetime]


def evaluasi_terakhir(session: Session, skp_id: int) -> EvaluasiTahunan | None:
    """The version that counts; None while the year is not evaluated."""
    cari = select(EvaluasiTahunan).where(EvaluasiTahunan.skp_id == skp_id)
    return session.scalars(cari.order_by(EvaluasiTahunan.nomor.desc()).limit(1)).one_or_none()


def nomor_berikut(session: Session, skp_id: int) -> int:
    """The number of the next version."""
    cari = select(func.coalesce(func.max(EvaluasiTahunan.nomor), 0)).where(EvaluasiTahunan.skp_id == skp_id)
    return int(session.execute(cari).scalar_one()) + 1


def realisasi_terakhir(session: Session, skp_id: int) -> RealisasiAkhir | None:
    """The year's results as last stated."""
    cari = select(RealisasiAkhir).where(RealisasiAkhir.skp_id == skp_id)
    return session.scalars(cari.order_by(RealisasiAkhir.nomor.desc()).limit(1)).one_or_none()


def baris_terakhir(session: Session, skp_id: int) -> PapanBaris | None:
    """How the person was last rated on a board."""
    cari = select(PapanBaris).where(PapanBaris.skp_id == skp_id)
    return session.scalars(cari.order_by(PapanBaris.papan_id.desc()).limit(1)).one_or_none()


def terhitung(
    session: Session,
    tahun: int,
    *,
    unit_id: int | None = None,
    penilai_id: int | None = None,
    induk_unit_id: int | None = None,
) -> dict[int, Predikat]:
    """The predikat that count on a board of a year, by SKP: the newest rating of each, unless it was returned or its
    unit's result has changed since.

    With `induk_unit_id` those of the small units right below it; else those of the board of `unit_id` (or, above all
    units, of one evaluator: an employee, or None for the Kepala Daerah).
    """
    baris = session.execute(
        _TERHITUNG,
        {
            "tahun": tahun,
            "unit_id": unit_id,
            "penilai_id": penilai_id,
            "induk_unit_id": induk_unit_id,
        },
    )
    return {skp_id: Predikat(predikat) for skp_id, predikat in baris}


_TERHITUNG = text("""
SELECT skp_id, predikat FROM (
  SELECT DISTINCT ON (b.skp_id) b.skp_id, b.predikat, b.papan_id, p.unit_id, p.induk_unit_id, p.saran_saja,
    p.pegawai_id, b.capaian_versi_id
  FROM papan_baris b JOIN papan p ON p.id = b.papan_id
  WHERE p.tahun = :tahun
  ORDER BY b.skp_id, b.papan_id DESC
) terbaru
WHERE CASE WHEN CAST(:induk_unit_id AS bigint) IS NOT NULL
    THEN saran_saja AND induk_unit_id = CAST(:induk_unit_id AS bigint)
    ELSE unit_id IS NOT DISTINCT FROM CAST(:unit_id AS bigint)
      AND (unit_id IS NOT NULL OR pegawai_id IS NOT DISTINCT FROM CAST(:penilai_id AS bigint)) END
  AND NOT EXISTS (
    SELECT FROM putusan_papan d WHERE d.papan_id = terbaru.papan_id AND d.keputusan = 'KEMBALIKAN')
  AND NOT EXISTS (
    SELECT FROM capaian_versi lama JOIN capaian_versi baru
      ON baru.capaian_id = lama.capaian_id AND baru.nomor > lama.nomor
    WHERE lama.id = terbaru.capaian_versi_id)
""")
