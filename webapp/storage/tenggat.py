"""What is kept about deadlines: who was told that a step is late, the daily letter, and calendar subscriptions.

That something was escalated is never changed. Of a subscription only the fingerprint of its secret is stored.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, RowId


class Eskalasi(Base):
    """A late step that the next leader was told of, with who held it then. None: an office, or nobody.

    `element` names the step as in tables ("<process>.<element>"), `batas` is the last day that was missed.
    """

    __tablename__ = "eskalasi"
    __table_args__ = (
        UniqueConstraint(
            "case_id",
            "key",
            "pemegang_id",
            "atasan_id",
            name="uq_eskalasi_sekali",
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[RowId]
    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"))
    key: Mapped[str]
    element: Mapped[str]
    nama_langkah: Mapped[str]
    subjek_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    batas: Mapped[date]
    pemegang_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"), index=True)
    atasan_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pada: Mapped[datetime]


class SuratRingkas(Base):
    """Whether a person wants the daily letter, and where to."""

    __tablename__ = "surat_ringkas"
    __table_args__ = (CheckConstraint(r"alamat ~ '^[^@\s]+@[^@\s]+$'", name="alamat"),)

    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"), primary_key=True)
    alamat: Mapped[str]
    aktif: Mapped[bool]
    diubah_pada: Mapped[datetime]


class SuratTerkirim(Base):
    """That a person's letter of a day is done with: sent, or (`terkirim` False) refused by the mail server."""

    __tablename__ = "surat_terkirim"

    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"), primary_key=True)
    tanggal: Mapped[date] = mapped_column(primary_key=True)
    terkirim: Mapped[bool]
    pada: Mapped[datetime]


class LanggananKalender(Base):
    """A calendar subscription: SHA-256 of the secret in its address, and until when it holds."""

    __tablename__ = "langganan_kalender"
    __table_args__ = (
        CheckConstraint("sidik ~ '^[0-9a-f]{64}$'", name="sidik"),
        Index(
            "uq_langganan_kalender_berlaku",
            "akun_id",
            unique=True,
            postgresql_where=text("dicabut_pada IS NULL"),
        ),
    )

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    sidik: Mapped[str] = mapped_column(unique=True)
    dibuat_pada: Mapped[datetime]
    dicabut_pada: Mapped[datetime | None]
