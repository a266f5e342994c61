"""The one place that commits: an action's rows are written together or not at all.

A `Work` is made once per process; each action runs in `work.transaction()`. Time is the database's unless a clock
is injected, so all machines agree on what is due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from webapp.services.people.calendars.cache import CalendarCache
from webapp.services.people.organisation import OrganisationCache
from webapp.services.process.releases import Releases
from webapp.services.process.runs import RunCache
from webapp.services.workshop.soundness import Searches
from webapp.storage.segel import Segel

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

    `attempt` is what runs of itself at the moment; where the action fails, it says at what.
    """

    work: Work
    session: Session
    attempt: Attempt | None = field(default=None, init=False, repr=False)
    _now: datetime | None = field(default=None, init=False, repr=False)

    @property
    def now(self) -> datetime:
        """The moment of this action (aware), by the database's clock."""
        return self._now or self.begin_at(self.session.execute(_NOW).scalar_one())

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

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Run an action: everything it wrote is committed at the end, or nothing is."""
        with self.sessions() as session:
            yield Transaction(self, session)
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read in one snapshot-less session; nothing is written."""
        with self.sessions() as session:
            yield Transaction(self, session)


_NOW = text("SELECT clock_timestamp()")
