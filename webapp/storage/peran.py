"""Proposals about the offices of an account, or its closing: one admin proposes, another decides."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, RowId


class UsulPeran(Base):
    """Which offices an account is to hold from then on; `setuju` None: another officer has still to decide.

    `buka` False closes the account, True opens it again; it then holds no office.
    """

    __tablename__ = "usul_peran"
    __table_args__ = (
        CheckConstraint("length(alasan) > 0", name="alasan"),
        CheckConstraint(
            "(setuju IS NULL) = (diputus_pada IS NULL) AND (setuju IS NULL) = (diputus_akun_id IS NULL)",
            name="diputus",
        ),
        CheckConstraint("diputus_akun_id <> diusulkan_akun_id OR NOT setuju", name="dua_orang"),
        CheckConstraint("akun_id <> diusulkan_akun_id AND akun_id <> diputus_akun_id", name="bukan_sendiri"),
        CheckConstraint("buka IS NULL OR cardinality(peran) = 0", name="buka"),
        Index("uq_usul_peran_terbuka", "akun_id", unique=True, postgresql_where=text("setuju IS NULL")),
    )

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    peran: Mapped[list[str]] = mapped_column(ARRAY(Text))
    peran_lama: Mapped[list[str]] = mapped_column(ARRAY(Text))
    buka: Mapped[bool | None]
    alasan: Mapped[str]
    diusulkan_akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    diusulkan_pada: Mapped[datetime]
    setuju: Mapped[bool | None]
    diputus_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    diputus_pada: Mapped[datetime | None]
