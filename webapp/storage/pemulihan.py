"""Ways back into an account and the way to the first one: recovery by two officers, initial passwords, the setup key.

Of every secret here only a hash is stored, and each serves once, until a given moment.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, RowId


class PemulihanAkun(Base):
    """A request of one officer to let a person choose a new password; `setuju` None: another has still to decide.

    `paruh` is the fingerprint of the half of the initial password that this officer hands over; it is kept until then.
    """

    __tablename__ = "pemulihan_akun"
    __table_args__ = (
        CheckConstraint("length(alasan) > 0", name="alasan"),
        CheckConstraint(
            "(setuju IS NULL) = (diputus_pada IS NULL) AND (setuju IS NULL) = (diputus_akun_id IS NULL)",
            name="diputus",
        ),
        CheckConstraint("diputus_akun_id <> diminta_akun_id OR NOT setuju", name="dua_orang"),
        CheckConstraint(
            "akun_id <> diminta_akun_id AND (akun_id <> diputus_akun_id OR NOT setuju)", name="bukan_sendiri"
        ),
        CheckConstraint("(paruh IS NULL) = (setuju IS NOT NULL)", name="paruh"),
        Index("uq_pemulihan_akun_terbuka", "akun_id", unique=True, postgresql_where=text("setuju IS NULL")),
    )

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    alasan: Mapped[str]
    lepas_faktor: Mapped[bool]
    diminta_akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    diminta_pada: Mapped[datetime]
    paruh: Mapped[str | None]
    setuju: Mapped[bool | None]
    alasan_putusan: Mapped[str | None]
    diputus_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    diputus_pada: Mapped[datetime | None]


class SandiAwal(Base):
    """An initial password: argon2 hash, good for one sign-in until `sampai`."""

    __tablename__ = "sandi_awal"
    __table_args__ = (
        CheckConstraint("sampai > dibuat_pada", name="sampai"),
        Index(
            "uq_sandi_awal_berlaku",
            "akun_id",
            unique=True,
            postgresql_where=text("dipakai_pada IS NULL AND dicabut_pada IS NULL"),
        ),
    )

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    sidik: Mapped[str]
    pemulihan_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pemulihan_akun.id"))
    dibuat_pada: Mapped[datetime]
    sampai: Mapped[datetime]
    dipakai_pada: Mapped[datetime | None]
    dicabut_pada: Mapped[datetime | None]


class KunciPasang(Base):
    """The setup key printed by `lakon init`: it makes one admin account; once there is a roll, that of `nip`."""

    __tablename__ = "kunci_pasang"
    __table_args__ = (
        CheckConstraint("(dipakai_pada IS NULL) = (akun_id IS NULL)", name="dipakai"),
        CheckConstraint("nip ~ '^[0-9]{18}$'", name="nip"),
    )

    id: Mapped[RowId]
    sidik: Mapped[str] = mapped_column(unique=True)
    dibuat_pada: Mapped[datetime]
    sampai: Mapped[datetime]
    nip: Mapped[str | None]
    dipakai_pada: Mapped[datetime | None]
    akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
