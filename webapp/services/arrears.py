"""Steps past their last day as leaders see them: their own arrears, and what stands still below them.

A person who only waits for a leader is never called late here: a late step is its holder's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from webapp.operations import Actor
from webapp.storage.base import among
from webapp.storage.organisasi import nama_pegawai
from webapp.storage.process import WorkItem
from webapp.storage.tenggat import Eskalasi

from .assignments import Desk, Holder, holder, holds, subjects
from .deadlines import start_of
from .inbox import InboxItem
from .items import Item, items
from .ladder import calendars_of, ladder_of, last_day, next_leader, reached
from .work import Transaction


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


def escalated_from(tx: Transaction, pegawai_id: int, first: date, last: date) -> list[Eskalasi]:
    """What a person as holder let pass so long that the next leader was told, by the last day that was missed.

    It stays when the step is done later: a leader's own sheet of a month shows it.
    """
    query = select(Eskalasi).where(Eskalasi.pemegang_id == pegawai_id, Eskalasi.batas.between(first, last))
    rows = tx.session.scalars(query.order_by(Eskalasi.batas, Eskalasi.id))
    return list({(row.case_id, row.key): row for row in rows}.values())
