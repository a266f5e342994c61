"""What a draft or a release would do to running cases, and the moving of cases that followed from it.

An impact is an answer as of a moment and changes nothing. A migration names the cases that somebody chose from one; its
rows say what became of each. What truly moved is told by the journals alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, Now, RowId, choice


class ImpactState(StrEnum):
    """States of the job that lays journals along a release."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class Ahead(StrEnum):
    """What becomes of a new step right before where a case waits: it counts as past, or it is to be done."""

    KEEP = "pass"
    DO = "do"


class CaseVerdict(StrEnum):
    """What the other release would do to a case."""

    SAME = "same"
    MOVES = "moves"
    STUCK = "stuck"


class MigrationState(StrEnum):
    """States of a migration: it waits for a second person, runs, is over, stopped midway, or was not agreed to."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    DECLINED = "DECLINED"


class MigrationCaseState(StrEnum):
    """What became of one chosen case."""

    PLANNED = "PLANNED"
    MOVED = "MOVED"
    FAILED = "FAILED"


class Impact(Base):
    """One question: what would this draft, or this release, do to the cases that run (or ended since `closed_since`)?

    `hash` is of the bundle that was asked about; `renames` are `[process, old id, new id]`.
    """

    __tablename__ = "impact"
    __table_args__ = (
        CheckConstraint("num_nonnulls(draft_id, release_id) = 1", name="target"),
        CheckConstraint("done BETWEEN 0 AND total", name="done"),
    )

    id: Mapped[RowId]
    draft_id: Mapped[BigInt | None] = mapped_column(ForeignKey("release_draft.id"), index=True)
    release_id: Mapped[BigInt | None] = mapped_column(ForeignKey("release.id"), index=True)
    hash: Mapped[str] = mapped_column(server_default="")
    renames: Mapped[list[list[str]]] = mapped_column(JSONB, server_default=text("'[]'"))
    ahead: Mapped[Ahead] = mapped_column(choice(Ahead, "ahead"), server_default="pass")
    closed_since: Mapped[date | None]
    state: Mapped[ImpactState] = mapped_column(choice(ImpactState, "state"), server_default="QUEUED")
    total: Mapped[int] = mapped_column(server_default=text("0"))
    done: Mapped[int] = mapped_column(server_default=text("0"))
    reason: Mapped[str] = mapped_column(server_default="")
    asked_by: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    asked_at: Mapped[Now]
    finished_at: Mapped[datetime | None]


class ImpactCase(Base):
    """What the other release would do to one case as it stood after `seq` entries.

    `here` and `there` are the open steps, `[process, element]` each; `detail` holds what is worth telling: new steps
    that count as past, other last days, other outcomes of tables.
    """

    __tablename__ = "impact_case"
    __table_args__ = (Index("ix_impact_case_verdict", "impact_id", "process_id", "verdict"),)

    impact_id: Mapped[BigInt] = mapped_column(ForeignKey("impact.id"), primary_key=True)
    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"), primary_key=True)
    process_id: Mapped[str]
    from_release_id: Mapped[BigInt] = mapped_column(ForeignKey("release.id"))
    seq: Mapped[int]
    verdict: Mapped[CaseVerdict] = mapped_column(choice(CaseVerdict, "verdict"))
    code: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(server_default="")
    here: Mapped[list[list[str]]] = mapped_column(JSONB)
    there: Mapped[list[list[str]]] = mapped_column(JSONB)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))


class Migration(Base):
    """The moving of chosen cases. `undoes` is the migration that this one takes back."""

    __tablename__ = "migration"
    __table_args__ = (
        CheckConstraint("num_nonnulls(impact_id, undoes) = 1", name="origin"),
        CheckConstraint("confirmed_by <> asked_by", name="two_people"),
        Index("uq_migration_undoes", "undoes", unique=True, postgresql_where=text("state <> 'DECLINED'")),
    )

    id: Mapped[RowId]
    impact_id: Mapped[BigInt | None] = mapped_column(ForeignKey("impact.id"), index=True)
    undoes: Mapped[BigInt | None] = mapped_column(ForeignKey("migration.id"))
    state: Mapped[MigrationState] = mapped_column(choice(MigrationState, "state"))
    asked_by: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    asked_at: Mapped[Now]
    confirmed_by: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class MigrationCase(Base):
    """One chosen case, from which release to which, and what became of it."""

    __tablename__ = "migration_case"
    __table_args__ = (
        Index(
            "ix_migration_case_planned", "migration_id", "case_id", postgresql_where=text("state = 'PLANNED'")
        ),
        Index("ix_migration_case_case_id", "case_id"),
    )

    migration_id: Mapped[BigInt] = mapped_column(ForeignKey("migration.id"), primary_key=True)
    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"), primary_key=True)
    from_release_id: Mapped[BigInt] = mapped_column(ForeignKey("release.id"))
    to_release_id: Mapped[BigInt] = mapped_column(ForeignKey("release.id"))
    state: Mapped[MigrationCaseState] = mapped_column(
        choice(MigrationCaseState, "state"), server_default="PLANNED"
    )
    reason: Mapped[str] = mapped_column(server_default="")
    at: Mapped[datetime | None]


CaseOf = tuple[int, str, int, int]
"""A case: its id, its process, its release, and how many entries its journal has."""


def cases_to_ask(
    session: Session, release_id: int | None, closed_since: date | None, after: int, limit: int
) -> list[CaseOf]:
    """The next cases, by id, that do not run on the release in question: open ones, or those that ended since a day."""
    found = session.execute(
        _CASES, {"release": release_id, "since": closed_since, "after": after, "limit": limit}
    )
    return [(row[0], row[1], row[2], row[3]) for row in found]


def count_cases(session: Session, release_id: int | None, closed_since: date | None) -> int:
    """How many cases `cases_to_ask` gives in all."""
    return int(session.execute(_COUNT, {"release": release_id, "since": closed_since}).scalar_one())


def read_courses(session: Session, cases: Sequence[int]) -> Iterator[tuple[int, list[Sequence[Any]]]]:
    """The journals of many cases in one statement: a case's id and its rows `seq, kind, at, key, facts`."""
    held: int | None = None
    rows: list[Sequence[Any]] = []
    for case_id, *row in session.execute(_COURSES, {"cases": list(cases)}):
        if held is not None and case_id != held:
            yield held, rows
            rows = []
        held = case_id
        rows.append(row)
    if held is not None:
        yield held, rows


def close_steps(session: Session, case_id: int, keys: Sequence[str], at: datetime) -> None:
    """Take the rows of steps that a case has left: items, timers, messages, drafts; given names end."""
    where = {"case": case_id, "keys": list(keys)}
    for table in ("work_item", "timer", "langganan", "draft"):
        session.execute(text(f"DELETE FROM {table} WHERE case_id = :case AND key = ANY(:keys)"), where)  # noqa: S608
    session.execute(_END_GIVEN, {**where, "at": at})


def rename_keys(session: Session, case_id: int, keys: Sequence[tuple[str, str]]) -> None:
    """Give open steps of a case other keys everywhere, all at once: items, timers, messages, drafts, given names.

    What was told of a step that is late is only ever added to: it stands under the new key, too.
    """
    every = {"case": case_id, "old": [old for old, _ in keys], "new": [new for _, new in keys]}
    session.execute(_LEFT_DRAFTS, every)
    for table in ("work_item", "timer", "langganan", "draft"):
        for statement, pairs in _renaming(table, keys):
            session.execute(statement, {"case": case_id, **pairs})
    for table, only in (("reassignment", "ended_at IS NULL"), ("incident", "closed_at IS NULL")):
        for statement, pairs in _renaming(table, keys, f"AND {only}"):
            session.execute(statement, {"case": case_id, **pairs})
    session.execute(_TOLD_THERE, every)


def _renaming(
    table: str, keys: Sequence[tuple[str, str]], only: str = ""
) -> Iterator[tuple[Any, dict[str, list[str]]]]:
    """Two rounds, so that keys may change places: first to names that no key has, then to the new ones."""
    sql = (
        f"UPDATE {table} SET key = k.new FROM unnest(CAST(:old AS text[]), CAST(:new AS text[])) AS k(old, new) "  # noqa: S608
        f"WHERE case_id = :case AND key = k.old {only}"
    )
    old, new = [one for one, _ in keys], [one for _, one in keys]
    between = [f"\x1f{one}" for one in new]
    yield text(sql), {"old": old, "new": between}
    yield text(sql), {"old": between, "new": new}


_LEFT_DRAFTS = text(
    "DELETE FROM draft WHERE case_id = :case AND key = ANY(CAST(:new AS text[])) "
    "AND key <> ALL(CAST(:old AS text[]))"
)
"""Drafts of steps that are over, where an open step takes their key."""

_WHICH = """
FROM process_case
WHERE (CAST(:release AS bigint) IS NULL OR release_id <> :release)
  AND (status = 'OPEN' OR (CAST(:since AS date) IS NOT NULL AND status = 'COMPLETED' AND closed_at >= :since))
"""
_CASES = text(f"SELECT id, process_id, release_id, seq {_WHICH} AND id > :after ORDER BY id LIMIT :limit")
_COUNT = text(f"SELECT count(*) {_WHICH}")
_END_GIVEN = text(
    "UPDATE reassignment SET ended_at = :at WHERE case_id = :case AND key = ANY(:keys) AND ended_at IS NULL"
)
_TOLD_THERE = text("""
INSERT INTO eskalasi (case_id, key, element, nama_langkah, subjek_id, batas, pemegang_id, atasan_id, pada)
SELECT e.case_id, k.new, e.element, e.nama_langkah, e.subjek_id, e.batas, e.pemegang_id, e.atasan_id, e.pada
FROM eskalasi e JOIN unnest(CAST(:old AS text[]), CAST(:new AS text[])) AS k(old, new) ON e.key = k.old
WHERE e.case_id = :case ON CONFLICT DO NOTHING
""")
_COURSES = text(
    "SELECT case_id, seq, kind, at, key, facts FROM journal WHERE case_id = ANY(:cases) ORDER BY case_id, seq"
)
