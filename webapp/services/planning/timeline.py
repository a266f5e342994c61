"""What has happened to an SKP: its case's journal as events, with what was said, and the document's issue.

Reads only. Rows of automatic steps are kept under the event that caused them. The words for people are the page's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from webapp.engine import Process
from webapp.engine.places import way
from webapp.operations import Actor
from webapp.services.policy.matrix import Kind, Relation, Right, may
from webapp.services.policy.skp import access
from webapp.services.process.closings import release_at
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.base import among
from webapp.storage.caselog import JournalRow, read_case, read_journal
from webapp.storage.naskah import Dokumen
from webapp.storage.perubahan import PerubahanSkp
from webapp.storage.process import Journal
from webapp.storage.skp import SkpRevisi

from .remarks import Remark, remarks

AUTOMATIC = "result"
ISSUED = "issued"
"""Kinds of event: a row of an automatic step, and the issue of a document, which is no row of the journal."""


@dataclass(frozen=True)
class Event:
    """One thing that happened. `name` is the step's in the diagram; `mandate` the right in which the actor did it.

    `said` are remarks written with the act; `automatic` the automatic steps that it set off, in order.
    """

    at: datetime
    kind: str
    step: str = ""
    name: str = ""
    actor: str = ""
    mandate: Mapping[str, Any] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    said: Sequence[Remark] = ()
    automatic: list[Event] = field(default_factory=list)
    process_id: str = ""


def timeline(tx: Transaction, actor: Actor, skp_id: int) -> list[Event]:
    """All that happened, newest first. Raises `NotFound`."""
    skp, relation = access(tx, actor, skp_id)
    cases = [skp.case_id] if skp.case_id is not None else []
    changes = select(PerubahanSkp.case_id).where(PerubahanSkp.skp_id == skp_id).order_by(PerubahanSkp.id)
    cases += [one for one in tx.session.scalars(changes) if one is not None]
    said = remarks(tx, skp_id) if relation.sees_talk else []
    events = [event for case_id in cases for event in _of_case(tx, case_id, said)]
    if not events:
        return []
    events += _issues(tx, skp_id, relation)
    if not may(Kind.SKP, relation, Right.COURSE):
        last = _last_act(tx, actor, cases)
        events = [event for event in events if last is not None and event.at <= last]
    return sorted(events, key=lambda event: event.at)[::-1]


def _last_act(tx: Transaction, actor: Actor, cases: Sequence[int]) -> datetime | None:
    """When this person last did something in these cases: what came after is no matter of a former evaluator."""
    query = select(func.max(Journal.at)).where(
        among(Journal.case_id, cases), Journal.actor_id == actor.akun_id
    )
    return tx.session.scalar(query)


def _of_case(tx: Transaction, case_id: int, said: Sequence[Remark]) -> list[Event]:
    case = read_case(tx.session, case_id)
    if case is None:
        return []
    rows = read_journal(tx.session, case.id)
    at_the_time = _Processes(tx, rows, case.release_id)
    people = {row.actor_id: nama_akun(tx.session, row.actor_id) for row in rows if row.actor_id is not None}
    events: list[Event] = []
    for row in rows:
        event = _event(row, case.process_id, at_the_time.of(row), people, said)
        if event.kind == AUTOMATIC and events:
            events[-1].automatic.append(event)
        else:
            events.append(event)
    return events


@dataclass(frozen=True)
class _Processes:
    """The diagrams as they stood when an entry was made."""

    tx: Transaction
    rows: Sequence[JournalRow]
    release_id: int

    def of(self, row: JournalRow) -> Mapping[str, Process]:
        number = release_at(self.rows, self.release_id, row.seq)
        return self.tx.work.releases.get(self.tx.session, number).definitions.processes


def _event(
    row: JournalRow,
    process_id: str,
    processes: Mapping[str, Process],
    people: Mapping[int, str],
    said: Sequence[Remark],
) -> Event:
    step, name = "", ""
    if row.key:
        inside, step = way(processes, process_id, row.key)[-1]
        name = processes[inside].elements[step].name
    actor = people.get(row.actor_id, "") if row.actor_id is not None else ""
    spoken = [one for one in said if row.kind == "completed" and one.pada == row.at and one.oleh == actor]
    return Event(
        row.at,
        row.kind,
        step,
        name,
        actor,
        row.mandate,
        row.facts,
        spoken,
        process_id=process_id,
    )


def _issues(tx: Transaction, skp_id: int, relation: Relation) -> list[Event]:
    if not relation.sees_content:
        return []
    query = (
        select(Dokumen.dibuat_pada)
        .join(SkpRevisi, SkpRevisi.id == Dokumen.revisi_id)
        .where(SkpRevisi.skp_id == skp_id)
        .order_by(Dokumen.id)
    )
    return [Event(at, ISSUED) for at in tx.session.scalars(query)]
