"""What is kept beside the journals: events of access and administration, and notices to people.

Audit events are only ever added. A notice belongs to a person, not to an account, so that it waits for one
who has never signed in.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, Now, RowId


class AuditEvent(Base):
    """Something done or refused outside a case's journal. `actor_id` None is the system or a stranger."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_object", "object_kind", "object_id"),)

    id: Mapped[RowId]
    at: Mapped[Now]
    actor_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"), index=True)
    kind: Mapped[str]
    object_kind: Mapped[str | None]
    object_id: Mapped[BigInt | None]
    request_id: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))


class Penolakan(Base):
    """Refusals of an account (0: of nobody) in the hour that begins at `jam`; `tertulis` of them are events."""

    __tablename__ = "penolakan"
    __table_args__ = (CheckConstraint("0 <= tertulis AND tertulis <= jumlah", name="jumlah"),)

    akun_id: Mapped[BigInt] = mapped_column(primary_key=True, autoincrement=False)
    jam: Mapped[datetime] = mapped_column(primary_key=True)
    jumlah: Mapped[BigInt]
    tertulis: Mapped[BigInt]


class Pemberitahuan(Base):
    """A notice in the application. `kunci` makes it exactly one, however often the sender tries."""

    __tablename__ = "pemberitahuan"
    __table_args__ = (
        CheckConstraint("num_nonnulls(pegawai_id, pihak_luar_id) = 1", name="satu_penerima"),
        Index("ix_pemberitahuan_belum_dibaca", "pegawai_id", postgresql_where=text("dibaca_pada IS NULL")),
        Index("ix_pemberitahuan_pegawai_id_pada", "pegawai_id", "pada"),
        Index("ix_pemberitahuan_pihak_luar_id_pada", "pihak_luar_id", "pada"),
    )

    id: Mapped[RowId]
    kunci: Mapped[str] = mapped_column(unique=True)
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"))
    jenis: Mapped[str]
    isi: Mapped[str]
    tautan: Mapped[str | None]
    pada: Mapped[Now]
    dibaca_pada: Mapped[datetime | None]
