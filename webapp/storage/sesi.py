"""Sessions of signed-in people, and the devices that an account has been used on.

Of a session's secret and of a device's cookie only fingerprints are stored. A row stays when its session has ended:
acts name it as their evidence.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, RowId


class Sesi(Base):
    """One session. `cara` says by what its owner was known, `dibuktikan` when last; `penuh`: nothing is missing."""

    __tablename__ = "sesi"
    __table_args__ = (
        CheckConstraint("sidik ~ '^[0-9a-f]{64}$'", name="sidik"),
        CheckConstraint("cardinality(cara) > 0", name="cara"),
        CheckConstraint("(berakhir IS NULL) = (sebab IS NULL)", name="berakhir"),
        Index("ix_sesi_terbuka", "akun_id", postgresql_where=text("berakhir IS NULL")),
    )

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    sidik: Mapped[str] = mapped_column(unique=True)
    mulai: Mapped[datetime]
    dipakai: Mapped[datetime]
    dibuktikan: Mapped[datetime]
    cara: Mapped[list[str]] = mapped_column(ARRAY(Text))
    penuh: Mapped[bool]
    perangkat: Mapped[str]
    peramban: Mapped[str]
    jaringan: Mapped[str]
    berakhir: Mapped[datetime | None]
    sebab: Mapped[str | None]


class PerangkatAkun(Base):
    """A device on which an account has been signed in; where and with which browser it was seen last."""

    __tablename__ = "perangkat_akun"
    __table_args__ = (UniqueConstraint("akun_id", "perangkat"),)

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    perangkat: Mapped[str]
    peramban: Mapped[str]
    jaringan: Mapped[str]
    pertama: Mapped[datetime]
    terakhir: Mapped[datetime]
