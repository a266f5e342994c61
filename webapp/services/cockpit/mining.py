"""Event logs of a process for tools of process mining: asked for, written by a job, fetched, thrown away.

A log holds the whole course of every case that began in the period. People, cases and documents have pseudonyms that
are the same within one log and in no other: the key is made for the log and kept nowhere. A NIP is never in it.
"""

from __future__ import annotations

import gzip
import hmac
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from tempfile import TemporaryFile
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, delete, func, select, text, update
from sqlalchemy.orm import undefer

from webapp.domain.pelanggaran import Pelanggaran
from webapp.engine import Element
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.people.oversight import CONFIDENTIAL
from webapp.services.requests import one_at_a_time
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun
from webapp.storage.audit import AuditEvent
from webapp.storage.jobs import defer
from webapp.storage.kokpit import EventLog, LogFormat, LogStatus
from webapp.storage.organisasi import Pegawai
from webapp.storage.process import ProcessCase, Release

from .access import require_owner
from .log_formats import LogCase, LogEvent, Ocel, Writer, Xes
from .overview import known
from .travel import place_of_key

TASK: Final = "susun_log"
QUEUE: Final = "ekspor"
OBJECT: Final = "event_log"
DAYS_KEPT: Final = 7
MAX_REASON: Final = 500
STEP: Final = 500
"""Cases after which the progress is told."""
TELLING: Final[Mapping[str, str]] = {
    "started": "Mulai", "cancelled": "Dibatalkan", "migrated": "Pindah rilis",
}  # fmt: skip
"""Activities of entries that are about no step."""


def request(
    work: Work, actor: Actor, fmt: LogFormat, process_id: str, first: date, last: date, names_reason: str,
    request_id: UUID,
) -> int:  # fmt: skip
    """Ask for a log; with `names_reason` people are named in it. The same request again gives the same log."""
    require_owner(actor)
    reason = names_reason.strip()
    if first > last:
        raise _refused("log.masa", "Hari pertama harus sebelum hari terakhir.", "mulai")
    if len(reason) > MAX_REASON:
        raise _refused("log.alasan", f"Alasan paling banyak {MAX_REASON} huruf.", "alasan")
    with work.transaction() as tx:
        one_at_a_time(tx, request_id)
        before = tx.session.scalar(select(EventLog.id).where(EventLog.request_id == request_id))
        if before is not None:
            return before
        if process_id not in known(tx):
            raise _refused("log.proses", "Pilih satu proses.", "proses")
        row = EventLog(
            akun_id=actor.akun_id, request_id=request_id, format=fmt, process_id=process_id, first_day=first,
            last_day=last, names_reason=reason or None, status=LogStatus.WAITING, created_at=tx.now,
            expires_at=tx.now + timedelta(days=DAYS_KEPT),
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        _note(tx, actor.akun_id, "log_diminta", row)
        defer(tx.session, TASK, {"log_id": row.id}, queue=QUEUE)
        return row.id


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
    require_owner(actor)
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
    require_owner(actor)
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
            for case in _Reader(tx, row, secrets.token_bytes(32)).cases():
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
    first, last = _moments(tx, row)
    query = select(func.count()).where(
        ProcessCase.process_id == row.process_id, ProcessCase.opened_at >= first, ProcessCase.opened_at < last
    )
    return tx.session.scalar(query) or 0


def _moments(tx: Transaction, row: EventLog) -> tuple[datetime, datetime]:
    zone = tx.work.zone
    return (
        datetime.combine(row.first_day, time.min, zone),
        datetime.combine(row.last_day + timedelta(days=1), time.min, zone),
    )


@dataclass
class _Reader:
    """Cases of a log, read in order of their numbers; names of steps are looked up once for each place."""

    tx: Transaction
    row: EventLog
    secret: bytes
    places: dict[tuple[int, str], tuple[str, Element | None]] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def cases(self) -> Iterator[LogCase]:
        """The cases with their events."""
        first, last = _moments(self.tx, self.row)
        self.numbers = dict(self.tx.session.execute(select(Release.id, Release.number)).all())
        values = {"process_id": self.row.process_id, "first": first, "last": last}
        rows = self.tx.session.execute(_ENTRIES, values, execution_options={"yield_per": 2000})
        for _, entries in groupby(rows, attrgetter("case_id")):
            yield self._case(list(entries))

    def _case(self, entries: Sequence[Row[Any]]) -> LogCase:
        head = entries[0]
        named = self.row.names_reason is not None and head.document_kind not in CONFIDENTIAL
        return LogCase(
            name=self._pseudonym("K", head.case_id),
            process=self.row.process_id,
            release=self.numbers[head.release_id],
            status=head.status,
            opened=head.opened_at,
            document_type=head.document_kind,
            document=self._pseudonym("D", f"{head.document_kind}:{head.document_id}"),
            subject=self._employee(head.subject_id) if named else self._pseudonym("P", f"p{head.subject_id}"),
            events=[self._event(one, named=named) for one in entries],
        )

    def _event(self, one: Row[Any], *, named: bool) -> LogEvent:
        name, element = self._place(one.release_id, one.key)
        return LogEvent(
            activity=name or TELLING.get(one.kind, one.kind),
            element="" if element is None else element.id,
            kind=one.kind,
            at=one.at,
            role="" if element is None else element.role or "",
            resource=self._resource(one, named=named),
            opened=one.step_opened_at,
        )

    def _resource(self, one: Row[Any], *, named: bool) -> str:
        if one.actor_id is None:
            return ""
        if not named:
            who = f"a{one.actor_id}" if one.actor_pegawai_id is None else f"p{one.actor_pegawai_id}"
            return self._pseudonym("P", who)
        if one.actor_id not in self.people:
            self.people[one.actor_id] = nama_akun(self.tx.session, one.actor_id)
        return self.people[one.actor_id]

    def _employee(self, pegawai_id: int) -> str:
        return self.tx.session.get_one(Pegawai, pegawai_id).nama_lengkap

    def _place(self, release_id: int, key: str | None) -> tuple[str, Element | None]:
        if key is None:
            return "", None
        plain = "/".join(part.rsplit("#", 1)[0] for part in key.split("/"))
        if (release_id, plain) not in self.places:
            processes = self.tx.work.releases.get(self.tx.session, release_id).definitions.processes
            _, element = place_of_key(processes, self.row.process_id, key)
            name = plain.rsplit("/", 1)[-1] if element is None else element.name or element.id
            self.places[release_id, plain] = (name, element)
        return self.places[release_id, plain]

    def _pseudonym(self, kind: str, what: object) -> str:
        digest = hmac.new(self.secret, f"{kind}:{what}".encode(), "sha256").hexdigest()
        return f"{kind}-{digest[:12]}"


_ENTRIES = text("""
SELECT c.id AS case_id, c.release_id, c.status, c.opened_at, c.document_kind, c.document_id, c.subject_id,
  j.seq, j.kind, j.at, j.key, j.actor_id, a.pegawai_id AS actor_pegawai_id, s.opened_at AS step_opened_at
FROM process_case c JOIN journal j ON j.case_id = c.id
LEFT JOIN akun a ON a.id = j.actor_id
LEFT JOIN step_time s ON s.case_id = j.case_id AND s.seq = j.seq AND s.key = j.key
WHERE c.process_id = :process_id AND c.opened_at >= :first AND c.opened_at < :last
ORDER BY c.id, j.seq
""")


def _refused(code: str, sentence: str, place: str) -> Refused:
    return Refused([Pelanggaran(code, sentence, place)])
