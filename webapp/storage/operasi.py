"""What the machinery keeps about itself, and how old its work is: backups, jobs, timers, the worker's beat."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, SmallInteger, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, RowId


class BackupRun(Base):
    """A backup that was written, read back and found whole. `at` is the moment of its snapshot.

    `bytes` and `sha256` are the file's, `rows` those of all its tables, `journal` the digest over the heads of all
    cases; `file` is a name without its folder.
    """

    __tablename__ = "backup_run"
    __table_args__ = (
        CheckConstraint("bytes > 0", name="bytes"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    )

    id: Mapped[RowId]
    at: Mapped[datetime] = mapped_column(index=True)
    file: Mapped[str]
    bytes: Mapped[BigInt]
    sha256: Mapped[str]
    revision: Mapped[str]
    rows: Mapped[BigInt]
    journal: Mapped[str]
    encrypted: Mapped[bool]


class WriteProbe(Base):
    """Where readiness tries whether rows can be written. Nothing written here is ever committed."""

    __tablename__ = "write_probe"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]


@dataclass(frozen=True)
class Ages:
    """How old things are, in seconds (None: there is none), and how many wait."""

    timer_lag: float | None
    worker_beat: float | None
    backup: float | None
    incidents: int
    open_cases: int


def try_to_write(session: Session) -> None:
    """Write a row, for the caller to roll back."""
    session.execute(text("INSERT INTO write_probe (id, at) VALUES (1, clock_timestamp())"))


def ages(session: Session, now: datetime) -> Ages:
    """How old things are. Times of cases are told by `now`, those of the machinery by the database's clock."""
    return Ages(*session.execute(_AGES, {"now": now}).one())


def job_ages(session: Session) -> dict[str, tuple[int, float]]:
    """For each queue how many jobs are due and wait, and for how many seconds the oldest has."""
    return {queue: (int(count), float(age)) for queue, count, age in session.execute(_JOBS)}


_AGES = text("""
SELECT
  CAST((SELECT extract(epoch FROM CAST(:now AS timestamptz) - min(t.due_at)) FROM timer t WHERE t.due_at <= :now
    AND NOT EXISTS (SELECT FROM incident i WHERE i.case_id = t.case_id AND i.closed_at IS NULL)) AS float),
  CAST((SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat)) FROM procrastinate_workers) AS float),
  CAST((SELECT extract(epoch FROM clock_timestamp() - max(at)) FROM backup_run) AS float),
  (SELECT count(*) FROM incident WHERE closed_at IS NULL),
  (SELECT count(*) FROM process_case WHERE status = 'OPEN')
""")
_JOBS = text("""
SELECT j.queue_name, count(*), CAST(max(extract(epoch FROM clock_timestamp() - greatest(j.scheduled_at, (
  SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id
    AND e.type IN ('deferred', 'deferred_for_retry', 'retried'))))) AS float)
FROM procrastinate_jobs j
WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= clock_timestamp())
GROUP BY j.queue_name
""")
