"""Figures for Prometheus: counters of all processes of this machine, and ages that the database tells.

Each process counts in files of a shared folder, which whoever is asked adds up; any web process answers for all. Ages
come from the database and are the same whichever machine is asked. Routes are counted by class, never one by one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from webapp.services.evidence.delivery import waiting
from webapp.services.evidence.outside import ways_of_newest
from webapp.services.evidence.state import last_check, seal_age
from webapp.services.measuring import Meter
from webapp.services.work import Work
from webapp.storage import operasi

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
SOON: Final = (0.001, 0.005, 0.02, 0.1, 0.5, 2, 10)
"""Seconds that bound the classes of what should be quick."""
OUTBOX: Final = ("pesan", "surat")
"""Queues that carry something to somebody: messages to cases, letters to people."""


class SharedMeter(Meter):
    """Counts into files of `folder`, one set for each process. Made once per process, or before it forks."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # The library is told by the environment alone where its files are.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
        registry = CollectorRegistry()
        self._completions = Counter(
            "lakon_completions", "Steps completed by people", ["process"], registry=registry
        )
        self._replays = Histogram(
            "lakon_replay_seconds", "Cases rebuilt from their journals", buckets=SOON, registry=registry
        )
        self._waits = Histogram(
            "lakon_lock_wait_seconds", "Waiting for the lock of a case", buckets=SOON, registry=registry
        )
        self._requests = Histogram(
            "lakon_request_seconds", "Requests by class of route", ["kind", "status"], buckets=SOON,
            registry=registry,
        )  # fmt: skip
        self._conflicts = Counter("lakon_conflicts", "Requests that came too late (409)", registry=registry)
        self._refused = Counter("lakon_sign_ins_refused", "Sign-ins refused", registry=registry)

    def completed(self, process_id: str) -> None:
        """A person's step was completed and stored."""
        self._completions.labels(process_id).inc()

    def replayed(self, seconds: float) -> None:
        """A case was rebuilt from its journal."""
        self._replays.observe(seconds)

    def waited(self, seconds: float) -> None:
        """The lock of a case was asked for, and given after so long."""
        self._waits.observe(seconds)

    def answered(self, kind: str, status: int, seconds: float) -> None:
        """A request was answered. Statuses are told by their hundred."""
        self._requests.labels(kind, f"{status // 100}xx").observe(seconds)
        if status == 409:
            self._conflicts.inc()

    def sign_in_refused(self) -> None:
        """A sign-in was refused: wrong, or too often."""
        self._refused.inc()


def clear(folder: Path) -> None:
    """Forget what earlier processes counted: a counter begins at nothing when its service starts."""
    shutil.rmtree(folder, ignore_errors=True)


def exposition(work: Work, folder: Path) -> bytes:
    """Everything, in Prometheus' text format. `folder` holds a folder of files for each service of this machine."""
    registry = CollectorRegistry()
    registry.register(_Counted(folder))
    registry.register(_Told(work))
    return generate_latest(registry)


class _Counted:
    """What the processes of this machine have counted."""

    def __init__(self, folder: Path) -> None:
        self._files = [str(path) for path in sorted(folder.rglob("*.db"))]

    def collect(self) -> Iterable[Metric]:
        """Add the files up."""
        merged: Iterable[Metric] = MultiProcessCollector.merge(self._files)  # type: ignore[no-untyped-call]
        return merged


class _Told:
    """What the database tells."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def collect(self) -> Iterator[Metric]:
        """Ask once."""
        with self._work.reading() as tx:
            ages = operasi.ages(tx.session, tx.now)
            jobs = operasi.job_ages(tx.session)
            seal, check, unsent = seal_age(tx), last_check(tx), sum(waiting(tx).values())
            ways = ways_of_newest(tx)
        yield _gauge(
            "lakon_timer_lag_seconds", "How late the oldest timer that is due is", ages.timer_lag or 0
        )
        yield _gauge("lakon_worker_beat_age_seconds", "Since a worker was last heard of", ages.worker_beat)
        yield _gauge("lakon_backup_age_seconds", "Since the snapshot of the newest backup", ages.backup)
        yield _gauge(
            "lakon_seal_age_seconds", "Since the newest seal", None if seal is None else seal.total_seconds()
        )
        yield _gauge("lakon_seal_ways", "Ways by which the newest seal leaves the machine", ways)
        yield _gauge("lakon_seals_unsent", "Seals that have still to leave the machine", unsent)
        broken = check is not None and check.fault is not None
        yield _gauge("lakon_evidence_broken", "1 when the last check found a broken link", float(broken))
        yield _gauge("lakon_incidents_open", "Incidents that nobody has closed", ages.incidents)
        yield _gauge("lakon_cases_open", "Cases that are running", ages.open_cases)
        outbox = max((jobs[queue][1] for queue in OUTBOX if queue in jobs), default=0.0)
        yield _gauge("lakon_outbox_age_seconds", "How long the oldest message or letter waits", outbox)
        age = GaugeMetricFamily(
            "lakon_job_age_seconds", "How long the oldest due job waits", labels=["queue"]
        )
        count = GaugeMetricFamily("lakon_jobs_due", "Jobs that are due and wait", labels=["queue"])
        for queue, (number, seconds) in sorted(jobs.items()):
            age.add_metric([queue], seconds)
            count.add_metric([queue], number)
        yield from (age, count)


def _gauge(name: str, words: str, value: float | None) -> Metric:
    """One figure; one that is not known is infinitely old."""
    return GaugeMetricFamily(name, words, value=float("inf") if value is None else value)
