"""Open human steps as rows, each with what decides who may do it. Inboxes, teams and checks all read them here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from webapp.domain.organisasi import Urusan
from webapp.engine import Element, Step
from webapp.engine.places import element_at
from webapp.services.people.assignments import Given, Place, kind_of
from webapp.services.work import Transaction
from webapp.storage.caselog import CaseRow, GivenSteps, releases_before
from webapp.storage.process import ProcessCase, Reassignment, WorkItem


@dataclass(frozen=True, slots=True)
class Item:
    """An open human step of a case. `quiet` ones stand in no inbox."""

    case_id: int
    key: str
    process_id: str
    element_id: str
    name: str
    opened_at: datetime
    due_at: datetime | None
    quiet: bool
    document_kind: str
    document_id: int
    place: Place

    @property
    def role(self) -> str:
        """The role that may do it."""
        return self.place.role

    @property
    def subject_id(self) -> int:
        """Whom the case is about."""
        return self.place.subject_id


def items(tx: Transaction, *conditions: ColumnElement[bool]) -> Iterator[Item]:
    """Open steps that fulfil every condition (on `WorkItem`, `ProcessCase`, `Reassignment`), the oldest first."""
    matters: dict[tuple[int, str, str], Urusan] = {}
    for (
        case_id, key, process_id, element_id, name, opened_at, due_at, quiet, document_kind, document_id, release_id,
        role, subject_id, on_date, given_to, reason,
    ) in tx.session.execute(_ITEMS.where(*conditions)):  # fmt: skip
        step = (release_id, process_id, element_id)
        if step not in matters:
            element = element_of(tx, *step)
            matters[step] = Urusan(process_id, "" if element is None else kind_of(element))
        given = None if given_to is None else Given(given_to, reason)
        place = Place(role, subject_id, matters[step], on_date, given, (document_kind, document_id))
        yield Item(
            case_id,
            key,
            process_id,
            element_id,
            name,
            opened_at,
            due_at,
            quiet,
            document_kind,
            document_id,
            place,
        )


def element_of(tx: Transaction, release_id: int, process_id: str, element_id: str) -> Element | None:
    """An element of a release."""
    process = tx.work.releases.get(tx.session, release_id).definitions.processes.get(process_id)
    return None if process is None else process.elements.get(element_id)


def step_named(tx: Transaction, case_id: int, process_id: str, release_id: int, key: str) -> Element | None:
    """The element that a key of a case names: on its release, or on the last one before that knew it."""
    found = element_at(tx.work.releases.get(tx.session, release_id).definitions.processes, process_id, key)
    if found is not None:
        return found
    before = (tx.work.releases.get(tx.session, one) for one in releases_before(tx.session, case_id))
    every = (element_at(one.definitions.processes, process_id, key) for one in before)
    return next((one for one in every if one is not None), None)


def place_of(case: CaseRow, step: Step, given: GivenSteps) -> Place:
    """Where an open step of a replayed case stands."""
    to = given.get(step.key)
    return Place(
        step.element.role or "",
        case.subject_id,
        Urusan(step.process_id, kind_of(step.element)),
        step.on,
        None if to is None else Given(*to),
        (case.document_kind, case.document_id),
    )


_ITEMS: Any = (
    select(
        WorkItem.case_id,
        WorkItem.key,
        WorkItem.process_id,
        WorkItem.element_id,
        WorkItem.name,
        WorkItem.opened_at,
        WorkItem.due_at,
        WorkItem.quiet,
        ProcessCase.document_kind,
        ProcessCase.document_id,
        ProcessCase.release_id,
        WorkItem.role,
        WorkItem.subject_id,
        WorkItem.on_date,
        Reassignment.pegawai_id,
        Reassignment.reason,
    )
    .join(ProcessCase, ProcessCase.id == WorkItem.case_id)
    .outerjoin(
        Reassignment,
        and_(
            Reassignment.case_id == WorkItem.case_id,
            Reassignment.key == WorkItem.key,
            Reassignment.ended_at.is_(None),
        ),
    )
    .order_by(WorkItem.opened_at, WorkItem.case_id, WorkItem.key)
)
