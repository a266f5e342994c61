"""Who may verify an entry: the verifikator on the day of the entry, found as for any step of a case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from webapp.domain.organisasi import Urusan
from webapp.operations import Actor
from webapp.services.errors import Denied
from webapp.services.people.assignments import Desk, Holder, Place, mandate
from webapp.services.people.organisation import OrganisationDay
from webapp.services.work import Transaction

MATTER: Final = Urusan("aktivitas_bulanan", "verifikasi")
"""What verification is, for mandates of limited scope."""


def verifier(desk: Desk, actor: Actor, pegawai_id: int, tanggal: date) -> Holder:
    """The right in which this actor verifies entries of that person and day. Raises `Denied`, saying who may."""
    return mandate(desk, actor, Place("verifikator", pegawai_id, MATTER, on=tanggal))


def may_verify(desk: Desk, actor: Actor, pegawai_id: int, tanggal: date) -> bool:
    """Whether the actor is the verifikator of that person on that day."""
    try:
        verifier(desk, actor, pegawai_id, tanggal)
    except Denied:
        return False
    return True


class MonthsDesk(Desk):
    """A desk for the many days of open months: the organisation of all of them is read once, not day by day.

    It reaches from `since` to today; asked about other days it is a plain desk.
    """

    def __init__(self, tx: Transaction, since: date) -> None:
        super().__init__(tx)
        self.since = min(since, self.today.tanggal).replace(day=1)

    def day(self, on: date | None) -> OrganisationDay:
        """The organisation on a day, in the version of this desk."""
        if on is None or not self.since <= on < self.today.tanggal:
            return super().day(on)
        until = self.today.tanggal + timedelta(days=1)
        return self.tx.work.organisation.day_of_span(
            self.tx.session, on, (self.since, until), self.today.versi
        )
