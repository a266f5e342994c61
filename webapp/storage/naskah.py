"""Signatures and issued documents. Both are only ever added.

A signature covers the fingerprint of the revision as it was shown; a document keeps its bytes, its checksum
and the code under which anybody can verify it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, Now, RowId, choice


class PeranTandaTangan(StrEnum):
    """Who signs as what: the employee first, then the evaluator, nobody else."""

    PEGAWAI = "PEGAWAI"
    PEJABAT_PENILAI = "PEJABAT_PENILAI"


class TandaTangan(Base):
    """One of the two signatures of a revision. `bukti` holds the evidence of the act, never a secret."""

    __tablename__ = "tanda_tangan"
    __table_args__ = (
        UniqueConstraint("revisi_id", "urutan"),
        CheckConstraint("num_nonnulls(pegawai_id, pihak_luar_id) = 1", name="satu_penanda_tangan"),
        CheckConstraint(
            "(urutan = 1 AND peran = 'PEGAWAI') OR (urutan = 2 AND peran = 'PEJABAT_PENILAI')",
            name="urutan_peran",
        ),
    )

    id: Mapped[RowId]
    revisi_id: Mapped[BigInt] = mapped_column(ForeignKey("skp_revisi.id"))
    urutan: Mapped[int]
    peran: Mapped[PeranTandaTangan] = mapped_column(choice(PeranTandaTangan, "peran"))
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"))
    sidik: Mapped[str]
    metode: Mapped[str]
    pada: Mapped[datetime]
    bukti: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Dokumen(Base):
    """An issued document of a revision."""

    __tablename__ = "dokumen"
    __table_args__ = (
        UniqueConstraint("revisi_id", "jenis"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    )

    id: Mapped[RowId]
    revisi_id: Mapped[BigInt] = mapped_column(ForeignKey("skp_revisi.id"))
    jenis: Mapped[str]
    kode: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str]
    isi: Mapped[bytes] = mapped_column(deferred=True)
    dibuat_pada: Mapped[Now]
