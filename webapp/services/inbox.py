"""Inboxes: one indexed query over work items; who may act is resolved as it is read, never stored.

Beside what a person may do now: what the person waits for from others, and what the person has done lately.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select

from webapp.engine import Element
from webapp.operations import Actor
from webapp.storage.organisasi import Pegawai
from webapp.storage.process import EntryKind, Journal, ProcessCase, WorkItem
from webapp.storage.skp import Skp

from .assignments import Holder, holder, subjects
from .work import Transaction


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


def inbox(tx: Transaction, actor: Actor) -> list[InboxItem]:
    """The person's open steps, the oldest first."""
    day = tx.work.organisation.day(tx.session, tx.today)
    places = []
    if actor.pegawai_id is not None:
        places.append(and_(WorkItem.role == "pegawai", WorkItem.subject_id == actor.pegawai_id))
    evaluated = subjects(day, actor)
    if evaluated:
        places.append(and_(WorkItem.role == "pejabat_penilai", WorkItem.subject_id.in_(evaluated)))
    if actor.peran:
        places.append(WorkItem.role.in_(actor.peran))
    if not places:
        return []
    query = (
        select(
            WorkItem,
            ProcessCase.document_kind,
            ProcessCase.document_id,
            Pegawai,
            Skp.tahun,
            Skp.batas_penetapan,
        )
        .join(ProcessCase, ProcessCase.id == WorkItem.case_id)
        .join(Pegawai, Pegawai.id == WorkItem.subject_id)
        .outerjoin(Skp, and_(ProcessCase.document_kind == "skp", Skp.id == ProcessCase.document_id))
        .where(or_(*places))
        .order_by(WorkItem.opened_at, WorkItem.case_id)
    )
    items = []
    for item, kind, document_id, pegawai, tahun, batas in tx.session.execute(query):
        held = holder(day, item.role, item.subject_id)
        if held is None:
            continue
        items.append(
            InboxItem(
                case_id=item.case_id,
                key=item.key,
                process_id=item.process_id,
                element_id=item.element_id,
                name=item.name,
                subject_id=item.subject_id,
                subject_name=pegawai.nama_lengkap,
                is_own=item.subject_id == actor.pegawai_id,
                opened_at=item.opened_at,
                deadline=item.due_at.astimezone(tx.work.zone).date() if item.due_at else batas,
                year=tahun,
                document_kind=kind,
                document_id=document_id,
                held=held,
            )
        )
    return items


def waiting_for_others(tx: Transaction, actor: Actor) -> list[WaitingItem]:
    """The open steps of the person's own cases that others hold, the oldest first."""
    if actor.pegawai_id is None:
        return []
    day = tx.work.organisation.day(tx.session, tx.today)
    query = (
        select(WorkItem, ProcessCase.document_kind, ProcessCase.document_id, Skp.tahun)
        .join(ProcessCase, ProcessCase.id == WorkItem.case_id)
        .outerjoin(Skp, and_(ProcessCase.document_kind == "skp", Skp.id == ProcessCase.document_id))
        .where(WorkItem.subject_id == actor.pegawai_id, WorkItem.role != "pegawai")
        .order_by(WorkItem.opened_at, WorkItem.case_id)
    )
    found = []
    for item, kind, document_id, tahun in tx.session.execute(query):
        held = holder(day, item.role, item.subject_id)
        name = _name_of(tx, held)
        found.append(
            WaitingItem(
                item.case_id, item.name, item.role, item.opened_at, tahun, kind, document_id, held, name
            )
        )
    return found


def _name_of(tx: Transaction, held: Holder | None) -> str:
    if held is None:
        return ""
    if held.pegawai_id is None:
        return held.office
    return tx.session.get_one(Pegawai, held.pegawai_id).nama_lengkap


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
    return [_done(tx, actor, entry, case, pegawai) for entry, case, pegawai in tx.session.execute(query)]


def _done(tx: Transaction, actor: Actor, entry: Journal, case: ProcessCase, pegawai: Pegawai) -> DoneItem:
    mandate = entry.mandate or {}
    element = _element(tx, case.release_id, entry.key or "")
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
    )


def _element(tx: Transaction, release_id: int, key: str) -> Element | None:
    element_id = key.rsplit("/", 1)[-1].rsplit("#", 1)[0]
    processes = tx.work.releases.get(tx.session, release_id).definitions.processes.values()
    return next(
        (process.elements[element_id] for process in processes if element_id in process.elements), None
    )
