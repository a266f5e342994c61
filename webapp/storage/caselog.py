"""The case log: lock a case, read its journal, and write one action's rows in one statement.

Everything an action changes of a case (journal, head, work items, timers, drafts) travels in a single statement,
because on PostgreSQL the round trips cost more than the engine does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.evidence import chain
from webapp.storage import caselog_sql
from webapp.storage.jobs import placed

GivenSteps = Mapping[str, Sequence[Any]]
"""Open steps given to one person by name: by key, the employee's id and the reason."""

GENESIS = chain.GENESIS


@dataclass(frozen=True, slots=True)
class CaseRow:
    """The head of a case, as locked. `head` is the hash of its last journal row; a `frozen` one rests."""

    id: int
    process_id: str
    release_id: int
    subject_id: int
    document_kind: str
    document_id: int
    status: str
    seq: int
    head: bytes
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class LockedCase:
    """A case under lock, and what stood when the lock was held: the clock, the organisation's version, and the open
    steps that were given to somebody by name.
    """

    case: CaseRow
    at: datetime
    organisation: int
    given: GivenSteps


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One row of the journal. `facts` and `mandate` are JSON values; `at` is aware."""

    seq: int
    kind: str
    at: datetime
    key: str | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    actor_id: int | None = None
    mandate: Mapping[str, Any] | None = None
    request_id: UUID | None = None
    operation: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A work item, a timer or an awaited message that an action opens."""

    key: str
    process_id: str = ""
    element_id: str = ""
    name: str = ""
    role: str = ""
    opened_at: datetime | None = None
    due_at: datetime | None = None
    on_date: date | None = None
    quiet: bool = False
    message: str | None = None
    correlation: str | None = None


@dataclass(frozen=True, slots=True)
class ClosedStep:
    """A step that is over, as a row of `step_time`. Without a last day that of its stored work item counts."""

    seq: int
    key: str
    process_id: str
    element_id: str
    kind: str
    nth: int
    release_id: int
    opened_at: datetime
    closed_at: datetime
    due_at: datetime | None
    outcome: str


@dataclass
class Change:
    """What one action writes about a case."""

    entries: Sequence[JournalRow]
    closed: Sequence[str] = ()
    times: Sequence[ClosedStep] = ()
    items: Sequence[Opened] = ()
    timers: Sequence[Opened] = ()
    awaited: Sequence[Opened] = ()
    jobs: Sequence[tuple[str, Mapping[str, Any]]] = ()
    status: str = "OPEN"


def lock_case(session: Session, case_id: int) -> LockedCase | None:
    """The case, locked until the transaction ends, as the last winner left it.

    One statement when nobody holds it. Otherwise wait first and read then: a statement that waits sees other tables as
    they were before it began to wait.
    """
    row = session.execute(caselog_sql.LOCK, {"id": case_id}).one_or_none()
    if row is None:
        session.execute(caselog_sql.WAIT, {"id": case_id})
        row = session.execute(caselog_sql.LOCK, {"id": case_id}).one_or_none()
    if row is None:
        return None
    *columns, at, organisation, given = row
    return LockedCase(_case(columns), at, organisation, given or {})


def given_steps(session: Session, case_id: int) -> GivenSteps:
    """The open steps of a case that were given to somebody by name."""
    return session.execute(caselog_sql.GIVEN, {"id": case_id}).scalar_one() or {}


def read_case(session: Session, case_id: int) -> CaseRow | None:
    """The case without a lock, for pages."""
    row = session.execute(caselog_sql.READ, {"id": case_id}).one_or_none()
    return None if row is None else _case(row)


def _case(row: Sequence[Any]) -> CaseRow:
    case_id, process_id, release_id, subject_id, kind, document_id, status, seq, head, frozen = row
    return CaseRow(
        case_id, process_id, release_id, subject_id, kind, document_id, status, seq, bytes(head), frozen
    )


def read_journal(session: Session, case_id: int) -> list[JournalRow]:
    """The journal in order."""
    rows = session.execute(caselog_sql.JOURNAL, {"id": case_id})
    return [JournalRow(*row) for row in rows]


def read_course(session: Session, case_id: int, upto: int | None = None) -> Sequence[Sequence[Any]]:
    """What of the journal decides where a case stands: `seq, kind, at, key, facts` of its (first `upto`) rows."""
    return session.execute(
        caselog_sql.COURSE, {"id": case_id, "upto": upto if upto is not None else 2**31 - 1}
    ).all()


def entry_of(session: Session, case_id: int, key: str) -> JournalRow | None:
    """The entry that closed a step, if it is closed by one."""
    row = session.execute(caselog_sql.ENTRY, {"id": case_id, "key": key}).one_or_none()
    return None if row is None else JournalRow(*row)


FROM_RELEASE: Final = "from_release"
"""The fact of a migration's entry that names the release which the case left."""
NEW_KEYS: Final = "open"
"""The fact of a migration's entry that gives open steps their new keys."""


def key_now(session: Session, case_id: int, key: str) -> str:
    """The key that an open step has now, if migrations have given it another since a page was drawn."""
    for (renamed,) in session.execute(caselog_sql.RENAMED, {"id": case_id, "fact": NEW_KEYS}):
        key = renamed.get(key, key)
    return key


def releases_before(session: Session, case_id: int) -> list[int]:
    """The releases on which a case ran before this one, the last first."""
    return [int(row[0]) for row in session.execute(caselog_sql.BEFORE, {"id": case_id, "fact": FROM_RELEASE})]


def link(head: bytes, case_id: int, row: JournalRow) -> bytes:
    """The hash of a journal row, chained to the row before: SHA-256 over the head and the row's canonical JSON."""
    body = [
        case_id, row.seq, row.kind, row.at.timestamp(), row.key, row.facts, row.actor_id, row.mandate, row.operation,
    ]  # fmt: skip
    return chain.link(head, body)


def write_change(session: Session, case: CaseRow, change: Change) -> CaseRow:
    """Write one action's rows and jobs. The journal's primary key refuses a second writer of the same `seq`."""
    head, entries = case.head, []
    for row in change.entries:
        head = link(head, case.id, row)
        entries.append(_entry_json(row, head))
    last = change.entries[-1]
    session.execute(
        caselog_sql.WRITE,
        {
            "id": case.id,
            "subject": case.subject_id,
            "entries": json.dumps(entries),
            "closed": list(change.closed),
            "times": json.dumps([_closed_json(one) for one in change.times]),
            "keys": [row.key for row in change.entries if row.key is not None],
            "items": json.dumps([_opened_json(item) for item in change.items]),
            "timers": json.dumps([_opened_json(timer) for timer in change.timers]),
            "awaited": json.dumps([_opened_json(one) for one in change.awaited]),
            "jobs": json.dumps([placed(task, args) for task, args in change.jobs]),
            "seq": last.seq,
            "now": last.at,
            "head": head,
            "status": change.status,
            "closed_at": None if change.status == "OPEN" else last.at,
        },
    )
    return CaseRow(
        case.id, case.process_id, case.release_id, case.subject_id, case.document_kind, case.document_id,
        change.status, last.seq, head,
    )  # fmt: skip


def is_used_request(error: IntegrityError) -> bool:
    """Whether a change was refused because its request's key stands at another entry of the case."""
    return isinstance(error.orig, UniqueViolation) and error.orig.diag.constraint_name == "uq_journal_request"


def _entry_json(row: JournalRow, hashed: bytes) -> dict[str, Any]:
    return {
        "seq": row.seq, "kind": row.kind, "at": row.at.isoformat(), "key": row.key, "facts": row.facts,
        "actor_id": row.actor_id, "mandate": row.mandate,
        "request_id": str(row.request_id) if row.request_id else None,
        "operation": row.operation, "hash": hashed.hex(),
    }  # fmt: skip


def _closed_json(one: ClosedStep) -> dict[str, Any]:
    return {
        "seq": one.seq,
        "key": one.key,
        "process_id": one.process_id,
        "element_id": one.element_id,
        "kind": one.kind,
        "nth": one.nth,
        "release_id": one.release_id,
        "opened_at": one.opened_at.isoformat(),
        "closed_at": one.closed_at.isoformat(),
        "due_at": one.due_at.isoformat() if one.due_at else None,
        "outcome": one.outcome,
    }


def last_days(session: Session, case_id: int) -> dict[tuple[int, str], datetime | None]:
    """The last days of a case's steps that are over, by the entry that closed each and its key."""
    return {
        (seq, key): due_at for seq, key, due_at in session.execute(caselog_sql.LAST_DAYS, {"id": case_id})
    }


def clear_times(session: Session, case_id: int) -> None:
    """Throw the times of a case away, to derive them again."""
    for table in ("step_time", "case_time"):
        session.execute(text(f"DELETE FROM {table} WHERE case_id = :id"), {"id": case_id})  # noqa: S608 - constants only


def write_times(session: Session, case_id: int, times: Sequence[ClosedStep]) -> None:
    """Write the rows of steps that are over by themselves, as a rebuild does, and that of a case that is over."""
    values = {"id": case_id, "times": json.dumps([_closed_json(one) for one in times])}
    session.execute(caselog_sql.TIMES, values)
    session.execute(caselog_sql.CASE_TIME, {"id": case_id})


def _opened_json(opened: Opened) -> dict[str, Any]:
    return {
        "key": opened.key,
        "process_id": opened.process_id,
        "element_id": opened.element_id,
        "name": opened.name,
        "role": opened.role,
        "opened_at": opened.opened_at.isoformat() if opened.opened_at else None,
        "due_at": opened.due_at.isoformat() if opened.due_at else None,
        "on_date": opened.on_date.isoformat() if opened.on_date else None,
        "quiet": opened.quiet,
        "message": opened.message,
        "correlation": opened.correlation,
    }
