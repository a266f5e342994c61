"""All that the admins' page of one unit shows: its place, its head, who serves in it and who evaluates them.

Reads only; the organisation is that of today.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, func, select

from webapp.domain.organisasi import JenisPenugasan, Penugasan
from webapp.domain.organisasi import Unit as UnitPadaHari
from webapp.domain.penilai import Penilai
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.oversight import Scope, scope_of
from webapp.services.work import Transaction
from webapp.storage.organisasi import Jabatan, Posting, Unit, nama_pegawai
from webapp.storage.process import WorkItem

from .organisation import OrganisationDay

PER_PAGE = 50


@dataclass(frozen=True)
class Head:
    """The head post. `holders`: (kind, id, name, since, letter), definitive first; `vacant_since` None: unknown."""

    jabatan: str
    holders: Sequence[HeadHolder]
    vacant: bool
    vacant_since: date | None


@dataclass(frozen=True)
class HeadHolder:
    """Somebody who holds the head post in some way."""

    jenis: JenisPenugasan
    pegawai_id: int
    nama: str
    since: date
    until: date | None
    surat: str


@dataclass(frozen=True)
class Staff:
    """An employee of the unit with the evaluator of today, empty where there is none."""

    pegawai_id: int
    nama: str
    jabatan: str
    penilai: str


@dataclass(frozen=True)
class SubUnit:
    """A unit right below; `head` is empty when nobody leads it."""

    id: int
    nama: str
    head: str
    people: int


@dataclass(frozen=True)
class UnitPage:
    """The page. `path` leads from the top to the unit above; `ended`: it is no more, so only its name is told."""

    row: Unit
    path: Sequence[UnitPadaHari]
    ended: bool
    head: Head | None
    staff: Sequence[Staff]
    staff_total: int
    page: int
    pages: int
    below: Sequence[SubUnit]
    people_below: int
    open_here: int
    open_below: int


def unit_page(tx: Transaction, actor: Actor, unit_id: int, page: int = 1) -> UnitPage:
    """The page of a unit. Raises `Denied` to people without an office, `NotFound` outside the reader's scope."""
    scope = scope_of(tx, actor)
    row = tx.session.get(Unit, unit_id)
    if row is None or not scope.has_unit(unit_id):
        raise NotFound("unit", unit_id)
    day = scope.day
    path = [
        unit for unit in reversed(list(day.above(unit_id))) if unit.id != unit_id and scope.has_unit(unit.id)
    ]
    people = people_by_unit(day)
    here = people.get(unit_id, [])
    below = {one for unit in tree_below(day, unit_id) for one in people.get(unit, [])}
    pages = max(1, -(-len(here) // PER_PAGE))
    page = min(max(page, 1), pages)
    return UnitPage(
        row=row,
        path=path,
        ended=day.bagan.unit(unit_id, day.tanggal) is None,
        head=_head(tx, scope, unit_id),
        staff=_staff(tx, day, here)[(page - 1) * PER_PAGE : page * PER_PAGE],
        staff_total=len(here),
        page=page,
        pages=pages,
        below=_below(tx, day, unit_id, people),
        people_below=len(below),
        open_here=_open(tx, here),
        open_below=_open(tx, below),
    )


def tree_below(day: OrganisationDay, unit_id: int) -> set[int]:
    """The units below a unit at every depth, without itself."""
    children: dict[int, list[int]] = {}
    for unit in day.bagan.daftar_unit:
        if unit.induk_id is not None:
            children.setdefault(unit.induk_id, []).append(unit.id)
    found: set[int] = set()
    waiting = [unit_id]
    while waiting:
        for one in children.get(waiting.pop(), []):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found - {unit_id}


def people_by_unit(day: OrganisationDay) -> dict[int, list[int]]:
    """Employees by the unit of their definitive posting."""
    found: dict[int, list[int]] = {}
    for satu in day.bagan.daftar_penugasan:
        jabatan = day.bagan.jabatan(satu.jabatan_id)
        if satu.jenis is JenisPenugasan.DEFINITIF and jabatan is not None:
            found.setdefault(jabatan.unit_id, []).append(satu.pegawai_id)
    return found


def vacant_since(tx: Transaction, jabatan_ids: Collection[int], on: date) -> dict[int, date]:
    """The day after the last definitive holder, for posts that are vacant on a day and were ever held before."""
    ended = func.max(func.upper(Posting.berlaku))
    query = select(Posting.jabatan_id, ended.label("ended")).where(
        Posting.jabatan_id.in_(jabatan_ids), func.upper(Posting.berlaku) <= on
    )
    return {row.jabatan_id: row.ended for row in tx.session.execute(query.group_by(Posting.jabatan_id))}


def _head(tx: Transaction, scope: Scope, unit_id: int) -> Head | None:
    day = scope.day
    unit = day.bagan.unit(unit_id, day.tanggal)
    jabatan = (
        None if unit is None or unit.jabatan_kepala_id is None else day.bagan.jabatan(unit.jabatan_kepala_id)
    )
    if jabatan is None:
        return None
    held = [one for jenis in JenisPenugasan for one in day.bagan.pemegang(jabatan.id, jenis, day.tanggal)]
    names = nama_pegawai(tx.session, {one.pegawai_id for one in held})
    vacant = not any(one.jenis is JenisPenugasan.DEFINITIF for one in held)
    return Head(
        jabatan.nama,
        [_head_holder(one, names[one.pegawai_id]) for one in held],
        vacant,
        vacant_since(tx, [jabatan.id], day.tanggal).get(jabatan.id) if vacant else None,
    )


def _head_holder(one: Penugasan, nama: str) -> HeadHolder:
    return HeadHolder(
        one.jenis, one.pegawai_id, nama, one.masa.mulai, one.masa.hari_terakhir, one.surat or ""
    )


def _staff(tx: Transaction, day: OrganisationDay, people: Sequence[int]) -> list[Staff]:
    """The head first, then by name."""
    results = {one: day.penilai(one) for one in people}
    evaluators = {hasil.penilai_id for hasil in results.values() if isinstance(hasil, Penilai)}
    names = nama_pegawai(tx.session, {*people, *(one for one in evaluators if one is not None)})
    posts = dict(_posts(tx, day, people))
    found = []
    for one in people:
        hasil = results[one]
        penilai = ""
        if isinstance(hasil, Penilai):
            penilai = names[hasil.penilai_id] if hasil.penilai_id is not None else hasil.nama_jabatan
        found.append(Staff(one, names[one], posts[one][0], penilai))
    return sorted(found, key=lambda staff: (not posts[staff.pegawai_id][1], staff.nama))


def _posts(
    tx: Transaction, day: OrganisationDay, people: Sequence[int]
) -> Sequence[tuple[int, tuple[str, bool]]]:
    query = (
        select(Posting.pegawai_id, Jabatan.nama, Jabatan.memimpin)
        .join(Jabatan, Jabatan.id == Posting.jabatan_id)
        .where(Posting.pegawai_id.in_(people), Posting.berlaku.contains(day.tanggal))
    )
    rows: Sequence[Row[int, str, bool]] = tx.session.execute(query).all()
    return [(row.pegawai_id, (row.nama, row.memimpin)) for row in rows]


def _below(
    tx: Transaction, day: OrganisationDay, unit_id: int, people: dict[int, list[int]]
) -> list[SubUnit]:
    units = [unit for unit in day.bagan.daftar_unit if unit.induk_id == unit_id and unit.id != unit_id]
    heads = {unit.id: _leader(day, unit) for unit in units}
    names = nama_pegawai(tx.session, {one.pegawai_id for one in heads.values() if one is not None})
    found = []
    for unit in units:
        head = heads[unit.id]
        prefix = "" if head is None or head.jenis is JenisPenugasan.DEFINITIF else f"{head.jenis.title()}. "
        name = "" if head is None else f"{prefix}{names[head.pegawai_id]}"
        count = sum(len(people.get(one, ())) for one in {unit.id, *tree_below(day, unit.id)})
        found.append(SubUnit(unit.id, unit.nama, name, count))
    return sorted(found, key=lambda one: one.nama)


def _leader(day: OrganisationDay, unit: UnitPadaHari) -> Penugasan | None:
    if unit.jabatan_kepala_id is None:
        return None
    held = (day.bagan.pemegang(unit.jabatan_kepala_id, jenis, day.tanggal) for jenis in JenisPenugasan)
    return next((one for some in held for one in some), None)


def _open(tx: Transaction, people: Collection[int]) -> int:
    query = select(func.count()).where(WorkItem.subject_id.in_(people), WorkItem.quiet.is_(False))
    return tx.session.scalar(query) or 0
