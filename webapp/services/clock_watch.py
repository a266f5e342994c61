"""Whether the time can be believed: the database's clock is laid beside one that only counts on.

A clock that jumps would let deadlines pass that are not due, or let nothing pass at all. What acts by the time stops
until the clock is right again, or until somebody has looked and started the worker again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from sqlalchemy import text

from webapp.services.work import Work

MOST: Final = timedelta(seconds=60)
"""How far the two clocks may move apart from one look to the next."""


class ClockJumped(Exception):
    """The database's clock has jumped; `by` is how far, negative where it went back."""

    def __init__(self, by: timedelta) -> None:
        super().__init__(f"the clock jumped by {by.total_seconds():.0f} s")
        self.by = by


def seconds_since_boot() -> float:
    """Seconds of a clock that nobody can set; where the system has one, it counts on while the machine sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


@dataclass
class ClockWatch:
    """One process's look at the time. The moment of the last look that agreed is what the next one is measured by."""

    count: Callable[[], float] = seconds_since_boot
    _last: tuple[datetime, float] | None = field(default=None, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def look(self, now: datetime) -> timedelta:
        """How far the clock that says `now` has moved away since the last look that agreed; the first one agrees."""
        with self._lock:
            counted = self.count()
            at, before = self._last or (now, counted)
            away = (now - at) - timedelta(seconds=counted - before)
            if abs(away) <= MOST:
                self._last = (now, counted)
            return away

    def trust(self, work: Work) -> None:
        """Look at the database's clock. Raises `ClockJumped` while it cannot be believed."""
        with work.reading() as tx:
            now = work.clock(tx.session.execute(text("SELECT clock_timestamp()")).scalar_one())
        away = self.look(now)
        if abs(away) > MOST:
            raise ClockJumped(away)
