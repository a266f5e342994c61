"""Those whom a person evaluates today: where each one's SKP of a year stands, since when, and why it is this person.

Reads only: the organisation says who belongs to the team, work items say what is waited for. Nothing is rebuilt here,
so a long list costs a few statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webapp.domain.organisasi import JenisPenugasan
from webapp.domain.penilai import Penilai
from webapp.domain.perubahan import PERUBAHAN_TERBUKA
from webapp.domain.skp import STATUS_BERLAKU
from webapp.operations import Actor
from webapp.services.people.assignments import Desk, Holder, holder, holds, subjects
from webapp.services.people.organisation import OrganisationDay
from webapp.services.process.items import items
from webapp.services.work import Transaction
from webapp.storage.base import among
from webapp.storage.organisasi import Pegawai
from webapp.storage.perubahan import PerubahanSkp
from webapp.storage.process import WorkItem
from webapp.storage.skp import Skp


@dataclass(frozen=True)
class Open:
    """The open step of a member's SKP. `held` None: nobody holds it."""

    case_id: int
    key: str
    name: str
    since: datetime
    held: Holder | None
    is_mine: bool


@dataclass(frozen=True)
class Member:
    """One employee of the team. `alasan` says why the reader is the evaluator; `skp` None: none in this year."""

    pegawai_id: int
    nama: str
    jabatan: str
    alasan: str
    kapasitas: str
    skp: Skp | None
    open: Open | None

    @property
    def is_final(self) -> bool:
        """Whether the SKP is set."""
        return self.skp is not None and self.skp.status in STATUS_BERLAKU


@dataclass(frozen=True)
class Team:
    """The team in one year; `years` are those in which anybody of it has an SKP, newest first."""

    tahun: int
    years: Sequence[int]
    members: Sequence[Member]

    @property
    def established(self) -> int:
        """How many SKP are set."""
        return sum(member.is_final for member in self.members)

    @property
    def owing(self) -> int:
        """How many SKP there are."""
        return sum(member.skp is not None for member in self.members)


def team(tx: Transaction, actor: Actor, tahun: int | None = None) -> Team:
    """The team; without a year that of the newest SKP. Those who wait for the reader come first, then by name."""
    day = tx.work.organisation.day(tx.session, tx.today)
    ids = subjects(day, actor)
    query = select(Skp.tahun).where(among(Skp.pegawai_id, ids)).distinct().order_by(Skp.tahun.desc())
    years = list(tx.session.scalars(query))
    year = tahun if tahun is not None else years[0] if years else tx.today.year
    skp = _skp_of(tx, ids, year)
    steps = _open_of(tx, actor, day, list(skp.values()))
    people = tx.session.scalars(select(Pegawai).where(among(Pegawai.id, ids)))
    members = [_member(day, person, skp.get(person.id), steps) for person in people]
    return Team(year, years, sorted(members, key=_order))


def _order(member: Member) -> tuple[bool, bool, str]:
    late = member.skp is not None and member.skp.terlambat_sejak is not None and not member.is_final
    return not (member.open is not None and member.open.is_mine), not late, member.nama


def _skp_of(tx: Transaction, ids: Sequence[int], tahun: int) -> dict[int, Skp]:
    """The SKP of the year by employee; the newest where somebody has moved inside it."""
    query = select(Skp).where(among(Skp.pegawai_id, ids), Skp.tahun == tahun).order_by(Skp.id)
    return {row.pegawai_id: row for row in tx.session.scalars(query)}


def _open_of(tx: Transaction, actor: Actor, day: OrganisationDay, rows: Sequence[Skp]) -> dict[int, Open]:
    """The step that has been open longest, by SKP; the reader's own wins."""
    own = {row.case_id: row.id for row in rows if row.case_id is not None}
    own |= _changes(tx, [row.id for row in rows])
    desk = Desk(tx, day)
    found: dict[int, Open] = {}
    for item in items(tx, among(WorkItem.case_id, own), WorkItem.quiet.is_(False)):
        held = holder(desk, item.place)
        mine = held is not None and holds(desk, actor, held)
        skp_id = own[item.case_id]
        if skp_id not in found or (mine and not found[skp_id].is_mine):
            found[skp_id] = Open(item.case_id, item.key, item.name, item.opened_at, held, mine)
    return found


def _changes(tx: Transaction, ids: Sequence[int]) -> dict[int, int]:
    """Cases of changes that are not over, with their SKP."""
    query = select(PerubahanSkp.case_id, PerubahanSkp.skp_id).where(
        among(PerubahanSkp.skp_id, ids), PerubahanSkp.status.in_(PERUBAHAN_TERBUKA)
    )
    return {case_id: skp_id for case_id, skp_id in tx.session.execute(query) if case_id is not None}


def _member(day: OrganisationDay, person: Pegawai, skp: Skp | None, steps: Mapping[int, Open]) -> Member:
    hasil = day.penilai(person.id)
    return Member(
        pegawai_id=person.id,
        nama=person.nama_lengkap,
        jabatan=post_of(day, person.id),
        alasan=hasil.alasan,
        kapasitas=hasil.nama_jabatan if isinstance(hasil, Penilai) else "",
        skp=skp,
        open=steps.get(skp.id) if skp is not None else None,
    )


def post_of(day: OrganisationDay, pegawai_id: int) -> str:
    """The name of the post that an employee holds for good; empty without one."""
    for satu in day.bagan.penugasan(pegawai_id, day.tanggal):
        jabatan = day.bagan.jabatan(satu.jabatan_id)
        if satu.jenis is JenisPenugasan.DEFINITIF and jabatan is not None:
            return jabatan.nama
    return ""
