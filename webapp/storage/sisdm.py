"""What is known of the personnel system: its newest snapshot, and where these tables differ from it.

A difference is a ticket: it is found, it is closed, and it stays. Uploads wait here between the look and the deed; they
belong to one account and expire.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, RowId, choice


class Bidang(StrEnum):
    """Fields that are compared. A grade and a post are compared with the day from which they count (TMT)."""

    NAMA = "NAMA"
    GELAR = "GELAR"
    JENIS = "JENIS"
    GOLONGAN = "GOLONGAN"
    JABATAN = "JABATAN"
    UNIT = "UNIT"


NAMA_BIDANG: Mapping[Bidang, str] = {
    Bidang.NAMA: "nama",
    Bidang.GELAR: "gelar",
    Bidang.JENIS: "jenis pegawai",
    Bidang.GOLONGAN: "golongan",
    Bidang.JABATAN: "jabatan",
    Bidang.UNIT: "unit kerja",
}
"""The fields inside a sentence."""


class CaraTutup(StrEnum):
    """How a difference ended: the values agree again, they changed, an admin applied it, or the person left."""

    COCOK = "COCOK"
    BERGANTI = "BERGANTI"
    DITERAPKAN = "DITERAPKAN"
    NONAKTIF = "NONAKTIF"


class CuplikanSisdm(Base):
    """The newest record of one person: its columns as the personnel system named and wrote them."""

    __tablename__ = "cuplikan_sisdm"
    __table_args__ = (CheckConstraint("sidik ~ '^[0-9a-f]{64}$'", name="sidik"),)

    nip: Mapped[str] = mapped_column(primary_key=True)
    isi: Mapped[dict[str, str]] = mapped_column(JSONB)
    sumber: Mapped[str]
    sumber_pada: Mapped[datetime]
    sidik: Mapped[str]


class SelisihData(Base):
    """A field of a person that reads otherwise in the personnel system. At most one is open for each field."""

    __tablename__ = "selisih_data"
    __table_args__ = (
        CheckConstraint("(ditutup_pada IS NULL) = (cara_tutup IS NULL)", name="tutup_lengkap"),
        CheckConstraint("(cara_tutup = 'DITERAPKAN') = (ditutup_oleh IS NOT NULL)", name="diterapkan_oleh"),
        Index(
            "uq_selisih_data_terbuka",
            "pegawai_id",
            "bidang",
            unique=True,
            postgresql_where=text("ditutup_pada IS NULL"),
        ),
    )

    id: Mapped[RowId]
    nomor: Mapped[str] = mapped_column(unique=True)
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    bidang: Mapped[Bidang] = mapped_column(choice(Bidang, "bidang"))
    di_lakon: Mapped[str]
    di_sisdm: Mapped[str]
    sumber: Mapped[str]
    sumber_pada: Mapped[datetime]
    ditemukan_pada: Mapped[datetime] = mapped_column(index=True)
    ditutup_pada: Mapped[datetime | None]
    cara_tutup: Mapped[CaraTutup | None] = mapped_column(choice(CaraTutup, "cara_tutup"))
    ditutup_oleh: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))


class StatusUnggahan(StrEnum):
    """Where an upload stands: being looked at, looked at, being stored, stored, or broken off."""

    MEMERIKSA = "MEMERIKSA"
    DIPERIKSA = "DIPERIKSA"
    MENYIMPAN = "MENYIMPAN"
    TERSIMPAN = "TERSIMPAN"
    GAGAL = "GAGAL"


class Unggahan(Base):
    """Files that one account has handed in, what looking at them found, and how far the work has come."""

    __tablename__ = "unggahan"

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"), index=True)
    dibuat_pada: Mapped[datetime]
    kedaluwarsa_pada: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[StatusUnggahan] = mapped_column(choice(StatusUnggahan, "status"))
    tahap: Mapped[str | None]
    selesai: Mapped[int] = mapped_column(server_default=text("0"))
    jumlah: Mapped[int] = mapped_column(server_default=text("0"))
    hasil: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    ditolak: Mapped[list[list[Any]] | None] = mapped_column(JSONB(none_as_null=True), deferred=True)


class UnggahanBerkas(Base):
    """One file of an upload, gone as soon as it is stored or has expired."""

    __tablename__ = "unggahan_berkas"

    unggahan_id: Mapped[BigInt] = mapped_column(
        ForeignKey("unggahan.id", ondelete="CASCADE"), primary_key=True
    )
    nama: Mapped[str] = mapped_column(primary_key=True)
    sidik: Mapped[str]
    isi: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


def selisih_terbuka(session: Session, pegawai_id: int) -> Sequence[SelisihData]:
    """The open differences of one person, the oldest first."""
    cari = select(SelisihData).where(SelisihData.pegawai_id == pegawai_id, SelisihData.ditutup_pada.is_(None))
    return session.scalars(cari.order_by(SelisihData.id)).all()


def nomor_selisih(session: Session, tahun: int) -> str:
    """The number of the next ticket: "DATA-2026-00001"."""
    urutan: int = session.execute(text("SELECT nextval('nomor_selisih_data')")).scalar_one()
    return f"DATA-{tahun}-{urutan:05d}"
