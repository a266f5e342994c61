"""Days off, work patterns of units and personal shifts, and the queries that load them.

A day off is added and cancelled, never changed or deleted; a work pattern gets an end. Both count as changes of the
organisation, so that caches notice; shifts do not and are read afresh.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, SmallInteger, select, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.jabatan import Id
from webapp.domain.masa import Masa
from webapp.domain.pola_kerja import Dinas, JenisHariLibur, JenisPola, Libur
from webapp.domain.pola_kerja import PolaKerja as Pola
from webapp.storage.base import Base, BigInt, RowId, among, choice, range_is_sound
from webapp.storage.organisasi import Jabatan, Posting, Unit


class SumberLibur(StrEnum):
    """Where a day off came from: accepted from the national list, or written by an admin."""

    DAFTAR_NASIONAL = "DAFTAR_NASIONAL"
    CATATAN = "CATATAN"


class HariLibur(Base):
    """A day off; `unit_id` None: for everybody. One per date, kind and unit holds, besides those cancelled."""

    __tablename__ = "hari_libur"
    __table_args__ = (
        CheckConstraint("(dibatalkan_pada IS NULL) = (alasan_batal IS NULL)", name="batal_lengkap"),
        CheckConstraint(
            "unit_id IS NULL OR jenis IN ('LIBUR_DAERAH', 'DISPENSASI')", name="nasional_untuk_semua"
        ),
        Index(
            "uq_hari_libur_berlaku",
            "tanggal",
            "jenis",
            "unit_id",
            unique=True,
            postgresql_where=text("dibatalkan_pada IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[RowId]
    tanggal: Mapped[date]
    jenis: Mapped[JenisHariLibur] = mapped_column(choice(JenisHariLibur, "jenis"))
    nama: Mapped[str]
    dasar_hukum: Mapped[str]
    unit_id: Mapped[BigInt | None] = mapped_column(ForeignKey("unit.id"), index=True)
    sumber: Mapped[SumberLibur] = mapped_column(choice(SumberLibur, "sumber"))
    dibatalkan_pada: Mapped[datetime | None]
    alasan_batal: Mapped[str | None]


_LIBUR_MINGGUAN = """
libur_mingguan <@ ARRAY[0, 1, 2, 3, 4, 5, 6]::smallint[]
AND cardinality(libur_mingguan) = CASE pola WHEN 'LIMA_HARI' THEN 2 WHEN 'ENAM_HARI' THEN 1 ELSE 0 END
AND (cardinality(libur_mingguan) < 2 OR libur_mingguan[1] < libur_mingguan[2])
"""


class PolaKerja(Base):
    """The work pattern of a unit and all below it; `libur_mingguan` in order, 0 Monday .. 6 Sunday."""

    __tablename__ = "pola_kerja"
    __table_args__ = (
        CheckConstraint(range_is_sound("berlaku"), name="berlaku"),
        CheckConstraint(_LIBUR_MINGGUAN, name="libur_mingguan"),
        ExcludeConstraint(("unit_id", "="), ("berlaku", "&&"), name="ex_pola_kerja_satu", using="gist"),
    )

    id: Mapped[RowId]
    unit_id: Mapped[BigInt] = mapped_column(ForeignKey("unit.id"))
    pola: Mapped[JenisPola] = mapped_column(choice(JenisPola, "pola"))
    libur_mingguan: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    berlaku: Mapped[Masa]
    dasar: Mapped[str]


class JadwalDinas(Base):
    """A shift of a person; it ends on the next day when `jam_selesai` is not after `jam_mulai`."""

    __tablename__ = "jadwal_dinas"

    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), primary_key=True)
    tanggal: Mapped[date] = mapped_column(primary_key=True)
    jam_mulai: Mapped[time] = mapped_column(primary_key=True)
    jam_selesai: Mapped[time]


@dataclass(frozen=True)
class IsiKalender:
    """What calendars of one stretch of time share: days off, patterns by unit, and each unit's parent."""

    libur: tuple[Libur, ...]
    pola: dict[Id, tuple[Pola, ...]]
    induk: dict[Id, Id | None]


def muat_kalender(session: Session, masa: Masa) -> IsiKalender:
    """Days off and patterns that hold in a stretch of time, and the tree of units."""
    batas = (HariLibur.tanggal >= masa.mulai, HariLibur.tanggal < (masa.sampai or date.max))
    libur = select(HariLibur).where(HariLibur.dibatalkan_pada.is_(None), *batas).order_by(HariLibur.tanggal)
    pola: dict[Id, tuple[Pola, ...]] = {}
    for satu in session.scalars(select(PolaKerja).where(PolaKerja.berlaku.overlaps(masa))):
        pola[satu.unit_id] = (*pola.get(satu.unit_id, ()), _pola(satu))
    return IsiKalender(
        tuple(
            Libur(satu.tanggal, satu.jenis, satu.nama, satu.dasar_hukum, satu.unit_id)
            for satu in session.scalars(libur)
        ),
        pola,
        dict(session.execute(select(Unit.id, Unit.induk_id)).all()),
    )


def _pola(satu: PolaKerja) -> Pola:
    return Pola(satu.unit_id, satu.pola, frozenset(satu.libur_mingguan), satu.berlaku)


def penempatan_definitif(session: Session, pegawai_id: Id, masa: Masa) -> list[tuple[Masa, Id]]:
    """In which units a person served definitively in a stretch of time, in order."""
    return penempatan_semua(session, [pegawai_id], masa).get(pegawai_id, [])


def penempatan_semua(
    session: Session, pegawai_id: Collection[Id], masa: Masa
) -> dict[Id, list[tuple[Masa, Id]]]:
    """The same for many people, in one statement; who served nowhere is left out."""
    cari = (
        select(Posting.pegawai_id, Posting.berlaku, Jabatan.unit_id)
        .join(Jabatan, Jabatan.id == Posting.jabatan_id)
        .where(
            among(Posting.pegawai_id, pegawai_id),
            Posting.berlaku.overlaps(masa),
        )
        .order_by(Posting.berlaku)
    )
    hasil: dict[Id, list[tuple[Masa, Id]]] = {}
    for satu, berlaku, unit_id in session.execute(cari):
        hasil.setdefault(satu, []).append((berlaku, unit_id))
    return hasil


def jadwal_dinas(session: Session, pegawai_id: Id, masa: Masa) -> dict[date, tuple[Dinas, ...]]:
    """The person's shifts in a stretch of time, by date."""
    cari = select(JadwalDinas).where(
        JadwalDinas.pegawai_id == pegawai_id,
        JadwalDinas.tanggal >= masa.mulai,
        JadwalDinas.tanggal < (masa.sampai or date.max),
    )
    hasil: dict[date, tuple[Dinas, ...]] = {}
    for satu in session.scalars(cari):
        hasil[satu.tanggal] = (*hasil.get(satu.tanggal, ()), Dinas(satu.jam_mulai, satu.jam_selesai))
    return hasil


def libur_tersimpan(session: Session, jenis: Collection[JenisHariLibur], masa: Masa) -> set[tuple[date, str]]:
    """Dates and kinds that were stored for everybody, cancelled ones too: what was cancelled is not proposed again."""
    cari = select(HariLibur.tanggal, HariLibur.jenis).where(
        HariLibur.unit_id.is_(None),
        HariLibur.jenis.in_(jenis),
        HariLibur.tanggal >= masa.mulai,
        HariLibur.tanggal < (masa.sampai or date.max),
    )
    return {(tanggal, satu.value) for tanggal, satu in session.execute(cari)}
