"""The day's page of the actor's own, and the entries of a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.domain.aktivitas import HIDUP, Selang, Tetangga, is_terlambat, waktu_luang
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.people.calendars.days import calendar_for
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas

from .content import absence
from .month import Progress, find, is_locked, progress, rules
from .owner import YEARS, employee
from .rows import EntryRow, entry_rows


@dataclass(frozen=True)
class DayPage:
    """What the page of a day shows. `why` is the calendar's word; `late`: an entry needs a reason."""

    tanggal: date
    is_workday: bool
    why: str
    locked: bool
    late: bool
    entries: Sequence[EntryRow]
    minutes: int
    cap: int
    next_free: int | None
    month: Progress


def today(tx: Transaction, actor: Actor, tanggal: date | None = None) -> DayPage:
    """The day's page of the actor's own. Raises `Denied` to who is no employee, `NotFound` for a day out of reach."""
    pegawai_id = employee(actor)
    tanggal = tanggal or tx.today
    if not tx.today.year - YEARS <= tanggal.year <= tx.today.year + YEARS:
        raise NotFound("aktivitas_bulanan")
    row, calendar, aturan = (
        find(tx, pegawai_id, tanggal),
        calendar_for(tx, pegawai_id, tx.today.year),
        rules(tx.session, tanggal),
    )
    entries = entry_rows(tx, Aktivitas.pegawai_id == pegawai_id, Aktivitas.tanggal == tanggal)
    live = [one for one in entries if one.status in HIDUP]
    near = [Tetangga(one.id, one.nama, Selang(one.mulai, one.selesai), one.menit) for one in live]
    said, away = calendar.jawab(tanggal), absence(tx, pegawai_id, tanggal)
    return DayPage(
        tanggal=tanggal,
        is_workday=said.hari_kerja and away is None,
        why=away or said.alasan,
        locked=is_locked(tx, tanggal, row),
        late=is_terlambat(tanggal, tx.today, calendar, aturan.aktivitas),
        entries=entries,
        minutes=sum(one.menit for one in live),
        cap=aturan.batas_harian,
        next_free=waktu_luang(near, 1),
        month=progress(tx, pegawai_id, tanggal),
    )


def month_entries(tx: Transaction, actor: Actor, bulan: date) -> list[EntryRow]:
    """All entries of the actor's own month."""
    first = bulan.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return entry_rows(
        tx, Aktivitas.pegawai_id == employee(actor), Aktivitas.tanggal >= first, Aktivitas.tanggal < after
    )


def own_entry(tx: Transaction, actor: Actor, aktivitas_id: int) -> EntryRow:
    """An entry of the actor's own. Raises `NotFound` to others."""
    found = entry_rows(tx, Aktivitas.id == aktivitas_id, Aktivitas.pegawai_id == actor.pegawai_id)
    if not found:
        raise NotFound("aktivitas", aktivitas_id)
    return found[0]
