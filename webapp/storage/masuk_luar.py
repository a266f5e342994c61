"""Single sign-on and limits: who the agency's provider says somebody is, what it was asked, and buckets that fill.

An account is known by the provider's own name and its number for the person, never by an e-mail address. Of what is
asked of the provider nothing opens anything here by itself: an answer counts once, and for one browser.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, RowId


class IdentitasLuar(Base):
    """The provider `penerbit` knows the account's owner as `subjek`."""

    __tablename__ = "identitas_luar"
    __table_args__ = (
        CheckConstraint("length(subjek) BETWEEN 1 AND 255", name="subjek"),
        Index(
            "uq_identitas_luar_subjek", "penerbit", "subjek", unique=True,
            postgresql_where=text("dilepas_pada IS NULL"),
        ),
        Index(
            "uq_identitas_luar_akun", "akun_id", "penerbit", unique=True,
            postgresql_where=text("dilepas_pada IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    penerbit: Mapped[str]
    subjek: Mapped[str]
    dikaitkan_pada: Mapped[datetime]
    dilepas_pada: Mapped[datetime | None]


class PermintaanLuar(Base):
    """A question to the provider. `sidik` is the fingerprint of its state, `pembuka` the verifier of PKCE.

    `isi_sidik` is the content that a re-authentication stands for, `kiriman` that content, sealed, until it is sent.
    `jaminan` is what the provider says of how the person was known: "acr:…" and "amr:…".
    """

    __tablename__ = "permintaan_luar"
    __table_args__ = (
        CheckConstraint("maksud IN ('masuk', 'ulang')", name="maksud"),
        CheckConstraint("(maksud = 'ulang') = (isi_sidik IS NOT NULL AND sesi_id IS NOT NULL)", name="ulang"),
        CheckConstraint("(penerbit IS NULL) = (subjek IS NULL)", name="jawaban"),
        Index("ix_permintaan_luar_sampai", "sampai"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    maksud: Mapped[str]
    sidik: Mapped[str] = mapped_column(unique=True)
    nonce: Mapped[str]
    pembuka: Mapped[str]
    perangkat: Mapped[str]
    sesi_id: Mapped[BigInt | None] = mapped_column(ForeignKey("sesi.id"))
    isi_sidik: Mapped[str | None]
    tujuan: Mapped[str]
    kiriman: Mapped[bytes | None]
    dibuat_pada: Mapped[datetime]
    sampai: Mapped[datetime]
    dijawab_pada: Mapped[datetime | None]
    penerbit: Mapped[str | None]
    subjek: Mapped[str | None]
    nip: Mapped[str | None]
    terbukti_pada: Mapped[datetime | None]
    jaminan: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    dipakai_pada: Mapped[datetime | None]


class Jatah(Base):
    """A bucket of a limit: filled up to the moment `sampai`, and emptying by itself as the clock goes on."""

    __tablename__ = "jatah"
    __table_args__ = (Index("ix_jatah_sampai", "sampai"), {"prefixes": ["UNLOGGED"]})

    kunci: Mapped[str] = mapped_column(primary_key=True)
    sampai: Mapped[datetime]
