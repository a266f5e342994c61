"""Whether this installation can do its work now: database, shape, disk, queue, worker. For those who watch machines.

Everything is looked at once a second at most, by one thread: probes cannot load the database, and a database that does
not answer is told within seconds, however long it would keep a connection waiting.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from webapp.services.database import newest_revision
from webapp.services.work import Transaction, Work
from webapp.storage import operasi
from webapp.storage.jobs import LINKS

FRESH: Final = 1.0  # seconds for which an answer is given again
PATIENCE: Final = 3.0  # seconds after which a database that says nothing counts as gone
LEAST_FREE: Final = 0.10  # of the disk
LATEST_JOB: Final = 300.0  # seconds that a due job may wait
LATEST_TIMER: Final = 300.0
LATEST_BEAT: Final = 120.0


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, with a sentence for those who run the machines."""

    name: str
    ok: bool
    words: str


@dataclass(frozen=True)
class Health:
    """What was found."""

    checks: tuple[Check, ...]

    @property
    def is_ready(self) -> bool:
        """Whether everything is as it should be."""
        return all(one.ok for one in self.checks)


def examine(work: Work, var_dir: Path) -> Health:
    """Look at everything now."""
    checks = [_disk(var_dir)]
    try:
        with work.reading() as tx:
            tx.session.execute(text("SET LOCAL statement_timeout = '2500ms'"))
            checks += _database(tx)
    except (DBAPIError, PoolTimeoutError) as error:
        checks.append(Check("basis data", ok=False, words=f"tidak menjawab ({type(error).__name__})"))
    return Health(tuple(checks))


def _database(tx: Transaction) -> Iterator[Check]:
    revision = tx.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    is_newest = revision == newest_revision()
    yield Check("bentuk basis data", is_newest, f"{revision}, program ini memerlukan {newest_revision()}")
    if not is_newest:
        return
    operasi.try_to_write(tx.session)
    yield Check("tulis ke basis data", ok=True, words="dapat")
    try:
        tx.work.releases.current(tx.session, tx.today)
        yield Check("rilis", ok=True, words="berlaku")
    except NoResultFound:
        yield Check("rilis", ok=False, words="belum ada yang berlaku; jalankan: lakon init")
    ages = operasi.ages(tx.session, tx.now)
    # Links wait for strangers' servers and hold nobody up, so they make no installation unready.
    jobs = operasi.job_ages(tx.session)
    age, queue = max(((age, queue) for queue, (_, age) in jobs.items() if queue != LINKS), default=(0.0, ""))
    yield _late("antrean", age, LATEST_JOB, queue)
    yield _late("timer", ages.timer_lag or 0.0, LATEST_TIMER)
    yield _late("pekerja", ages.worker_beat, LATEST_BEAT)


def _late(name: str, age: float | None, most: float, place: str = "") -> Check:
    words = "belum pernah terdengar" if age is None else f"{age:.0f} detik (paling lama {most:.0f})"
    words += f", antrean {place}" if place else ""
    return Check(name, age is not None and age <= most, words)


def _disk(folder: Path) -> Check:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    free = usage.free / usage.total
    return Check("disk", free >= LEAST_FREE, f"sisa {free:.0%} di {folder} (paling sedikit {LEAST_FREE:.0%})")


@dataclass
class Glance:
    """Looks at most once in `FRESH` seconds, and waits at most `PATIENCE` for the answer."""

    look: Callable[[], Health]
    clock: Callable[[], float] = time.monotonic
    _lock: Lock = field(default_factory=Lock, repr=False)
    _asked: Future[Health] | None = field(default=None, repr=False)
    _at: float = 0.0
    _thread: ThreadPoolExecutor | None = field(default=None, repr=False)

    def now(self) -> Health:
        """The newest answer; a database that keeps us waiting is not ready."""
        asked = self._question()
        try:
            return asked.result(timeout=PATIENCE)
        except TooLong:
            said = f"tidak menjawab dalam {PATIENCE:.0f} detik"
            return Health((Check("basis data", ok=False, words=said),))

    def _question(self) -> Future[Health]:
        """The question that is under way, or a new one when the last answer is old."""
        with self._lock:
            asked = self._asked
            if asked is not None and (not asked.done() or self.clock() - self._at < FRESH):
                return asked
            if (
                self._thread is None
            ):  # made by the process that asks, which may be a fork of the one that made us
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="health")
            self._asked, self._at = self._thread.submit(self.look), self.clock()
            return self._asked
