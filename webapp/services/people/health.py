"""Whether the house is in order: open steps without a holder, people without an evaluator, and inboxes that agree.

Reads only, for the admins of the agency. The count of open steps per holder is made twice, by two ways that share
nothing but the organisation: from the step to its holder, and from the people whom somebody evaluates to their steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webapp.domain.penilai import TanpaPenilai
from webapp.operations import Actor
from webapp.services.planning import cycle
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.process.items import Item, items
from webapp.services.work import Transaction
from webapp.storage.aturan import Periode
from webapp.storage.organisasi import Pegawai, StatusAsn
from webapp.storage.process import WorkItem

from .assignments import Desk, Holder, Place, holder, resolve
from .organisation import OrganisationDay
from .roles import APPOINTED, OFFICES, ROLES

SHOWN_HOLDERS = 20
ASKED = APPOINTED | {"atasan_penilai"}
"""Roles whose inbox is read by asking each open step, because nothing lists whose they are."""

HolderKey = tuple[str, int | None]
"""A person ("pegawai", id), the Kepala Daerah ("kepala_daerah", None), or an office of many (its role, its OPD)."""


@dataclass(frozen=True)
class Orphan:
    """An open step that nobody can do."""

    case_id: int
    key: str
    document_id: int
    nama: str
    step: str
    since: datetime
    alasan: str


@dataclass(frozen=True)
class Left:
    """Somebody left out of something, and why."""

    nama: str
    alasan: str


@dataclass(frozen=True)
class Load:
    """How many open steps a holder has, and how many stand in the inbox; the two must agree."""

    nama: str
    count: int
    inbox: int

    @property
    def difference(self) -> int:
        """What one has more than the other; it must be 0."""
        return self.count - self.inbox


@dataclass(frozen=True)
class CycleState:
    """A year: SKP opened, still to be opened, and people who owe none, with the reason.

    `exempt` are those of the left out who are freed by an absence, each with its kind, decree and last day.
    """

    tahun: int
    opened: int
    to_open: int
    left_out: Sequence[Left]
    exempt: Sequence[Left] = ()


@dataclass(frozen=True)
class Health:
    """All findings. `disagreeing` counts holders whose inbox does not hold exactly what is theirs; it must be 0.

    `loads` are the holders with most steps, `evaluators` the evaluators with most open documents; `evaluated` sums all
    of these.
    """

    open_items: int
    orphans: Sequence[Orphan]
    without_evaluator: Sequence[Left]
    loads: Sequence[Load]
    holders: int
    disagreeing: int
    evaluators: Sequence[Load]
    evaluated: Load
    cycle: CycleState


def health(tx: Transaction, actor: Actor, tahun: int | None = None) -> Health:
    """The findings of now; the cycle's of one year, by default the newest. Raises `Denied` to others than admins."""
    require(actor, Right.READ, Kind.DATA_CHECK)
    day = tx.work.organisation.day(tx.session, tx.today)
    names = {row.id: row.nama_lengkap for row in _people(tx)}
    desk = Desk(tx, day)
    open_items = list(items(tx, WorkItem.quiet.is_(False)))
    held = [(item, holder(desk, item.place)) for item in open_items]
    forward = _counted(who for _, who in held)
    backward = by_inbox(desk, [item.place for item in open_items])
    documents = [item.place for item in open_items if item.role == "pejabat_penilai"]
    evaluating = _counted(who for item, who in held if item.role == "pejabat_penilai")
    evaluators = _loads(day, evaluating, by_inbox(desk, documents), names)
    return Health(
        open_items=len(open_items),
        orphans=_orphans(desk, [item for item, who in held if who is None], names),
        without_evaluator=_without_evaluator(day, names, cycle.exempt_today(tx)),
        loads=_loads(day, forward, backward, names)[:SHOWN_HOLDERS],
        holders=len(forward),
        disagreeing=sum(forward[key] != backward[key] for key in {*forward, *backward}),
        evaluators=evaluators[:SHOWN_HOLDERS],
        evaluated=Load("", sum(one.count for one in evaluators), sum(one.inbox for one in evaluators)),
        cycle=_cycle(tx, tahun or newest_year(tx), names),
    )


def _loads(
    day: OrganisationDay, held: Counter[HolderKey], shown: Counter[HolderKey], names: Mapping[int, str]
) -> list[Load]:
    """Holders by the number of their steps, those whose numbers differ first."""
    loads = [Load(_name(day, key, names), held[key], shown[key]) for key in {*held, *shown}]
    return sorted(loads, key=lambda one: (one.difference == 0, -one.count, one.nama))


def by_holder(desk: Desk, places: Sequence[Place]) -> Counter[HolderKey]:
    """Open steps per holder, asked step by step as a completing action would."""
    return _counted(holder(desk, place) for place in places)


def _counted(held: Iterable[Holder | None]) -> Counter[HolderKey]:
    return Counter(_key(who) for who in held if who is not None)


def by_inbox(desk: Desk, places: Sequence[Place]) -> Counter[HolderKey]:
    """Open steps per holder, asked person by person as an inbox is read."""
    found: Counter[HolderKey] = Counter()
    ordinary: Counter[tuple[str, int]] = Counter()
    for place in places:
        if place.given is not None or place.on is not None or desk.today.has_scopes or place.role in ASKED:
            found.update(_key(held) for held in [holder(desk, place)] if held is not None)
        else:
            ordinary[place.role, place.subject_id] += 1
    for role, by_person in (
        ("pejabat_penilai", desk.today.dinilai_oleh),
        ("verifikator", desk.today.diverifikasi_oleh),
    ):
        for person, people in by_person.items():
            key: HolderKey = ("kepala_daerah", None) if person is None else ("pegawai", person)
            found[key] += sum(ordinary[role, subject] for subject in people)
    for opd, members in desk.today.anggota_opd.items():
        found["pengelola_opd", opd] += sum(ordinary["pengelola_opd", subject] for subject in members)
    for (role, subject), count in ordinary.items():
        if role == "pegawai":
            found["pegawai", subject] += count
        elif role in OFFICES:
            found[role, None] += count
    return +found


def newest_year(tx: Transaction) -> int:
    """The last year that was opened, else the current one."""
    newest = tx.session.scalar(select(Periode.tahun).order_by(Periode.tahun.desc()).limit(1))
    return newest if newest is not None else tx.today.year


def _key(held: Holder) -> HolderKey:
    if held.kepala_daerah:
        return "kepala_daerah", None
    return ("pegawai", held.pegawai_id) if held.pegawai_id is not None else (held.role, held.opd)


def _name(day: OrganisationDay, key: HolderKey, names: Mapping[int, str]) -> str:
    kind, number = key
    if kind == "pengelola_opd" and number is not None:
        unit = day.bagan.unit(number, day.tanggal)
        return f"Pengelola kinerja {unit.nama if unit else number}"
    if number is not None:
        return names.get(number, "")
    kepala = day.bagan.kepala_daerah
    return f"{kepala.nama}, {kepala.jabatan}" if kind == "kepala_daerah" else ROLES.get(kind, kind)


def _people(tx: Transaction) -> Sequence[Pegawai]:
    query = select(Pegawai).where(Pegawai.status_asn == StatusAsn.AKTIF).order_by(Pegawai.nama, Pegawai.id)
    return list(tx.session.scalars(query))


def _orphans(desk: Desk, lost: Sequence[Item], names: Mapping[int, str]) -> list[Orphan]:
    found = []
    for item in lost:
        hasil = resolve(desk.today, item.place)
        alasan = hasil.alasan if isinstance(hasil, TanpaPenilai) else f"Peran {item.role} tanpa pemegang."
        name = names.get(item.subject_id, f"#{item.subject_id}")
        found.append(
            Orphan(item.case_id, item.key, item.document_id, name, item.name, item.opened_at, alasan)
        )
    return found


def _without_evaluator(
    day: OrganisationDay, names: Mapping[int, str], exempt: Mapping[int, str]
) -> list[Left]:
    results = (
        (nama, day.penilai(pegawai_id)) for pegawai_id, nama in names.items() if pegawai_id not in exempt
    )
    return [Left(nama, hasil.alasan) for nama, hasil in results if isinstance(hasil, TanpaPenilai)]


def _cycle(tx: Transaction, tahun: int, names: Mapping[int, str]) -> CycleState:
    would = cycle.preview(tx, tahun)
    left = {
        pegawai_id: Left(names.get(pegawai_id, f"#{pegawai_id}"), alasan)
        for pegawai_id, alasan in would.left_out
    }
    exempt = [one for pegawai_id, one in left.items() if pegawai_id in would.exempt]
    return CycleState(tahun, would.already, would.opened, _by_name(left.values()), _by_name(exempt))


def _by_name(people: Iterable[Left]) -> list[Left]:
    return sorted(people, key=lambda one: one.nama)
