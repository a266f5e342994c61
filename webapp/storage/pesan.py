"""Messages between cases, and who waits for one.

A message (`pesan`) is only ever added; `langganan` is derived from the journals like timers are. What a case has
received stands in its journal: a `received` entry whose operation names the message.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Row, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, RowId


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


def stored_for(
    session: Session, case_id: int, waits: Collection[tuple[str, str]], besides: Collection[int]
) -> Sequence[Row[Any]]:
    """The oldest stored message (id, nama, korelasi, fakta) for each of these names and keys.

    Not those that the case has received, and none of `besides`. One statement, however much a case waits for.
    """
    values = {
        "case_id": case_id,
        "nama": [nama for nama, _ in waits],
        "korelasi": [korelasi for _, korelasi in waits],
        "besides": list(besides),
    }
    return session.execute(_STORED, values).all()


_STORED = text("""
SELECT DISTINCT ON (pesan.nama, pesan.korelasi) pesan.id, pesan.nama, pesan.korelasi, pesan.fakta
FROM unnest(CAST(:nama AS text[]), CAST(:korelasi AS text[])) AS waits (nama, korelasi)
JOIN pesan ON pesan.nama = waits.nama AND pesan.korelasi = waits.korelasi
WHERE pesan.id <> ALL (CAST(:besides AS bigint[])) AND NOT EXISTS (
  SELECT FROM journal
  WHERE case_id = :case_id AND kind = 'received' AND operation = 'pesan:' || pesan.id)
ORDER BY pesan.nama, pesan.korelasi, pesan.id
""")


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
