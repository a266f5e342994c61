"""A person's own month at a glance: its days with their minutes, the days without any, and what must be mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from webapp.domain.aktivitas import HIDUP, StatusAktivitas
from webapp.operations import Actor
from webapp.services.people.calendars.days import calendar_for
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan
from webapp.storage.registri import Ketidakhadiran

from .content import absence_word
from .month import find, is_locked
from .owner import employee
from .rows import EntryRow, entry_rows

LOOK_BACK = timedelta(days=14)
"""How far back days without entries, and a day to repeat, are looked for."""

SHOWN = 5


@dataclass(frozen=True)
class DayLine:
    """A day of a month. Minutes by state; `kosong`: a working day in the past without an entry."""

    tanggal: date
    hari_kerja: bool
    keterangan: str
    jumlah: int
    disetujui: int
    menunggu: int
    revisi: int
    kosong: bool


def month_days(tx: Transaction, actor: Actor, bulan: date) -> Sequence[DayLine]:
    """Every day of the actor's own month."""
    first = bulan.replace(day=1)
    return _days(tx, employee(actor), first, (first + timedelta(days=31)).replace(day=1))


def week_days(tx: Transaction, actor: Actor, tanggal: date) -> Sequence[DayLine]:
    """The seven days, from Monday, of the week of a day; the actor's own."""
    monday = tanggal - timedelta(days=tanggal.weekday())
    return _days(tx, employee(actor), monday, monday + timedelta(days=7))


def _days(tx: Transaction, pegawai_id: int, first: date, after: date) -> Sequence[DayLine]:
    calendar, away = calendar_for(tx, pegawai_id, tx.today.year), _away(tx, pegawai_id, first, after)
    minutes, count = _minutes(tx, pegawai_id, first, after)
    lines = []
    for number in range((after - first).days):
        day = first + timedelta(days=number)
        said, of_day = calendar.jawab(day), minutes[day]
        works = said.hari_kerja and day not in away
        lines.append(
            DayLine(
                tanggal=day,
                hari_kerja=works,
                keterangan="" if works else away.get(day) or said.alasan,
                jumlah=count[day],
                disetujui=of_day[StatusAktivitas.DISETUJUI],
                menunggu=of_day[StatusAktivitas.DIAJUKAN],
                revisi=of_day[StatusAktivitas.REVISI],
                kosong=works and day < tx.today and not count[day],
            )
        )
    return lines


def empty_days(tx: Transaction, actor: Actor) -> Sequence[date]:
    """The latest working days before today without an entry, in months that are still open."""
    pegawai_id, begin = employee(actor), tx.today - LOOK_BACK
    calendar, away = calendar_for(tx, pegawai_id, tx.today.year), _away(tx, pegawai_id, begin, tx.today)
    _sums, count = _minutes(tx, pegawai_id, begin, tx.today)
    days = [begin + timedelta(days=number) for number in range(LOOK_BACK.days)]
    empty = [day for day in days if calendar.hari_kerja(day) and day not in away and not count[day]]
    closed = {
        first for first in {day.replace(day=1) for day in empty}
        if is_locked(tx, first, find(tx, pegawai_id, first))
    }  # fmt: skip
    return [day for day in empty if day.replace(day=1) not in closed][-SHOWN:]


def to_mend(tx: Transaction, actor: Actor) -> Sequence[EntryRow]:
    """The actor's entries that came back, with the verifikator's reason, while their month is open."""
    pegawai_id = employee(actor)
    is_open = select(AktivitasBulan.id).where(
        AktivitasBulan.pegawai_id == pegawai_id, AktivitasBulan.dikunci_pada.is_(None)
    )
    return entry_rows(
        tx,
        Aktivitas.pegawai_id == pegawai_id,
        Aktivitas.status == StatusAktivitas.REVISI,
        Aktivitas.bulan_id.in_(is_open),
    )


def day_to_repeat(tx: Transaction, actor: Actor, tanggal: date) -> date | None:
    """The last day before this one on which the actor entered something."""
    query = select(func.max(Aktivitas.tanggal)).where(
        Aktivitas.pegawai_id == employee(actor),
        Aktivitas.tanggal < tanggal,
        Aktivitas.tanggal >= tanggal - LOOK_BACK,
        Aktivitas.status.in_(HIDUP),
    )
    return tx.session.execute(query).scalar_one()


def _minutes(
    tx: Transaction, pegawai_id: int, first: date, after: date
) -> tuple[dict[date, dict[StatusAktivitas, int]], dict[date, int]]:
    """Minutes by day and state, and how many live entries a day has."""
    query = (
        select(Aktivitas.tanggal, Aktivitas.status, func.sum(Aktivitas.menit), func.count())
        .where(
            Aktivitas.pegawai_id == pegawai_id,
            Aktivitas.tanggal >= first,
            Aktivitas.tanggal < after,
            Aktivitas.status.in_(HIDUP),
        )
        .group_by(Aktivitas.tanggal, Aktivitas.status)
    )
    minutes: dict[date, dict[StatusAktivitas, int]] = defaultdict(lambda: defaultdict(int))
    count: dict[date, int] = defaultdict(int)
    for day, status, menit, rows in tx.session.execute(query):
        minutes[day][status] = int(menit)
        count[day] += int(rows)
    return minutes, count


def _away(tx: Transaction, pegawai_id: int, first: date, after: date) -> dict[date, str]:
    """The days of absence, each with its kind in words."""
    query = select(Ketidakhadiran).where(Ketidakhadiran.pegawai_id == pegawai_id)
    found: dict[date, str] = {}
    days = [first + timedelta(days=number) for number in range((after - first).days)]
    for row in tx.session.scalars(query):
        found |= {day: absence_word(row.jenis) for day in days if day in row.berlaku}
    return found
