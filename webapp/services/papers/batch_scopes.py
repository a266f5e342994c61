"""For whose documents a person may ask: the own staff, every unit of the agency, or the own OPD.

The right is that of BKPP, of an evaluator, and, where the rule set says so, of the performance manager of an OPD, who
otherwise sees where an SKP stands and not what it says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.people.assignments import subjects
from webapp.services.people.organisation import OrganisationDay
from webapp.services.policy.decide import permits
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.aturan import nilai_aturan
from webapp.storage.base import among
from webapp.storage.ekspor import DasarEkspor, EksporButir, EksporNaskah, StatusButir
from webapp.storage.organisasi import Jabatan, Posting, Unit
from webapp.storage.skp import Skp


@dataclass(frozen=True)
class Rules:
    """The numbers of the rule set [CONFIG rule `ekspor_naskah`]."""

    days: int = 7
    most: int = 2000
    helpers: bool = False


@dataclass(frozen=True)
class Scope:
    """Whose documents may be asked for: a unit with those below it, or the own staff (`unit_id` None)."""

    dasar: DasarEkspor
    unit_id: int | None = None
    nama: str = ""

    @property
    def code(self) -> str:
        """The scope as a form sends it."""
        return "tim" if self.unit_id is None else str(self.unit_id)


def rules(tx: Transaction) -> Rules:
    """What the rule set says today; what it does not name stays as it is here."""
    said = nilai_aturan(tx.session, "ekspor_naskah", tx.today) or {}
    plain = Rules()
    return Rules(
        days=int(said.get("disimpan_hari", plain.days)),
        most=int(said.get("paling_banyak", plain.most)),
        helpers=bool(said.get("pengelola_opd", plain.helpers)),
    )


def scopes(tx: Transaction, actor: Actor, also: int | None = None) -> list[Scope]:
    """What this person may ask for, the own staff first; `also` names a unit deeper in the tree that was pointed at."""
    day = tx.work.organisation.day(tx.session, tx.today)
    found = [Scope(DasarEkspor.TIM)] if subjects(day, actor) else []
    top = _top(tx, day, actor)
    if top is None:
        return found
    dasar, roots = top
    wanted = [*roots, *(one for one in _children(day, roots) if one not in roots)]
    if also is not None and also not in wanted and _is_below(day, also, roots):
        wanted.append(also)
    names = {row.id: row.nama for row in tx.session.scalars(select(Unit).where(among(Unit.id, wanted)))}
    return found + [Scope(dasar, one, names[one]) for one in wanted if one in names]


def may_ask(tx: Transaction, actor: Actor) -> bool:
    """Whether there is anything that this person may ask for."""
    day = tx.work.organisation.day(tx.session, tx.today)
    return bool(subjects(day, actor)) or _top(tx, day, actor) is not None


def _top(tx: Transaction, day: OrganisationDay, actor: Actor) -> tuple[DasarEkspor, list[int]] | None:
    """The units at the head of what an office may ask for."""
    if permits(actor, Right.EXPORT, Kind.EXPORTS):
        roots = [one.id for one in day.bagan.daftar_unit if one.induk_id is None and day.tanggal in one.masa]
        return DasarEkspor.BKPP, list(dict.fromkeys(roots))
    if permits(actor, Right.SEE, Kind.EXPORTS) and rules(tx).helpers and actor.pegawai_id is not None:
        opd = day.opd(actor.pegawai_id)
        return None if opd is None else (DasarEkspor.OPD, [opd])
    return None


def _children(day: OrganisationDay, roots: Collection[int]) -> Iterator[int]:
    return (one.id for one in day.bagan.daftar_unit if one.induk_id in roots and day.tanggal in one.masa)


def _is_below(day: OrganisationDay, unit_id: int, roots: Collection[int]) -> bool:
    return any(one.id in roots for one in day.above(unit_id))


def still_may(tx: Transaction, actor: Actor, row: EksporNaskah) -> bool:
    """Whether the right by which a request was made holds today; of the own staff, for everybody in the file."""
    day = tx.work.organisation.day(tx.session, tx.today)
    if row.dasar is DasarEkspor.BKPP:
        return permits(actor, Right.EXPORT, Kind.EXPORTS)
    if row.dasar is DasarEkspor.OPD:
        return _top(tx, day, actor) == (DasarEkspor.OPD, [row.opd_id])
    inside = select(EksporButir.skp_id).where(
        EksporButir.ekspor_id == row.id, EksporButir.status == StatusButir.SELESAI
    )
    people = tx.session.scalars(select(Skp.pegawai_id).where(Skp.id.in_(inside)))
    return set(people) <= set(subjects(day, actor))


def opd_of(tx: Transaction, actor: Actor) -> int | None:
    """The OPD in which this person serves today."""
    day = tx.work.organisation.day(tx.session, tx.today)
    return None if actor.pegawai_id is None else day.opd(actor.pegawai_id)


def skp_of(tx: Transaction, actor: Actor, scope: Scope, tahun: int) -> Sequence[int]:
    """The SKP of a year in a scope: by the post for which each was made, or by who is evaluated today."""
    day = tx.work.organisation.day(tx.session, tx.today)
    query = select(Skp.id).where(Skp.tahun == tahun)
    if scope.unit_id is None:
        return tx.session.scalars(query.where(among(Skp.pegawai_id, subjects(day, actor)))).all()
    units = {one.id for one in day.bagan.daftar_unit if _is_below(day, one.id, {scope.unit_id})}
    posts = query.join(Posting, Posting.id == Skp.posting_id).join(Jabatan, Jabatan.id == Posting.jabatan_id)
    return tx.session.scalars(posts.where(among(Jabatan.unit_id, units))).all()
