"""All open steps for admins of the agency, with who holds each; and one step with why it is that person.

Reads only. A list that asks for holders resolves every candidate; any other takes one page from the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_

from webapp.domain.kalender import akhir_hari
from webapp.domain.masa import Masa
from webapp.engine import Element
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.people.assignments import Desk, Holder, holder
from webapp.services.people.calendars.days import office_calendar
from webapp.services.people.datacheck.steps import may_be_orphan, why_nobody
from webapp.services.people.directory import known_as
from webapp.services.people.unit_page import people_by_unit, tree_below
from webapp.services.people.who import Explained, holder_name, holder_now, holder_on
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.organisasi import Pegawai, nama_pegawai
from webapp.storage.process import ProcessCase, Reassignment, WorkItem
from webapp.storage.registri import Mandat

from .items import Item, element_of, items

PER_PAGE = 50
OLDEST = 200
"""Working days that the filter by age counts at most."""


@dataclass(frozen=True)
class Asked:
    """Which steps a reader wants; None and empty leave nothing out. `older` counts working days."""

    orphans: bool = False
    older: int | None = None
    role: str = ""
    unit_id: int | None = None
    holder: str = ""


@dataclass(frozen=True)
class Row:
    """An open step of the list. `holder` is empty when nobody holds it, and `why` then says why."""

    item: Item
    subject: str
    held: Holder | None
    holder: str
    age: int
    why: str = ""


@dataclass(frozen=True)
class StepList:
    """One page of the steps asked for; `orphans` counts those without a holder among all."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int
    orphans: int
    opds: Sequence[tuple[int, str]]
    unit: str


@dataclass(frozen=True)
class GivenBy:
    """By whom and when a step was given to somebody by name, and why."""

    row: Reassignment
    by: str


@dataclass(frozen=True)
class StepPage:
    """One open step: who holds it today and why, who would without having been given it, and on another day."""

    item: Item
    element: Element | None
    subject: Pegawai
    age: int
    now: Explained
    ordinary: Explained | None
    asked: Explained | None
    given: GivenBy | None
    mandat: Mandat | None
    at: datetime


def open_steps(tx: Transaction, actor: Actor, asked: Asked, page: int = 1) -> StepList:
    """The open steps that are asked for, the oldest first. Raises `Denied` to others than admins."""
    require(actor, Right.WRITE, Kind.OPEN_STEPS)
    desk, page = Desk(tx), max(page, 1)
    conditions = [WorkItem.quiet.is_(False), *_conditions(tx, desk, asked)]
    if asked.orphans or asked.holder:
        found = _resolved(tx, desk, asked, conditions)
        total, some = len(found), found[(page - 1) * PER_PAGE : page * PER_PAGE]
    else:
        total, some = _page_of(tx, desk, conditions, page)
    names = nama_pegawai(tx.session, _people(some))
    unit = None if asked.unit_id is None else desk.today.bagan.unit(asked.unit_id, tx.today)
    return StepList(
        rows=[_row(tx, desk, item, held, names) for item, held in some],
        total=total,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
        orphans=sum(
            holder(desk, item.place) is None
            for item in items(tx, WorkItem.quiet.is_(False), may_be_orphan(desk.today))
        ),
        opds=_opds(desk),
        unit="" if unit is None else unit.nama,
    )


def _conditions(tx: Transaction, desk: Desk, asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.orphans:
        found.append(may_be_orphan(desk.today))
    if asked.older is not None:
        found.append(WorkItem.opened_at < akhir_hari(_day_before(tx, asked.older), tx.work.zone))
    if asked.role:
        found.append(WorkItem.role == asked.role)
    if asked.unit_id is not None:
        people = people_by_unit(desk.today)
        units = {asked.unit_id, *tree_below(desk.today, asked.unit_id)}
        found.append(WorkItem.subject_id.in_([one for unit in units for one in people.get(unit, ())]))
    if asked.holder:
        found.append(_may_hold(tx, desk, _holders(tx, asked.holder)))
    return found


def _holders(tx: Transaction, words: str) -> set[int]:
    return set(tx.session.scalars(select(Pegawai.id).where(known_as(" ".join(words.split())))))


def _may_hold(tx: Transaction, desk: Desk, people: set[int]) -> ColumnElement[bool]:
    """Where steps of these people may stand. It may say too much, never too little: each step is asked again."""
    places = [
        and_(WorkItem.role == "pegawai", WorkItem.subject_id.in_(people)),
        Reassignment.pegawai_id.in_(people),
        WorkItem.on_date.is_not(None),
    ]
    for role, by_holder in (
        ("pejabat_penilai", desk.today.dinilai_oleh),
        ("verifikator", desk.today.diverifikasi_oleh),
    ):
        subjects = [one for person in people for one in by_holder.get(person, ())]
        places.append(and_(WorkItem.role == role, WorkItem.subject_id.in_(subjects)))
    return or_(*places)


Found = tuple[Item, Holder | None]


def _resolved(
    tx: Transaction, desk: Desk, asked: Asked, conditions: Sequence[ColumnElement[bool]]
) -> list[Found]:
    people = _holders(tx, asked.holder) if asked.holder else set()
    every = ((item, holder(desk, item.place)) for item in items(tx, *conditions))
    return [
        (item, held)
        for item, held in every
        if (not asked.orphans or held is None)
        and (not asked.holder or (held is not None and held.pegawai_id in people))
    ]


def _page_of(
    tx: Transaction, desk: Desk, conditions: Sequence[ColumnElement[bool]], page: int
) -> tuple[int, list[Found]]:
    total = tx.session.scalar(select(func.count()).select_from(WorkItem).where(*conditions)) or 0
    query = select(WorkItem.case_id, WorkItem.key).where(*conditions)
    query = query.order_by(WorkItem.opened_at, WorkItem.case_id, WorkItem.key)
    keys = [tuple(row) for row in tx.session.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE))]
    if not keys:
        return total, []
    rows = items(tx, tuple_(WorkItem.case_id, WorkItem.key).in_(keys))
    return total, [(item, holder(desk, item.place)) for item in rows]


def _people(found: Sequence[Found]) -> set[int]:
    holders = {held.pegawai_id for _, held in found if held is not None and held.pegawai_id is not None}
    return {item.subject_id for item, _ in found} | holders


def _row(tx: Transaction, desk: Desk, item: Item, held: Holder | None, names: dict[int, str]) -> Row:
    why = why_nobody(desk.today, item) if held is None else ""
    subject = names.get(item.subject_id, "")
    return Row(item, subject, held, holder_name(desk.today, held, names), _age(tx, item.opened_at), why)


def _opds(desk: Desk) -> list[tuple[int, str]]:
    units = desk.today.bagan.daftar_unit
    tops = {unit.id for unit in units if unit.induk_id is None}
    return sorted(((unit.id, unit.nama) for unit in units if unit.induk_id in tops), key=lambda one: one[1])


# -- working days ------------------------------------------------------------------------------------------------


def _age(tx: Transaction, opened: datetime) -> int:
    """Working days after the day of opening, today included; those of the year before last are not counted."""
    calendar = office_calendar(tx, tx.today.year)
    first = max(opened.astimezone(tx.work.zone).date() + timedelta(days=1), calendar.masa.mulai)
    return calendar.hitung_hari_kerja(Masa(first, tx.today + timedelta(days=1))) if first <= tx.today else 0


def _day_before(tx: Transaction, days: int) -> date:
    """The last day on which a step was opened that is older than so many working days."""
    calendar = office_calendar(tx, tx.today.year)
    day, left = tx.today, min(max(days, 0), OLDEST) + 1
    while left:
        left -= calendar.hari_kerja(day)
        day -= timedelta(days=1)
    return day


# -- one step ----------------------------------------------------------------------------------------------------


def item_of(tx: Transaction, case_id: int, key: str) -> Item:
    """An open step. Raises `NotFound` when it is not open."""
    found = next(items(tx, WorkItem.case_id == case_id, WorkItem.key == key), None)
    if found is None:
        raise NotFound("process_case", case_id)
    return found


def step_page(tx: Transaction, actor: Actor, case_id: int, key: str, on: date | None = None) -> StepPage:
    """One open step. Raises `Denied` to others than admins, `NotFound`, `TanpaKepalaDaerah`."""
    require(actor, Right.WRITE, Kind.OPEN_STEPS)
    item = item_of(tx, case_id, key)
    now = holder_now(tx, item.place)
    return StepPage(
        item=item,
        element=_element(tx, item),
        subject=tx.session.get_one(Pegawai, item.subject_id),
        age=_age(tx, item.opened_at),
        now=now,
        ordinary=holder_on(tx, item.place, tx.today) if now.given_by_name else None,
        asked=None if on is None else holder_on(tx, item.place, on),
        given=_given_by(tx, item),
        mandat=_letter(tx, now),
        at=tx.now,
    )


def _element(tx: Transaction, item: Item) -> Element | None:
    release_id = tx.session.get_one(ProcessCase, item.case_id).release_id
    return element_of(tx, release_id, item.process_id, item.element_id)


def _given_by(tx: Transaction, item: Item) -> GivenBy | None:
    query = select(Reassignment).where(
        Reassignment.case_id == item.case_id, Reassignment.key == item.key, Reassignment.ended_at.is_(None)
    )
    row = tx.session.scalars(query).one_or_none()
    return None if row is None else GivenBy(row, nama_akun(tx.session, row.actor_id))


def _letter(tx: Transaction, now: Explained) -> Mandat | None:
    """The mandate on which the holder's right rests, if it rests on one."""
    if now.held is None or now.held.capacity in ("DEFINITIF", "SENDIRI") or not now.answer.surat:
        return None
    query = select(Mandat).where(
        Mandat.nomor_surat == now.answer.surat,
        Mandat.pegawai_id.is_not_distinct_from(now.held.pegawai_id),
        Mandat.berlaku.contains(now.on),
    )
    return tx.session.scalars(query.order_by(Mandat.id.desc()).limit(1)).one_or_none()
