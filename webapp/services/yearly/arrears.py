"""Steps past their last day as leaders see them: their own arrears, and what stands still below them.

A person who only waits for a leader is never called late here: a late step is its holder's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from webapp.operations import Actor
from webapp.services.people.assignments import Desk, Holder, holder, holds, subjects
from webapp.services.process.inbox import InboxItem
from webapp.services.process.items import Item, items
from webapp.services.reminders.deadlines import start_of
from webapp.services.reminders.ladder import calendars_of, ladder_of, last_day, next_leader, reached
from webapp.services.work import Transaction
from webapp.storage.base import among
from webapp.storage.organisasi import nama_pegawai
from webapp.storage.process import WorkItem
from webapp.storage.tenggat import Eskalasi


@dataclass(frozen=True)
class Late:
    """An open step past its last day. `holder` is empty when nobody holds it."""

    item: Item
    day: date
    subject: str
    holder: str


def own_arrears(tx: Transaction, found: Sequence[InboxItem]) -> list[InboxItem]:
    """Of a person's inbox: the steps for others that are past their last day, the longest first."""
    late = [
        item for item in found if not item.is_own and item.deadline is not None and item.deadline < tx.today
    ]
    return sorted(late, key=lambda item: (item.deadline or tx.today, item.opened_at))


def late_below(tx: Transaction, actor: Actor) -> list[Late]:
    """Steps that were escalated to this person as the next leader and are still open, the longest first."""
    desk, ladder = Desk(tx), ladder_of(tx)
    direct = subjects(desk.today, actor)
    if not direct:
        return []
    below = {one for leader in direct for one in desk.today.dinilai_oleh.get(leader, ())}
    found = list(
        items(
            tx,
            WorkItem.due_at < start_of(tx, tx.today),
            WorkItem.quiet.is_(False),
            or_(
                and_(WorkItem.role == "pejabat_penilai", among(WorkItem.subject_id, below)),
                and_(WorkItem.role.in_(("pegawai", "verifikator")), among(WorkItem.subject_id, direct)),
            ),
        )
    )
    calendars = calendars_of(tx, found)
    late: list[tuple[Item, Holder | None]] = []
    for item in found:
        held = holder(desk, item.place)
        leader = next_leader(desk, ladder, item, held)
        if leader is None or not holds(desk, actor, leader):
            continue
        if any(rung.eskalasi for rung in reached(tx, ladder, item, calendars)):
            late.append((item, held))
    return _named(tx, late)


def _named(tx: Transaction, late: Sequence[tuple[Item, Holder | None]]) -> list[Late]:
    people = {item.subject_id for item, _ in late}
    people |= {held.pegawai_id for _, held in late if held is not None and held.pegawai_id is not None}
    names = nama_pegawai(tx.session, people) if people else {}
    found = [
        Late(item, last_day(tx, item), names.get(item.subject_id, ""), _holder_name(held, names))
        for item, held in late
    ]
    return sorted(found, key=lambda one: (one.day, one.item.opened_at, one.item.case_id))


def _holder_name(held: Holder | None, names: dict[int, str]) -> str:
    if held is None:
        return ""
    return names.get(held.pegawai_id, "") if held.pegawai_id is not None else held.office


@dataclass(frozen=True)
class Missed:
    """A step for somebody else that a leader let pass until the next leader was told; `is_open`: it still waits."""

    name: str
    day: date
    subject: str
    is_open: bool


def escalated_from(tx: Transaction, pegawai_id: int, first: date, last: date) -> list[Missed]:
    """What a person as holder let pass so long that the next leader was told, by the last day that was missed.

    It stays when the step is done later: the leader's own sheet of that month or year shows it to the leader and to
    whoever evaluates the leader. Own steps are not arrears of a leader. A step that has got another key meanwhile is
    one, as it stands under its last.
    """
    query = (
        select(Eskalasi, WorkItem.key.is_not(None).label("is_open"))
        .outerjoin(WorkItem, and_(WorkItem.case_id == Eskalasi.case_id, WorkItem.key == Eskalasi.key))
        .where(
            Eskalasi.pemegang_id == pegawai_id,
            Eskalasi.subjek_id != pegawai_id,
            Eskalasi.batas.between(first, last),
        )
        .order_by(Eskalasi.batas, Eskalasi.id)
    )
    rows = {
        (row.Eskalasi.case_id, row.Eskalasi.element, row.Eskalasi.batas): row
        for row in tx.session.execute(query)
    }.values()
    names = nama_pegawai(tx.session, {row.Eskalasi.subjek_id for row in rows}) if rows else {}
    return [
        Missed(
            row.Eskalasi.nama_langkah, row.Eskalasi.batas, names.get(row.Eskalasi.subjek_id, ""), row.is_open
        )
        for row in rows
    ]
