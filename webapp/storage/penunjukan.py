"""Appointments to one document: the counsellor of a counselling, the coach of a coaching, the head of a team.

Such a role follows from no post and no mandate: somebody entitled named the person for this document alone. One
person holds a role of a document at a time; an appointment is ended, never changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, RowId, among


class Penunjukan(Base):
    """One appointment; it holds from `sejak` until `sampai` (None: still). `akun_id` says who appointed."""

    __tablename__ = "penunjukan"
    __table_args__ = (
        CheckConstraint("sampai IS NULL OR sampai >= sejak", name="urut"),
        Index(
            "uq_penunjukan_berlaku",
            "document_kind",
            "document_id",
            "peran",
            unique=True,
            postgresql_where=text("sampai IS NULL"),
        ),
        Index("ix_penunjukan_pegawai_id", "pegawai_id", postgresql_where=text("sampai IS NULL")),
    )

    id: Mapped[RowId]
    document_kind: Mapped[str]
    document_id: Mapped[BigInt]
    peran: Mapped[str]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    alasan: Mapped[str]
    sejak: Mapped[datetime]
    sampai: Mapped[datetime | None]
    akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))


def ditunjuk(session: Session, document: tuple[str, int], peran: str) -> Penunjukan | None:
    """The appointment to a role of a document that holds now."""
    kind, document_id = document
    cari = select(Penunjukan).where(
        Penunjukan.document_kind == kind,
        Penunjukan.document_id == document_id,
        Penunjukan.peran == peran,
        Penunjukan.sampai.is_(None),
    )
    return session.scalars(cari).one_or_none()


def ditunjuk_banyak(
    session: Session, documents: Iterable[tuple[str, int]]
) -> dict[tuple[str, int, str], Penunjukan]:
    """The appointments that hold now for many documents, by kind, id and role, in one statement."""
    wanted = set(documents)
    cari = select(Penunjukan).where(
        Penunjukan.document_kind.in_(sorted({kind for kind, _ in wanted})),
        among(Penunjukan.document_id, sorted({document_id for _, document_id in wanted})),
        Penunjukan.sampai.is_(None),
    )
    return {(one.document_kind, one.document_id, one.peran): one for one in session.scalars(cari)}


def dipimpin(session: Session, kind: str, peran: str, pegawai_id: int) -> list[int]:
    """Ids of the documents of a kind in which a person holds a role now."""
    cari = select(Penunjukan.document_id).where(
        Penunjukan.document_kind == kind,
        Penunjukan.peran == peran,
        Penunjukan.pegawai_id == pegawai_id,
        Penunjukan.sampai.is_(None),
    )
    return list(session.scalars(cari))


def tunjuk(
    session: Session,
    document: tuple[str, int],
    peran: str,
    pegawai_id: int,
    alasan: str,
    pada: datetime,
    akun_id: int | None = None,
) -> Penunjukan:
    """Appoint a person to a role of a document from now on; an earlier appointment ends."""
    kind, document_id = document
    akhiri = update(Penunjukan).where(
        Penunjukan.document_kind == kind,
        Penunjukan.document_id == document_id,
        Penunjukan.peran == peran,
        Penunjukan.sampai.is_(None),
    )
    session.execute(akhiri.values(sampai=pada))
    baru = Penunjukan(
        document_kind=kind,
        document_id=document_id,
        peran=peran,
        pegawai_id=pegawai_id,
        alasan=alasan,
        sejak=pada,
        akun_id=akun_id,
    )
    session.add(baru)
    session.flush()
    return baru
