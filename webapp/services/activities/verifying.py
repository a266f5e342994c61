"""Who may verify an entry: the verifikator on the day of the entry, found as for any step of a case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from webapp.domain.organisasi import Urusan
from webapp.domain.penilai import Penilai
from webapp.operations import Actor
from webapp.services.people.assignments import Desk, Holder, Place, superior
from webapp.services.people.organisation import OrganisationDay
from webapp.services.policy.steps import mandate
from webapp.services.work import Transaction

MATTER: Final = Urusan("aktivitas_bulanan", "verifikasi")
"""What verification is, for mandates of limited scope."""


def verifier(desk: Desk, actor: Actor, pegawai_id: int, tanggal: date) -> Holder:
    """The right in which this actor verifies entries of that person and day. Raises `Denied`, saying who may."""
    return mandate(desk, actor, Place("verifikator", pegawai_id, MATTER, on=tanggal))


def may_verify(desk: Desk, actor: Actor, pegawai_id: int, tanggal: date) -> bool:
    """Whether `verifier` would find a right; it puts no reason into words, so it may be asked of thousands."""
    hasil = desk.day(tanggal).verifikator(pegawai_id, MATTER)
    if not isinstance(hasil, Penilai) or not desk.serves(hasil.penilai_id):
        hasil = superior(
            desk, Place("verifikator", pegawai_id, MATTER, on=tanggal)
        )  # one who is gone has a successor
    if not isinstance(hasil, Penilai) or actor.pegawai_id == pegawai_id:
        return False
    if hasil.penilai_id is None:
        return actor.pihak_luar_id is not None
    return hasil.penilai_id == actor.pegawai_id


class MonthsDesk(Desk):
    """A desk for the many days of open months: the organisation of all of them is read once, not day by day.

    It reaches from the month before today's, or that of `since` if it is older, to today, so that all who ask share
    what was read. Asked about other days it is a plain desk.
    """

    def __init__(self, tx: Transaction, since: date | None = None) -> None:
        super().__init__(tx)
        before = month_before(self.today.tanggal)
        self.since = before if since is None else min(since.replace(day=1), before)
        self._days: dict[date | None, OrganisationDay] = {}

    def day(self, on: date | None) -> OrganisationDay:
        """The organisation on a day, in the version of this desk."""
        if on not in self._days:
            self._days[on] = self._read(on)
        return self._days[on]

    def _read(self, on: date | None) -> OrganisationDay:
        if on is None or not self.since <= on < self.today.tanggal:
            return super().day(on)
        until = self.today.tanggal + timedelta(days=1)
        return self.tx.work.organisation.day_of_span(
            self.tx.session, on, (self.since, until), self.today.versi
        )


def month_before(day: date) -> date:
    """The first day of the month before a day's own: the oldest that is usually open."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
