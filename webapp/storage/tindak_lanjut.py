"""What follows a final evaluation: the table's answer, notes and decisions about it, candidates, and credit points.

All rows are only ever added. Points are exact decimals, and the database checks their arithmetic again. The checksums
say by which tables a row was made.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.jabatan import JenjangJf
from webapp.domain.predikat import Predikat
from webapp.storage.base import Base, BigInt, RowId, choice
from webapp.storage.organisasi import JenisPegawai


class JenisCatatan(StrEnum):
    """What people write down when a result asks for it; each once for an SKP."""

    RENCANA_PENGEMBANGAN = "RENCANA_PENGEMBANGAN"
    PERIKSA_DISIPLIN = "PERIKSA_DISIPLIN"
    CATATAN_KONTRAK = "CATATAN_KONTRAK"
    KEPUTUSAN_PYB = "KEPUTUSAN_PYB"


class TindakLanjut(Base):
    """What the table said about the evaluation of an SKP. `tindak` are the names of measures."""

    __tablename__ = "tindak_lanjut"
    __table_args__ = (CheckConstraint("sidik_tabel ~ '^[0-9a-f]{64}$'", name="sidik_tabel"),)

    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), primary_key=True, autoincrement=False)
    evaluasi_id: Mapped[BigInt] = mapped_column(ForeignKey("evaluasi_tahunan.id"))
    predikat: Mapped[Predikat] = mapped_column(choice(Predikat, "predikat"))
    jenis_pegawai: Mapped[JenisPegawai] = mapped_column(choice(JenisPegawai, "jenis_pegawai"))
    jabatan_fungsional: Mapped[bool]
    tindak: Mapped[list[str]] = mapped_column(JSONB)
    angka_kredit: Mapped[bool]
    syarat_jenjang: Mapped[bool]
    keputusan_pyb: Mapped[bool]
    sidik_tabel: Mapped[str]
    pada: Mapped[datetime]


class CatatanTindakLanjut(Base):
    """A plan, a statement, a note or a decision. `pilihan` is the answer chosen, `batas` the day until which it runs.

    A note to contract management names the document of the evaluation that goes with it.
    """

    __tablename__ = "catatan_tindak_lanjut"
    __table_args__ = (
        CheckConstraint("num_nonnulls(pegawai_id, pihak_luar_id) = 1", name="satu_pelaku"),
        CheckConstraint("jenis <> 'CATATAN_KONTRAK' OR dokumen_id IS NOT NULL", name="kontrak_berdokumen"),
    )

    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), primary_key=True)
    jenis: Mapped[JenisCatatan] = mapped_column(choice(JenisCatatan, "jenis"), primary_key=True)
    pilihan: Mapped[str]
    uraian: Mapped[str]
    batas: Mapped[date | None]
    dokumen_id: Mapped[BigInt | None] = mapped_column(ForeignKey("dokumen_evaluasi.id"))
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"))
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    jabatan: Mapped[str]
    pada: Mapped[datetime]


class KandidatTalenta(Base):
    """A candidate of a year for the talent pool; a list for people to judge, no promotion."""

    __tablename__ = "kandidat_talenta"
    __table_args__ = (UniqueConstraint("tahun", "pegawai_id"),)

    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), primary_key=True, autoincrement=False)
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    tahun: Mapped[int] = mapped_column(ForeignKey("periode.tahun"))
    pada: Mapped[datetime]


class AngkaKredit(Base):
    """The points of months in one jenjang: `nilai` = `bulan` / 12 x `persen` % x `koefisien`, half up to 0.01.

    `mulai` and `terakhir` both belong to the segment. `kebutuhan_*` are the points that the next pangkat and jenjang
    ask for; None where there is no next one.
    """

    __tablename__ = "angka_kredit"
    __table_args__ = (
        UniqueConstraint("skp_id", "urutan"),
        CheckConstraint("mulai <= terakhir", name="masa"),
        CheckConstraint("bulan BETWEEN 1 AND 12", name="bulan"),
        CheckConstraint("nilai = round(bulan * persen * koefisien / 1200, 2)", name="nilai"),
        CheckConstraint(
            "sidik_persen ~ '^[0-9a-f]{64}$' AND sidik_koefisien ~ '^[0-9a-f]{64}$'", name="sidik"
        ),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"))
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), index=True)
    tahun: Mapped[int] = mapped_column(ForeignKey("periode.tahun"))
    urutan: Mapped[int]
    mulai: Mapped[date]
    terakhir: Mapped[date]
    bulan: Mapped[int]
    jabatan: Mapped[str]
    jenjang: Mapped[JenjangJf] = mapped_column(choice(JenjangJf, "jenjang"))
    predikat: Mapped[Predikat] = mapped_column(choice(Predikat, "predikat"))
    persen: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    koefisien: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    kebutuhan_pangkat: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    kebutuhan_jenjang: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    nilai: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    sidik_persen: Mapped[str]
    sidik_koefisien: Mapped[str]
    pada: Mapped[datetime]


def tindak_lanjut_skp(session: Session, skp_id: int) -> TindakLanjut | None:
    """What follows the evaluation of an SKP; None while nothing is settled."""
    return session.get(TindakLanjut, skp_id)


def catatan_skp(session: Session, skp_id: int) -> dict[JenisCatatan, CatatanTindakLanjut]:
    """What people wrote down about it."""
    cari = select(CatatanTindakLanjut).where(CatatanTindakLanjut.skp_id == skp_id)
    return {satu.jenis: satu for satu in session.scalars(cari)}


def angka_kredit_skp(session: Session, skp_id: int) -> list[AngkaKredit]:
    """The points that the evaluation of an SKP gave, in the order of months."""
    cari = select(AngkaKredit).where(AngkaKredit.skp_id == skp_id).order_by(AngkaKredit.urutan)
    return list(session.scalars(cari))


def angka_kredit_sampai(session: Session, pegawai_id: int, sampai: date) -> list[AngkaKredit]:
    """All points of a person for months that end on or before a day, oldest first."""
    cari = select(AngkaKredit).where(AngkaKredit.pegawai_id == pegawai_id, AngkaKredit.terakhir <= sampai)
    return list(session.scalars(cari.order_by(AngkaKredit.mulai, AngkaKredit.id)))
