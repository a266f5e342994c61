"""The action plan, the sheets of the months, what became of their rows, evidence, and how each month was judged.

A row of a sheet cannot be without its yearly row; triggers keep a target that counts, the stamp of lateness, and
everything that was judged.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.bulanan import StatusBulanan
from webapp.domain.perilaku import Nilai
from webapp.domain.predikat import Predikat, Rating
from webapp.storage.base import Base, BigInt, RowId, choice
from webapp.storage.skp import SkpRevisi, StatusRevisi

_BULAN = "bulan BETWEEN 1 AND 12"
_TARGET = "(target IS NULL) = (satuan IS NULL) AND (target IS NULL OR target >= 0)"


class HasilCek(StrEnum):
    """What a look at a link said, as a stranger who is not signed in anywhere would find it; nobody has looked yet."""

    DAPAT_DIBUKA = "DAPAT_DIBUKA"
    PERLU_IZIN = "PERLU_IZIN"
    TIDAK_DITEMUKAN = "TIDAK_DITEMUKAN"
    TIDAK_DAPAT_DICEK = "TIDAK_DAPAT_DICEK"
    BELUM_DICEK = "BELUM_DICEK"


class JenisUmpanBalik(StrEnum):
    """On which occasion something was said about a sheet."""

    UMPAN_BALIK = "UMPAN_BALIK"
    TARGET_DIKEMBALIKAN = "TARGET_DIKEMBALIKAN"
    REALISASI_DIKEMBALIKAN = "REALISASI_DIKEMBALIKAN"


def _tahunan() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["revisi_id", "rhk_kunci"], ["rhk.revisi_id", "rhk.kunci"])


class RencanaAksi(Base):
    """What is planned of one yearly row in one month; a month without a row is empty by plan."""

    __tablename__ = "rencana_aksi"
    __table_args__ = (
        UniqueConstraint("skp_id", "rhk_kunci", "bulan"),
        CheckConstraint(_BULAN, name="bulan"),
        CheckConstraint(_TARGET, name="target"),
        _tahunan(),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"))
    revisi_id: Mapped[BigInt]
    rhk_kunci: Mapped[str]
    iki_kunci: Mapped[str | None]
    bulan: Mapped[int] = mapped_column(SmallInteger)
    uraian: Mapped[str]
    target: Mapped[Decimal | None]
    satuan: Mapped[str | None]
    ditetapkan_pada: Mapped[datetime | None]


class SkpBulanan(Base):
    """The sheet of one month. `diajukan_pada` is the first time its target was handed in: that tells lateness."""

    __tablename__ = "skp_bulanan"
    __table_args__ = (
        UniqueConstraint("skp_id", "bulan"),
        CheckConstraint(_BULAN, name="bulan"),
        CheckConstraint("mulai <= selesai", name="urut"),
        CheckConstraint("NOT target_terlambat OR alasan_terlambat IS NOT NULL", name="terlambat_beralasan"),
        Index("ix_skp_bulanan_tahun_bulan", "tahun", "bulan"),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"))
    tahun: Mapped[int]
    bulan: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[StatusBulanan] = mapped_column(choice(StatusBulanan, "status"))
    keterangan: Mapped[str | None]
    mulai: Mapped[date]
    selesai: Mapped[date]
    batas_target: Mapped[date]
    otomatis: Mapped[date]
    batas_realisasi: Mapped[date]
    batas_penilaian: Mapped[date]
    kunci: Mapped[date]
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"), unique=True)
    dibuka_pada: Mapped[datetime]
    diajukan_pada: Mapped[datetime | None]
    ditetapkan_pada: Mapped[datetime | None]
    target_terlambat: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    alasan_terlambat: Mapped[str | None]
    disetujui_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    disetujui_pada: Mapped[datetime | None]


class BarisBulanan(Base):
    """A row of a sheet, always under its yearly row."""

    __tablename__ = "skp_bulanan_baris"
    __table_args__ = (
        UniqueConstraint("skp_bulanan_id", "urutan"),
        CheckConstraint(_TARGET, name="target"),
        _tahunan(),
    )

    id: Mapped[RowId]
    skp_bulanan_id: Mapped[BigInt] = mapped_column(ForeignKey("skp_bulanan.id"))
    revisi_id: Mapped[BigInt]
    rhk_kunci: Mapped[str]
    iki_kunci: Mapped[str | None]
    urutan: Mapped[int]
    uraian: Mapped[str]
    target: Mapped[Decimal | None]
    satuan: Mapped[str | None]


class RealisasiBulanan(Base):
    """What became of a row, or why nothing did."""

    __tablename__ = "realisasi_bulanan"
    __table_args__ = (CheckConstraint("nihil = (alasan_nihil IS NOT NULL)", name="nihil_beralasan"),)

    baris_id: Mapped[BigInt] = mapped_column(
        ForeignKey("skp_bulanan_baris.id"), primary_key=True, autoincrement=False
    )
    angka: Mapped[Decimal | None]
    narasi: Mapped[str]
    sumber_data: Mapped[str]
    nihil: Mapped[bool]
    alasan_nihil: Mapped[str | None]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class BuktiBulanan(Base):
    """A piece of evidence: a file of the vault, or a link with what a look at it said."""

    __tablename__ = "bukti_bulanan"
    __table_args__ = (CheckConstraint("num_nonnulls(berkas_id, tautan) = 1", name="satu_isi"),)

    id: Mapped[RowId]
    baris_id: Mapped[BigInt] = mapped_column(ForeignKey("skp_bulanan_baris.id"), index=True)
    nama: Mapped[str]
    berkas_id: Mapped[BigInt | None] = mapped_column(ForeignKey("berkas.id"))
    tautan: Mapped[str | None]
    hasil_cek: Mapped[HasilCek | None] = mapped_column(choice(HasilCek, "hasil_cek"))
    dicek_pada: Mapped[datetime | None]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]
    dicabut_pada: Mapped[datetime | None]


class UmpanBalikBulanan(Base):
    """Words of the evaluator about a row, about one of the seven values, or about the sheet. Only ever added."""

    __tablename__ = "umpan_balik_bulanan"
    __table_args__ = (CheckConstraint("num_nonnulls(baris_id, nilai_kode) <= 1", name="satu_letak"),)

    id: Mapped[RowId]
    skp_bulanan_id: Mapped[BigInt] = mapped_column(ForeignKey("skp_bulanan.id"), index=True)
    jenis: Mapped[JenisUmpanBalik] = mapped_column(choice(JenisUmpanBalik, "jenis"))
    baris_id: Mapped[BigInt | None] = mapped_column(ForeignKey("skp_bulanan_baris.id"))
    nilai_kode: Mapped[Nilai | None] = mapped_column(choice(Nilai, "nilai_kode"))
    isi: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class EvaluasiBulanan(Base):
    """How a month was judged. `predikat` is what the table with the fingerprint `tabel_sidik` says of the ratings."""

    __tablename__ = "evaluasi_bulanan"
    __table_args__ = (CheckConstraint("num_nonnulls(pegawai_id, pihak_luar_id) = 1", name="satu_penilai"),)

    id: Mapped[RowId]
    skp_bulanan_id: Mapped[BigInt] = mapped_column(ForeignKey("skp_bulanan.id"), unique=True)
    hasil_kerja: Mapped[Rating] = mapped_column(choice(Rating, "hasil_kerja"))
    perilaku: Mapped[Rating] = mapped_column(choice(Rating, "perilaku"))
    predikat: Mapped[Predikat] = mapped_column(choice(Predikat, "predikat"))
    tabel_sidik: Mapped[str]
    umpan_balik: Mapped[str]
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"))
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    kapasitas: Mapped[str]
    pada: Mapped[datetime]
    cuplikan: Mapped[dict[str, Any]] = mapped_column(JSONB)


class TanggapanBulanan(Base):
    """What the employee answers to the evaluation of a month; it changes nothing and stays with it."""

    __tablename__ = "tanggapan_bulanan"

    id: Mapped[RowId]
    evaluasi_id: Mapped[BigInt] = mapped_column(ForeignKey("evaluasi_bulanan.id"), unique=True)
    isi: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


def revisi_berlaku(session: Session, skp_id: int) -> SkpRevisi | None:
    """The revision in force."""
    cari = select(SkpRevisi).where(SkpRevisi.skp_id == skp_id, SkpRevisi.status == StatusRevisi.FINAL)
    return session.scalars(cari).one_or_none()


def rencana_skp(session: Session, skp_id: int) -> Sequence[RencanaAksi]:
    """The action plan of an SKP, by row and month."""
    cari = select(RencanaAksi).where(RencanaAksi.skp_id == skp_id)
    return list(session.scalars(cari.order_by(RencanaAksi.rhk_kunci, RencanaAksi.bulan)))


def bulan_dibuka(session: Session, skp_id: int) -> frozenset[int]:
    """The months of an SKP that have a sheet."""
    return frozenset(session.scalars(select(SkpBulanan.bulan).where(SkpBulanan.skp_id == skp_id)))


def lembar_skp(session: Session, skp_id: int) -> Sequence[SkpBulanan]:
    """The sheets of an SKP in the order of the months."""
    cari = select(SkpBulanan).where(SkpBulanan.skp_id == skp_id).order_by(SkpBulanan.bulan)
    return list(session.scalars(cari))


def baris_lembar(session: Session, lembar_id: int) -> Sequence[BarisBulanan]:
    """The rows of a sheet in order."""
    cari = select(BarisBulanan).where(BarisBulanan.skp_bulanan_id == lembar_id).order_by(BarisBulanan.urutan)
    return list(session.scalars(cari))
