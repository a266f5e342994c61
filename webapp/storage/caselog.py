"""The case log: lock a case, read its journal, and write one action's rows in one statement.

Everything an action changes of a case (journal, head, work items, timers, drafts) travels in a single statement,
because on PostgreSQL the round trips cost more than the engine does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

GivenSteps = Mapping[str, Sequence[Any]]
"""Open steps given to one person by name: by key, the employee's id and the reason."""

GENESIS = b"\x00" * 32


@dataclass(frozen=True, slots=True)
class CaseRow:
    """The head of a case, as locked. `head` is the hash of its last journal row."""

    id: int
    process_id: str
    release_id: int
    subject_id: int
    document_kind: str
    document_id: int
    status: str
    seq: int
    head: bytes


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


@dataclass
class Change:
    """What one action writes about a case."""

    entries: Sequence[JournalRow]
    closed: Sequence[str] = ()
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
    row = session.execute(_LOCK, {"id": case_id}).one_or_none()
    if row is None:
        session.execute(_WAIT, {"id": case_id})
        row = session.execute(_LOCK, {"id": case_id}).one_or_none()
    if row is None:
        return None
    *columns, at, organisation, given = row
    return LockedCase(_case(columns), at, organisation, given or {})


def given_steps(session: Session, case_id: int) -> GivenSteps:
    """The open steps of a case that were given to somebody by name."""
    return session.execute(_GIVEN, {"id": case_id}).scalar_one() or {}


def read_case(session: Session, case_id: int) -> CaseRow | None:
    """The case without a lock, for pages."""
    row = session.execute(_READ, {"id": case_id}).one_or_none()
    return None if row is None else _case(row)


def _case(row: Sequence[Any]) -> CaseRow:
    case_id, process_id, release_id, subject_id, kind, document_id, status, seq, head = row
    return CaseRow(case_id, process_id, release_id, subject_id, kind, document_id, status, seq, bytes(head))


def read_journal(session: Session, case_id: int) -> list[JournalRow]:
    """The journal in order."""
    rows = session.execute(_JOURNAL, {"id": case_id})
    return [JournalRow(*row) for row in rows]


def read_course(session: Session, case_id: int, upto: int | None = None) -> Sequence[Sequence[Any]]:
    """What of the journal decides where a case stands: `seq, kind, at, key, facts` of its (first `upto`) rows."""
    return session.execute(_COURSE, {"id": case_id, "upto": upto if upto is not None else 2**31 - 1}).all()


def entry_of(session: Session, case_id: int, key: str) -> JournalRow | None:
    """The entry that closed a step, if it is closed by one."""
    row = session.execute(_ENTRY, {"id": case_id, "key": key}).one_or_none()
    return None if row is None else JournalRow(*row)


def link(head: bytes, case_id: int, row: JournalRow) -> bytes:
    """The hash of a journal row, chained to the row before: SHA-256 over the head and the row's canonical JSON."""
    body = [
        case_id,
        row.seq,
        row.kind,
        row.at.timestamp(),
        row.key,
        row.facts,
        row.actor_id,
        row.mandate,
        row.operation,
    ]
    return hashlib.sha256(head + json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).digest()


def write_change(session: Session, case: CaseRow, change: Change) -> CaseRow:
    """Write one action's rows and jobs. The journal's primary key refuses a second writer of the same `seq`."""
    head, entries = case.head, []
    for row in change.entries:
        head = link(head, case.id, row)
        entries.append(_entry_json(row, head))
    last = change.entries[-1]
    session.execute(
        _WRITE,
        {
            "id": case.id,
            "subject": case.subject_id,
            "entries": json.dumps(entries),
            "closed": list(change.closed),
            "items": json.dumps([_opened_json(item) for item in change.items]),
            "timers": json.dumps([_opened_json(timer) for timer in change.timers]),
            "awaited": json.dumps([_opened_json(one) for one in change.awaited]),
            "jobs": json.dumps([{"task": task, "args": args} for task, args in change.jobs]),
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


def _entry_json(row: JournalRow, hashed: bytes) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "kind": row.kind,
        "at": row.at.isoformat(),
        "key": row.key,
        "facts": row.facts,
        "actor_id": row.actor_id,
        "mandate": row.mandate,
        "request_id": str(row.request_id) if row.request_id else None,
        "operation": row.operation,
        "hash": hashed.hex(),
    }


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


_CASE = "id, process_id, release_id, subject_id, document_kind, document_id, status, seq, head"
_ROW = "seq, kind, at, key, facts, actor_id, mandate, request_id, operation"
_GIVEN_STEPS = """SELECT jsonb_object_agg(key, jsonb_build_array(pegawai_id, reason))
FROM reassignment WHERE case_id = :id AND ended_at IS NULL"""
_GIVEN = text(_GIVEN_STEPS)
_LOCK = text(f"""
WITH held AS MATERIALIZED (
  SELECT {_CASE} FROM process_case WHERE id = :id FOR NO KEY UPDATE SKIP LOCKED
)
SELECT held.*, clock_timestamp(), versi_organisasi.nomor, ({_GIVEN_STEPS}) FROM held, versi_organisasi
""")  # noqa: S608 - constants only
_WAIT = text("SELECT FROM process_case WHERE id = :id FOR NO KEY UPDATE")
_READ = text(f"SELECT {_CASE} FROM process_case WHERE id = :id")  # noqa: S608 - constants only
_JOURNAL = text(f"SELECT {_ROW} FROM journal WHERE case_id = :id ORDER BY seq")  # noqa: S608
_COURSE = text(
    "SELECT seq, kind, at, key, facts FROM journal WHERE case_id = :id AND seq <= :upto ORDER BY seq"
)
_ENTRY = text(f"SELECT {_ROW} FROM journal WHERE case_id = :id AND key = :key ORDER BY seq LIMIT 1")  # noqa: S608
_WRITE = text("""
WITH entries AS (
  INSERT INTO journal (case_id, seq, kind, at, key, facts, actor_id, mandate, request_id, operation, hash)
  SELECT :id, e.seq, e.kind, e.at, e.key, e.facts, e.actor_id, e.mandate, e.request_id, e.operation,
    decode(e.hash, 'hex')
  FROM jsonb_to_recordset(CAST(:entries AS jsonb)) AS e(seq int, kind text, at timestamptz, key text, facts jsonb,
    actor_id bigint, mandate jsonb, request_id uuid, operation text, hash text)
), closed_items AS (
  DELETE FROM work_item WHERE case_id = :id AND key = ANY(CAST(:closed AS text[]))
), closed_timers AS (
  DELETE FROM timer WHERE case_id = :id AND key = ANY(CAST(:closed AS text[]))
), closed_messages AS (
  DELETE FROM langganan WHERE case_id = :id AND key = ANY(CAST(:closed AS text[]))
), ended AS (
  UPDATE reassignment SET ended_at = CAST(:now AS timestamptz)
  WHERE case_id = :id AND key = ANY(CAST(:closed AS text[])) AND ended_at IS NULL
), closed_drafts AS (
  DELETE FROM draft WHERE case_id = :id AND key = ANY(CAST(:closed AS text[]))
), items AS (
  INSERT INTO work_item (
    case_id, key, process_id, element_id, name, role, subject_id, opened_at, due_at, on_date, quiet)
  SELECT :id, i.key, i.process_id, i.element_id, i.name, i.role, :subject, i.opened_at, i.due_at, i.on_date, i.quiet
  FROM jsonb_to_recordset(CAST(:items AS jsonb)) AS i(key text, process_id text, element_id text, name text,
    role text, opened_at timestamptz, due_at timestamptz, on_date date, quiet boolean)
), timers AS (
  INSERT INTO timer (case_id, key, due_at)
  SELECT :id, t.key, t.due_at FROM jsonb_to_recordset(CAST(:timers AS jsonb)) AS t(key text, due_at timestamptz)
), messages AS (
  INSERT INTO langganan (case_id, key, nama, korelasi)
  SELECT :id, m.key, m.message, m.correlation
  FROM jsonb_to_recordset(CAST(:awaited AS jsonb)) AS m(key text, message text, correlation text)
), moved AS (
  UPDATE process_case SET seq = :seq, head = :head, status = :status,
    closed_at = CAST(:closed_at AS timestamptz)
  WHERE id = :id
)
SELECT procrastinate_defer_jobs_v1(array_agg(ROW(
  'default', j.task, 0, NULL, NULL, j.args, NULL)::procrastinate_job_to_defer_v1))
FROM jsonb_to_recordset(CAST(:jobs AS jsonb)) AS j(task text, args jsonb)
HAVING count(*) > 0
""")
