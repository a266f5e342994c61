"""The ladder of reminders: who holds a step is told before and after its last day, then the next leader.

A job asks for open steps by their last day and writes notices; asked again, it writes none twice. Nothing is decided
by it: a step that is late stays where it is until a person acts. [CONFIG: rule `tangga_pengingat`]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.pola_kerja import KalenderPegawai
from webapp.domain.tanggal import cetak_tanggal
from webapp.domain.tenggat import AnakTangga, Tangga
from webapp.services.people.assignments import Desk, Holder, holder
from webapp.services.people.calendars.days import deadline_calendars
from webapp.services.process.items import Item, items
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Peran
from webapp.storage.aturan import nilai_aturan
from webapp.storage.organisasi import nama_pegawai
from webapp.storage.pemberitahuan import beri_tahu_semua, penerima_peran
from webapp.storage.process import WorkItem
from webapp.storage.registri import PihakLuar
from webapp.storage.tenggat import Eskalasi

from .deadlines import start_of

RULE: Final = "tangga_pengingat"
REMINDER, ESCALATION = "TENGGAT", "ESKALASI"
"""Kinds of notice."""

BITE: Final = 1_000
"""Cases whose steps are told of in one transaction: what a run holds does not grow with the city."""
LEAVE: Final = timedelta(days=14)
"""The longest leave that may lie between a last day and its first rung."""

Calendars = Mapping[tuple[int, int], KalenderPegawai]
"""Working days by subject and year."""


@dataclass(frozen=True)
class Told:
    """How many notices and escalations a run wrote."""

    notices: int
    escalations: int


def remind(work: Work) -> Told:
    """Write every notice and escalation whose time has come and that is not there yet, `BITE` cases at a time."""
    notices = escalations = after = 0
    while True:
        with work.transaction() as tx:
            ladder = ladder_of(tx)
            is_due = _is_due_soon(tx, ladder)
            cases = _next_cases(tx, is_due, after)
            told = _tell(tx, ladder, items(tx, *is_due, WorkItem.case_id.in_(cases)))
        notices, escalations = notices + told.notices, escalations + told.escalations
        if len(cases) < BITE:
            return Told(notices, escalations)
        after = cases[-1]


def _is_due_soon(tx: Transaction, ladder: Tangga) -> Sequence[ColumnElement[bool]]:
    soon = start_of(tx, tx.today + LEAVE + timedelta(days=2 * max(ladder.sebelum, default=0)))
    return WorkItem.due_at < soon, WorkItem.quiet.is_(False)


def _next_cases(tx: Transaction, is_due: Sequence[ColumnElement[bool]], after: int) -> Sequence[int]:
    query = select(WorkItem.case_id).distinct().where(*is_due, WorkItem.case_id > after)
    return tx.session.scalars(query.order_by(WorkItem.case_id).limit(BITE)).all()


def _tell(tx: Transaction, ladder: Tangga, steps: Iterable[Item]) -> Told:
    found = list(steps)
    if not found:
        return Told(0, 0)
    names = nama_pegawai(tx.session, {item.subject_id for item in found})
    run = _Run(tx, ladder, Desk(tx), names, calendars_of(tx, found))
    for item in found:
        run.climb(item)
    return run.store()


def ladder_of(tx: Transaction) -> Tangga:
    """The ladder in force today."""
    return Tangga.dari(nilai_aturan(tx.session, RULE, tx.today))


def last_day(tx: Transaction, item: Item) -> date:
    """The last day of a step that has one."""
    assert item.due_at is not None
    return item.due_at.astimezone(tx.work.zone).date()


def calendars_of(tx: Transaction, found: Iterable[Item]) -> Calendars:
    """The calendars by which the rungs of steps are counted, a few statements for each year."""
    people: dict[int, set[int]] = defaultdict(set)
    for item in found:
        people[last_day(tx, item).year].add(item.subject_id)
    return {
        (person, year): calendar
        for year in people
        for person, calendar in deadline_calendars(tx, people[year], year).items()
    }


def reached(tx: Transaction, ladder: Tangga, item: Item, calendars: Calendars) -> Sequence[AnakTangga]:
    """The rungs of a step that have been reached by today."""
    day, opened = last_day(tx, item), item.opened_at.astimezone(tx.work.zone).date()
    return ladder.tercapai(element_of(item), day, opened, tx.today, calendars[item.subject_id, day.year])


def element_of(item: Item) -> str:
    """The step's name in tables and rules."""
    return f"{item.process_id}.{item.element_id}"


def next_leader(desk: Desk, ladder: Tangga, item: Item, held: Holder | None) -> Holder | None:
    """Who is told when a step stays undone: the next leader by the role that holds it. None: nobody but the admins."""
    role = ladder.atasan.get(item.role)
    leader = None if role is None else holder(desk, replace(item.place, role=role, given=None))
    if leader is None or (held is not None and _same(leader, held)):
        return None
    return leader


def _same(one: Holder, other: Holder) -> bool:
    if one.kepala_daerah or other.kepala_daerah:
        return one.kepala_daerah and other.kepala_daerah
    return one.pegawai_id is not None and one.pegawai_id == other.pegawai_id


@dataclass
class _Run:
    """One run of the ladder: what it has to say collects here until `store`."""

    tx: Transaction
    ladder: Tangga
    desk: Desk
    names: Mapping[int, str]
    calendars: Calendars
    notices: list[dict[str, Any]] = field(default_factory=list)
    escalations: list[dict[str, Any]] = field(default_factory=list)
    offices: dict[str, list[int]] = field(default_factory=dict)

    def climb(self, item: Item) -> None:
        """Write down what is to be said about one step."""
        rungs = reached(self.tx, self.ladder, item, self.calendars)
        if not rungs:
            return
        held = holder(self.desk, item.place)
        reminders = [rung for rung in rungs if not rung.eskalasi]
        if held is not None:
            for rung in reminders:
                self._remind(item, held, rung, is_old=rung is not reminders[-1])
        if len(rungs) > len(reminders):
            self._escalate(item, held)

    def store(self) -> Told:
        """Write what is new; the admins are told once a day that there is something."""
        new = self._store_escalations()
        if new:
            said = (
                "Ada langkah yang lama melewati tenggat dan dinaikkan ke atasan. Lihat daftar tugas terbuka."
            )
            for admin in self._office(Peran.ADMIN_BKPP):
                self._notice(
                    f"eskalasi:{self.tx.today}:{admin}", ESCALATION, said, "/admin/tugas", ("p", admin)
                )
        return Told(beri_tahu_semua(self.tx.session, self.notices), new)

    def _store_escalations(self) -> int:
        if not self.escalations:
            return 0
        statement = insert(Eskalasi).on_conflict_do_nothing().returning(Eskalasi.id)
        return len(self.tx.session.execute(statement, self.escalations).all())

    def _remind(self, item: Item, held: Holder, rung: AnakTangga, *, is_old: bool) -> None:
        """Tell who holds the step. A rung that a later one has overtaken is written down, but is no news."""
        day = last_day(self.tx, item)
        what = item.name if held.pegawai_id == item.subject_id else self._titled(item)
        if rung.selisih < 0:
            left = self._working_days(item, day)
            said = f"{what}: tenggat {cetak_tanggal(day)}, tinggal {left} hari kerja."
        else:
            said = f"{what}: tenggat {cetak_tanggal(day)} terlewat {rung.selisih} hari kerja. Masih dapat dikerjakan."
        link = f"/tugas/{item.case_id}/{item.key.replace('#', '~')}"
        for person in self._people(held):
            key = f"tenggat:{item.case_id}:{item.key}:{rung.selisih}:{person[0]}{person[1]}"
            self._notice(key, REMINDER, said, link, person, is_read=is_old)

    def _escalate(self, item: Item, held: Holder | None) -> None:
        """Tell the next leader of this step."""
        day, leader = last_day(self.tx, item), next_leader(self.desk, self.ladder, item, held)
        holder_id = held.pegawai_id if held is not None else None
        said = f"Tertunda di bawahan Anda: {self._titled(item)}, tenggat {cetak_tanggal(day)}."
        for person in self._people(leader) if leader is not None else []:
            key = f"eskalasi:{item.case_id}:{item.key}:{holder_id}:{person[0]}{person[1]}"
            self._notice(key, ESCALATION, said, "/tim#tertunda", person)
        self.escalations.append(
            {
                "case_id": item.case_id,
                "key": item.key,
                "element": element_of(item),
                "nama_langkah": item.name,
                "subjek_id": item.subject_id,
                "batas": day,
                "pemegang_id": holder_id,
                "atasan_id": leader.pegawai_id if leader is not None else None,
                "pada": self.tx.now,
            }
        )

    def _titled(self, item: Item) -> str:
        return f"{item.name} – {self.names.get(item.subject_id, '')}"

    def _working_days(self, item: Item, day: date) -> int:
        calendar = self.calendars[item.subject_id, day.year]
        span = (day - self.tx.today).days
        return sum(calendar.hari_kerja(self.tx.today + timedelta(days=n)) for n in range(1, span + 1))

    def _people(self, held: Holder) -> list[tuple[str, int]]:
        """Who is told: the person, the Kepala Daerah ("l"), or all who hold an office."""
        if held.pegawai_id is not None:
            return [("p", held.pegawai_id)]
        if held.kepala_daerah:
            query = select(PihakLuar.id).where(
                PihakLuar.kepala_daerah, PihakLuar.berlaku.contains(self.tx.today)
            )
            return [("l", one) for one in self.tx.session.scalars(query)]
        people = self._office(held.role)
        return [("p", one) for one in people if held.opd is None or self.desk.today.opd(one) == held.opd]

    def _office(self, role: str) -> list[int]:
        if role not in self.offices:
            self.offices[role] = sorted(penerima_peran(self.tx.session, (role,)))
        return self.offices[role]

    def _notice(
        self, key: str, kind: str, said: str, link: str, person: tuple[str, int], *, is_read: bool = False
    ) -> None:
        employee, other = (person[1], None) if person[0] == "p" else (None, person[1])
        self.notices.append(
            {
                "kunci": key,
                "pegawai_id": employee,
                "pihak_luar_id": other,
                "jenis": kind,
                "isi": said,
                "tautan": link,
                "pada": self.tx.now,
                "dibaca_pada": self.tx.now if is_read else None,
            }
        )
