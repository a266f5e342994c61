"""Questions about many cases at once: how many wait where, how long steps and cases took, and which ways they went.

Each is one statement that reads no JSON. A period is half-open; a step is late when its last day is over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

PER_E: Final = 20
"""Buckets of times between one and the next that is e times as long."""


def bucket_time(bucket: int, within: float = 0.5) -> float:
    """The time, in seconds, at some share of a bucket."""
    return exp((bucket + within) / PER_E)


@dataclass(frozen=True)
class Span:
    """A period (aware moments, the end not in it), of all releases or of one."""

    begin: datetime
    end: datetime
    release_id: int | None = None

    def values(self) -> dict[str, Any]:
        """As parameters of the statements."""
        return {"begin": self.begin, "end": self.end, "release_id": self.release_id}


def running(session: Session, release_id: int | None) -> dict[str, int]:
    """Open cases by process."""
    return dict(session.execute(_RUNNING, {"release_id": release_id}).all())


def standing(session: Session, today: datetime, release_id: int | None) -> Sequence[Row[Any]]:
    """What open cases wait at: `root, kind, key, process_id, element_id, waiting, late, oldest`.

    One row for each key, of which there are few however many cases there are. `root` is the process of the case;
    process and element are None for timers and messages.
    """
    return session.execute(_STANDING, {"today": today, "release_id": release_id}).all()


def steps_done(session: Session, process_id: str, span: Span) -> Sequence[Row[Any]]:
    """Steps that ended in a period, by how long they took: `element_id, bucket, done, again, late, by_timer`.

    A bucket holds times that differ by five percent at most (`bucket_time`): counting needs no sorting, so a year of a
    city costs what a month of it would.
    """
    return session.execute(_STEPS, {"process_id": process_id, **span.values()}).all()


def cases_done(session: Session, span: Span) -> Mapping[str, Row[Any]]:
    """Cases that ended in a period, by process: `completed, cancelled, spent` (median and P90, seconds)."""
    return {row.process_id: row for row in session.execute(_CASES, span.values())}


def months(session: Session, process_id: str, span: Span, zone: str) -> Sequence[Row[Any]]:
    """Completed cases by month of their end: `month, cases, median` (seconds)."""
    return session.execute(_MONTHS, {"process_id": process_id, "zone": zone, **span.values()}).all()


def variants(session: Session, process_id: str, span: Span, most: int) -> Sequence[Row[Any]]:
    """The most frequent ways of completed cases: `path, cases, mean, ways, total` (seconds; all ways, all cases)."""
    return session.execute(_VARIANTS, {"process_id": process_id, "most": most, **span.values()}).all()


def late_subjects(
    session: Session, process_id: str | None, today: datetime, release_id: int | None
) -> dict[int, int]:
    """Late steps by the employee whom the case is about."""
    values = {"process_id": process_id, "today": today, "release_id": release_id}
    return dict(session.execute(_LATE, values).all())


def open_incidents(session: Session) -> Sequence[Row[Any]]:
    """Open incidents: `process_id, element_id, incidents`; both None for background work without a case."""
    return session.execute(_INCIDENTS).all()


_OF_RELEASE = "(CAST(:release_id AS bigint) IS NULL OR c.release_id = :release_id)"
_T_RELEASE = "(CAST(:release_id AS bigint) IS NULL OR release_id = :release_id)"
_SPENT = "date_part('epoch', closed_at - opened_at)"  # float8; extract() would be numeric, and slow
_ENDED = f"closed_at >= :begin AND closed_at < :end AND {_T_RELEASE}"

_RUNNING = text(f"""
SELECT process_id, count(*) FROM process_case c WHERE status = 'OPEN' AND {_OF_RELEASE} GROUP BY process_id
""")  # noqa: S608 - constants only, here and below
_STANDING = text(f"""
SELECT c.process_id AS root, one.kind, one.key, one.process_id, one.element_id, sum(one.waiting)::int AS waiting,
  sum(one.late)::int AS late, min(one.oldest) AS oldest
FROM (
  SELECT case_id, 'human' AS kind, key, process_id, element_id, 1 AS waiting,
    CASE WHEN due_at < :today AND NOT quiet THEN 1 ELSE 0 END AS late, opened_at AS oldest FROM work_item
  UNION ALL SELECT case_id, 'timer', key, NULL, NULL, 1, 0, NULL FROM timer
  UNION ALL SELECT case_id, 'message', key, NULL, NULL, 1, 0, NULL FROM langganan) AS one
JOIN process_case c ON c.id = one.case_id
WHERE {_OF_RELEASE} GROUP BY 1, 2, 3, 4, 5
""")  # noqa: S608
_STEPS = text(f"""
SELECT element_id, CAST(floor(ln(greatest({_SPENT}, 1)) * {PER_E}) AS int) AS bucket,
  count(*) FILTER (WHERE outcome = 'done') AS done,
  count(*) FILTER (WHERE outcome = 'done' AND nth > 1) AS again,
  count(*) FILTER (WHERE outcome = 'done' AND closed_at >= due_at + interval '1 day') AS late,
  count(*) FILTER (WHERE outcome = 'timer') AS by_timer
FROM step_time WHERE process_id = :process_id AND {_ENDED}
GROUP BY 1, 2
""")  # noqa: S608
_CASES = text(f"""
SELECT process_id, count(*) FILTER (WHERE status = 'COMPLETED') AS completed,
  count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled,
  percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {_SPENT}) FILTER (WHERE status = 'COMPLETED') AS spent
FROM case_time WHERE {_ENDED} GROUP BY process_id
""")  # noqa: S608
_MONTHS = text(f"""
SELECT to_char(closed_at AT TIME ZONE :zone, 'YYYY-MM') AS month, count(*) AS cases,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY {_SPENT}) AS median
FROM case_time WHERE process_id = :process_id AND status = 'COMPLETED' AND {_ENDED}
GROUP BY 1 ORDER BY 1
""")  # noqa: S608
_VARIANTS = text(f"""
SELECT path, cases, mean, count(*) OVER () AS ways, sum(cases) OVER () AS total FROM (
  SELECT path, count(*) AS cases, avg({_SPENT}) AS mean
  FROM case_time WHERE process_id = :process_id AND status = 'COMPLETED' AND {_ENDED}
  GROUP BY path) AS ways
ORDER BY cases DESC, path LIMIT :most
""")  # noqa: S608
_LATE = text(f"""
SELECT w.subject_id, count(*) FROM work_item w JOIN process_case c ON c.id = w.case_id
WHERE w.due_at < :today AND NOT w.quiet AND {_OF_RELEASE}
  AND (CAST(:process_id AS text) IS NULL OR w.process_id = :process_id)
GROUP BY w.subject_id
""")  # noqa: S608
_INCIDENTS = text("""
SELECT process_id, element_id, count(*) AS incidents FROM incident WHERE closed_at IS NULL GROUP BY 1, 2
""")
