"""Timers that are due, and the projections of a case made anew from its journal."""

from __future__ import annotations

import logging

from sqlalchemy import delete, select

from webapp.services.cockpit.recording import Watch
from webapp.services.errors import CASE_FAILURES
from webapp.services.reminders.deadlines import due_of
from webapp.services.work import Transaction, Work
from webapp.storage.caselog import CaseRow, lock_case
from webapp.storage.kokpit import Incident
from webapp.storage.pesan import Langganan
from webapp.storage.process import CaseStatus, ProcessCase, Timer, WorkItem

from . import closings
from .cases import keep, open_action
from .ongoing import as_opened
from .replaying import replay

_log = logging.getLogger(__name__)


def due_cases(tx: Transaction, limit: int = 500) -> list[int]:
    """Cases with a timer that is due, the longest due first.

    One that has just failed rests until it is tried again; one that is frozen until it is opened.
    """
    rests = select(Incident.id).where(
        Incident.case_id == Timer.case_id, Incident.closed_at.is_(None), Incident.next_at > tx.now
    )
    frozen = select(ProcessCase.id).where(ProcessCase.id == Timer.case_id, ProcessCase.beku)
    due = select(Timer.case_id).where(Timer.due_at <= tx.now, ~rests.exists(), ~frozen.exists())
    query = due.order_by(Timer.due_at).limit(limit)
    return list(dict.fromkeys(tx.session.scalars(query)))


def fire_due(work: Work, case_id: int) -> int:
    """Let one case's due timers act. Returns how many entries that made (0 when somebody else was here first)."""
    with Watch(work, case_id, "timer") as watch, work.transaction() as tx:
        watch.tx = tx
        action = open_action(tx, case_id, frozen_too=True)
        if not action.run.is_completed and not action.case.frozen:
            action.fire_due()
        if action.entries:
            action.write()
    keep(tx, action)
    return len(action.entries)


def fire_all(work: Work) -> int:
    """Fire everything that is due now, case by case, each in its own transaction. Returns the cases that moved."""
    moved = 0
    while True:
        with work.reading() as tx:
            cases = due_cases(tx)
        fired = sum(1 for case_id in cases if _fired(work, case_id))
        moved += fired
        if not fired:
            return moved


def _fired(work: Work, case_id: int) -> bool:
    """Whether a case moved. One that cannot go on is kept as an incident and does not stop the others."""
    try:
        return fire_due(work, case_id) > 0
    except CASE_FAILURES:
        _log.warning("the timers of case %s could not act", case_id)
        return False


def rebuild(work: Work, case_id: int) -> None:
    """Throw a case's work items, timers, awaited messages and times away and derive them again from its journal."""
    with work.transaction() as tx:
        locked = lock_case(tx.session, case_id)
        if locked is None:
            return
        tx.session.execute(delete(WorkItem).where(WorkItem.case_id == case_id))
        tx.session.execute(delete(Timer).where(Timer.case_id == case_id))
        tx.session.execute(delete(Langganan).where(Langganan.case_id == case_id))
        _project(tx, locked.case)
        closings.rebuild(tx, locked.case)


def _project(tx: Transaction, case: CaseRow) -> None:
    if case.status != CaseStatus.OPEN:
        return
    run = replay(tx, case)
    for step in run.open:
        opened = as_opened(step)
        if step.kind == "human":
            tx.session.add(
                WorkItem(
                    case_id=case.id,
                    key=opened.key,
                    process_id=opened.process_id,
                    element_id=opened.element_id,
                    name=opened.name,
                    role=opened.role,
                    subject_id=case.subject_id,
                    opened_at=opened.opened_at,
                    due_at=due_of(tx, case, step, run.facts),
                    on_date=opened.on_date,
                    quiet=opened.quiet,
                )
            )
        elif step.kind == "message":
            tx.session.add(
                Langganan(case_id=case.id, key=step.key, nama=step.message, korelasi=step.correlation)
            )
        else:
            tx.session.add(Timer(case_id=case.id, key=opened.key, due_at=opened.due_at))


def rebuild_all(work: Work) -> int:
    """Rebuild every case's projections. Returns how many cases there were."""
    with work.reading() as tx:
        cases = list(tx.session.scalars(select(ProcessCase.id).order_by(ProcessCase.id)))
    for case_id in cases:
        rebuild(work, case_id)
    return len(cases)
