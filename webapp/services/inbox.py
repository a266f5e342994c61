"""Inboxes: one indexed query over work items; who may act is resolved as it is read, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from webapp.operations import Actor
from webapp.storage.organisasi import Pegawai
from webapp.storage.process import ProcessCase, WorkItem

from .assignments import Holder, holder, subjects
from .work import Transaction


@dataclass(frozen=True)
class InboxItem:
    """One open step that this person may do now. `held` says in which capacity and why."""

    case_id: int
    key: str
    process_id: str
    element_id: str
    name: str
    subject_id: int
    subject_name: str
    is_own: bool
    opened_at: datetime
    due_at: datetime | None
    document_kind: str
    document_id: int
    held: Holder


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
        select(WorkItem, ProcessCase.document_kind, ProcessCase.document_id, Pegawai)
        .join(ProcessCase, ProcessCase.id == WorkItem.case_id)
        .join(Pegawai, Pegawai.id == WorkItem.subject_id)
        .where(or_(*places))
        .order_by(WorkItem.opened_at, WorkItem.case_id)
    )
    items = []
    for item, kind, document_id, pegawai in tx.session.execute(query):
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
                due_at=item.due_at,
                document_kind=kind,
                document_id=document_id,
                held=held,
            )
        )
    return items
