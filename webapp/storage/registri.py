"""The registry: decisions about people that no posting tells.

Who evaluates whom by special decision, delegated authority, absences, and actors from outside the civil
service. Each row carries its dates and its letter; the services approve before anything is written here.
"""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.masa import Masa
from webapp.storage.base import Base, BigInt, RowId, choice, range_is_sound


class JenisKetidakhadiran(StrEnum):
    """Kinds of absence. Some free a person from the SKP of the time, some only from daily work."""

    CLTN = "CLTN"
    MPP = "MPP"
    TUGAS_BELAJAR = "TUGAS_BELAJAR"
    DIBERHENTIKAN_SEMENTARA = "DIBERHENTIKAN_SEMENTARA"
    PEJABAT_NEGARA = "PEJABAT_NEGARA"
    CUTI_TAHUNAN = "CUTI_TAHUNAN"
    CUTI_BESAR = "CUTI_BESAR"
    CUTI_SAKIT = "CUTI_SAKIT"
    CUTI_MELAHIRKAN = "CUTI_MELAHIRKAN"
    CUTI_ALASAN_PENTING = "CUTI_ALASAN_PENTING"


class PihakLuar(Base):
    """An actor outside the civil service, without a NIP; at most one Kepala Daerah at a time."""

    __tablename__ = "pihak_luar"
    __table_args__ = (
        CheckConstraint(range_is_sound("berlaku"), name="berlaku"),
        ExcludeConstraint(
            ("berlaku", "&&"),
            where=text("kepala_daerah"),
            name="ex_pihak_luar_satu_kepala_daerah",
            using="gist",
            deferrable=True,
            initially="IMMEDIATE",
        ),
    )

    id: Mapped[RowId]
    kode: Mapped[str] = mapped_column(unique=True)
    nama: Mapped[str]
    jabatan: Mapped[str]
    instansi: Mapped[str]
    kepala_daerah: Mapped[bool] = mapped_column(server_default=text("false"))
    berlaku: Mapped[Masa]


class PenetapanPenilai(Base):
    """A decision that names an employee's evaluator; `penilai_id` None names the Kepala Daerah."""

    __tablename__ = "penetapan_penilai"
    __table_args__ = (
        CheckConstraint(range_is_sound("berlaku"), name="berlaku"),
        CheckConstraint("penilai_id <> pegawai_id", name="bukan_diri_sendiri"),
        ExcludeConstraint(
            ("pegawai_id", "="), ("berlaku", "&&"), name="ex_penetapan_penilai_satu", using="gist"
        ),
    )

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    penilai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"), index=True)
    berlaku: Mapped[Masa]
    dasar: Mapped[str]


class DelegasiPenilai(Base):
    """Authority to evaluate in one unit, delegated to an official below pengawas."""

    __tablename__ = "delegasi_penilai"
    __table_args__ = (
        CheckConstraint(range_is_sound("berlaku"), name="berlaku"),
        ExcludeConstraint(
            ("pegawai_id", "="),
            ("unit_id", "="),
            ("berlaku", "&&"),
            name="ex_delegasi_penilai_satu",
            using="gist",
        ),
    )

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    unit_id: Mapped[BigInt] = mapped_column(ForeignKey("unit.id"), index=True)
    berlaku: Mapped[Masa]
    dasar: Mapped[str]


class Ketidakhadiran(Base):
    """An absence of an employee, with the decision that grants or orders it."""

    __tablename__ = "ketidakhadiran"
    __table_args__ = (
        CheckConstraint(range_is_sound("berlaku"), name="berlaku"),
        ExcludeConstraint(
            ("pegawai_id", "="),
            ("jenis", "="),
            ("berlaku", "&&"),
            name="ex_ketidakhadiran_tidak_ganda",
            using="gist",
        ),
    )

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    jenis: Mapped[JenisKetidakhadiran] = mapped_column(choice(JenisKetidakhadiran, "jenis"))
    berlaku: Mapped[Masa]
    sk: Mapped[str | None]
