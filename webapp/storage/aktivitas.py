"""Months of activities, their entries with history and evidence, escalations, favourites, sets, and
corrections.

An entry never loses its content after a decision and nothing moves in a locked month: triggers keep both, and an
exclusion keeps two live entries of a person from sharing a minute.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.aktivitas import StatusAktivitas
from webapp.storage.base import Base, BigInt, RowId, choice

TIDAK_TUMPANG = "ex_aktivitas_tidak_tumpang_tindih"
TERKUNCI = "tg_aktivitas_bulan_terkunci"
"""Names under which the database refuses an overlap and an entry in a locked month."""


VACUUMED_DAILY = {
    "postgresql_with": {
        "autovacuum_vacuum_scale_factor": 0,
        "autovacuum_vacuum_threshold": 50_000,
        "autovacuum_vacuum_insert_scale_factor": 0,
        "autovacuum_vacuum_insert_threshold": 50_000,
    }
}
"""So that sums over the newest days are answered from an index alone."""


class StatusKoreksi(StrEnum):
    """States of a correction."""

    DIUSULKAN = "DIUSULKAN"
    DISETUJUI = "DISETUJUI"
    DITOLAK = "DITOLAK"


class AktivitasBulan(Base):
    """One person's month; `bulan` is its first day."""

    __tablename__ = "aktivitas_bulan"
    __table_args__ = (
        UniqueConstraint("pegawai_id", "bulan"),
        CheckConstraint("extract(day FROM bulan) = 1", name="awal_bulan"),
    )

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    bulan: Mapped[date] = mapped_column(index=True)
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"), unique=True)
    dibuka_pada: Mapped[datetime]
    dikunci_pada: Mapped[datetime | None]


class Aktivitas(Base):
    """An entry. `mulai` and `selesai` are minutes since midnight; `waktu_baku` and `menit` are frozen with it."""

    __tablename__ = "aktivitas"
    __table_args__ = (
        UniqueConstraint("pegawai_id", "request_id"),
        CheckConstraint("0 <= mulai AND mulai < selesai AND selesai <= 1440", name="selang"),
        CheckConstraint(
            "volume >= 1 AND waktu_baku >= 1 AND menit BETWEEN 1 AND selesai - mulai", name="menit"
        ),
        CheckConstraint("num_nonnulls(rhk_kunci, alasan_tanpa_rhk) = 1", name="rhk"),
        CheckConstraint("NOT terlambat OR alasan_terlambat IS NOT NULL", name="terlambat_beralasan"),
        CheckConstraint("NOT hari_libur OR surat_id IS NOT NULL", name="libur_bersurat"),
        CheckConstraint("(diputus_pada IS NULL) = (diputus_akun_id IS NULL)", name="diputus"),
        CheckConstraint("status NOT IN ('DITOLAK', 'REVISI') OR alasan IS NOT NULL", name="beralasan"),
        ExcludeConstraint(
            ("pegawai_id", "="),
            ("tanggal", "="),
            (text("int4range(mulai::integer, selesai::integer)"), "&&"),
            name=TIDAK_TUMPANG,
            using="gist",
            where=text("status IN ('DIAJUKAN', 'REVISI', 'DISETUJUI')"),
        ),
        Index(
            "ix_aktivitas_pegawai_id_tanggal", "pegawai_id", "tanggal", postgresql_include=["status", "menit"]
        ),
        Index(
            "ix_aktivitas_menunggu",
            "pegawai_id",
            "tanggal",
            postgresql_include=["bulan_id"],
            postgresql_where=text("status = 'DIAJUKAN'"),
        ),
        Index("ix_aktivitas_tanggal", "tanggal", postgresql_using="brin"),
        VACUUMED_DAILY,
    )

    id: Mapped[RowId]
    bulan_id: Mapped[BigInt] = mapped_column(ForeignKey("aktivitas_bulan.id"))
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    tanggal: Mapped[date]
    mulai: Mapped[int] = mapped_column(SmallInteger)
    selesai: Mapped[int] = mapped_column(SmallInteger)
    versi_id: Mapped[BigInt] = mapped_column(ForeignKey("butir_aktivitas_versi.id"))
    waktu_baku: Mapped[int] = mapped_column(SmallInteger)
    volume: Mapped[int]
    menit: Mapped[int] = mapped_column(SmallInteger)
    keterangan: Mapped[str | None]
    rencana_aksi_id: Mapped[BigInt | None] = mapped_column(ForeignKey("rencana_aksi.id"))
    rhk_kunci: Mapped[str | None]
    alasan_tanpa_rhk: Mapped[str | None]
    terlambat: Mapped[bool]
    hari_libur: Mapped[bool]
    alasan_terlambat: Mapped[str | None]
    surat_id: Mapped[BigInt | None] = mapped_column(ForeignKey("berkas.id"))
    status: Mapped[StatusAktivitas] = mapped_column(choice(StatusAktivitas, "status"))
    diajukan_pada: Mapped[datetime]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    request_id: Mapped[UUID]
    diputus_pada: Mapped[datetime | None]
    diputus_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    alasan: Mapped[str | None]


class AktivitasRiwayat(Base):
    """A change of an entry's state: who, in which office, why; `isi_lama` is the content that an edit replaced."""

    __tablename__ = "aktivitas_riwayat"

    id: Mapped[RowId]
    aktivitas_id: Mapped[BigInt] = mapped_column(ForeignKey("aktivitas.id"), index=True)
    dari: Mapped[StatusAktivitas | None] = mapped_column(choice(StatusAktivitas, "dari"))
    ke: Mapped[StatusAktivitas] = mapped_column(choice(StatusAktivitas, "ke"))
    alasan: Mapped[str | None]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    mandat: Mapped[dict[str, Any]] = mapped_column(JSONB)
    request_id: Mapped[UUID]
    isi_lama: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    pada: Mapped[datetime]


class AktivitasBukti(Base):
    """Evidence of an entry: a file, or the address of one."""

    __tablename__ = "aktivitas_bukti"
    __table_args__ = (
        UniqueConstraint("aktivitas_id", "berkas_id"),
        CheckConstraint("num_nonnulls(berkas_id, tautan) = 1", name="berkas_atau_tautan"),
    )

    id: Mapped[RowId]
    aktivitas_id: Mapped[BigInt] = mapped_column(ForeignKey("aktivitas.id"))
    berkas_id: Mapped[BigInt | None] = mapped_column(ForeignKey("berkas.id"))
    tautan: Mapped[str | None]


class AktivitasEskalasi(Base):
    """That a month's waiting entries were brought before the next leader; `tertua` is the oldest waiting day."""

    __tablename__ = "aktivitas_eskalasi"
    __table_args__ = (UniqueConstraint("bulan_id", "tertua"),)

    id: Mapped[RowId]
    bulan_id: Mapped[BigInt] = mapped_column(ForeignKey("aktivitas_bulan.id"))
    tertua: Mapped[date]
    jumlah: Mapped[int]
    pemegang_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    atasan_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pada: Mapped[datetime]


class AktivitasFavorit(Base):
    """An item that a person keeps at hand, with the usual volume."""

    __tablename__ = "aktivitas_favorit"
    __table_args__ = (CheckConstraint("volume >= 1", name="volume"),)

    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), primary_key=True)
    butir_id: Mapped[BigInt] = mapped_column(ForeignKey("butir_aktivitas.id"), primary_key=True)
    volume: Mapped[int]
    keterangan: Mapped[str | None]
    pada: Mapped[datetime]


class AktivitasTemplat(Base):
    """A set of entries under a name, to be entered together on a day."""

    __tablename__ = "aktivitas_templat"
    __table_args__ = (UniqueConstraint("pegawai_id", "nama"),)

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    nama: Mapped[str]
    pada: Mapped[datetime]


class AktivitasTemplatBaris(Base):
    """An entry of a set, as it stood on the day it was kept; `mulai` and `selesai` are minutes since midnight."""

    __tablename__ = "aktivitas_templat_baris"
    __table_args__ = (
        CheckConstraint("0 <= mulai AND mulai < selesai AND selesai <= 1440", name="selang"),
        CheckConstraint("volume >= 1", name="volume"),
    )

    templat_id: Mapped[BigInt] = mapped_column(
        ForeignKey("aktivitas_templat.id", ondelete="CASCADE"), primary_key=True
    )
    urutan: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    butir_id: Mapped[BigInt] = mapped_column(ForeignKey("butir_aktivitas.id"))
    volume: Mapped[int]
    mulai: Mapped[int] = mapped_column(SmallInteger)
    selesai: Mapped[int] = mapped_column(SmallInteger)
    keterangan: Mapped[str | None]
    rhk_kunci: Mapped[str | None]
    alasan_tanpa_rhk: Mapped[str | None]


class KoreksiAktivitas(Base):
    """A correction of a locked month by so many minutes; the totals before and after are kept with the decision."""

    __tablename__ = "koreksi_aktivitas"
    __table_args__ = (
        CheckConstraint("menit <> 0", name="menit"),
        CheckConstraint(
            "(status = 'DIUSULKAN') = (diputus_pada IS NULL) AND (diputus_pada IS NULL) = (diputus_akun_id IS NULL)",
            name="diputus",
        ),
        CheckConstraint(
            "(status = 'DISETUJUI') = (total_baru IS NOT NULL) "
            "AND (total_baru IS NULL OR (total_baru >= 0 AND total_baru = total_lama + menit))",
            name="total",
        ),
    )

    id: Mapped[RowId]
    bulan_id: Mapped[BigInt] = mapped_column(ForeignKey("aktivitas_bulan.id"), index=True)
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    menit: Mapped[int]
    alasan: Mapped[str]
    berkas_id: Mapped[BigInt | None] = mapped_column(ForeignKey("berkas.id"))
    pengusul_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"), unique=True)
    status: Mapped[StatusKoreksi] = mapped_column(choice(StatusKoreksi, "status"))
    alasan_putusan: Mapped[str | None]
    diputus_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    diputus_jabatan: Mapped[str | None]
    diputus_pada: Mapped[datetime | None]
    total_lama: Mapped[int | None]
    total_baru: Mapped[int | None]


def menit_bulan(session: Session, bulan_id: int) -> dict[StatusAktivitas, int]:
    """The minutes of a month by state, corrections not among them."""
    cari = select(Aktivitas.status, func.sum(Aktivitas.menit)).where(*isi_bulan(session, bulan_id))
    return {status: int(menit) for status, menit in session.execute(cari.group_by(Aktivitas.status))}


def isi_bulan(session: Session, bulan_id: int) -> tuple[Any, ...]:
    """The conditions by which a month's entries are found on the index of person and day."""
    bulan = session.get_one(AktivitasBulan, bulan_id)
    awal = bulan.bulan
    akhir = date(awal.year + awal.month // 12, awal.month % 12 + 1, 1)
    return Aktivitas.pegawai_id == bulan.pegawai_id, Aktivitas.tanggal >= awal, Aktivitas.tanggal < akhir


def koreksi_bulan(session: Session, bulan_id: int) -> int:
    """The minutes that approved corrections add to a month, or take from it."""
    cari = select(func.coalesce(func.sum(KoreksiAktivitas.menit), 0)).where(
        KoreksiAktivitas.bulan_id == bulan_id, KoreksiAktivitas.status == StatusKoreksi.DISETUJUI
    )
    return int(session.execute(cari).scalar_one())


def total_bulan(session: Session, bulan_id: int) -> int:
    """The minutes of a month that count: approved entries and approved corrections."""
    disetujui = menit_bulan(session, bulan_id).get(StatusAktivitas.DISETUJUI, 0)
    return disetujui + koreksi_bulan(session, bulan_id)
