"""The last day of a human step: declared in the diagram, counted here, kept beside the work item only.

A deadline never changes the course of a case. It is counted when the step opens, by the working calendar of the
subject's unit, and again whenever a calendar changes; the journal knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import select, update

from webapp.domain.bulanan import saat_lembar
from webapp.domain.tenggat import Saat
from webapp.engine import Step
from webapp.services.people.calendars.days import deadline_calendar
from webapp.services.process.document_kinds import documents
from webapp.services.work import Transaction
from webapp.storage.bulanan import SkpBulanan
from webapp.storage.caselog import CaseRow
from webapp.storage.process import WorkItem

from .limits import limit

SHEET: Final = "skp_bulanan"
"""The kind of document that a month's case is about."""


def due_of(tx: Transaction, case: CaseRow, step: Step, facts: Mapping[str, Any]) -> datetime | None:
    """The start of a human step's last day (aware); None without a deadline."""
    key = step.element.deadline
    if key is None:
        return step.due
    definitions = tx.work.releases.get(tx.session, case.release_id).definitions
    batas = limit(definitions, key)
    opened = step.since.astimezone(tx.work.zone).date()
    saat = (
        Saat(opened, opened.year, opened.month) if batas.sejak == "DIBUKA" else _saat(tx, case, facts, opened)
    )
    day = batas.hari_terakhir(saat, lambda of: deadline_calendar(tx, case.subject_id, of))
    return datetime.combine(day, time.min, tx.work.zone)


def _saat(tx: Transaction, case: CaseRow, facts: Mapping[str, Any], opened: date) -> Saat:
    """What the step's last day is counted in: its sheet where the case is one of a month, else the case's period."""
    if case.document_kind == SHEET:
        lembar = tx.session.get_one(SkpBulanan, case.document_id)
        return saat_lembar(lembar, lembar.dibuka_pada.astimezone(tx.work.zone).date(), opened)
    year, month = _period(tx, case, facts)
    return Saat(opened, year or opened.year, month or opened.month)


def _period(tx: Transaction, case: CaseRow, facts: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The year and month that a case is about: by its facts, else by its document."""
    year, month = facts.get("tahun"), facts.get("bulan")
    if isinstance(year, int):
        return year, month if isinstance(month, int) else None
    key = (case.document_kind, case.document_id)
    found = documents(tx, [key]).get(key)
    return (None, None) if found is None else (found.year, found.month)


def open_with_deadline(tx: Transaction) -> list[int]:
    """Cases with an open step that has a last day."""
    query = select(WorkItem.case_id).where(WorkItem.due_at.is_not(None)).distinct().order_by(WorkItem.case_id)
    return list(tx.session.scalars(query))


def set_due(tx: Transaction, case_id: int, key: str, due: datetime | None) -> bool:
    """Move the last day of an open step; says whether it was another."""
    statement = update(WorkItem).where(
        WorkItem.case_id == case_id, WorkItem.key == key, WorkItem.due_at.is_distinct_from(due)
    )
    moved = tx.session.execute(statement.values(due_at=due).returning(WorkItem.key)).one_or_none()
    return moved is not None


def start_of(tx: Transaction, day: date) -> datetime:
    """The start of a day where the agency is."""
    return datetime.combine(day, time.min, tx.work.zone)
