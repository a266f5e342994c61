"""What the admins' page of work calendars shows: a year's days off, those cancelled and by whom, patterns, units.

Reads only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.audit import AuditEvent
from webapp.storage.kalender import HariLibur, PolaKerja
from webapp.storage.organisasi import Unit

from .days import CANCELLED, OBJECT, national_proposals
from .national import NationalDay


@dataclass(frozen=True)
class DayOff:
    """A day off of the list; `unit` is empty for everybody. `oleh` cancelled it, where it is cancelled."""

    row: HariLibur
    unit: str
    oleh: str = ""

    @property
    def cancelled_at(self) -> datetime | None:
        """When it was cancelled."""
        return self.row.dibatalkan_pada


@dataclass(frozen=True)
class Pattern:
    """A pattern with its unit's name."""

    row: PolaKerja
    unit: str


@dataclass(frozen=True)
class CalendarView:
    """A year. `units` are those that exist today, by id, in the order of their names."""

    year: int
    days: Sequence[DayOff]
    cancelled: Sequence[DayOff]
    proposals: Sequence[NationalDay]
    patterns: Sequence[Pattern]
    units: Mapping[int, str]


def calendar_view(tx: Transaction, actor: Actor, year: int) -> CalendarView:
    """The page of a year. Raises `Denied` to others than admins."""
    require(actor, Right.WRITE, Kind.CALENDAR)
    names = _names(tx)
    query = (
        select(HariLibur)
        .where(HariLibur.tanggal >= date(year, 1, 1), HariLibur.tanggal <= date(year, 12, 31))
        .order_by(HariLibur.tanggal, HariLibur.jenis, HariLibur.id)
    )
    rows = list(tx.session.scalars(query))
    by = _cancelled_by(tx, [row.id for row in rows if row.dibatalkan_pada is not None])
    days = [DayOff(row, names.get(row.unit_id or 0, ""), by.get(row.id, "")) for row in rows]
    return CalendarView(
        year=year,
        days=[day for day in days if day.cancelled_at is None],
        cancelled=[day for day in days if day.cancelled_at is not None],
        proposals=national_proposals(tx, year),
        patterns=_patterns(tx, names),
        units=_units(tx, names),
    )


def day_off(tx: Transaction, actor: Actor, libur_id: int) -> DayOff:
    """One day off. Raises `Denied` or `NotFound`."""
    require(actor, Right.WRITE, Kind.CALENDAR)
    row = tx.session.get(HariLibur, libur_id)
    if row is None:
        raise NotFound(OBJECT, libur_id)
    return DayOff(row, _names(tx).get(row.unit_id or 0, ""), _cancelled_by(tx, [row.id]).get(row.id, ""))


def pattern(tx: Transaction, actor: Actor, pola_id: int) -> Pattern:
    """One pattern. Raises `Denied` or `NotFound`."""
    require(actor, Right.WRITE, Kind.CALENDAR)
    row = tx.session.get(PolaKerja, pola_id)
    if row is None:
        raise NotFound("pola_kerja", pola_id)
    return Pattern(row, _names(tx)[row.unit_id])


def _patterns(tx: Transaction, names: Mapping[int, str]) -> list[Pattern]:
    """Those that hold today or later first, then by name."""
    found = [Pattern(row, names[row.unit_id]) for row in tx.session.scalars(select(PolaKerja))]

    def order(one: Pattern) -> tuple[bool, str, date]:
        terakhir = one.row.berlaku.hari_terakhir
        return terakhir is not None and terakhir < tx.today, one.unit, one.row.berlaku.mulai

    return sorted(found, key=order)


def _names(tx: Transaction) -> dict[int, str]:
    """Units by id, each with the one above it, because many have the same name."""
    rows = {
        unit_id: (nama, induk)
        for unit_id, nama, induk in tx.session.execute(select(Unit.id, Unit.nama, Unit.induk_id))
    }
    return {
        unit_id: nama if induk is None or rows[induk][1] is None else f"{nama}, {rows[induk][0]}"
        for unit_id, (nama, induk) in rows.items()
    }


def _units(tx: Transaction, names: Mapping[int, str]) -> dict[int, str]:
    here = tx.session.scalars(select(Unit.id).where(Unit.berlaku.contains(tx.today)))
    return dict(sorted(((unit_id, names[unit_id]) for unit_id in here), key=lambda one: one[1]))


def _cancelled_by(tx: Transaction, ids: Sequence[int]) -> dict[int, str]:
    query = select(AuditEvent.object_id, AuditEvent.actor_id).where(
        AuditEvent.object_kind == OBJECT, AuditEvent.object_id.in_(ids), AuditEvent.kind == CANCELLED
    )
    return {
        libur_id: nama_akun(tx.session, by)
        for libur_id, by in tx.session.execute(query)
        if libur_id is not None and by is not None
    }
