"""The monthly run of allowance percentages: the month, its inputs, its runs with results, and adjustments.

A lock, a finished run and a final result stay as they are; what comes later is an adjustment beside them.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.masa import Masa
from webapp.storage.base import Base, BigInt, RowId, choice, range_is_sound


class JenisMasukan(StrEnum):
    """Kinds of input that come as files."""

    PRESENSI = "PRESENSI"
    DISIPLIN = "DISIPLIN"
    NILAI_SKP = "NILAI_SKP"


class StatusPutaran(StrEnum):
    """States of a run."""

    ANTRE = "ANTRE"
    BERJALAN = "BERJALAN"
    SELESAI = "SELESAI"
    GAGAL = "GAGAL"


class TppBulan(Base):
    """A month of allowances for everybody; `putaran_id` is the run that was made final."""

    __tablename__ = "tpp_bulan"
    __table_args__ = (
        CheckConstraint("extract(day FROM bulan) = 1", name="awal_bulan"),
        CheckConstraint("(dikunci_pada IS NULL) = (dikunci_akun_id IS NULL)", name="dikunci"),
        CheckConstraint(
            "(ditetapkan_pada IS NULL) = (ditetapkan_akun_id IS NULL) "
            "AND (ditetapkan_pada IS NULL) = (putaran_id IS NULL)",
            name="ditetapkan",
        ),
    )

    id: Mapped[RowId]
    bulan: Mapped[date] = mapped_column(unique=True)
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"), unique=True)
    dibuka_pada: Mapped[datetime]
    dikunci_pada: Mapped[datetime | None]
    dikunci_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    ditetapkan_pada: Mapped[datetime | None]
    ditetapkan_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    putaran_id: Mapped[BigInt | None] = mapped_column(ForeignKey("tpp_putaran.id", use_alter=True))


class TppTertunda(Base):
    """An entry that was still waiting when its month was locked."""

    __tablename__ = "tpp_tertunda"

    tpp_bulan_id: Mapped[BigInt] = mapped_column(ForeignKey("tpp_bulan.id"), primary_key=True)
    aktivitas_id: Mapped[BigInt] = mapped_column(ForeignKey("aktivitas.id"), primary_key=True)


class TppMasukan(Base):
    """A file of inputs for a month; the newest of each kind counts."""

    __tablename__ = "tpp_masukan"
    __table_args__ = (
        CheckConstraint("sidik ~ '^[0-9a-f]{64}$'", name="sidik"),
        Index("ix_tpp_masukan_bulan_jenis", "bulan", "jenis"),
    )

    id: Mapped[RowId]
    bulan: Mapped[date]
    jenis: Mapped[JenisMasukan] = mapped_column(choice(JenisMasukan, "jenis"))
    nama: Mapped[str]
    sidik: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class TppMasukanBaris(Base):
    """What a file says of one person."""

    __tablename__ = "tpp_masukan_baris"
    __table_args__ = (CheckConstraint("nilai BETWEEN 0 AND 120", name="nilai"),)

    masukan_id: Mapped[BigInt] = mapped_column(ForeignKey("tpp_masukan.id"), primary_key=True)
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), primary_key=True)
    nilai: Mapped[Decimal]


class TppPengecualian(Base):
    """A reason for which no TPP is paid that is no absence of the registry; `kode` is one of the rule set's."""

    __tablename__ = "tpp_pengecualian"
    __table_args__ = (CheckConstraint(range_is_sound("berlaku"), name="berlaku"),)

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), index=True)
    kode: Mapped[str]
    berlaku: Mapped[Masa]
    dasar: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class TppPutaran(Base):
    """A run with the rule set as it was applied, its progress, and its files with their SHA-256."""

    __tablename__ = "tpp_putaran"
    __table_args__ = (
        UniqueConstraint("tpp_bulan_id", "nomor"),
        CheckConstraint(
            "status <> 'SELESAI' OR num_nulls(csv_sidik, xlsx_sidik, aturan_sidik) = 0", name="lengkap"
        ),
    )

    id: Mapped[RowId]
    tpp_bulan_id: Mapped[BigInt] = mapped_column(ForeignKey("tpp_bulan.id"))
    nomor: Mapped[int]
    status: Mapped[StatusPutaran] = mapped_column(choice(StatusPutaran, "status"))
    aturan: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    aturan_sidik: Mapped[str | None]
    tabel_sidik: Mapped[str | None]
    jumlah: Mapped[int]
    selesai: Mapped[int]
    diminta_pada: Mapped[datetime]
    akhir_pada: Mapped[datetime | None]
    galat: Mapped[str | None]
    csv: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    xlsx: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    csv_sidik: Mapped[str | None]
    xlsx_sidik: Mapped[str | None]


class TppHasil(Base):
    """One person's percent in a run, with its reasons as data; `persen` None: an input was missing."""

    __tablename__ = "tpp_hasil"
    __table_args__ = (CheckConstraint("persen BETWEEN 0 AND 100", name="persen"),)

    putaran_id: Mapped[BigInt] = mapped_column(ForeignKey("tpp_putaran.id"), primary_key=True)
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), primary_key=True)
    opd_id: Mapped[BigInt | None] = mapped_column(ForeignKey("unit.id"))
    nip: Mapped[str]
    nama: Mapped[str]
    menit: Mapped[int]
    target: Mapped[int]
    persen: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    pengecualian: Mapped[str | None]
    penjelasan: Mapped[dict[str, Any]] = mapped_column(JSONB)


class TppPenyesuaian(Base):
    """What a correction after the final result changes; the result itself stays."""

    __tablename__ = "tpp_penyesuaian"

    id: Mapped[RowId]
    putaran_id: Mapped[BigInt] = mapped_column(ForeignKey("tpp_putaran.id"))
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    koreksi_id: Mapped[BigInt] = mapped_column(ForeignKey("koreksi_aktivitas.id"), unique=True)
    menit_lama: Mapped[int]
    menit_baru: Mapped[int]
    persen_lama: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    persen_baru: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    penjelasan: Mapped[dict[str, Any]] = mapped_column(JSONB)
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]
