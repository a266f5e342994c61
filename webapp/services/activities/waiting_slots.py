"""Whose waiting entries are a verifikator's to decide: persons and days, each asked for its own verifikator.

Counted in sums; the entries themselves are not read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from webapp.domain.aktivitas import StatusAktivitas
from webapp.operations import Actor
from webapp.services.errors import Denied
from webapp.services.people.assignments import Holder, verified
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan
from webapp.storage.base import among
from webapp.storage.organisasi import Posting
from webapp.storage.registri import Mandat

from .verifying import MonthsDesk, verifier


@dataclass(frozen=True)
class Slot:
    """A person and day with waiting entries that are the actor's to decide."""

    pegawai_id: int
    tanggal: date
    entries: int
    held: Holder


def slots_of(tx: Transaction, actor: Actor) -> list[Slot]:
    """Persons and days with waiting entries whose verifikator on that day is the actor."""
    if actor.pegawai_id is None:
        return []
    since = (tx.today.replace(day=1) - timedelta(days=1)).replace(day=1)
    people = _people(tx, actor, since)
    if not people:
        return []
    query = (
        select(Aktivitas.pegawai_id, Aktivitas.tanggal, func.count())
        .join(AktivitasBulan, AktivitasBulan.id == Aktivitas.bulan_id)
        .where(
            Aktivitas.status == StatusAktivitas.DIAJUKAN,
            among(Aktivitas.pegawai_id, people),
            AktivitasBulan.dikunci_pada.is_(None),
        )
        .group_by(Aktivitas.pegawai_id, Aktivitas.tanggal)
    )
    pairs = tx.session.execute(query).all()
    desk = MonthsDesk(tx, min((day for _, day, _ in pairs), default=since))
    found = []
    for pegawai_id, tanggal, entries in pairs:
        try:
            found.append(Slot(pegawai_id, tanggal, entries, verifier(desk, actor, pegawai_id, tanggal)))
        except Denied:
            continue  # somebody else was the verifikator on that day
    return found


def _people(tx: Transaction, actor: Actor, since: date) -> set[int]:
    """Whose entries may wait for the actor: says too much, never too little.

    The organisation is asked on the days on which the actor's right may have begun: today, the first days of the months
    that may be open, and the days on which a mandate or a post of the actor began.
    """
    days = {tx.today, since, tx.today.replace(day=1)}
    for model in (Mandat, Posting):
        begun = select(func.lower(model.berlaku)).where(
            model.pegawai_id == actor.pegawai_id, func.lower(model.berlaku) >= since
        )
        days |= {day for day in tx.session.scalars(begun) if day <= tx.today}
    desk = MonthsDesk(tx, since)
    return {one for day in days for one in verified(desk.day(day), actor)}
