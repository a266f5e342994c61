"""The registry: decisions about people that no posting tells.

Mandates (Plt, Plh, verifikator, delegated and special evaluators), absences, and actors from outside the civil
service. Each row carries its dates and its letter; a mandate counts when a second person has approved it.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Text, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.mandat import JenisMandat, StatusMandat
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


def _satu(kolom: str, jenis: str, nama: str) -> ExcludeConstraint:
    """Never two approved mandates of one kind about the same thing on the same day."""
    return ExcludeConstraint(
        (kolom, "="),
        ("berlaku", "&&"),
        where=text(f"jenis = '{jenis}' AND status IN ('AKTIF', 'BERAKHIR')"),
        name=f"ex_mandat_satu_{nama}",
        using="gist",
    )


class Mandat(Base):
    """A right over others that rests on a letter: Plt, Plh, verifikator, delegation, or a special evaluator.

    `pegawai_id` holds it (None: the Kepala Daerah, as special evaluator). It counts on the days of `berlaku` once a
    second person has approved it; an approved row only ever ends, and only earlier. An empty scope leaves nothing out.
    """

    __tablename__ = "mandat"
    __table_args__ = (
        CheckConstraint(range_is_sound("berlaku"), name="berlaku"),
        CheckConstraint("pegawai_id <> dinilai_id", name="bukan_diri_sendiri"),
        CheckConstraint("pegawai_id IS NOT NULL OR jenis = 'PENETAPAN_PENILAI'", name="pemegang"),
        CheckConstraint(
            "CASE jenis "
            "WHEN 'PLT' THEN jabatan_id IS NOT NULL AND num_nonnulls(unit_id, dinilai_id) = 0 "
            "WHEN 'PLH' THEN jabatan_id IS NOT NULL AND num_nonnulls(unit_id, dinilai_id) = 0 "
            "WHEN 'VERIFIKATOR' THEN jabatan_id IS NULL AND num_nonnulls(unit_id, dinilai_id) = 1 "
            "WHEN 'DELEGASI_PENILAI' THEN unit_id IS NOT NULL AND num_nonnulls(jabatan_id, dinilai_id) = 0 "
            "ELSE dinilai_id IS NOT NULL AND num_nonnulls(jabatan_id, unit_id) = 0 END",
            name="sasaran",
        ),
        CheckConstraint("jenis NOT IN ('PLT', 'PLH') OR NOT upper_inf(berlaku)", name="berjangka"),
        CheckConstraint(
            "status NOT IN ('AKTIF', 'BERAKHIR') OR (diputuskan_pada IS NOT NULL AND diputuskan_oleh IS NOT NULL "
            "AND diputuskan_oleh <> diusulkan_oleh)",
            name="dua_orang",
        ),
        _satu("jabatan_id", "PLT", "plt"),
        _satu("jabatan_id", "PLH", "plh"),
        _satu("dinilai_id", "PENETAPAN_PENILAI", "penilai"),
        _satu("unit_id", "DELEGASI_PENILAI", "delegasi"),
        _satu("dinilai_id", "VERIFIKATOR", "verifikator_pegawai"),
        _satu("unit_id", "VERIFIKATOR", "verifikator_unit"),
    )

    id: Mapped[RowId]
    jenis: Mapped[JenisMandat] = mapped_column(choice(JenisMandat, "jenis"))
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"), index=True)
    jabatan_id: Mapped[BigInt | None] = mapped_column(ForeignKey("jabatan.id"))
    unit_id: Mapped[BigInt | None] = mapped_column(ForeignKey("unit.id"))
    dinilai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"), index=True)
    berlaku: Mapped[Masa]
    lingkup_proses: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    lingkup_langkah: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    nomor_surat: Mapped[str]
    tanggal_surat: Mapped[date]
    penanda_tangan: Mapped[str]
    berkas_id: Mapped[BigInt] = mapped_column(ForeignKey("berkas.id"))
    alasan: Mapped[str]
    status: Mapped[StatusMandat] = mapped_column(
        choice(StatusMandat, "status"), server_default="USUL", index=True
    )
    diusulkan_oleh: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    diusulkan_pada: Mapped[datetime]
    diputuskan_oleh: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    diputuskan_pada: Mapped[datetime | None]
    catatan_putusan: Mapped[str | None]
    diakhiri_pada: Mapped[datetime | None]
    alasan_akhir: Mapped[str | None]


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
            deferrable=True,
            initially="IMMEDIATE",
        ),
    )

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    jenis: Mapped[JenisKetidakhadiran] = mapped_column(choice(JenisKetidakhadiran, "jenis"))
    berlaku: Mapped[Masa]
    sk: Mapped[str | None]
