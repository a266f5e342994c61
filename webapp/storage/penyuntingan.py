"""Events of editing an own document, and what the detector made of them, for people to look at."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.penyuntingan import JenisTinjauan
from webapp.storage.base import Base, BigInt, RowId, choice


class Penyuntingan(Base):
    """A stretch of editing by one account on one device. `baris` are the keys of the rows that it changed."""

    __tablename__ = "penyuntingan"
    __table_args__ = (
        CheckConstraint("terakhir >= mulai", name="urut"),
        Index("ix_penyuntingan_perangkat_terakhir", "perangkat", "terakhir"),
        Index("ix_penyuntingan_terakhir", "terakhir"),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), index=True)
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    perangkat: Mapped[str]
    mulai: Mapped[datetime]
    terakhir: Mapped[datetime]
    baris: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))


class Tinjauan(Base):
    """Something to look at; closed with a note. It binds nobody."""

    __tablename__ = "tinjauan"
    __table_args__ = (
        CheckConstraint("num_nonnulls(catatan, ditutup_oleh, ditutup_pada) IN (0, 3)", name="ditutup"),
        Index("ix_tinjauan_terbuka", "dibuat_pada", postgresql_where=text("ditutup_pada IS NULL")),
    )

    id: Mapped[RowId]
    kunci: Mapped[str] = mapped_column(unique=True)
    jenis: Mapped[JenisTinjauan] = mapped_column(choice(JenisTinjauan, "jenis"))
    akun: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    skp: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    dari: Mapped[datetime]
    sampai: Mapped[datetime]
    dibuat_pada: Mapped[datetime]
    catatan: Mapped[str | None]
    ditutup_oleh: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    ditutup_pada: Mapped[datetime | None]
