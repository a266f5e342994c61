"""Background jobs as rows: a job is stored with the action that asks for it, or not at all.

It uses the queue's own SQL function on the session's connection; workers are told when the transaction
commits.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

LINKS: Final = "tautan"
"""The queue of looks at links: it waits for strangers' servers, so it has a worker process of its own."""
PRIORITY: Final[Mapping[str, int]] = {"timer": 40, "meterai": 30, "pesan": 20, "surat": 10}
"""Queues whose jobs go before all others that wait, the highest first; the others have 0."""
QUEUED_ONCE: Final = "procrastinate_jobs_queueing_lock_idx_v1"


def defer(
    session: Session,
    task_name: str,
    args: Mapping[str, Any],
    queue: str = "default",
    schedule_at: datetime | None = None,
    lock: str | None = None,
    queueing_lock: str | None = None,
) -> int | None:
    """Ask for a job; returns its id. `args` are JSON values; `schedule_at` is aware.

    Jobs with one `lock` run one after the other. With a `queueing_lock` under which a job waits already
    nothing is stored and the answer is None.
    """
    values = {
        "queue": queue,
        "task": task_name,
        "priority": PRIORITY.get(queue, 0),
        "lock": lock,
        "queueing_lock": queueing_lock,
        "args": json.dumps(args),
        "at": schedule_at,
    }
    if queueing_lock is None:
        return _stored(session, values)
    try:
        with session.begin_nested():
            return _stored(session, values)
    except IntegrityError as error:
        if _constraint(error) != QUEUED_ONCE:
            raise
        return None


def _stored(session: Session, values: dict[str, Any]) -> int:
    job: int = session.execute(_DEFER, values).scalar_one()
    return job


def _constraint(error: IntegrityError) -> str | None:
    diagnosis = getattr(error.orig, "diag", None)
    return None if diagnosis is None else diagnosis.constraint_name


_DEFER = text("""
SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(
  CAST(:queue AS varchar), CAST(:task AS varchar), :priority, CAST(:lock AS text), CAST(:queueing_lock AS text),
  CAST(:args AS jsonb), CAST(:at AS timestamptz))::procrastinate_job_to_defer_v1]))
""")


def hand_back(session: Session, silent_for: int, most: int) -> list[tuple[int, str]]:
    """Let jobs whose worker is gone run again: it was killed, or has been silent for so many seconds.

    A job whose twin waits already, and one that was begun `most` times, ends as failed. Returns the latter with their
    names; the queue's locks are free again in every case.
    """
    given_up = []
    for job_id, name, is_last, has_twin in session.execute(
        _STALLED, {"silent": silent_for, "most": most}
    ).all():
        if is_last or has_twin:
            session.execute(_END, {"id": job_id})
        else:
            session.execute(_AGAIN, {"id": job_id})
        if is_last:
            given_up.append((int(job_id), str(name)))
    return given_up


_STALLED = text("""
SELECT j.id, j.task_name, j.attempts + 1 >= :most, j.queueing_lock IS NOT NULL AND EXISTS (
  SELECT FROM procrastinate_jobs twin WHERE twin.queueing_lock = j.queueing_lock AND twin.status = 'todo')
FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < clock_timestamp() - :silent * interval '1 second')
FOR UPDATE OF j SKIP LOCKED
""")
_END = text("SELECT procrastinate_finish_job_v1(:id, 'failed', false)")
_AGAIN = text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)")
