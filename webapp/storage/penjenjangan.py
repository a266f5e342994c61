"""Where results come from before an SKP names them: the PK as e-SAKIP says it, the MPH of a leader, and what changed.

A cell in force is a row of `peran_hasil`; a version of an MPH is its record, added and never changed. What a newer
file or version says about an SKP that stands is a suggestion until somebody takes or dismisses it.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, Now, RowId, choice


class StatusMph(StrEnum):
    """The leader is working on a version, or the newest one is in force."""

    DISUSUN = "DISUSUN"
    DISEBARKAN = "DISEBARKAN"


class SumberSaran(StrEnum):
    """Who says that an SKP no longer fits: a newer PK, a newer version of the MPH, an accepted assignment."""

    PK = "PK"
    MPH = "MPH"
    KONTRAK = "KONTRAK"


class StatusSaran(StrEnum):
    """A suggestion is open until it is taken or dismissed; `DIGANTI`: a newer one says something else."""

    TERBUKA = "TERBUKA"
    DIAMBIL = "DIAMBIL"
    DIABAIKAN = "DIABAIKAN"
    DIGANTI = "DIGANTI"


class IndikatorKinerja(Base):
    """An indicator that a unit may promise, by its id in e-SAKIP. An id that is not here is quarantined."""

    __tablename__ = "indikator_kinerja"
    __table_args__ = (UniqueConstraint("unit_id", "kode"),)

    id: Mapped[RowId]
    unit_id: Mapped[BigInt] = mapped_column(ForeignKey("unit.id"))
    kode: Mapped[str]
    uraian: Mapped[str]
    satuan: Mapped[str]
    dibuat_pada: Mapped[Now]


class PkImpor(Base):
    """One e-SAKIP file that was stored, by its checksum."""

    __tablename__ = "pk_impor"
    __table_args__ = (CheckConstraint("sidik ~ '^[0-9a-f]{64}$'", name="sidik"),)

    id: Mapped[RowId]
    nama_berkas: Mapped[str]
    sidik: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]
    ditambah: Mapped[int]
    berubah: Mapped[int]
    tetap: Mapped[int]


class PkIndikator(Base):
    """A promise of a unit for a year as an import brought it. A later file that differs adds a row; none changes."""

    __tablename__ = "pk_indikator"
    __table_args__ = (Index("ix_pk_indikator_unit_id_tahun_kode", "unit_id", "tahun", "kode"),)

    id: Mapped[RowId]
    impor_id: Mapped[BigInt] = mapped_column(ForeignKey("pk_impor.id"))
    unit_id: Mapped[BigInt] = mapped_column(ForeignKey("unit.id"))
    tahun: Mapped[int]
    kode: Mapped[str]
    sasaran: Mapped[str]
    indikator: Mapped[str]
    target: Mapped[Decimal] = mapped_column(Numeric)
    satuan: Mapped[str]


class PkKarantina(Base):
    """A line of a stored file that was left out, and why."""

    __tablename__ = "pk_karantina"

    id: Mapped[RowId]
    impor_id: Mapped[BigInt] = mapped_column(ForeignKey("pk_impor.id"), index=True)
    baris: Mapped[int | None]
    kolom: Mapped[str | None]
    isi: Mapped[dict[str, str]] = mapped_column(JSONB)
    alasan: Mapped[str]


class KomentarPeran(Base):
    """What the employee says about a cell given to her; more than that she cannot do to it."""

    __tablename__ = "komentar_peran"

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), index=True)
    kunci: Mapped[str]
    isi: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class Mph(Base):
    """The Matriks Peran Hasil of one leader for one year."""

    __tablename__ = "mph"
    __table_args__ = (UniqueConstraint("pegawai_id", "tahun"),)

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    tahun: Mapped[int] = mapped_column(ForeignKey("periode.tahun"))
    status: Mapped[StatusMph] = mapped_column(choice(StatusMph, "status"))
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"))
    dibuat_pada: Mapped[datetime]


class MphVersi(Base):
    """A version that was given out: leader's rows, people and cells as they were, with the fingerprint of all that."""

    __tablename__ = "mph_versi"
    __table_args__ = (UniqueConstraint("mph_id", "nomor"), CheckConstraint("nomor >= 1", name="nomor"))

    id: Mapped[RowId]
    mph_id: Mapped[BigInt] = mapped_column(ForeignKey("mph.id"))
    nomor: Mapped[int]
    revisi_id: Mapped[BigInt] = mapped_column(ForeignKey("skp_revisi.id"))
    isi: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sidik: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class SaranPerubahan(Base):
    """What a source says now about a cell of an SKP that stands. `lama` None: the cell is new; `baru` None: it went.

    Both hold the cell's words (and target) by name. At most one is open for a cell. `perubahan_id`: accepted, and
    waiting for the draft of that change.
    """

    __tablename__ = "saran_perubahan"
    __table_args__ = (
        CheckConstraint("num_nonnulls(lama, baru) >= 1", name="ada_isi"),
        CheckConstraint("(status = 'TERBUKA') = (diputuskan_pada IS NULL)", name="putusan"),
        CheckConstraint("status <> 'DIABAIKAN' OR alasan IS NOT NULL", name="beralasan"),
        Index(
            "uq_saran_perubahan_satu_terbuka",
            "skp_id",
            "kunci",
            unique=True,
            postgresql_where=text("status = 'TERBUKA'"),
        ),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"))
    sumber: Mapped[SumberSaran] = mapped_column(choice(SumberSaran, "sumber"))
    sumber_id: Mapped[BigInt]
    kunci: Mapped[str]
    lama: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    baru: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    status: Mapped[StatusSaran] = mapped_column(choice(StatusSaran, "status"))
    dibuat_pada: Mapped[datetime]
    alasan: Mapped[str | None]
    diputuskan_oleh: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    diputuskan_pada: Mapped[datetime | None]
    perubahan_id: Mapped[BigInt | None] = mapped_column(ForeignKey("perubahan_skp.id"), index=True)


def pk_berlaku(session: Session, unit_id: int, tahun: int) -> list[PkIndikator]:
    """The newest row of each indicator of a unit's PK for a year, by the indicator's id."""
    cari = (
        select(PkIndikator)
        .where(PkIndikator.unit_id == unit_id, PkIndikator.tahun == tahun)
        .ext(distinct_on(PkIndikator.kode))
        .order_by(PkIndikator.kode, PkIndikator.id.desc())
    )
    return list(session.scalars(cari))


def saran_terbuka(session: Session, skp_id: int) -> list[SaranPerubahan]:
    """The open suggestions about an SKP, oldest first."""
    cari = select(SaranPerubahan).where(
        SaranPerubahan.skp_id == skp_id, SaranPerubahan.status == StatusSaran.TERBUKA
    )
    return list(session.scalars(cari.order_by(SaranPerubahan.id)))


def sarankan(session: Session, saran: SaranPerubahan, pada: datetime, oleh: int | None = None) -> None:
    """Store a suggestion; an older open one about the same cell is replaced by it. The same again changes nothing."""
    cari = select(SaranPerubahan).where(
        SaranPerubahan.skp_id == saran.skp_id,
        SaranPerubahan.kunci == saran.kunci,
        SaranPerubahan.status == StatusSaran.TERBUKA,
    )
    lama = session.scalars(cari).one_or_none()
    if lama is not None and lama.baru == saran.baru:
        return
    if lama is not None:
        lama.status, lama.diputuskan_oleh, lama.diputuskan_pada = StatusSaran.DIGANTI, oleh, pada
        session.flush()
    saran.status, saran.dibuat_pada = StatusSaran.TERBUKA, pada
    session.add(saran)
    session.flush()
