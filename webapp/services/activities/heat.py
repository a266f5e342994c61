"""The heat map of a team or an OPD: minutes by person and day, read in a handful of statements whatever its size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from webapp.domain.aktivitas import StatusAktivitas
from webapp.domain.masa import Masa
from webapp.domain.peta_aktivitas import Rona, SelPeta, baris_peta
from webapp.domain.tpp import bulan_dari
from webapp.operations import Actor
from webapp.services.errors import Denied, NotFound
from webapp.services.people.assignments import Desk, verified
from webapp.services.people.calendars.days import deadline_calendars
from webapp.services.policy.decide import permits, require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas
from webapp.storage.base import among
from webapp.storage.organisasi import nama_pegawai
from webapp.storage.registri import Ketidakhadiran

from .month import rules


@dataclass(frozen=True)
class HeatRow:
    """One person's month, cell by cell, with its minutes and its empty working days."""

    pegawai_id: int
    nama: str
    cells: Sequence[SelPeta]
    disetujui: int
    menunggu: int
    empty_days: int


@dataclass(frozen=True)
class Heat:
    """The map of a month."""

    bulan: date
    days: Sequence[date]
    rows: Sequence[HeatRow]


def team(tx: Transaction, actor: Actor, bulan: date) -> Heat:
    """The people whose daily work the actor verifies today."""
    return _heat(tx, verified(Desk(tx).today, actor), bulan_dari(bulan))


def today(tx: Transaction, actor: Actor) -> Heat | None:
    """The same people's day of today; None for who verifies nobody."""
    people = verified(Desk(tx).today, actor)
    return _heat(tx, people, Masa(tx.today, tx.today + timedelta(days=1))) if people else None


def opd(tx: Transaction, actor: Actor, opd_id: int, bulan: date) -> Heat:
    """Everybody of an OPD, for the BKPP and the OPD's own manager of performance. Raises `Denied`."""
    day = Desk(tx).today
    require(actor, Right.SEE, Kind.HEAT)
    if not permits(actor, Right.READ, Kind.HEAT) and own_opd(tx, actor) != opd_id:
        raise Denied("Peta aktivitas perangkat daerah dibuka BKPP dan pengelola kinerjanya.")
    return _heat(tx, day.anggota_opd.get(opd_id, frozenset()), bulan_dari(bulan))


def opd_of(tx: Transaction, unit_id: int) -> tuple[int, str]:
    """The OPD to which a unit belongs, with its name. Raises `NotFound` when there is no such unit today."""
    day = Desk(tx).today
    found = day.bagan.unit(unit_id, day.tanggal)
    top = None if found is None else day.bagan.unit(day.opd_of_unit(unit_id), day.tanggal)
    if top is None:
        raise NotFound("unit", unit_id)
    return int(top.id), top.nama


def opds(tx: Transaction, actor: Actor) -> list[tuple[int, str]]:
    """The OPDs whose map the actor may open, by name: every one for the BKPP, the own one for a manager."""
    day = Desk(tx).today
    own = None if actor.pegawai_id is None else day.opd(actor.pegawai_id)
    found = day.anggota_opd if permits(actor, Right.READ, Kind.HEAT) else {own} - {None}
    units = (day.bagan.unit(one, day.tanggal) for one in found if one is not None)
    return sorted(((int(one.id), one.nama) for one in units if one is not None), key=lambda one: one[1])


def own_opd(tx: Transaction, actor: Actor) -> int | None:
    """The OPD in which the actor serves today."""
    return None if actor.pegawai_id is None else Desk(tx).today.opd(actor.pegawai_id)


def _heat(tx: Transaction, people: Collection[int], month: Masa) -> Heat:
    assert month.sampai is not None
    days = [month.mulai + timedelta(days=n) for n in range((month.sampai - month.mulai).days)]
    names = nama_pegawai(tx.session, set(people)) if people else {}
    calendars = deadline_calendars(tx, people, month.mulai.year) if people else {}
    minutes, away = _minutes(tx, people, month), _absences(tx, people, month)
    enough = rules(tx.session, month.mulai).target_menit // 22
    rows = []
    for person in sorted(people, key=lambda one: (names.get(one, ""), one)):
        cells = baris_peta(month, minutes[person], tx.today, calendars[person], away[person], enough)
        approved = sum([cell.disetujui for cell in cells])
        waiting = sum([cell.menit for cell in cells]) - approved
        empty = [cell.rona for cell in cells].count(Rona.KOSONG)
        rows.append(HeatRow(person, names.get(person, ""), cells, approved, waiting, empty))
    return Heat(month.mulai, days, rows)


def _minutes(tx: Transaction, people: Collection[int], month: Masa) -> dict[int, dict[date, tuple[int, int]]]:
    """By person and day: minutes approved or waiting, and approved."""
    approved = func.sum(Aktivitas.menit).filter(Aktivitas.status == StatusAktivitas.DISETUJUI)
    query = (
        select(Aktivitas.pegawai_id, Aktivitas.tanggal, func.sum(Aktivitas.menit), func.coalesce(approved, 0))
        .where(
            among(Aktivitas.pegawai_id, people),
            Aktivitas.tanggal >= month.mulai,
            Aktivitas.tanggal < month.sampai,
            Aktivitas.status.in_((StatusAktivitas.DISETUJUI, StatusAktivitas.DIAJUKAN)),
        )
        .group_by(Aktivitas.pegawai_id, Aktivitas.tanggal)
    )
    found: dict[int, dict[date, tuple[int, int]]] = defaultdict(dict)
    for person, day, entered, counted in tx.session.execute(query):
        found[person][day] = (int(entered), int(counted))
    return found


def _absences(tx: Transaction, people: Collection[int], month: Masa) -> dict[int, list[Masa]]:
    query = select(Ketidakhadiran.pegawai_id, Ketidakhadiran.berlaku).where(
        among(Ketidakhadiran.pegawai_id, people), Ketidakhadiran.berlaku.overlaps(month)
    )
    found: dict[int, list[Masa]] = defaultdict(list)
    for person, masa in tx.session.execute(query):
        found[person].append(masa)
    return found
