"""Event logs of a process for tools of process mining: asked for, written by a job, fetched, thrown away.

A log holds the whole course of every case that began in the period. People, cases and documents have pseudonyms that
are the same within one log and in no other: the key is made for the log and kept nowhere, and cases stand in an order
that it gives, for in the order of their numbers one could count one's way to a person. A NIP is never in it. Of fewer
than five people there is no log without their names, and no log at all of what nobody but they may know.
"""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from tempfile import TemporaryFile
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import undefer

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.pengaburan import FEWEST
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.relations import CONFIDENTIAL
from webapp.services.requests import one_at_a_time
from webapp.services.work import Transaction, Work
from webapp.storage.audit import AuditEvent
from webapp.storage.jobs import defer
from webapp.storage.kokpit import EventLog, LogFormat, LogStatus
from webapp.storage.process import ProcessCase

from .log_formats import Ocel, Writer, Xes
from .log_reader import Reader, moments
from .overview import known

TASK: Final = "susun_log"
OBJECT: Final = "event_log"
DAYS_KEPT: Final = 7
MAX_REASON: Final = 500
STEP: Final = 500
"""Cases after which the progress is told."""


def request(
    work: Work, actor: Actor, fmt: LogFormat, process_id: str, first: date, last: date, names_reason: str,
    request_id: UUID,
) -> int:  # fmt: skip
    """Ask for a log; with `names_reason` people are named in it. The same request again gives the same log."""
    require(actor, Right.ACT, Kind.COCKPIT)
    reason = names_reason.strip()
    if first > last:
        raise _refused("log.masa", "Hari pertama harus sebelum hari terakhir.", "mulai")
    if len(reason) > MAX_REASON:
        raise _refused("log.alasan", Sentence("Alasan paling banyak %(n)s huruf.", n=MAX_REASON), "alasan")
    with work.transaction() as tx:
        one_at_a_time(tx, request_id)
        before = tx.session.scalar(select(EventLog).where(EventLog.request_id == request_id))
        if before is not None and before.akun_id != actor.akun_id:
            raise NotFound(OBJECT, before.id)
        if before is not None:
            return before.id
        if process_id not in known(tx):
            raise _refused("log.proses", "Pilih satu proses.", "proses")
        _check_people(tx, process_id, first, last, is_named=bool(reason))
        row = EventLog(
            akun_id=actor.akun_id, request_id=request_id, format=fmt, process_id=process_id, first_day=first,
            last_day=last, names_reason=reason or None, status=LogStatus.WAITING, created_at=tx.now,
            expires_at=tx.now + timedelta(days=DAYS_KEPT),
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        _note(tx, actor.akun_id, "log_diminta", row)
        defer(tx.session, TASK, {"log_id": row.id})
        return row.id


def _check_people(tx: Transaction, process_id: str, first: date, last: date, *, is_named: bool) -> None:
    """Pseudonyms hide nobody among one to four people. Raises `Refused`."""
    begin, end = moments(tx, first, last)
    here = (ProcessCase.process_id == process_id, ProcessCase.opened_at >= begin, ProcessCase.opened_at < end)
    query = select(ProcessCase.subject_id, ProcessCase.document_kind).where(*here).distinct()
    rows = tx.session.execute(query).all()
    veiled = {row.subject_id for row in rows if not is_named or row.document_kind in CONFIDENTIAL}
    if 0 < len(veiled) < FEWEST:
        pesan = Sentence(
            "Dalam rentang ini proses itu tentang kurang dari %(n)s orang, jadi mereka mudah dikenali. "
            "Pilih rentang yang lebih panjang.",
            n=FEWEST,
        )
        raise _refused("log.sedikit", pesan, "mulai")


def _note(tx: Transaction, akun_id: int, kind: str, row: EventLog) -> None:
    detail: dict[str, Any] = {
        "proses": row.process_id, "mulai": row.first_day.isoformat(), "akhir": row.last_day.isoformat(),
        "bentuk": row.format.value, "alasan_nama": row.names_reason,
    }  # fmt: skip
    tx.session.add(
        AuditEvent(
            at=tx.now, actor_id=akun_id, kind=kind, object_kind=OBJECT, object_id=row.id, detail=detail
        )
    )


def own(tx: Transaction, actor: Actor) -> Sequence[EventLog]:
    """This person's logs that have not expired, the newest first."""
    query = select(EventLog).where(EventLog.akun_id == actor.akun_id, EventLog.expires_at > tx.now)
    return tx.session.scalars(query.order_by(EventLog.id.desc()).limit(20)).all()


def one(tx: Transaction, actor: Actor, log_id: int) -> EventLog:
    """One own log. Raises `NotFound`."""
    row = tx.session.get(EventLog, log_id)
    if row is None or row.akun_id != actor.akun_id or row.expires_at <= tx.now:
        raise NotFound(OBJECT, log_id)
    return row


def fetch(work: Work, actor: Actor, log_id: int) -> tuple[EventLog, bytes]:
    """The finished file, compressed; the fetching is kept as an event. Raises `NotFound` while there is none."""
    require(actor, Right.ACT, Kind.COCKPIT)
    with work.transaction() as tx:
        one(tx, actor, log_id)
        query = select(EventLog).where(EventLog.id == log_id).options(undefer(EventLog.content))
        row = tx.session.scalars(query).one()
        body = row.content
        if body is None:
            raise NotFound(OBJECT, log_id)
        _note(tx, actor.akun_id, "log_diunduh", row)
        tx.session.flush()
        tx.session.expunge(row)
        return row, body


def discard(work: Work, actor: Actor, log_id: int) -> None:
    """Throw an own log away, finished or not. Raises `NotFound`."""
    require(actor, Right.ACT, Kind.COCKPIT)
    with work.transaction() as tx:
        tx.session.delete(one(tx, actor, log_id))


def clear_expired(work: Work) -> int:
    """Throw away every log whose day has passed. Returns how many."""
    with work.transaction() as tx:
        gone = delete(EventLog).where(EventLog.expires_at <= tx.now).returning(EventLog.id)
        return len(tx.session.scalars(gone).all())


# -- writing -------------------------------------------------------------------------------------------------------


def write(work: Work, log_id: int) -> None:
    """Write a log that was asked for; one that is finished or thrown away is left as it is."""
    with work.transaction() as tx:
        row = tx.session.get(EventLog, log_id)
        if row is None or row.status is LogStatus.DONE:
            return
        row.status, row.cases = LogStatus.RUNNING, _count(tx, row)
        tx.session.flush()
        tx.session.expunge(row)
    with work.reading() as tx:
        body, cases, events = _file(tx, row)
    with work.transaction() as tx:
        tx.session.execute(
            update(EventLog)
            .where(EventLog.id == log_id)
            .values(content=body, status=LogStatus.DONE, finished_at=tx.now, done=cases, events=events)
        )


def _file(tx: Transaction, row: EventLog) -> tuple[bytes, int, int]:
    writer: Writer = Xes() if row.format is LogFormat.XES else Ocel()
    cases = events = 0
    with TemporaryFile() as kept:
        with gzip.open(kept, "wt", encoding="utf-8", newline="\n") as out:
            out.writelines(writer.begin(f"{row.process_id} {row.first_day} – {row.last_day}"))
            for case in Reader(tx, row, secrets.token_bytes(32)).cases():
                out.writelines(writer.case(case))
                cases, events = cases + 1, events + len(case.events)
                if cases % STEP == 0:
                    _tell(tx.work, row.id, cases)
            out.writelines(writer.end())
        kept.seek(0)
        return kept.read(), cases, events


def _tell(work: Work, log_id: int, done: int) -> None:
    with work.transaction() as tx:
        tx.session.execute(update(EventLog).where(EventLog.id == log_id).values(done=done))


def _count(tx: Transaction, row: EventLog) -> int:
    first, last = moments(tx, row.first_day, row.last_day)
    query = select(func.count()).where(
        ProcessCase.process_id == row.process_id, ProcessCase.opened_at >= first, ProcessCase.opened_at < last
    )
    return tx.session.scalar(query) or 0


def _refused(code: str, sentence: str, place: str) -> Refused:
    return Refused([Pelanggaran(code, sentence, place)])
