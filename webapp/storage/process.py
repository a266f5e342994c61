"""Releases, cases and their journals, and what is derived from them.

A case is `replay(release, journal)`: the journal is the truth and is only ever added to; work items and
timers are projections that can be thrown away and derived again. Inbox and timer queries read no JSON.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, Now, RowId, choice

FILLED_FOR_UPDATES = {"postgresql_with": {"fillfactor": 80}}
"""Room in each page for the next version of a row, so that a changed row needs no new index entries."""


class CaseStatus(StrEnum):
    """States of a case as a whole; where it stands inside is told by its work items and timers."""

    OPEN = "OPEN"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    SUSPENDED = "SUSPENDED"


class EntryKind(StrEnum):
    """Kinds of journal entry."""

    STARTED = "started"
    COMPLETED = "completed"
    RESULT = "result"
    FIRED = "fired"
    RECEIVED = "received"
    MIGRATED = "migrated"
    CANCELLED = "cancelled"


class Release(Base):
    """A hashed bundle of all diagrams, forms and tables (`files`: path to text), numbered for people.

    It is content and never changes; when it is in force is told by `storage.bengkel.ReleaseInForce`.
    """

    __tablename__ = "release"
    __table_args__ = (CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash"),)

    id: Mapped[RowId]
    number: Mapped[int] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)
    files: Mapped[dict[str, str]] = mapped_column(JSONB, deferred=True)
    note: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Now]


class ProcessCase(Base):
    """A running or finished course of a process about one employee.

    `seq` is the number of the last journal entry and `head` the hash of it; both change at every action, so
    no index may name them. `document_kind` and `document_id` say which regulated record the case is about.
    `beku`: nothing may be done on it (`storage.pembekuan` says why).
    """

    __tablename__ = "process_case"
    __table_args__ = (
        Index("ix_process_case_document", "document_kind", "document_id"),
        Index("ix_process_case_open_release", "release_id", postgresql_where=text("status = 'OPEN'")),
        Index("ix_process_case_open_process", "process_id", postgresql_where=text("status = 'OPEN'")),
        Index(
            "uq_process_case_mutasi",
            "document_id",
            unique=True,
            postgresql_where=text("process_id = 'mutasi' AND status = 'OPEN'"),
        ),
        CheckConstraint("(status IN ('COMPLETED', 'CANCELLED')) = (closed_at IS NOT NULL)", name="closed"),
        FILLED_FOR_UPDATES,
    )

    id: Mapped[RowId]
    process_id: Mapped[str]
    release_id: Mapped[BigInt] = mapped_column(ForeignKey("release.id"))
    subject_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), index=True)
    document_kind: Mapped[str]
    document_id: Mapped[BigInt]
    status: Mapped[CaseStatus] = mapped_column(choice(CaseStatus, "status"), server_default="OPEN")
    seq: Mapped[int] = mapped_column(server_default=text("0"))
    head: Mapped[bytes] = mapped_column(server_default=text(r"'\x'"))
    opened_at: Mapped[Now]
    closed_at: Mapped[datetime | None]
    beku: Mapped[bool] = mapped_column(server_default=text("false"))


class Journal(Base):
    """One thing that happened to a case. `request_id` is the idempotency key of the action that wrote it."""

    __tablename__ = "journal"
    __table_args__ = (
        Index(
            "uq_journal_request",
            "case_id",
            "request_id",
            unique=True,
            postgresql_where=text("request_id IS NOT NULL"),
        ),
        Index("ix_journal_actor_id_at", "actor_id", "at", postgresql_where=text("actor_id IS NOT NULL")),
        Index("ix_journal_at", "at", postgresql_using="brin"),
        CheckConstraint("seq >= 1", name="seq"),
    )

    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind, "kind"))
    at: Mapped[datetime]
    key: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    actor_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    mandate: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    request_id: Mapped[UUID | None]
    request_hash: Mapped[str | None]
    operation: Mapped[str | None]
    hash: Mapped[bytes]


class WorkItem(Base):
    """An open human step. Who may act is not stored: `role` and `subject_id` are resolved when it is read.

    They are resolved for `on_date` where the step is about a day of its own, else for today. A `quiet` step waits for
    nobody in particular: no inbox lists it, its own page offers it.
    """

    __tablename__ = "work_item"
    __table_args__ = (
        Index("ix_work_item_role_subject_id", "role", "subject_id"),
        Index("ix_work_item_subject_id", "subject_id"),
        Index("ix_work_item_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL AND NOT quiet")),
        FILLED_FOR_UPDATES,
    )

    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    process_id: Mapped[str]
    element_id: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    subject_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    on_date: Mapped[date | None]
    quiet: Mapped[bool] = mapped_column(server_default=text("false"))


class Reassignment(Base):
    """An open step given to one person by name, with the reason; the last one that has not ended counts."""

    __tablename__ = "reassignment"
    __table_args__ = (
        Index(
            "uq_reassignment_open", "case_id", "key", unique=True, postgresql_where=text("ended_at IS NULL")
        ),
        Index("ix_reassignment_pegawai_id", "pegawai_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[RowId]
    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"))
    key: Mapped[str]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    reason: Mapped[str]
    actor_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Timer(Base):
    """An open timer and when it is due."""

    __tablename__ = "timer"

    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(index=True)


class Draft(Base):
    """What a person has typed into an open step and not yet handed in."""

    __tablename__ = "draft"

    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"), primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSONB)
    saved_at: Mapped[Now]
