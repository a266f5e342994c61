"""Files that people hand in: letters and evidence, each stored once with its fingerprint and never changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, RowId

TERBESAR = 5_242_880
"""Bytes that one file may hold."""


class Berkas(Base):
    """A file: its name as given, its kind as its own first bytes tell, its SHA-256, its content."""

    __tablename__ = "berkas"
    __table_args__ = (
        CheckConstraint("sidik ~ '^[0-9a-f]{64}$'", name="sidik"),
        CheckConstraint(f"octet_length(isi) BETWEEN 1 AND {TERBESAR}", name="ukuran"),
        Index("ix_berkas_akun_id_pada", "akun_id", "pada"),
    )

    id: Mapped[RowId]
    nama: Mapped[str]
    jenis_media: Mapped[str]
    sidik: Mapped[str]
    isi: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]
