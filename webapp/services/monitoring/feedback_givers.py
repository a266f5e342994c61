"""Who may give feedback on an SKP, in which capacity, and to whom.

The evaluator, colleagues of the unit, staff, and the head of a team that somebody was appointed to for this SKP. Who
receives a service speaks through the manager of the OPD (`service_feedback`).
"""

from __future__ import annotations

from sqlalchemy import or_, select

from webapp.domain.organisasi import jabatan_definitif
from webapp.domain.pemantauan import Dari
from webapp.domain.penilai import Penilai
from webapp.operations import Actor
from webapp.services.people.assignments import subjects
from webapp.services.people.organisation import OrganisationDay
from webapp.services.work import Transaction
from webapp.storage.base import among
from webapp.storage.organisasi import Pegawai
from webapp.storage.penunjukan import dipimpin, ditunjuk
from webapp.storage.segmen import TERTUTUP
from webapp.storage.skp import Skp


def capacity_of(tx: Transaction, actor: Actor, skp: Skp) -> Dari | None:
    """In which capacity a person may give feedback on an SKP today; None: not at all."""
    if skp.status in TERTUTUP or actor.pegawai_id == skp.pegawai_id:
        return None
    day = tx.work.organisation.day(tx.session, tx.today)
    if _evaluates(day, actor, skp.pegawai_id):
        return Dari.PENILAI
    if actor.pegawai_id is None:
        return None
    team = ditunjuk(tx.session, ("skp", skp.id), "ketua_tim")
    if team is not None and team.pegawai_id == actor.pegawai_id:
        return Dari.KETUA_TIM
    above = day.penilai(actor.pegawai_id)
    if isinstance(above, Penilai) and above.penilai_id == skp.pegawai_id:
        return Dari.BAWAHAN
    mine, theirs = (_unit(day, one) for one in (actor.pegawai_id, skp.pegawai_id))
    return Dari.REKAN if mine is not None and mine == theirs else None


def _evaluates(day: OrganisationDay, actor: Actor, pegawai_id: int) -> bool:
    found = day.penilai(pegawai_id)
    if not isinstance(found, Penilai):
        return False
    if found.penilai_id is None:
        return actor.pihak_luar_id is not None
    return found.penilai_id == actor.pegawai_id


def _unit(day: OrganisationDay, pegawai_id: int) -> int | None:
    post = jabatan_definitif(pegawai_id, day.tanggal, day.bagan)
    return None if post is None else post.unit_id


def people(tx: Transaction, actor: Actor) -> list[tuple[Pegawai, Skp, Dari]]:
    """Those on whose running SKP this person may give feedback: leader, colleagues of the unit, staff, own team."""
    day = tx.work.organisation.day(tx.session, tx.today)
    ids = set(subjects(day, actor))
    if actor.pegawai_id is not None:
        own, above = _unit(day, actor.pegawai_id), day.penilai(actor.pegawai_id)
        ids |= {
            one.pegawai_id for one in day.bagan.daftar_penugasan if own and _unit(day, one.pegawai_id) == own
        }
        ids |= {above.penilai_id} if isinstance(above, Penilai) and above.penilai_id is not None else set()
    teams = [] if actor.pegawai_id is None else dipimpin(tx.session, "skp", "ketua_tim", actor.pegawai_id)
    query = (
        select(Pegawai, Skp)
        .join(Skp, Skp.pegawai_id == Pegawai.id)
        .where(or_(among(Pegawai.id, ids), among(Skp.id, teams)), Skp.status.not_in(TERTUTUP))
        .where(Skp.periode.contains(tx.today))
        .order_by(Pegawai.nama)
    )
    found = ((person, skp, capacity_of(tx, actor, skp)) for person, skp in tx.session.execute(query))
    return [(person, skp, capacity) for person, skp, capacity in found if capacity is not None]
