"""What the cockpit reads and keeps: times of steps and cases, incidents, batches of acts on cases, event logs.

`step_time` and `case_time` are derived from the journals like work items are: written with the action that closes a
step or a case, and made again by a rebuild. An incident is a note beside a case and never a part of it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, Now, RowId, choice
from webapp.storage.process import CaseStatus


class WaitKind(StrEnum):
    """What a step waited for: a person, the clock, or a message."""

    HUMAN = "human"
    TIMER = "timer"
    MESSAGE = "message"


class Outcome(StrEnum):
    """How a step ended: done, taken away by a timer, or taken away by anything else."""

    DONE = "done"
    CANCELLED = "cancelled"
    TIMER = "timer"


class StepTime(Base):
    """A step that is over. `seq` is the entry that closed it, `nth` which time it was in its scope.

    `release_id` is the release on which it was done; `due_at` the start of its last day as it stood at the end.
    """

    __tablename__ = "step_time"
    __table_args__ = (
        Index(
            "ix_step_time_process_id_closed_at",
            "process_id",
            "closed_at",
            postgresql_include=["element_id", "opened_at", "nth", "outcome", "due_at", "release_id"],
        ),
    )

    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(primary_key=True)
    process_id: Mapped[str]
    element_id: Mapped[str]
    kind: Mapped[WaitKind] = mapped_column(choice(WaitKind, "kind"))
    nth: Mapped[int]
    release_id: Mapped[BigInt]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome, "outcome"))


class CaseTime(Base):
    """A case that is over. `path` names the elements that people did, in order, with blanks between."""

    __tablename__ = "case_time"
    __table_args__ = (Index("ix_case_time_process_id_closed_at", "process_id", "closed_at"),)

    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"), primary_key=True)
    process_id: Mapped[str]
    release_id: Mapped[BigInt]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime]
    status: Mapped[CaseStatus] = mapped_column(choice(CaseStatus, "status"))
    path: Mapped[str]


class Trigger(StrEnum):
    """What had set a case in motion when it failed."""

    HUMAN = "human"
    TIMER = "timer"
    MESSAGE = "message"
    JOB = "job"


class Closing(StrEnum):
    """Why an incident is over: the case went on by itself, or an owner acted."""

    WENT_ON = "WENT_ON"
    RETRIED = "RETRIED"
    CANCELLED = "CANCELLED"
    GIVEN_BACK = "GIVEN_BACK"
    DISMISSED = "DISMISSED"


class Incident(Base):
    """Something that failed and left its case as it was; open until `closed_at`. The message holds no personal data.

    `key` is the step that could not be run and `trigger_key` the step that had led to it. Where no case is known, `job`
    and `job_args` say which background work failed. The clock leaves the case alone until `next_at`.
    """

    __tablename__ = "incident"
    __table_args__ = (
        Index(
            "uq_incident_open",
            "case_id",
            text("coalesce(key, '')"),
            unique=True,
            postgresql_where=text("closed_at IS NULL AND job IS NULL"),
        ),
        Index(
            "uq_incident_open_job",
            "job",
            text("md5(job_args::text)"),
            unique=True,
            postgresql_where=text("closed_at IS NULL AND job IS NOT NULL"),
        ),
        CheckConstraint("num_nonnulls(case_id, job) = 1", name="of"),
        CheckConstraint("(closing IS NULL) = (closed_at IS NULL)", name="closed"),
    )

    id: Mapped[RowId]
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"))
    key: Mapped[str | None]
    code: Mapped[str]
    message: Mapped[str]
    at: Mapped[Now]
    closed_at: Mapped[datetime | None]
    process_id: Mapped[str | None]
    element_id: Mapped[str | None]
    release_id: Mapped[BigInt | None]
    trigger_key: Mapped[str | None]
    trigger_kind: Mapped[Trigger | None] = mapped_column(choice(Trigger, "trigger_kind"))
    job: Mapped[str | None]
    job_args: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    times: Mapped[int] = mapped_column(server_default=text("1"))
    last_at: Mapped[Now]
    next_at: Mapped[datetime | None]
    closed_by: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    closing: Mapped[Closing | None] = mapped_column(choice(Closing, "closing"))


class BatchKind(StrEnum):
    """Acts that an owner may do on many cases at once."""

    RETRY = "RETRY"
    CANCEL = "CANCEL"
    REMIND = "REMIND"


class BatchStatus(StrEnum):
    """States of a batch. A trial has changed nothing yet; a proposed one waits for a second person."""

    TRIAL = "TRIAL"
    PROPOSED = "PROPOSED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    DISCARDED = "DISCARDED"


class BatchItemStatus(StrEnum):
    """What becomes, or became, of one case of a batch."""

    WAITING = "WAITING"
    REFUSED = "REFUSED"
    DONE = "DONE"
    FAILED = "FAILED"


class CaseBatch(Base):
    """An act on many cases: who asked for it, who confirmed it, and how far it is. `asked` is the choice of cases."""

    __tablename__ = "case_batch"

    id: Mapped[RowId]
    kind: Mapped[BatchKind] = mapped_column(choice(BatchKind, "kind"))
    status: Mapped[BatchStatus] = mapped_column(choice(BatchStatus, "status"))
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(server_default="")
    request_id: Mapped[UUID] = mapped_column(unique=True)
    created_by: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    created_at: Mapped[datetime]
    confirmed_by: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    confirmed_at: Mapped[datetime | None]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    finished_at: Mapped[datetime | None]


class CaseBatchItem(Base):
    """One case of a batch, and why it was not done. `key` names the step where the act is about one, else is empty."""

    __tablename__ = "case_batch_item"
    __table_args__ = (
        Index(
            "ix_case_batch_item_waiting", "batch_id", "case_id", postgresql_where=text("status = 'WAITING'")
        ),
        CheckConstraint("(status IN ('REFUSED', 'FAILED')) = (reason IS NOT NULL)", name="reason"),
    )

    batch_id: Mapped[BigInt] = mapped_column(ForeignKey("case_batch.id"), primary_key=True)
    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[BatchItemStatus] = mapped_column(choice(BatchItemStatus, "status"))
    reason: Mapped[str | None]


class LogFormat(StrEnum):
    """Formats of an event log: IEEE 1849 (XES) and OCEL 2.0 as JSON."""

    XES = "XES"
    OCEL = "OCEL"


class LogStatus(StrEnum):
    """Where a log that was asked for stands."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"


class EventLog(Base):
    """An event log of one process and period. People are pseudonyms unless `names_reason` says why they are named."""

    __tablename__ = "event_log"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days"),)

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"), index=True)
    request_id: Mapped[UUID] = mapped_column(unique=True)
    format: Mapped[LogFormat] = mapped_column(choice(LogFormat, "format"))
    process_id: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    names_reason: Mapped[str | None]
    status: Mapped[LogStatus] = mapped_column(choice(LogStatus, "status"))
    cases: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    done: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    events: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
