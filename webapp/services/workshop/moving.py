"""The moving of chosen cases, one transaction each: a case moves whole or stays untouched with the reason in words.

One entry `migrated` per case says how its journal is read from then on. Open steps keep their moments, drafts, given
names and reminders under whatever key they have there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import starmap
from time import monotonic
from typing import Any, Final

from sqlalchemy import select, update

from webapp.domain.sentences import Sentence
from webapp.engine import Entry, Step
from webapp.engine.alignment import Alignment, align
from webapp.operations import Actor
from webapp.services.errors import CASE_FAILURES, NotFound
from webapp.services.identity.accounts import actor_of
from webapp.services.process.cases import Action, keep, open_action
from webapp.services.process.draft_seal import seal_for
from webapp.services.process.ongoing import as_opened
from webapp.services.reminders.deadlines import due_of
from webapp.services.work import Transaction, Work
from webapp.storage.caselog import FROM_RELEASE, NEW_KEYS, JournalRow, read_course
from webapp.storage.impact import (
    Ahead,
    Impact,
    Migration,
    MigrationCase,
    MigrationCaseState,
    MigrationState,
    close_steps,
    rename_keys,
)
from webapp.storage.jobs import defer
from webapp.storage.process import ProcessCase, Timer, WorkItem

from .courses import Courses
from .impact import renames_of

TASK: Final = "pindahkan_kasus"
SECONDS: Final = 4.0
"""After so many seconds a job asks for another one that goes on, and ends."""

ELSEWHERE: Final = Sentence("Kasus ini sudah tidak berjalan pada rilis itu.")
FAILED: Final = Sentence(
    "Langkah otomatis pada rilis baru tidak dapat dijalankan, jadi kasus ini tetap di tempatnya."
)


def locked(tx: Transaction, migration_id: int) -> Migration:
    """The migration, locked. Raises `NotFound`."""
    row = tx.session.get(Migration, migration_id, with_for_update=True)
    if row is None:
        raise NotFound("migration", migration_id)
    return row


def defer_moving(tx: Transaction, migration_id: int) -> None:
    """Ask for the job that goes on with a migration; two of one migration never run at a time."""
    defer(tx.session, TASK, {"migration_id": migration_id}, lock=f"migrasi:{migration_id}")


def advance(work: Work, migration_id: int, seconds: float = SECONDS) -> bool:
    """Move cases for a while, each in a transaction of its own. Returns whether the migration is over."""
    until = monotonic() + seconds
    with work.reading() as tx:
        row = tx.session.get(Migration, migration_id)
        if row is None or row.state is not MigrationState.RUNNING:
            return True
        actor = actor_of(tx, row.asked_by)
        asked = _asked(tx, row)
    while monotonic() < until:
        case = _next(work, migration_id)
        if case is None:
            _finish(work, migration_id)
            return True
        _move_or_note(work, migration_id, case, asked, actor)
    with work.transaction() as tx:
        defer_moving(tx, migration_id)
    return False


def _asked(tx: Transaction, row: Migration) -> tuple[dict[tuple[str, str], str], Ahead]:
    """The renaming and the rule for new steps that the first migration was asked with; turned round to go back."""
    origin = row
    while origin.undoes is not None:
        origin = tx.session.get_one(Migration, origin.undoes)
    impact = tx.session.get_one(Impact, origin.impact_id)
    renames = renames_of(impact)
    if row.undoes is not None:
        return {(process, new): old for (process, old), new in renames.items()}, Ahead.KEEP
    return renames, impact.ahead


def _next(work: Work, migration_id: int) -> MigrationCase | None:
    with work.reading() as tx:
        query = select(MigrationCase).where(
            MigrationCase.migration_id == migration_id, MigrationCase.state == MigrationCaseState.PLANNED
        )
        return tx.session.scalars(query.order_by(MigrationCase.case_id).limit(1)).one_or_none()


def _finish(work: Work, migration_id: int) -> None:
    with work.transaction() as tx:
        row = locked(tx, migration_id)
        row.state, row.finished_at = MigrationState.DONE, tx.now


def _move_or_note(
    work: Work,
    migration_id: int,
    case: MigrationCase,
    asked: tuple[Mapping[tuple[str, str], str], Ahead],
    actor: Actor | None,
) -> None:
    """Move one case with the note that it has moved; where it does not fit, only the note why is written."""
    try:
        reason = _move(work, migration_id, case, asked, actor)
    except CASE_FAILURES:
        reason = FAILED
    if reason is not None:
        with work.transaction() as tx:
            _note(tx, migration_id, case.case_id, MigrationCaseState.FAILED, reason)


def _note(
    tx: Transaction, migration_id: int, case_id: int, state: MigrationCaseState, reason: str = ""
) -> None:
    mine = update(MigrationCase).where(
        MigrationCase.migration_id == migration_id,
        MigrationCase.case_id == case_id,
        MigrationCase.state == MigrationCaseState.PLANNED,  # what is written already stays so
    )
    tx.session.execute(mine.values(state=state, reason=str(reason), at=tx.now))


def _move(
    work: Work,
    migration_id: int,
    case: MigrationCase,
    asked: tuple[Mapping[tuple[str, str], str], Ahead],
    actor: Actor | None,
) -> str | None:
    """Move one case. Returns why it cannot, in words."""
    with work.transaction() as tx:
        held = open_action(tx, case.case_id)
        if held.case.release_id != case.from_release_id or held.case.status != "OPEN":
            return ELSEWHERE
        courses = Courses(tx.work.releases.get(tx.session, case.to_release_id), *asked)
        journal = list(starmap(Entry, read_course(tx.session, case.case_id)))
        found = align(courses.change(tx, case.from_release_id), held.case.process_id, journal, tx.now)
        if found.run is None:
            return "" if found.reason is None else found.reason.message
        action = _taken_over(tx, held, found, case, asked[0], actor)
        action.settle()
        _carry(tx, action, found)
        action.write()
        tx.session.execute(
            update(ProcessCase).where(ProcessCase.id == case.case_id).values(release_id=case.to_release_id)
        )
        _note(tx, migration_id, case.case_id, MigrationCaseState.MOVED)
    keep(tx, action)
    return None


def _taken_over(
    tx: Transaction,
    held: Action,
    found: Alignment,
    case: MigrationCase,
    renames: Mapping[tuple[str, str], str],
    actor: Actor | None,
) -> Action:
    """The case on its new release, with the entry that brought it there; the steps that stay count as open before."""
    assert found.run is not None
    facts: dict[str, Any] = {
        FROM_RELEASE: case.from_release_id,
        "to_release": case.to_release_id,
        "renames": [[process, old, new] for (process, old), new in sorted(renames.items())],
        NEW_KEYS: {old: new for old, new in sorted(found.kept.items()) if old != new},
        **found.reading.as_facts(),
    }
    row = JournalRow(
        seq=found.reading.seq,
        kind="migrated",
        at=tx.now,
        key=None,
        facts=facts,
        actor_id=None if actor is None else actor.akun_id,
        operation=f"migrasi:{case.migration_id}",
    )
    after = {step.key: step for step in found.run.open}
    stays = {key: after[key] for key in found.kept.values()}
    leaves = {step.key: step for step in found.left if step.key not in after}
    return Action(
        tx,
        replace(held.case, release_id=case.to_release_id),
        found.run,
        entries=[row],
        before=stays | leaves,
        standing=after,
        organisation=held.organisation,
        given={found.kept.get(key, key): given for key, given in held.given.items()},
        asked=set(stays),
    )


def _carry(tx: Transaction, action: Action, found: Alignment) -> None:
    """Bring the rows of the steps that stay in line with the new release; those of steps that left are removed."""
    case_id = action.case.id
    close_steps(tx.session, case_id, [step.key for step in found.left], tx.now)
    keys = {old: new for old, new in found.kept.items() if old != new}
    seal_for(tx, case_id, keys)
    rename_keys(tx.session, case_id, list(keys.items()))
    before = {step.key: step for step in found.here}
    for old, new in found.kept.items():
        step = action.run.step(new)
        if step is not None:
            _bring(tx, action, before[old], step)


def _bring(tx: Transaction, action: Action, was: Step, now: Step) -> None:
    """A step that stays open, as the new release has it. Its last day changes only with what says it."""
    where = {"case_id": action.case.id, "key": now.key}
    if now.kind == "timer" and now.due != was.due:
        tx.session.execute(update(Timer).filter_by(**where).values(due_at=now.due))
    if now.kind != "human":
        return
    opened = as_opened(now)
    values: dict[str, Any] = {
        "process_id": opened.process_id,
        "element_id": opened.element_id,
        "name": opened.name,
        "role": opened.role,
        "on_date": opened.on_date,
        "quiet": opened.quiet,
    }
    if (was.element.due, was.element.deadline) != (now.element.due, now.element.deadline):
        values["due_at"] = due_of(tx, action.case, now, action.run.facts)
    tx.session.execute(update(WorkItem).filter_by(**where).values(values))
