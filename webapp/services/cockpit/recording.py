"""What failed in a case becomes an incident, in a transaction of its own: the failed one has been rolled back.

A message says which step and what kind of failure, in words of ours. It never carries what a person typed, a name or a
value: those of an exception's own text stay in the log of the server.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from webapp.domain.pelanggaran import Pelanggaran
from webapp.engine import NotOpen, RunError
from webapp.engine.decisions import DecisionError
from webapp.operations import Refused
from webapp.services.clock_watch import ClockJumped
from webapp.services.errors import CASE_FAILURES, CasesFailed, CaseStuck, JournalBroken
from webapp.services.work import Attempt, Transaction, Work

_log = logging.getLogger(__name__)

STUCK: Final = (
    "Proses tidak dapat melanjutkan sesudah langkah ini, jadi jawaban Anda belum tersimpan. Simpan isian sebagai draf "
    "dan beri tahu pemilik proses; penyebabnya sudah tercatat."
)
LONGEST_WAIT: Final = 24 * 60
"""Minutes after which the clock tries a case again at the latest."""
PASSING = (OperationalError, InterfaceError)
"""Failures of the line to the database: they say nothing about a case."""

_JUMPED: Final = (
    "Jam basis data melompat {seconds} detik, jadi tenggat dan timer berhenti dijalankan. Betulkan jamnya; bila jam "
    "itu sudah benar, jalankan ulang pekerja (lakon worker)."
)
_DIAGRAM: Final[Mapping[str, str]] = {
    "endless": "Diagram berputar tanpa menunggu siapa pun.",
    "no_operation": "Operasi yang disebut langkah ini tidak terdaftar.",
    "no_flow": "Tidak ada alur keluar yang syaratnya terpenuhi, dan tidak ada alur bawaan.",
    "no_time": "Waktu yang disebut diagram tidak dapat dihitung.",
    "no_correlation": "Kunci pesan yang ditunggu tidak dapat dihitung.",
    "not_a_list": "Yang seharusnya daftar ternyata bukan daftar.",
    "too_many_items": "Daftarnya lebih panjang daripada yang boleh dijalankan sekaligus.",
    "too_many_tokens": "Terlalu banyak langkah terbuka dalam satu kasus.",
}


@dataclass(frozen=True)
class Redacted:
    """A failure as it may be shown: a code for machines and one sentence."""

    code: str
    message: str


def redacted(error: BaseException) -> Redacted:
    """What may be said of a failure without telling anything about a person."""
    if isinstance(error, RunError):
        said = _DIAGRAM.get(error.code, f"Diagram tidak dapat melanjutkan ({error.code}).")
        return Redacted(f"diagram:{error.code}", f"{said} Unsur: {error.element_id}.")
    if isinstance(error, DecisionError):
        return Redacted("keputusan", f"Tabel keputusan {error.decision_id} tidak memberi jawaban.")
    if isinstance(error, Refused):
        return _refusal(error)
    if isinstance(error, NotOpen):
        return Redacted("langkah", "Langkah yang hendak dijalankan sudah tidak terbuka.")
    if isinstance(error, ClockJumped):
        return Redacted("jam", _JUMPED.format(seconds=f"{error.by.total_seconds():+.0f}"))
    if isinstance(error, JournalBroken):
        return Redacted(
            "jurnal", "Jurnal kasus ini tidak utuh. Periksa buktinya (lakon verify), jangan diubah."
        )
    if isinstance(error, SQLAlchemyError):
        return Redacted("basis_data", f"Basis data menolak: {_constraint(error)}.")
    return Redacted("galat", f"Galat program {type(error).__name__} di {_place(error)}.")


def _refusal(error: Refused) -> Redacted:
    if isinstance(error.__cause__, DecisionError):
        return redacted(error.__cause__)
    codes = sorted({one.kode for one in error.pelanggaran})
    return Redacted(f"ditolak:{codes[0]}", f"Operasi menolak: {', '.join(codes)}.")


def _constraint(error: SQLAlchemyError) -> str:
    diagnosis = getattr(getattr(error, "orig", None), "diag", None)
    named = None if diagnosis is None else diagnosis.constraint_name
    return str(named or type(getattr(error, "orig", None) or error).__name__)


def _place(error: BaseException) -> str:
    """The innermost line of ours: module and line, no values."""
    for frame in reversed(extract_tb(error.__traceback__)):
        parts = Path(frame.filename).parts
        if "webapp" in parts:
            return f"{'/'.join(parts[parts.index('webapp') :])}:{frame.lineno}"
    return "luar program"


def record(work: Work, error: BaseException, attempt: Attempt) -> None:
    """Keep a failure as the open incident of its case and step; one that is open already is counted."""
    said = redacted(error)
    values = {
        "case_id": attempt.case_id, "key": attempt.key, "code": said.code, "message": said.message,
        "process_id": attempt.process_id, "element_id": attempt.element_id, "release_id": attempt.release_id,
        "trigger_key": attempt.trigger_key, "trigger_kind": attempt.trigger_kind, "longest": LONGEST_WAIT,
    }  # fmt: skip
    with work.transaction() as tx:
        tx.session.execute(_RECORD, {**values, "now": tx.now})


def record_job(work: Work, error: BaseException, job: str, args: Mapping[str, Any]) -> None:
    """Keep the failure of background work that is about no case known here. `args` are numbers and codes."""
    said = redacted(error)
    values = {"job": job, "args": json.dumps(dict(args)), "code": said.code, "message": said.message}
    with work.transaction() as tx:
        tx.session.execute(_RECORD_JOB, {**values, "now": tx.now})


@dataclass
class Watch:
    """Stands around an action on one case, and keeps what fails in it.

    Around a person's action (`person`) only what ran of itself is kept, and the person is told in `STUCK` that the case
    cannot go on; what was refused keeps its own sentence. Around the work of a job everything is kept, and what nobody
    expected becomes `CaseStuck`.
    """

    work: Work
    case_id: int | None = None
    trigger: str = "human"
    tx: Transaction | None = field(default=None, init=False)

    @property
    def person(self) -> bool:
        """Whether a person acts."""
        return self.trigger == "human"

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if not isinstance(error, Exception) or isinstance(error, PASSING):
            return
        attempt = self._attempt()
        if attempt is None:
            return
        _log.error("case %s cannot go on at %s", attempt.case_id, attempt.key, exc_info=error)
        if attempt.case_id is not None:
            record(self.work, error, attempt)
        if self.person and not isinstance(error, Refused):
            raise Refused([Pelanggaran("proses.terhenti", STUCK)]) from error
        if not self.person and not isinstance(error, CASE_FAILURES):
            raise CaseStuck(attempt.case_id) from error

    def _attempt(self) -> Attempt | None:
        tried = None if self.tx is None else self.tx.attempt
        if tried is None and not self.person and self.case_id is not None:
            return Attempt(self.case_id, None, "", None, 0, None, self.trigger)
        return tried


@dataclass(frozen=True)
class JobWatch:
    """The outermost edge of a background job: a failure that is worth telling is kept, and goes on to the queue.

    `is_told`: people are to hear of a failure now; before, the job is only tried again. `was_told`: they may have heard
    of it, so a job that succeeds ends its incident. Cases have incidents of their own (`CasesFailed`): a job that
    failed only because of them is not told twice.
    """

    work: Work
    name: str
    args: Mapping[str, Any]
    is_told: bool = True
    was_told: bool = False

    def __enter__(self) -> JobWatch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if error is None and self.was_told:
            _close_job(self.work, self.name, self.args)
        if not self.is_told or not isinstance(error, Exception) or isinstance(error, (*PASSING, CasesFailed)):
            return
        record_job(self.work, error, self.name, self.args)


def _close_job(work: Work, job: str, args: Mapping[str, Any]) -> None:
    with work.transaction() as tx:
        tx.session.execute(_CLOSE_JOB, {"job": job, "args": json.dumps(dict(args)), "now": tx.now})


_RECORD = text("""
INSERT INTO incident (case_id, key, code, message, at, process_id, element_id, release_id, trigger_key, trigger_kind,
  last_at, next_at)
SELECT c.id, :key, :code, :message, :now, coalesce(nullif(:process_id, ''), c.process_id), :element_id,
  coalesce(nullif(CAST(:release_id AS bigint), 0), c.release_id), :trigger_key, :trigger_kind, :now,
  CAST(:now AS timestamptz) + interval '1 minute'
FROM process_case c WHERE c.id = :case_id
ON CONFLICT (case_id, coalesce(key, '')) WHERE closed_at IS NULL AND job IS NULL DO UPDATE SET
  times = incident.times + 1, last_at = excluded.last_at, code = excluded.code, message = excluded.message,
  trigger_key = excluded.trigger_key, trigger_kind = excluded.trigger_kind,
  next_at = excluded.last_at + least(power(2, least(incident.times, 20)), :longest) * interval '1 minute'
""")
_RECORD_JOB = text("""
INSERT INTO incident (job, job_args, code, message, at, trigger_kind, last_at)
VALUES (:job, CAST(:args AS jsonb), :code, :message, :now, 'job', :now)
ON CONFLICT (job, md5(CAST(job_args AS text))) WHERE closed_at IS NULL AND job IS NOT NULL DO UPDATE SET
  times = incident.times + 1, last_at = excluded.last_at, code = excluded.code, message = excluded.message
""")
_CLOSE_JOB = text("""
UPDATE incident SET closed_at = :now, closing = 'RETRIED'
WHERE job = :job AND job_args = CAST(:args AS jsonb) AND closed_at IS NULL
""")
