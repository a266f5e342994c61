"""Second factors of an account: one-time codes, recovery codes, passkeys, and the challenges that passkeys answer.

The secret of the codes is sealed (`storage.segel`); of recovery codes only argon2 hashes are stored, of passkeys only
what is public.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, RowId


class Totp(Base):
    """An authenticator of one-time codes. `langkah` is the time step of the last code that was taken."""

    __tablename__ = "totp"

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"), unique=True)
    rahasia: Mapped[bytes]
    langkah: Mapped[BigInt] = mapped_column(server_default=text("0"))
    dibuat_pada: Mapped[datetime]
    aktif_pada: Mapped[datetime | None]


class KodePemulihan(Base):
    """One of ten codes on paper, for the day on which the other factors are lost."""

    __tablename__ = "kode_pemulihan"
    __table_args__ = (
        UniqueConstraint("akun_id", "urutan"),
        CheckConstraint("urutan BETWEEN 1 AND 10", name="urutan"),
    )

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    urutan: Mapped[int]
    sidik: Mapped[str]
    dibuat_pada: Mapped[datetime]
    dipakai_pada: Mapped[datetime | None]


class KunciSandi(Base):
    """A passkey: its credential id, its public key in COSE form, and the signature counter that was seen last."""

    __tablename__ = "kunci_sandi"
    __table_args__ = (CheckConstraint("length(nama) BETWEEN 1 AND 60", name="nama"),)

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"), index=True)
    kredensial: Mapped[bytes] = mapped_column(unique=True)
    kunci_publik: Mapped[bytes]
    hitungan: Mapped[BigInt] = mapped_column(server_default=text("0"))
    nama: Mapped[str]
    tercadang: Mapped[bool]
    dibuat_pada: Mapped[datetime]
    dipakai_pada: Mapped[datetime | None]


class Tantangan(Base):
    """What a passkey is asked: to be registered, to sign in, or (`isi_sidik`) to stand for one content."""

    __tablename__ = "tantangan"
    __table_args__ = (
        CheckConstraint("maksud IN ('daftar', 'masuk', 'ulang')", name="maksud"),
        CheckConstraint("maksud = 'masuk' OR (akun_id IS NOT NULL AND sesi_id IS NOT NULL)", name="sesi"),
        CheckConstraint("(isi_sidik IS NOT NULL) = (maksud = 'ulang')", name="isi_sidik"),
        Index("ix_tantangan_sampai", "sampai"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    maksud: Mapped[str]
    akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    sesi_id: Mapped[BigInt | None] = mapped_column(ForeignKey("sesi.id"))
    nonce: Mapped[bytes]
    isi_sidik: Mapped[str | None]
    dibuat_pada: Mapped[datetime]
    sampai: Mapped[datetime]
    dipakai_pada: Mapped[datetime | None]
