"""Finding people, units and posts by one search: NIP, or words of a name, in any order.

Every word must fit. A person is told with the post of today, a post with who holds it. What the reader may not look
at is not found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from webapp.domain.organisasi import JenisPenugasan, jabatan_definitif
from webapp.operations import Actor
from webapp.services.policy.oversight import Scope, scope_of
from webapp.services.work import Transaction
from webapp.storage.organisasi import Jabatan, Pegawai, StatusAsn, Unit, nama_bergelar, nama_pegawai

from .organisation import OrganisationDay

FIRST, PER_PAGE = 8, 25
"""How many of each group stand on the first page, and how many on a page of one group."""
SHORTEST, LONGEST = 2, 100
"""Characters that a search has at least, and at most."""


class Group(StrEnum):
    """What is searched."""

    PEOPLE = "pegawai"
    UNITS = "unit"
    POSTS = "jabatan"


@dataclass(frozen=True)
class PersonHit:
    """An employee; post and unit are those of today, empty without a post."""

    id: int
    nama: str
    nip: str
    jabatan: str
    unit: str
    active: bool


@dataclass(frozen=True)
class UnitHit:
    """A unit with the one above it; `ended`: it is no more."""

    id: int
    nama: str
    induk: str
    ended: bool


@dataclass(frozen=True)
class PostHit:
    """A post with its unit and who holds it for good today, by name."""

    nama: str
    unit_id: int
    unit: str
    holders: Sequence[str]
    more: int


Hit = TypeVar("Hit")


@dataclass(frozen=True)
class Hits(Generic[Hit]):
    """Some of what was found of a group, and how many there are."""

    total: int = 0
    rows: Sequence[Hit] = ()

    @property
    def pages(self) -> int:
        """Pages of the group on its own."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True)
class Found:
    """What was found. `group` None: the first ones of each group; else page `page` of that group."""

    words: str
    group: Group | None
    page: int
    people: Hits[PersonHit] = field(default_factory=Hits)
    units: Hits[UnitHit] = field(default_factory=Hits)
    posts: Hits[PostHit] = field(default_factory=Hits)
    too_short: bool = False

    @property
    def total(self) -> int:
        """How many there are in all groups."""
        return self.people.total + self.units.total + self.posts.total


def search(tx: Transaction, actor: Actor, words: str, group: Group | None = None, page: int = 1) -> Found:
    """What fits the words. Raises `Denied` to people without an office."""
    scope = scope_of(tx, actor)
    words = " ".join(words.split())[:LONGEST]
    page = max(page, 1)
    if len(words) < SHORTEST:
        return Found(words, group, page, too_short=bool(words))
    limit, skip = (FIRST, 0) if group is None else (PER_PAGE, (page - 1) * PER_PAGE)

    def rows(of: Group) -> tuple[int, int]:
        return (limit, skip) if group in (None, of) else (0, 0)

    return Found(
        words,
        group,
        page,
        _people(tx, scope, words, *rows(Group.PEOPLE)),
        _units(tx, scope, words, *rows(Group.UNITS)),
        _posts(tx, scope, words, *rows(Group.POSTS)),
    )


_NUMBER = re.compile(r"[0-9 ]+")


def named(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    """Whether each of the words is a part of a text."""
    return and_(*(column.icontains(word, autoescape=True) for word in words.split()))


def known_as(words: str) -> ColumnElement[bool]:
    """Whether an employee is meant: by a part of the NIP, in any grouping, or by name."""
    if _NUMBER.fullmatch(words):
        return Pegawai.nip.contains("".join(words.split()), autoescape=True)
    return named(Pegawai.nama, words)


def _begins(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    """Sorts what begins with the words before what only has them."""
    return column.istartswith(words, autoescape=True).desc()


def _counted(
    tx: Transaction, query: Select[*tuple[Any, ...]], limit: int, skip: int
) -> tuple[int, Sequence[Any]]:
    """How many rows there are, and those of a page: in one pass, unless the page is empty."""
    if limit:
        rows = tx.session.execute(query.add_columns(_ALL).limit(limit).offset(skip)).all()
        if rows:
            return rows[0].total, rows
    return tx.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0, []


_ALL = func.count().over().label("total")


def _people(tx: Transaction, scope: Scope, words: str, limit: int, skip: int) -> Hits[PersonHit]:
    query = select(
        Pegawai.id, Pegawai.nip, Pegawai.nama, Pegawai.gelar_depan, Pegawai.gelar_belakang, Pegawai.status_asn
    ).where(known_as(words))
    seen = scope.people()
    if seen is not None:
        query = query.where(Pegawai.id.in_(seen))
    active = (Pegawai.status_asn == StatusAsn.AKTIF).desc()
    query = query.order_by(active, _begins(Pegawai.nama, words), Pegawai.nama, Pegawai.id)
    total, rows = _counted(tx, query, limit, skip)
    return Hits(total, [_person(scope.day, row) for row in rows])


def _person(day: OrganisationDay, row: Any) -> PersonHit:
    jabatan = jabatan_definitif(row.id, day.tanggal, day.bagan)
    unit = None if jabatan is None else day.bagan.unit(jabatan.unit_id, day.tanggal)
    return PersonHit(
        id=row.id,
        nama=nama_bergelar(row.nama, row.gelar_depan, row.gelar_belakang),
        nip=row.nip,
        jabatan="" if jabatan is None else jabatan.nama,
        unit="" if unit is None else unit.nama,
        active=row.status_asn is StatusAsn.AKTIF,
    )


def _units(tx: Transaction, scope: Scope, words: str, limit: int, skip: int) -> Hits[UnitHit]:
    query = select(Unit.id, Unit.nama, Unit.induk_id).where(named(Unit.nama, words))
    seen = scope.units()
    if seen is not None:
        query = query.where(Unit.id.in_(seen))
    total, rows = _counted(tx, query.order_by(_begins(Unit.nama, words), Unit.nama, Unit.id), limit, skip)
    day = scope.day
    found = []
    for row in rows:
        above = None if row.induk_id is None else day.bagan.unit(row.induk_id, day.tanggal)
        ended = day.bagan.unit(row.id, day.tanggal) is None
        found.append(UnitHit(row.id, row.nama, "" if above is None else above.nama, ended))
    return Hits(total, found)


def _posts(tx: Transaction, scope: Scope, words: str, limit: int, skip: int) -> Hits[PostHit]:
    query = select(Jabatan.id, Jabatan.nama, Jabatan.unit_id, Unit.nama.label("unit")).join(
        Unit, Unit.id == Jabatan.unit_id
    )
    query = query.where(named(Jabatan.nama, words))
    seen = scope.units()
    if seen is not None:
        query = query.where(Jabatan.unit_id.in_(seen))
    order = (_begins(Jabatan.nama, words), Jabatan.nama, Unit.nama, Jabatan.id)
    total, rows = _counted(tx, query.order_by(*order), limit, skip)
    return Hits(total, _with_holders(tx, scope.day, rows))


_SHOWN_HOLDERS = 3


def _with_holders(tx: Transaction, day: OrganisationDay, rows: Sequence[Any]) -> list[PostHit]:
    held = {
        row.id: [one.pegawai_id for one in day.bagan.pemegang(row.id, JenisPenugasan.DEFINITIF, day.tanggal)]
        for row in rows
    }
    names = nama_pegawai(tx.session, {one for ids in held.values() for one in ids[:_SHOWN_HOLDERS]})
    return [
        PostHit(
            row.nama,
            row.unit_id,
            row.unit,
            [names[one] for one in held[row.id][:_SHOWN_HOLDERS]],
            max(0, len(held[row.id]) - _SHOWN_HOLDERS),
        )
        for row in rows
    ]
