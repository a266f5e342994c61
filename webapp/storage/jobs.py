"""Background jobs as rows: a job is stored with the action that asks for it, or not at all.

It uses the queue's own SQL function on the session's connection; workers are told when the transaction
commits.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

LINKS: Final = "tautan"
"""The queue of looks at links: it waits for strangers' servers, so it has a worker process of its own."""
PRIORITY: Final[Mapping[str, int]] = {"timer": 40, "meterai": 30, "pesan": 20, "surat": 10}
"""Queues whose jobs go before all others that wait, the highest first; the others have 0."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the jobs of a task wait, and under which lock they run one after the other; None: under none."""

    queue: str
    lock: str | None = None

    @property
    def priority(self) -> int:
        """The highest goes first."""
        return PRIORITY.get(self.queue, 0)


TASKS: Final[Mapping[str, Place]] = {
    "terbitkan_dokumen": Place("dokumen"),
    "terbitkan_naskah": Place("dokumen"),
    "buka_siklus": Place("siklus", "siklus"),
    "periksa_segmen": Place("siklus", "siklus"),
    "mutasi_harian": Place("siklus", "siklus"),
    "periksa_tautan": Place(LINKS),
    "susun_ekspor": Place("ekspor"),
    "bersihkan_ekspor": Place("ekspor"),
    "susun_salinan": Place("ekspor"),
    "pantau_salinan": Place("ekspor"),
    "hitung_retensi": Place("data"),
    "jalankan_massal": Place("massal", "massal"),
    "susun_log": Place("ekspor"),
    "hitung_dampak": Place("dampak"),
    "pindahkan_kasus": Place("dampak"),
    "bunyikan_timer": Place("timer", "timer"),
    "deteksi": Place("data", "deteksi"),
    "deteksi_serupa": Place("data", "deteksi"),
    "antar_pesan": Place("pesan"),
    "terima_pesan": Place("pesan"),
    "hitung_tenggat": Place("siklus", "tenggat"),
    "ingatkan_tenggat": Place("siklus", "tenggat"),
    "kirim_surat": Place("surat", "surat"),
    "meterai": Place("meterai", "meterai"),
    "periksa_bukti": Place("meterai", "meterai"),
    "rekonsiliasi": Place("data", "rekonsiliasi"),
    "periksa_unggahan": Place("data"),
    "simpan_unggahan": Place("data"),
    "hitung_tpp": Place("tpp", "tpp"),
    "aktivitas_harian": Place("siklus", "aktivitas"),
    "kembalikan_pekerjaan": Place("timer"),
}
"""Every task. Said here once for those who ask for a job and for the worker: a job elsewhere would wait for ever."""
QUEUED_ONCE: Final = "procrastinate_jobs_queueing_lock_idx_v1"


def defer(
    session: Session,
    task_name: str,
    args: Mapping[str, Any],
    *,
    schedule_at: datetime | None = None,
    lock: str | None = None,
    queueing_lock: str | None = None,
) -> int | None:
    """Ask for a job of one of the `TASKS`; returns its id. `args` are JSON values; `schedule_at` is aware.

    Jobs with one `lock` (the task's, where none is given) run one after the other. With a `queueing_lock` under which
    a job waits already nothing is stored and the answer is None. Raises KeyError for a task that there is not.
    """
    job = placed(task_name, args)
    values = {
        **job,
        "args": json.dumps(args),
        "lock": lock or job["lock"],
        "queueing_lock": queueing_lock,
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


def placed(task_name: str, args: Mapping[str, Any]) -> dict[str, Any]:
    """A job as a value for a statement that stores several with other rows. Raises KeyError as `defer` does."""
    place = TASKS[task_name]
    return {
        "task": task_name,
        "args": args,
        "queue": place.queue,
        "priority": place.priority,
        "lock": place.lock,
    }


def bring_home(session: Session) -> None:
    """Let jobs that wait elsewhere, where an earlier release put them, wait where their task's worker looks."""
    session.execute(_HOME, {"tasks": json.dumps({name: asdict(place) for name, place in TASKS.items()})})


def hand_back(session: Session, silent_for: int, most: int) -> list[tuple[str, dict[str, Any]]]:
    """Let jobs whose worker is gone run again: it was killed, or has been silent for so many seconds.

    A job whose twin waits already, and one that was begun `most` times, ends as failed. Returns names and arguments of
    the latter; the queue's locks are free again in every case.
    """
    given_up = []
    for job_id, name, args, is_last, has_twin in session.execute(
        _STALLED, {"silent": silent_for, "most": most}
    ).all():
        if is_last or has_twin:
            session.execute(_END, {"id": job_id})
        else:
            session.execute(_AGAIN, {"id": job_id})
        if is_last:
            given_up.append((str(name), dict(args)))
    return given_up


_HOME = text("""
UPDATE procrastinate_jobs j SET queue_name = place.value ->> 'queue', lock = coalesce(j.lock, place.value ->> 'lock')
FROM jsonb_each(CAST(:tasks AS jsonb)) AS place
WHERE j.status = 'todo' AND j.task_name = place.key AND j.queue_name <> place.value ->> 'queue'
""")
_STALLED = text("""
SELECT j.id, j.task_name, j.args - 'timestamp', j.attempts + 1 >= :most, j.queueing_lock IS NOT NULL AND EXISTS (
  SELECT FROM procrastinate_jobs twin WHERE twin.queueing_lock = j.queueing_lock AND twin.status = 'todo')
FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < clock_timestamp() - :silent * interval '1 second')
FOR UPDATE OF j SKIP LOCKED
""")
_END = text("SELECT procrastinate_finish_job_v1(:id, 'failed', false)")
_AGAIN = text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)")
