"""One case as it stood after any entry of its journal: the diagrams, what was open, and the entry in words.

Facts are told by their names only: what was answered is on the document's own page, for those who may see it. Of a
matter of coaching not even the people are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import Any, Final

from sqlalchemy import select

from webapp.engine import Element, Entry, Process, Run, Step
from webapp.engine.places import way
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.decide import allowed, permits, require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.own_case import is_own
from webapp.services.policy.relations import CONFIDENTIAL, document_of_case
from webapp.services.policy.standing import Asker
from webapp.services.process.closings import release_at
from webapp.services.process.document_kinds import Document, documents
from webapp.services.process.tracker import Chart, charts
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.caselog import CaseRow, JournalRow, read_case, read_course, read_journal
from webapp.storage.kokpit import Incident
from webapp.storage.organisasi import Pegawai
from webapp.storage.process import Release

MIGRATED: Final = "migrated"


@dataclass(frozen=True)
class Told:
    """An entry of a journal in words. `who` is empty where nobody acted, or where the reader may not know."""

    seq: int
    kind: str
    at: datetime
    step: str
    process: str
    who: str
    office: str
    reason: str
    operation: str
    facts: Sequence[str]


@dataclass(frozen=True)
class Moment:
    """A case after one entry of its journal. `subject` and `document` are None where the reader may not see them."""

    case: CaseRow
    process: Process
    number: int
    last: int
    told: Told
    open: Sequence[Step]
    charts: Sequence[Chart]
    subject: str | None
    document: Document | None
    incidents: Sequence[Incident]
    may_act: bool
    office_reads: bool


def moment(tx: Transaction, actor: Actor, case_id: int, seq: int | None = None) -> Moment:
    """The case after entry `seq`, as near to it as there is one (by default the last). Raises `NotFound`."""
    require(actor, Right.READ, Kind.COCKPIT)
    case = read_case(tx.session, case_id)
    if case is None:
        raise NotFound("process_case", case_id)
    allowed(tx, actor, Right.SEE, Kind.CASE, case)
    relation = document_of_case(Asker(tx, actor), case)
    here = max(1, min(seq if seq is not None else case.seq, case.seq))
    journal = list(starmap(Entry, read_course(tx.session, case.id)))
    release_id = release_at(journal, case.release_id, here)
    processes = tx.work.releases.get(tx.session, release_id).definitions.processes
    run = Run.replay(
        tx.work.releases.get(tx.session, release_id).definitions,
        case.process_id,
        journal[:here],
        tx.work.zone,
    )
    row = read_journal(tx.session, case.id)[here - 1]
    is_known = relation is not None  # who sees where the document stands knows whose it is
    return Moment(
        case=case,
        process=processes[case.process_id],
        number=tx.session.scalars(select(Release.number).where(Release.id == release_id)).one(),
        last=case.seq,
        told=_told(tx, case, row, processes, people=is_known or case.document_kind not in CONFIDENTIAL),
        open=[step for step in run.open if step.kind != "automatic"],
        charts=charts(processes, run, is_late=False),
        subject=_subject(tx, case) if is_known else None,
        document=_document(tx, case) if is_known else None,
        incidents=_incidents(tx, case.id),
        may_act=permits(actor, Right.ACT, Kind.COCKPIT)
        and case.status == "OPEN"
        and not is_own(actor, case.subject_id),
        office_reads=relation is None or relation.is_watched,
    )


def _told(
    tx: Transaction, case: CaseRow, row: JournalRow, processes: Mapping[str, Process], *, people: bool
) -> Told:
    process, element = _place_of_key(processes, case.process_id, row.key)
    mandate = row.mandate or {}
    who = nama_akun(tx.session, row.actor_id) if row.actor_id is not None and people else ""
    return Told(
        seq=row.seq,
        kind=row.kind,
        at=row.at,
        step="" if element is None else element.name or element.id,
        process="" if process is None else process.name,
        who=who,
        office=str(mandate.get("jabatan") or "") if people else "",
        reason=_reason(mandate, row) if people else "",
        operation=row.operation or "",
        facts=[] if row.kind == MIGRATED else sorted(row.facts),
    )


def _reason(mandate: Mapping[str, Any], row: JournalRow) -> str:
    """Why the person might act, or for what reason a case was ended."""
    said = row.facts.get("dibatalkan_karena") if row.kind == "cancelled" else mandate.get("alasan")
    return str(said or "")


def _place_of_key(
    processes: Mapping[str, Process], process_id: str, key: str | None
) -> tuple[Process | None, Element | None]:
    """The process and the element of a step's key; None where the release does not know it."""
    passed = way(processes, process_id, key or "")
    if not passed:
        return processes.get(process_id), None
    process = processes[passed[-1][0]]
    return process, process.elements[passed[-1][1]]


def _subject(tx: Transaction, case: CaseRow) -> str:
    return tx.session.get_one(Pegawai, case.subject_id).nama_lengkap


def _document(tx: Transaction, case: CaseRow) -> Document | None:
    key = (case.document_kind, case.document_id)
    return documents(tx, [key]).get(key)


def _incidents(tx: Transaction, case_id: int) -> Sequence[Incident]:
    query = select(Incident).where(Incident.case_id == case_id, Incident.closed_at.is_(None))
    return tx.session.scalars(query.order_by(Incident.last_at.desc())).all()
