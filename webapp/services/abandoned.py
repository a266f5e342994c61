"""Background work whose worker has died: it is taken up again, or given up with an incident, never forgotten."""

from __future__ import annotations

from typing import Final

from webapp.services.cockpit.recording import record_job
from webapp.services.work import Work
from webapp.storage import jobs

SILENT_FOR: Final = 60  # seconds without a beat (one comes every ten) after which a worker counts as dead
MOST: Final = 5  # times that a job is begun although its worker died of it


class WorkerLost(Exception):
    """The worker died while it did this job, again and again."""


def hand_back(work: Work) -> int:
    """Let abandoned jobs run again, and those that wait where nobody looks.

    Returns how many were given up: each of those is an incident.
    """
    with work.transaction() as tx:
        jobs.bring_home(tx.session)
        given_up = jobs.hand_back(tx.session, SILENT_FOR, MOST)
    for name, args in given_up:
        record_job(work, WorkerLost(), name, args)
    return len(given_up)
