"""Whose waiting entries are a verifikator's to decide: persons and days, each asked for its own verifikator.

Counted in sums; the entries themselves are not read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from webapp.domain.aktivitas import StatusAktivitas
from webapp.operations import Actor
from webapp.services.people.assignments import verified
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan
from webapp.storage.base import among
from webapp.storage.organisasi import Posting
from webapp.storage.registri import Mandat

from .verifying import MonthsDesk, may_verify, month_before


@dataclass(frozen=True, slots=True)
class Slot:
    """A person and day with waiting entries that are the actor's to decide."""

    pegawai_id: int
    tanggal: date
    entries: int


def slots_of(tx: Transaction, actor: Actor) -> list[Slot]:
    """Persons and days with waiting entries whose verifikator on that day is the actor."""
    if actor.pegawai_id is None:
        return []
    people = _people(tx, actor)
    if not people:
        return []
    # Counted before it is asked which months are open: a person's day has one month.
    counted = (
        select(
            Aktivitas.pegawai_id,
            Aktivitas.tanggal,
            func.count().label("jumlah"),
            func.min(Aktivitas.bulan_id).label("bulan_id"),
        )
        .where(Aktivitas.status == StatusAktivitas.DIAJUKAN, among(Aktivitas.pegawai_id, people))
        .group_by(Aktivitas.pegawai_id, Aktivitas.tanggal)
        .subquery()
    )
    query = (
        select(counted.c.pegawai_id, counted.c.tanggal, counted.c.jumlah)
        .join(AktivitasBulan, AktivitasBulan.id == counted.c.bulan_id)
        .where(AktivitasBulan.dikunci_pada.is_(None))
    )
    pairs = tx.session.execute(query).all()
    desk = MonthsDesk(tx, min((day for _, day, _ in pairs), default=None))
    # Where somebody else was the verifikator on that day, it is not the actor's.
    return [Slot(*one) for one in pairs if may_verify(desk, actor, one[0], one[1])]


def _people(tx: Transaction, actor: Actor) -> set[int]:
    """Whose entries may wait for the actor: says too much, never too little.

    The organisation is asked on the days on which the actor's right may have begun: today, the first days of the months
    that may be open, and the days on which a mandate or a post of the actor began.
    """
    since = month_before(tx.today)
    days = {tx.today, since, tx.today.replace(day=1)}
    for model in (Mandat, Posting):
        begun = select(func.lower(model.berlaku)).where(
            model.pegawai_id == actor.pegawai_id, func.lower(model.berlaku) >= since
        )
        days |= {day for day in tx.session.scalars(begun) if day <= tx.today}
    desk = MonthsDesk(tx)
    return {one for day in days for one in verified(desk.day(day), actor)}
