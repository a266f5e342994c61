"""Whether the house is in order: open steps without a holder, people without an evaluator, and inboxes that agree.

Reads only, for the admins of the agency. The count of open steps per holder is made twice, by two ways that share
nothing but the organisation: from the step to its holder, and from the people whom somebody evaluates to their steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select

from webapp.domain.penilai import TanpaPenilai
from webapp.operations import Actor
from webapp.storage.aturan import Periode
from webapp.storage.organisasi import Pegawai, StatusAsn
from webapp.storage.process import ProcessCase, WorkItem

from . import cycle
from .assignments import Holder, holder
from .errors import Denied
from .organisation import OrganisationDay
from .work import Transaction

SHOWN_HOLDERS = 20

HolderKey = tuple[str, int | None]
"""A person ("pegawai", id), the Kepala Daerah ("kepala_daerah", None), or an office held by many (its role, None)."""


@dataclass(frozen=True)
class Orphan:
    """An open step that nobody can do."""

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
    """How many open steps a holder has."""

    nama: str
    count: int


@dataclass(frozen=True)
class CycleState:
    """A year: SKP opened, still to be opened, and people who owe none, with the reason."""

    tahun: int
    opened: int
    to_open: int
    left_out: Sequence[Left]


@dataclass(frozen=True)
class Health:
    """All findings. `disagreeing` counts holders whose inbox does not hold exactly what is theirs; it must be 0."""

    open_items: int
    orphans: Sequence[Orphan]
    without_evaluator: Sequence[Left]
    loads: Sequence[Load]
    holders: int
    disagreeing: int
    cycle: CycleState


def health(tx: Transaction, actor: Actor, tahun: int | None = None) -> Health:
    """The findings of now; the cycle's of one year, by default the newest. Raises `Denied` to others than admins."""
    if "admin_bkpp" not in actor.peran:
        raise Denied("Cek data hanya untuk admin BKPP.")
    day = tx.work.organisation.day(tx.session, tx.today)
    names = {row.id: row.nama_lengkap for row in _people(tx)}
    items = list(tx.session.execute(_ITEMS))
    forward = by_holder(day, [(role, subject) for _, role, subject, _, _ in items])
    backward = by_inbox(day, [(role, subject) for _, role, subject, _, _ in items])
    return Health(
        open_items=len(items),
        orphans=_orphans(day, items, names),
        without_evaluator=_without_evaluator(day, names),
        loads=[Load(_name(day, key, names), n) for key, n in forward.most_common(SHOWN_HOLDERS)],
        holders=len(forward),
        disagreeing=sum(forward[key] != backward[key] for key in {*forward, *backward}),
        cycle=_cycle(tx, tahun or newest_year(tx), names),
    )


def by_holder(day: OrganisationDay, items: Sequence[tuple[str, int]]) -> Counter[HolderKey]:
    """Open steps (role, subject) per holder, asked step by step as a completing action would."""
    found: Counter[HolderKey] = Counter()
    for role, subject in items:
        held = holder(day, role, subject)
        if held is not None:
            found[_key(held)] += 1
    return found


def by_inbox(day: OrganisationDay, items: Sequence[tuple[str, int]]) -> Counter[HolderKey]:
    """Open steps per holder, asked person by person as an inbox is read."""
    here = Counter(items)
    found: Counter[HolderKey] = Counter()
    for penilai, evaluated in day.dinilai_oleh.items():
        key: HolderKey = ("kepala_daerah", None) if penilai is None else ("pegawai", penilai)
        found[key] += sum(here["pejabat_penilai", subject] for subject in evaluated)
    for (role, subject), count in here.items():
        if role == "pegawai":
            found["pegawai", subject] += count
        elif role != "pejabat_penilai":
            found[role, None] += count
    return found


def newest_year(tx: Transaction) -> int:
    """The last year that was opened, else the current one."""
    newest = tx.session.scalar(select(Periode.tahun).order_by(Periode.tahun.desc()).limit(1))
    return newest if newest is not None else tx.today.year


def _key(held: Holder) -> HolderKey:
    if held.kepala_daerah:
        return "kepala_daerah", None
    return ("pegawai", held.pegawai_id) if held.pegawai_id is not None else (held.role, None)


def _name(day: OrganisationDay, key: HolderKey, names: Mapping[int, str]) -> str:
    kind, pegawai_id = key
    if pegawai_id is not None:
        return names.get(pegawai_id, "")
    kepala = day.bagan.kepala_daerah
    return f"{kepala.nama}, {kepala.jabatan}" if kind == "kepala_daerah" else "Admin BKPP"


def _people(tx: Transaction) -> Sequence[Pegawai]:
    query = select(Pegawai).where(Pegawai.status_asn == StatusAsn.AKTIF).order_by(Pegawai.nama, Pegawai.id)
    return list(tx.session.scalars(query))


def _orphans(
    day: OrganisationDay, items: Sequence[Row[int, str, int, str, datetime]], names: Mapping[int, str]
) -> list[Orphan]:
    found = []
    for document_id, role, subject, step, since in items:
        if holder(day, role, subject) is None:
            hasil = day.penilai(subject)
            alasan = hasil.alasan if isinstance(hasil, TanpaPenilai) else f"Peran {role} tidak dikenal."
            found.append(Orphan(document_id, names.get(subject, f"#{subject}"), step, since, alasan))
    return found


def _without_evaluator(day: OrganisationDay, names: Mapping[int, str]) -> list[Left]:
    results = ((nama, day.penilai(pegawai_id)) for pegawai_id, nama in names.items())
    return [Left(nama, hasil.alasan) for nama, hasil in results if isinstance(hasil, TanpaPenilai)]


def _cycle(tx: Transaction, tahun: int, names: Mapping[int, str]) -> CycleState:
    would = cycle.preview(tx, tahun)
    left = [Left(names.get(pegawai_id, f"#{pegawai_id}"), alasan) for pegawai_id, alasan in would.left_out]
    return CycleState(tahun, would.already, would.opened, sorted(left, key=lambda one: one.nama))


_ITEMS = (
    select(ProcessCase.document_id, WorkItem.role, WorkItem.subject_id, WorkItem.name, WorkItem.opened_at)
    .join(ProcessCase, ProcessCase.id == WorkItem.case_id)
    .order_by(WorkItem.opened_at, WorkItem.case_id)
)
