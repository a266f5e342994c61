"""Messages between cases, and who waits for one.

A message (`pesan`) is only ever added; `langganan` is derived from the journals like timers are. What a case has
received stands in its journal: a `received` entry whose operation names the message.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, RowId
from webapp.storage.process import EntryKind, Journal


class Pesan(Base):
    """A message: `nama` and `korelasi` say who is meant, `fakta` is what it brings, `dari_case_id` who sent it."""

    __tablename__ = "pesan"
    __table_args__ = (Index("ix_pesan_nama_korelasi", "nama", "korelasi"),)

    id: Mapped[RowId]
    nama: Mapped[str]
    korelasi: Mapped[str]
    fakta: Mapped[dict[str, Any]] = mapped_column(JSONB)
    pada: Mapped[datetime]
    dari_case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"), index=True)


class Langganan(Base):
    """An open step that waits for a message."""

    __tablename__ = "langganan"
    __table_args__ = (Index("ix_langganan_nama_korelasi", "nama", "korelasi"),)

    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    nama: Mapped[str]
    korelasi: Mapped[str]


def operation_of(pesan_id: int) -> str:
    """What the journal writes as the operation of an entry that a message made."""
    return f"pesan:{pesan_id}"


def next_for(
    session: Session, case_id: int, nama: str, korelasi: str, besides: Collection[int]
) -> Pesan | None:
    """The oldest stored message that a case has not received, and that is none of `besides`."""
    received = exists().where(
        Journal.case_id == case_id,
        Journal.kind == EntryKind.RECEIVED,
        Journal.operation == func.concat("pesan:", Pesan.id),
    )
    query = (
        select(Pesan)
        .where(Pesan.nama == nama, Pesan.korelasi == korelasi, Pesan.id.not_in(list(besides)), ~received)
        .order_by(Pesan.id)
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def waiting_cases(session: Session, pesan_id: int) -> list[int]:
    """Cases with a step that waits for what a message brings."""
    query = (
        select(Langganan.case_id)
        .join(Pesan, (Pesan.nama == Langganan.nama) & (Pesan.korelasi == Langganan.korelasi))
        .where(Pesan.id == pesan_id)
        .distinct()
        .order_by(Langganan.case_id)
    )
    return list(session.scalars(query))
