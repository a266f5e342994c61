"""The one place that commits: an action's rows are written together or not at all.

A `Work` is made once per process; each action runs in `work.transaction()`. Time is the database's unless a clock
is injected, so all machines agree on what is due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from webapp.services.measuring import Meter
from webapp.services.people.calendars.cache import CalendarCache
from webapp.services.people.organisation import OrganisationCache
from webapp.services.process.releases import Releases
from webapp.services.process.runs import RunCache
from webapp.services.workshop.soundness import Searches
from webapp.storage.akses import Pembacaan, catat_pembacaan
from webapp.storage.queries import HANYA_BACA
from webapp.storage.segel import Segel

PAGE: ContextVar[str] = ContextVar("page", default="")
"""The page by which somebody looks, as the edge names it; empty for what runs of itself."""

Clock = Callable[[datetime], datetime]
"""From the database's time to the time that counts; the identity outside tests."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A step that is being run of itself: of which stored case, where in the diagram, and what had set it going.

    `case_id` is None while the case exists in this transaction only.
    """

    case_id: int | None
    key: str | None
    process_id: str
    element_id: str | None
    release_id: int
    trigger_key: str | None
    trigger_kind: str | None


@dataclass
class Transaction:
    """One action in progress. `now` is one moment however often it is asked; `today` is its day in the house's zone.

    `attempt` is what runs of itself at the moment; where the action fails, it says at what. `readings` are what an
    office has looked at so far; they are kept when the block ends. `is_batch`: documents go into a file of many, which
    has its own trail, so no reason is asked for each person.
    """

    work: Work
    session: Session
    attempt: Attempt | None = field(default=None, init=False, repr=False)
    readings: set[Pembacaan] = field(default_factory=set, init=False, repr=False)
    is_batch: bool = field(default=False, init=False, repr=False)
    _now: datetime | None = field(default=None, init=False, repr=False)

    @property
    def now(self) -> datetime:
        """The moment of this action (aware), by the database's clock."""
        if self._now is None:
            # Asking for the time writes nothing: a row may be half told just now.
            with self.session.no_autoflush:
                return self.begin_at(self.session.execute(_NOW).scalar_one())
        return self._now

    def begin_at(self, moment: datetime) -> datetime:
        """Fix the action's moment by a time that the database has told already. The first one counts."""
        if self._now is None:
            self._now = self.work.clock(moment)
        return self._now

    @property
    def today(self) -> date:
        """The calendar day of this action where the agency is."""
        return self.now.astimezone(self.work.zone).date()


@dataclass
class Work:
    """What services need: sessions, time, the zone, releases, and caches that may be dropped at any moment.

    `segel` seals and opens confidential texts; without keys it refuses to.
    """

    sessions: sessionmaker[Session]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))
    clock: Clock = lambda moment: moment
    segel: Segel = field(default_factory=Segel)
    releases: Releases = field(default_factory=Releases)
    runs: RunCache = field(default_factory=RunCache)
    organisation: OrganisationCache = field(default_factory=OrganisationCache)
    calendars: CalendarCache = field(default_factory=CalendarCache)
    searches: Searches = field(default_factory=Searches)
    meter: Meter = field(default_factory=Meter)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Run an action: everything it wrote is committed at the end, or nothing is."""
        with self.sessions() as session:
            tx = Transaction(self, session)
            yield tx
            self._keep_readings(tx, session)
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read in one snapshot-less session, which keeps to the organisation's version that it has seen first.

        Nothing is written but who looked at whom by an office.
        """
        with self.sessions(info={HANYA_BACA: True}) as session:
            tx = Transaction(self, session)
            yield tx
        if tx.readings:
            with self.transaction() as keeping:
                keeping.readings |= tx.readings

    def _keep_readings(self, tx: Transaction, session: Session) -> None:
        if tx.readings:
            catat_pembacaan(session, tx.readings, Transaction(self, session).now, PAGE.get())
            tx.readings.clear()


_NOW = text("SELECT clock_timestamp()")
