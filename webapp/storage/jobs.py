"""Background jobs as rows: a job is stored with the action that asks for it, or not at all.

It uses the queue's own SQL function on the session's connection; workers are told when the transaction
commits.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


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
        if _constraint(error) != "procrastinate_jobs_queueing_lock_idx_v1":
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
  CAST(:queue AS varchar), CAST(:task AS varchar), 0, CAST(:lock AS text), CAST(:queueing_lock AS text),
  CAST(:args AS jsonb), CAST(:at AS timestamptz))::procrastinate_job_to_defer_v1]))
""")
