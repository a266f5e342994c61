"""Official documents beside the SKP itself: evaluation, receipt, decision, credit points. Only ever added.

A document keeps its bytes, its checksum, the code under which anybody can verify it, and what the verification page
may tell a stranger. `sumber_id` is the row it was drawn from; its table follows from the kind.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, Now, RowId, choice


class JenisNaskah(StrEnum):
    """Kinds of issued document.

    `EVALUASI` and `DOKUMEN_EVALUASI` are drawn from a row of `dokumen_evaluasi` when it is delivered, `PENERIMAAN`
    from the same row once the employee signed for it; `KEPUTUSAN_KEBERATAN` from `putusan_keberatan`; `PAK` from the
    `skp` whose evaluation gave the points.
    """

    EVALUASI = "EVALUASI"
    DOKUMEN_EVALUASI = "DOKUMEN_EVALUASI"
    PENERIMAAN = "PENERIMAAN"
    KEPUTUSAN_KEBERATAN = "KEPUTUSAN_KEBERATAN"
    PAK = "PAK"


class NaskahTerbit(Base):
    """One issued document. `penanda_tangan` lists who signed: as what, name, moment (ISO 8601)."""

    __tablename__ = "naskah_terbit"
    __table_args__ = (
        UniqueConstraint("jenis", "sumber_id"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    )

    id: Mapped[RowId]
    jenis: Mapped[JenisNaskah] = mapped_column(choice(JenisNaskah, "jenis"))
    sumber_id: Mapped[BigInt]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), index=True)
    kode: Mapped[str] = mapped_column(unique=True)
    judul: Mapped[str]
    nama: Mapped[str]
    instansi: Mapped[str]
    penanda_tangan: Mapped[list[list[Any]]] = mapped_column(JSONB)
    ditetapkan_pada: Mapped[datetime]
    sha256: Mapped[str]
    isi: Mapped[bytes] = mapped_column(deferred=True)
    dibuat_pada: Mapped[Now]


def cari_naskah(session: Session, jenis: JenisNaskah, sumber_id: int) -> NaskahTerbit | None:
    """The document of a kind that was drawn from a row."""
    cari = select(NaskahTerbit).where(NaskahTerbit.jenis == jenis, NaskahTerbit.sumber_id == sumber_id)
    return session.scalars(cari).one_or_none()


def naskah_skp(session: Session, skp_id: int) -> list[NaskahTerbit]:
    """All documents of an SKP, oldest first."""
    cari = select(NaskahTerbit).where(NaskahTerbit.skp_id == skp_id).order_by(NaskahTerbit.id)
    return list(session.scalars(cari))
