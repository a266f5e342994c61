"""What has happened to an SKP: its case's journal as events, with what was said, and the document's issue.

Reads only. Rows of automatic steps are kept under the event that caused them. The words for people are the page's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from webapp.operations import Actor
from webapp.storage.akun import nama_akun
from webapp.storage.caselog import JournalRow, read_case, read_journal
from webapp.storage.naskah import Dokumen
from webapp.storage.skp import SkpRevisi

from .editor import Remark, remarks
from .skp_access import Access, access
from .work import Transaction

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


def timeline(tx: Transaction, actor: Actor, skp_id: int) -> list[Event]:
    """All that happened, newest first. Raises `NotFound`."""
    skp, relation = access(tx, actor, skp_id)
    case = read_case(tx.session, skp.case_id) if skp.case_id is not None else None
    if case is None:
        return []
    processes = tx.work.releases.get(tx.session, case.release_id).definitions.processes
    names = {e.id: e.name for process in processes.values() for e in process.elements.values()}
    rows = read_journal(tx.session, case.id)
    people = {row.actor_id: nama_akun(tx.session, row.actor_id) for row in rows if row.actor_id is not None}
    said = remarks(tx, skp_id) if relation.sees_talk else []
    events: list[Event] = []
    for row in rows:
        event = _event(row, names, people, said)
        if event.kind == AUTOMATIC and events:
            events[-1].automatic.append(event)
        else:
            events.append(event)
    events += _issues(tx, skp_id, relation)
    return sorted(events, key=lambda event: event.at)[::-1]


def _event(
    row: JournalRow, names: Mapping[str, str], people: Mapping[int, str], said: Sequence[Remark]
) -> Event:
    step = (row.key or "").rsplit("/", 1)[-1].rsplit("#", 1)[0]
    actor = people.get(row.actor_id, "") if row.actor_id is not None else ""
    spoken = [one for one in said if row.kind == "completed" and one.pada == row.at and one.oleh == actor]
    return Event(row.at, row.kind, step, names.get(step, ""), actor, row.mandate, row.facts, spoken)


def _issues(tx: Transaction, skp_id: int, relation: Access) -> list[Event]:
    if not relation.sees_content:
        return []
    query = (
        select(Dokumen.dibuat_pada)
        .join(SkpRevisi, SkpRevisi.id == Dokumen.revisi_id)
        .where(SkpRevisi.skp_id == skp_id)
        .order_by(Dokumen.id)
    )
    return [Event(at, ISSUED) for at in tx.session.scalars(query)]
