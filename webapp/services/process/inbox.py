"""Inboxes: one indexed query over work items; who may act is resolved as it is read, never stored.

Beside what a person may do now: what the person waits for from others, and what the person has done lately.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select

from webapp.operations import Actor
from webapp.services.people.assignments import Desk, Holder, helped, holder, subjects, verified
from webapp.services.people.roles import APPOINTED, OFFICES
from webapp.services.policy.steps import may_do
from webapp.services.work import Transaction
from webapp.storage.base import among
from webapp.storage.organisasi import Pegawai, nama_pegawai
from webapp.storage.penunjukan import Penunjukan
from webapp.storage.process import EntryKind, Journal, ProcessCase, Reassignment, WorkItem

from .document_kinds import Document, Key, documents
from .items import Item, items, step_named


@dataclass(frozen=True)
class InboxItem:
    """One open step that this person may do now. `held` says in which capacity and why.

    `deadline` is the last day for the step, or else for the document it belongs to; None where there is neither.
    """

    case_id: int
    key: str
    process_id: str
    element_id: str
    name: str
    subject_id: int
    subject_name: str
    is_own: bool
    opened_at: datetime
    deadline: date | None
    year: int | None
    document_kind: str
    document_id: int
    held: Holder
    document: Document | None = None


@dataclass(frozen=True)
class WaitingItem:
    """An open step of the person's own case that another must do. `holder_name` is empty when nobody holds it."""

    case_id: int
    name: str
    role: str
    since: datetime
    year: int | None
    document_kind: str
    document_id: int
    held: Holder | None
    holder_name: str
    deadline: date | None = None
    document: Document | None = None


@dataclass(frozen=True)
class DoneItem:
    """A step that this person has completed, and in which capacity."""

    case_id: int
    name: str
    subject_name: str
    is_own: bool
    at: datetime
    capacity: str
    office: str
    document_kind: str
    document_id: int
    document: Document | None = None


def inbox(tx: Transaction, actor: Actor) -> list[InboxItem]:
    """The person's open steps, the oldest first."""
    desk = Desk(tx)
    found = list(items(tx, WorkItem.quiet.is_(False), or_(*_places(desk, actor))))
    desk.expect(item.place for item in found)
    held = [(item, holder(desk, item.place)) for item in found]
    mine = [(item, who) for item, who in held if who is not None and may_do(desk, actor, item.place, who)]
    names = nama_pegawai(tx.session, {item.subject_id for item, _ in mine})
    found_documents = documents(tx, (key_of(item) for item, _ in mine))
    return [_inbox_item(tx, actor, item, who, names, found_documents.get(key_of(item))) for item, who in mine]


def key_of(item: Item) -> Key:
    """The document of a step, as `document_kinds` wants it."""
    return item.document_kind, item.document_id


def _places(desk: Desk, actor: Actor) -> list[ColumnElement[bool]]:
    """Where the steps of this person may stand. It may say too much, never too little: each step is asked again."""
    today = WorkItem.on_date.is_(None)
    places: list[ColumnElement[bool]] = []
    offices = OFFICES & actor.peran
    if offices:
        places.append(WorkItem.role.in_(offices))
    if "pyb" in offices or subjects(desk.today, actor):
        places.append(WorkItem.role == "atasan_penilai")
    for role, people in (
        ("pejabat_penilai", subjects(desk.today, actor)),
        ("verifikator", verified(desk.today, actor)),
        ("pengelola_opd", tuple(helped(desk.today, actor))),
    ):
        if people:
            places.append(and_(today, WorkItem.role == role, among(WorkItem.subject_id, people)))
    places.append(and_(WorkItem.on_date.is_not(None), WorkItem.role.in_(("pejabat_penilai", "verifikator"))))
    if actor.pegawai_id is not None:
        places.append(and_(WorkItem.role == "pegawai", WorkItem.subject_id == actor.pegawai_id))
        places.append(Reassignment.pegawai_id == actor.pegawai_id)
        places.append(and_(WorkItem.role.in_(APPOINTED), _appointed(actor.pegawai_id)))
    return places


def _appointed(pegawai_id: int) -> ColumnElement[bool]:
    """Whether a person is appointed to the step's role for its document."""
    return (
        select(Penunjukan.id)
        .where(
            Penunjukan.pegawai_id == pegawai_id,
            Penunjukan.sampai.is_(None),
            Penunjukan.peran == WorkItem.role,
            Penunjukan.document_kind == ProcessCase.document_kind,
            Penunjukan.document_id == ProcessCase.document_id,
        )
        .exists()
    )


def _inbox_item(
    tx: Transaction,
    actor: Actor,
    item: Item,
    held: Holder,
    names: Mapping[int, str],
    document: Document | None,
) -> InboxItem:
    return InboxItem(
        case_id=item.case_id,
        key=item.key,
        process_id=item.process_id,
        element_id=item.element_id,
        name=item.name,
        subject_id=item.subject_id,
        subject_name=names.get(item.subject_id, ""),
        is_own=item.subject_id == actor.pegawai_id,
        opened_at=item.opened_at,
        deadline=last_day(tx, item) or (document.deadline if document is not None else None),
        year=document.year if document is not None else None,
        document_kind=item.document_kind,
        document_id=item.document_id,
        held=held,
        document=document,
    )


def last_day(tx: Transaction, item: Item) -> date | None:
    """The last day of a step by its own deadline."""
    return item.due_at.astimezone(tx.work.zone).date() if item.due_at else None


def waiting_for_others(tx: Transaction, actor: Actor) -> list[WaitingItem]:
    """The open steps of the person's own cases that others hold, the oldest first."""
    if actor.pegawai_id is None:
        return []
    desk = Desk(tx)
    others = (WorkItem.subject_id == actor.pegawai_id, WorkItem.role != "pegawai", WorkItem.quiet.is_(False))
    open_items = list(items(tx, *others))
    desk.expect(item.place for item in open_items)
    found = [(item, holder(desk, item.place)) for item in open_items]
    about = documents(tx, (key_of(item) for item, _ in found))
    people = {held.pegawai_id for _, held in found if held is not None and held.pegawai_id is not None}
    names = nama_pegawai(tx.session, people) if people else {}
    return [_waiting(tx, item, held, names, about.get(key_of(item))) for item, held in found]


def _waiting(
    tx: Transaction, item: Item, held: Holder | None, names: Mapping[int, str], document: Document | None
) -> WaitingItem:
    person = None if held is None or held.pegawai_id is None else names.get(held.pegawai_id)
    return WaitingItem(
        case_id=item.case_id,
        name=item.name,
        role=item.role,
        since=item.opened_at,
        year=document.year if document is not None else None,
        document_kind=item.document_kind,
        document_id=item.document_id,
        held=held,
        holder_name=person or (held.office if held is not None else ""),
        deadline=last_day(tx, item),
        document=document,
    )


def done_by(tx: Transaction, actor: Actor, limit: int = 30) -> list[DoneItem]:
    """The steps that this person completed, the newest first."""
    query = (
        select(Journal, ProcessCase, Pegawai)
        .join(ProcessCase, ProcessCase.id == Journal.case_id)
        .join(Pegawai, Pegawai.id == ProcessCase.subject_id)
        .where(Journal.actor_id == actor.akun_id, Journal.kind == EntryKind.COMPLETED)
        .order_by(Journal.at.desc(), Journal.case_id, Journal.seq.desc())
        .limit(limit)
    )
    rows = [(entry, case, pegawai) for entry, case, pegawai in tx.session.execute(query)]
    about = documents(tx, ((case.document_kind, case.document_id) for _, case, _ in rows))
    return [_done(tx, actor, *row, about.get((row[1].document_kind, row[1].document_id))) for row in rows]


def _done(
    tx: Transaction, actor: Actor, entry: Journal, case: ProcessCase, pegawai: Pegawai, about: Document | None
) -> DoneItem:
    mandate = entry.mandate or {}
    element = step_named(tx, case.id, case.process_id, case.release_id, entry.key or "")
    return DoneItem(
        case_id=case.id,
        name=element.name if element else "",
        subject_name=pegawai.nama_lengkap,
        is_own=pegawai.id == actor.pegawai_id,
        at=entry.at,
        capacity=str(mandate.get("kapasitas", "")),
        office=str(mandate.get("jabatan", "")),
        document_kind=case.document_kind,
        document_id=case.document_id,
        document=about,
    )
