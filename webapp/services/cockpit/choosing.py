"""Which cases an act on many is about, and what stands against it for each: the dry run of a batch.

Nothing is written here. What is asked for is kept as JSON with the batch, so that it can be read later.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select

from webapp.operations import Actor
from webapp.services.people.assignments import Desk, Holder, holder
from webapp.services.policy.own_case import is_own, own_sentence
from webapp.services.process.items import Item, items
from webapp.services.work import Transaction
from webapp.storage.audit import Pemberitahuan
from webapp.storage.base import among
from webapp.storage.kokpit import BatchKind, Incident
from webapp.storage.process import ProcessCase, WorkItem

MOST: Final = 5_000
"""Cases that one batch may hold."""
TOLD_TODAY: Final = "Pemegangnya sudah diingatkan hari ini."
NOBODY: Final = "Langkah ini belum ada pemegangnya."


@dataclass(frozen=True)
class Asked:
    """Which cases are meant; None and empty leave nothing out. `unit_id` is an OPD."""

    process_id: str = ""
    release_id: int | None = None
    element_id: str = ""
    unit_id: int | None = None
    late: bool = False
    case_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the batch."""
        return asdict(self)


def asked_of(kept: Mapping[str, Any]) -> Asked:
    """What was asked for, from what is kept."""
    return Asked(**kept)


@dataclass(frozen=True)
class Chosen:
    """One case, or one open step of it, and why it is left out; `refused` is empty where the act may be done."""

    case_id: int
    key: str
    refused: str = ""


def chosen(tx: Transaction, actor: Actor, kind: BatchKind, asked: Asked) -> list[Chosen]:
    """The cases that are meant, each with what stands against it. At most one more than `MOST`."""
    if kind is BatchKind.REMIND:
        return _steps(tx, actor, asked)
    found = _broken(tx, asked) if kind is BatchKind.RETRY else _cases(tx, asked)
    return [
        Chosen(case_id, "", own_sentence("kasus", actor) if is_own(actor, subject) else "")
        for case_id, subject in found
    ]


def _cases(tx: Transaction, asked: Asked) -> list[tuple[int, int]]:
    """Open cases. A choice by step or by lateness takes those that have such a step."""
    query = select(ProcessCase.id, ProcessCase.subject_id).where(
        ProcessCase.status == "OPEN", *_about(tx, asked)
    )
    if asked.element_id or asked.late:
        steps = select(WorkItem.case_id).where(WorkItem.case_id == ProcessCase.id, *_of_step(tx, asked))
        query = query.where(steps.exists())
    elif asked.process_id:
        query = query.where(ProcessCase.process_id == asked.process_id)
    rows = tx.session.execute(query.order_by(ProcessCase.id).limit(MOST + 1))
    return [(one, subject) for one, subject in rows]


def _broken(tx: Transaction, asked: Asked) -> list[tuple[int, int]]:
    """Open cases with an open incident."""
    query = (
        select(ProcessCase.id, ProcessCase.subject_id)
        .join(Incident, and_(Incident.case_id == ProcessCase.id, Incident.closed_at.is_(None)))
        .where(ProcessCase.status == "OPEN", *_about(tx, asked))
    )
    if asked.process_id:
        query = query.where(
            or_(Incident.process_id == asked.process_id, ProcessCase.process_id == asked.process_id)
        )
    if asked.element_id:
        query = query.where(Incident.element_id == asked.element_id)
    rows = tx.session.execute(query.distinct().order_by(ProcessCase.id).limit(MOST + 1))
    return [(one, subject) for one, subject in rows]


def _steps(tx: Transaction, actor: Actor, asked: Asked) -> list[Chosen]:
    """Open human steps with somebody to be reminded, once a day at most."""
    desk = Desk(tx)
    found = [
        (item, holder(desk, item.place))
        for item in items(tx, WorkItem.quiet.is_(False), *_about(tx, asked), *_of_step(tx, asked))
    ][: MOST + 1]
    told = _told_today(tx)
    return [Chosen(item.case_id, item.key, _against(actor, item, held, told)) for item, held in found]


def _against(actor: Actor, item: Item, held: Holder | None, told: Container[tuple[int, str]]) -> str:
    """Why the holder of a step is not reminded; empty where it may be done."""
    if is_own(actor, item.subject_id):
        return own_sentence("kasus", actor)
    if held is None:
        return NOBODY
    return TOLD_TODAY if (item.case_id, item.key) in told else ""


def reminder(tx: Transaction, case_id: int) -> str:
    """The key of today's reminder of a case; the step's own key follows."""
    return f"kokpit:{tx.today:%Y%m%d}:{case_id}"


def _told_today(tx: Transaction) -> set[tuple[int, str]]:
    begin = f"kokpit:{tx.today:%Y%m%d}:"
    query = select(Pemberitahuan.kunci).where(Pemberitahuan.kunci.startswith(begin, autoescape=True))
    parts = [kunci.removeprefix(begin).split(":") for kunci in tx.session.scalars(query)]
    return {(int(part[0]), part[1]) for part in parts if len(part) == 3}


def _about(tx: Transaction, asked: Asked) -> list[ColumnElement[bool]]:
    """Conditions on the case."""
    found: list[ColumnElement[bool]] = []
    if asked.case_id is not None:
        found.append(ProcessCase.id == asked.case_id)
    if asked.release_id is not None:
        found.append(ProcessCase.release_id == asked.release_id)
    if asked.unit_id is not None:
        day = tx.work.organisation.day(tx.session, tx.today)
        found.append(among(ProcessCase.subject_id, day.anggota_opd.get(asked.unit_id, frozenset())))
    return found


def _of_step(tx: Transaction, asked: Asked) -> list[ColumnElement[bool]]:
    """Conditions on the open step."""
    found: list[ColumnElement[bool]] = []
    if asked.process_id:
        found.append(or_(WorkItem.process_id == asked.process_id, ProcessCase.process_id == asked.process_id))
    if asked.element_id:
        found.append(WorkItem.element_id == asked.element_id)
    if asked.late:
        found.append(WorkItem.due_at < datetime.combine(tx.today, time.min, tx.work.zone))
    return found
