"""The cases of an event log, read entry by entry, with pseudonyms or (for a reason, where that is allowed) names."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Row, select, text

from webapp.engine import Element
from webapp.engine.places import element_at, idents, last_of
from webapp.services.policy.relations import CONFIDENTIAL
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.kokpit import EventLog
from webapp.storage.organisasi import Pegawai
from webapp.storage.process import Release

from .log_formats import LogCase, LogEvent

TELLING: Final[Mapping[str, str]] = {
    "started": "Mulai", "cancelled": "Dibatalkan", "migrated": "Pindah rilis",
}  # fmt: skip
"""Activities of entries that are about no step."""


def moments(tx: Transaction, first: date, last: date) -> tuple[datetime, datetime]:
    """When a period of whole days begins, and when it is over."""
    zone = tx.work.zone
    return (
        datetime.combine(first, time.min, zone),
        datetime.combine(last + timedelta(days=1), time.min, zone),
    )


@dataclass
class Reader:
    """Cases of a log, in an order that only its key gives; names of steps are looked up once for each place."""

    tx: Transaction
    row: EventLog
    secret: bytes
    places: dict[tuple[int, str], tuple[str, Element | None]] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def cases(self) -> Iterator[LogCase]:
        """The cases with their events."""
        first, last = moments(self.tx, self.row.first_day, self.row.last_day)
        self.numbers = dict(self.tx.session.execute(select(Release.id, Release.number)).all())
        values = {
            "process_id": self.row.process_id, "first": first, "last": last, "salt": self._pseudonym("urut", ""),
        }  # fmt: skip
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
        plain = "/".join(idents(key))
        if (release_id, plain) not in self.places:
            processes = self.tx.work.releases.get(self.tx.session, release_id).definitions.processes
            element = element_at(processes, self.row.process_id, key)
            name = last_of(key) if element is None else element.name or element.id
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
ORDER BY sha256(convert_to(CAST(:salt AS text) || c.id, 'UTF8')), c.id, j.seq
""")
