"""What waits for a verifikator: the one line of an inbox, and the list by person and day, page by page.

The verifikator is the one of the entry's own day. Counting asks for sums, never for the entries themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import func, select, tuple_

from webapp.domain.aktivitas import StatusAktivitas
from webapp.domain.sampel_aktivitas import CalonSampel, Petunjuk, sampel
from webapp.operations import Actor
from webapp.services.people.assignments import Holder
from webapp.services.people.calendars.days import office_calendar
from webapp.services.reminders.limits import limit
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan, AktivitasEskalasi
from webapp.storage.bank import ButirVersi
from webapp.storage.base import among
from webapp.storage.organisasi import nama_pegawai

from .month import rules
from .rows import EntryRow, entry_rows
from .verifying import MonthsDesk, verifier
from .waiting_slots import Slot, slots_of

PER_PAGE: Final = 60
"""Entries after which a page ends; the entries of one person and day are never parted."""

USUAL_DAYS: Final = 92
"""Days back in which the usual volume of an item is looked for."""


@dataclass(frozen=True)
class WaitingRow:
    """An entry that waits for the actor, with hints worth a look and its age in working days.

    `escalated`: it was brought before the next leader because it waited too long.
    """

    entry: EntryRow
    pegawai_id: int
    nama: str
    hints: frozenset[Petunjuk]
    waiting_days: int
    escalated: bool = False


@dataclass(frozen=True)
class Summary:
    """The one line of an inbox: how much waits, of how many people, since which day."""

    entries: int
    people: int
    oldest: date | None


@dataclass(frozen=True)
class Day:
    """The waiting entries of one person and day, and in which right the actor decides about them."""

    pegawai_id: int
    nama: str
    tanggal: date
    held: Holder
    rows: Sequence[WaitingRow]

    @property
    def minutes(self) -> int:
        """Minutes that wait."""
        return sum(row.entry.menit for row in self.rows)


@dataclass(frozen=True)
class Page:
    """One page of the list. `people` and `months` count what waits in all, whatever the page is narrowed to."""

    days: Sequence[Day]
    people: Sequence[tuple[int, str, int]]
    months: Sequence[tuple[date, int]]
    total: Summary
    number: int
    pages: int
    within: int
    mend_within: int
    """Working days in which an entry is to be decided, and mended [CONFIG batas_waktu]."""


def summary(tx: Transaction, actor: Actor) -> Summary:
    """What waits for this actor, in one line."""
    return _summary(slots_of(tx, actor))


def waiting(tx: Transaction, actor: Actor, bulan: date | None = None) -> list[WaitingRow]:
    """Every entry that waits for this actor, by day; of one month where it is given."""
    slots = [one for one in slots_of(tx, actor) if bulan is None or _is_in(one.tanggal, bulan)]
    rows = [row for day in _days(tx, actor, slots, _names(tx, slots)) for row in day.rows]
    return sorted(rows, key=lambda row: (row.entry.tanggal, row.pegawai_id, row.entry.mulai, row.entry.id))


def page(
    tx: Transaction,
    actor: Actor,
    *,
    pegawai_id: int | None = None,
    bulan: date | None = None,
    number: int = 1,
) -> Page:
    """A page of what waits, by person and day; narrowed to a person or a month where they are given."""
    slots = slots_of(tx, actor)
    names = _names(tx, slots)
    slots.sort(key=lambda one: (names.get(one.pegawai_id, ""), one.pegawai_id, one.tanggal))
    chosen = [
        one
        for one in slots
        if pegawai_id in (None, one.pegawai_id) and (bulan is None or _is_in(one.tanggal, bulan))
    ]
    parts = _parts(chosen)
    number = min(max(number, 1), len(parts))
    return Page(
        days=_days(tx, actor, parts[number - 1], names),
        people=[
            (who, names.get(who, ""), sum(one.entries for one in own))
            for who, own in groupby(slots, key=lambda one: one.pegawai_id)
        ],
        months=sorted(_by_month(slots).items()),
        total=_summary(slots),
        number=number,
        pages=len(parts),
        within=_days_for(tx, "aktivitas_bulanan.verifikasi"),
        mend_within=_days_for(tx, "aktivitas_bulanan.revisi"),
    )


def _days_for(tx: Transaction, key: str) -> int:
    release = tx.work.releases.get(tx.session, tx.work.releases.current(tx.session, tx.today))
    return limit(release.definitions, key).hari


def _summary(slots: Sequence[Slot]) -> Summary:
    return Summary(
        sum(one.entries for one in slots),
        len({one.pegawai_id for one in slots}),
        min((one.tanggal for one in slots), default=None),
    )


def _by_month(slots: Sequence[Slot]) -> Mapping[date, int]:
    by_day: dict[date, int] = defaultdict(int)
    for one in slots:
        by_day[one.tanggal] += one.entries
    found: dict[date, int] = defaultdict(int)
    for day, entries in by_day.items():
        found[day.replace(day=1)] += entries
    return found


def _is_in(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def _parts(slots: Sequence[Slot]) -> list[list[Slot]]:
    parts: list[list[Slot]] = [[]]
    held = 0
    for one in slots:
        if held >= PER_PAGE:
            parts.append([])
            held = 0
        parts[-1].append(one)
        held += one.entries
    return parts


def _names(tx: Transaction, slots: Sequence[Slot]) -> Mapping[int, str]:
    people = {one.pegawai_id for one in slots}
    return nama_pegawai(tx.session, people) if people else {}


# -- what is in them --------------------------------------------------------------------------------------------------


def _days(tx: Transaction, actor: Actor, slots: Sequence[Slot], names: Mapping[int, str]) -> list[Day]:
    if not slots:
        return []
    keys = [(one.pegawai_id, one.tanggal) for one in slots]
    entries: dict[tuple[int, date], list[EntryRow]] = defaultdict(list)
    for row in entry_rows(
        tx,
        Aktivitas.status == StatusAktivitas.DIAJUKAN,
        tuple_(Aktivitas.pegawai_id, Aktivitas.tanggal).in_(keys),
    ):
        entries[row.pegawai_id, row.tanggal].append(row)
    held = [row for rows in entries.values() for row in rows]
    hints, told = _hints(tx, held), _escalated(tx, {one.pegawai_id for one in slots})
    ages = {day: _age(tx, day) for day in {one.tanggal for one in slots}}
    none: frozenset[Petunjuk] = frozenset()
    desk = MonthsDesk(tx, min(one.tanggal for one in slots))

    def shown(row: EntryRow) -> WaitingRow:
        month = told.get((row.pegawai_id, row.tanggal.replace(day=1)), ())
        up = any(oldest <= row.tanggal and row.diajukan_pada <= at for oldest, at in month)
        name = names.get(row.pegawai_id, "")
        return WaitingRow(row, row.pegawai_id, name, hints.get(row.id, none), ages[row.tanggal], up)

    return [
        Day(
            one.pegawai_id,
            names.get(one.pegawai_id, ""),
            one.tanggal,
            verifier(desk, actor, one.pegawai_id, one.tanggal),
            [shown(row) for row in entries[one.pegawai_id, one.tanggal]],
        )
        for one in slots
        if entries[one.pegawai_id, one.tanggal]
    ]


def _age(tx: Transaction, day: date) -> int:
    """Working days since a day, today among them."""
    calendar = office_calendar(tx, tx.today.year)
    passed = range(day.toordinal() + 1, tx.today.toordinal() + 1)
    return sum(calendar.hari_kerja(date.fromordinal(n)) for n in passed)


def _escalated(tx: Transaction, people: Collection[int]) -> dict[tuple[int, date], list[tuple[date, Any]]]:
    """By person and month: the oldest day that was told, and when."""
    query = (
        select(
            AktivitasBulan.pegawai_id, AktivitasBulan.bulan, AktivitasEskalasi.tertua, AktivitasEskalasi.pada
        )
        .join(AktivitasBulan, AktivitasBulan.id == AktivitasEskalasi.bulan_id)
        .where(among(AktivitasBulan.pegawai_id, people), AktivitasBulan.dikunci_pada.is_(None))
    )
    found: dict[tuple[int, date], list[tuple[date, Any]]] = defaultdict(list)
    for person, bulan, oldest, at in tx.session.execute(query):
        found[person, bulan].append((oldest, at))
    return found


def _hints(tx: Transaction, held: Sequence[EntryRow]) -> dict[int, frozenset[Petunjuk]]:
    if not held:
        return {}
    people = {one.pegawai_id for one in held}
    usual_query = (
        select(Aktivitas.pegawai_id, ButirVersi.butir_id, func.avg(Aktivitas.volume))
        .join(ButirVersi, ButirVersi.id == Aktivitas.versi_id)
        .where(
            among(Aktivitas.pegawai_id, people),
            Aktivitas.tanggal >= tx.today - timedelta(days=USUAL_DAYS),
            Aktivitas.status == StatusAktivitas.DISETUJUI,
        )
        .group_by(Aktivitas.pegawai_id, ButirVersi.butir_id)
    )
    usual = {(who, item): int(volume) or 1 for who, item, volume in tx.session.execute(usual_query)}
    day: dict[tuple[int, date], int] = defaultdict(int)
    for one in held:
        day[one.pegawai_id, one.tanggal] += one.menit
    cap = rules(tx.session, tx.today).batas_harian
    return sampel(
        CalonSampel(
            one.id, one.terlambat, one.hari_libur, one.volume, usual.get((one.pegawai_id, one.butir_id)),
            day[one.pegawai_id, one.tanggal], cap,
        )
        for one in held
    )  # fmt: skip
