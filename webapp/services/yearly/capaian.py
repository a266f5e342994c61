"""Results of units: opened once a year for every unit that has one, and listed with where each one stands.

Who proposes, sets and changes is said by the diagram `capaian_organisasi`; here cases are started and looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import select

from webapp.domain.capaian import daftar_bercapaian, kepala_unit, unit_capaian
from webapp.domain.organisasi import JenisPenugasan
from webapp.domain.predikat import CapaianOrganisasi
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.people.assignments import Desk, Holder, holder, holds
from webapp.services.people.organisation import OrganisationDay
from webapp.services.people.who import Names, holder_name
from webapp.services.policy.decide import permits, require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.process.cases import start
from webapp.services.process.items import items
from webapp.services.work import Transaction, Work
from webapp.storage.aturan import Periode, nilai_aturan
from webapp.storage.base import among
from webapp.storage.capaian import Capaian, CapaianVersi, TahapCapaian, versi_terakhir
from webapp.storage.organisasi import Pegawai, Unit
from webapp.storage.process import ProcessCase

PROCESS: Final = "capaian_organisasi"
DOCUMENT: Final = "capaian_organisasi"


@dataclass(frozen=True)
class YearOpened:
    """What opening a year made: how many cases, and the units for which nobody could be found to be their subject."""

    started: int
    without_head: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Step:
    """The open step of a result: who holds it, and whether the reader does. A quiet one waits for nobody."""

    case_id: int
    key: str
    name: str
    quiet: bool
    is_mine: bool
    holder: str


@dataclass(frozen=True)
class Row:
    """One unit in the list. `capaian` None: not opened yet; `set_` the version that stands, `proposed` the proposal."""

    unit_id: int
    unit: str
    head: str
    capaian: Capaian | None
    proposed: CapaianVersi | None
    set_: CapaianVersi | None
    steps: Sequence[Step]

    @property
    def predikat(self) -> CapaianOrganisasi | None:
        """The result, once it is set."""
        return None if self.set_ is None else self.set_.predikat


def open_year(work: Work, actor: Actor, tahun: int) -> YearOpened:
    """Start a case for every unit of a year that has none. Raises `Denied`, or `NotFound` for a year not opened."""
    require(actor, Right.WRITE, Kind.RESULTS)
    return begin(work, tahun, actor)


def begin_when_due(work: Work) -> YearOpened | None:
    """Open the results of this year once their day has come [CONFIG capaian_organisasi_dibuka]; None before it."""
    with work.reading() as tx:
        tahun = tx.today.year
        dibuka = nilai_aturan(tx.session, "capaian_organisasi_dibuka", tx.today)
        if tx.session.get(Periode, tahun) is None or tx.today < date(tahun, dibuka["bulan"], dibuka["hari"]):
            return None
    return begin(work, tahun)


def begin(work: Work, tahun: int, actor: Actor | None = None) -> YearOpened:
    """The same without a person, for the yearly job. Repeating it is harmless."""
    with work.transaction() as tx:
        if tx.session.get(Periode, tahun) is None:
            raise NotFound("periode", tahun)
        day, on = _day(tx, tahun)
        there = set(tx.session.scalars(select(Capaian.unit_id).where(Capaian.tahun == tahun)))
        made, without = 0, []
        for unit in daftar_bercapaian(day.bagan.daftar_unit, on, day.bagan):
            if unit.id in there:
                continue
            head = kepala_unit(unit, on, day.bagan)
            if head is None:
                without.append(unit.nama)
                continue
            row = Capaian(unit_id=unit.id, tahun=tahun, kepala_id=head.pegawai_id, dibuat_pada=tx.now)
            tx.session.add(row)
            tx.session.flush()
            row.case_id = start(
                tx,
                PROCESS,
                subject_id=head.pegawai_id,
                document_kind=DOCUMENT,
                document_id=row.id,
                actor=actor,
            )
            made += 1
        return YearOpened(made, tuple(without))


def _day(tx: Transaction, tahun: int) -> tuple[OrganisationDay, date]:
    """The organisation of today, or of the year's last day once that has passed."""
    periode = tx.session.get(Periode, tahun)
    on = tx.today if periode is None else min(tx.today, periode.selesai)
    return tx.work.organisation.day(tx.session, on), on


def years(tx: Transaction) -> list[int]:
    """Performance years that were opened, the newest first."""
    return list(tx.session.scalars(select(Periode.tahun).order_by(Periode.tahun.desc())))


def rows(tx: Transaction, actor: Actor, tahun: int) -> list[Row]:
    """The units of a year that this person may see: offices all, others their own unit's and those they decide on."""
    day, on = _day(tx, tahun)
    held = {row.unit_id: row for row in tx.session.scalars(select(Capaian).where(Capaian.tahun == tahun))}
    steps = _steps(tx, actor, list(held.values()))
    units = {unit.id: unit.nama for unit in daftar_bercapaian(day.bagan.daftar_unit, on, day.bagan)}
    missing = among(Unit.id, [unit_id for unit_id in held if unit_id not in units])
    units |= {unit.id: unit.nama for unit in tx.session.scalars(select(Unit).where(missing))}
    own = _own_units(day, actor)
    found = []
    for unit_id, name in sorted(units.items(), key=lambda pair: pair[1]):
        row = held.get(unit_id)
        mine = steps.get(row.case_id or 0, ()) if row is not None else ()
        if permits(actor, Right.READ, Kind.RESULTS) or unit_id in own or any(step.is_mine for step in mine):
            found.append(_row(tx, day, on, unit_id, name, row, mine))
    return found


def _row(
    tx: Transaction,
    day: OrganisationDay,
    on: date,
    unit_id: int,
    name: str,
    row: Capaian | None,
    steps: Sequence[Step],
) -> Row:
    unit = day.bagan.unit(unit_id, on)
    head = None if unit is None else kepala_unit(unit, on, day.bagan)
    pegawai_id = row.kepala_id if row is not None else head.pegawai_id if head is not None else None
    newest = None if row is None else versi_terakhir(tx.session, row.id)
    standing = None if row is None else versi_terakhir(tx.session, row.id, ditetapkan=True)
    return Row(
        unit_id=unit_id,
        unit=name,
        head="" if pegawai_id is None else tx.session.get_one(Pegawai, pegawai_id).nama_lengkap,
        capaian=row,
        proposed=newest if newest is not None and newest.tahap is TahapCapaian.USUL else None,
        set_=standing,
        steps=steps,
    )


def _own_units(day: OrganisationDay, actor: Actor) -> set[int]:
    """Units whose result counts where the person serves."""
    if actor.pegawai_id is None:
        return set()
    found = set()
    for post in day.bagan.penugasan(actor.pegawai_id, day.tanggal):
        jabatan = day.bagan.jabatan(post.jabatan_id)
        if post.jenis is not JenisPenugasan.PLH and jabatan is not None:
            found.add(unit_capaian(jabatan.unit_id, day.tanggal, day.bagan))
    return found


def _steps(tx: Transaction, actor: Actor, held: Sequence[Capaian]) -> dict[int, list[Step]]:
    desk, names = Desk(tx), Names(tx)
    found: dict[int, list[Step]] = {}
    cases = [row.case_id for row in held if row.case_id is not None]
    for item in items(tx, ProcessCase.process_id == PROCESS, among(ProcessCase.id, cases)):
        who: Holder | None = holder(desk, item.place)
        mine = who is not None and holds(desk, actor, who)
        known = {} if who is None or who.pegawai_id is None else {who.pegawai_id: names.of(who.pegawai_id)}
        name = holder_name(desk.today, who, known)
        found.setdefault(item.case_id, []).append(
            Step(item.case_id, item.key, item.name, item.quiet, mine, name)
        )
    return found


def versions(tx: Transaction, actor: Actor, capaian_id: int) -> tuple[Row, list[CapaianVersi]]:
    """One unit's result with all its versions, the newest first. Raises `NotFound`."""
    capaian = tx.session.get(Capaian, capaian_id)
    row = None
    if capaian is not None:
        row = next((one for one in rows(tx, actor, capaian.tahun) if one.unit_id == capaian.unit_id), None)
    if row is None:
        raise NotFound(DOCUMENT, capaian_id)
    query = select(CapaianVersi).where(CapaianVersi.capaian_id == capaian_id)
    return row, list(tx.session.scalars(query.order_by(CapaianVersi.nomor.desc())))
