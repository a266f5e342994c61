"""Incidents as owners see them, and what they do about one: try again, give back, cancel the case, put away.

Every act is kept as an event in the transaction of what it did. Nobody acts on a case about oneself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.engine import Element, Step
from webapp.operations import Actor, Refused
from webapp.services.errors import CASE_FAILURES, NotFound
from webapp.services.people.assignments import Holder, holder
from webapp.services.people.roles import OFFICES
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.own_case import is_own, own_sentence
from webapp.services.process import messages
from webapp.services.process.cases import Action, keep, open_action
from webapp.services.process.document_kinds import documents
from webapp.services.process.items import element_of
from webapp.services.process.two_people import needs_two
from webapp.services.requests import first_time
from webapp.services.work import Transaction, Work
from webapp.storage.audit import AuditEvent
from webapp.storage.caselog import CaseRow, read_case
from webapp.storage.jobs import defer
from webapp.storage.kokpit import Closing, Incident, Trigger
from webapp.storage.pemberitahuan import beri_tahu, penerima_peran
from webapp.storage.process import Release

PER_PAGE: Final = 50
MAX_REASON: Final = 500
ALONE: Final = "Kasus ini menentukan hak pegawai, jadi dibatalkan dengan konfirmasi orang kedua."
RETRIED, GIVEN_BACK, CANCELLED, JOB_AGAIN, PUT_AWAY = (
    "insiden_diulang", "insiden_dikembalikan", "kasus_dibatalkan", "insiden_pekerjaan_diulang", "insiden_disisihkan",
)  # fmt: skip
"""Kinds of event that the acts leave."""
MANDATE: Final = {"peran": "pemilik_proses", "alasan": "Pemilik proses membatalkan kasus lewat kokpit."}
OVER: Final = "Kasus ini sudah selesai atau dibatalkan."
STILL: Final = "Masih gagal dengan sebab yang sama. Perbaiki diagramnya, terbitkan, lalu migrasikan kasusnya."


@dataclass(frozen=True)
class Found:
    """An incident with the names of its process and step; `number` is of the release on which it happened."""

    row: Incident
    process: str
    step: str
    number: int | None
    case: CaseRow | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.row.closed_at is None

    @property
    def waits_for_person(self) -> bool:
        """Whether a person's step led to it: only that person can try again."""
        return self.row.trigger_kind is Trigger.HUMAN


@dataclass(frozen=True)
class FoundList:
    """One page of incidents."""

    rows: Sequence[Found]
    total: int
    page: int
    pages: int


def listed(
    tx: Transaction, actor: Actor, process_id: str | None = None, *, closed: bool = False, page: int = 1
) -> FoundList:
    """Open incidents (or those that are over), the latest first."""
    require(actor, Right.READ, Kind.COCKPIT)
    over = Incident.closed_at.is_not(None)
    conditions: list[ColumnElement[bool]] = [over if closed else ~over]
    if process_id:
        conditions.append(Incident.process_id == process_id)
    total = tx.session.scalar(select(func.count()).select_from(Incident).where(*conditions)) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    query = select(Incident).where(*conditions).order_by(Incident.last_at.desc(), Incident.id.desc())
    rows = tx.session.scalars(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return FoundList([_found(tx, row) for row in rows], total, page, pages)


def one(tx: Transaction, actor: Actor, incident_id: int) -> Found:
    """One incident with its case. Raises `NotFound`."""
    require(actor, Right.READ, Kind.COCKPIT)
    row = tx.session.get(Incident, incident_id)
    if row is None:
        raise NotFound("incident", incident_id)
    return _found(tx, row, read_case(tx.session, row.case_id) if row.case_id is not None else None)


def _found(tx: Transaction, row: Incident, case: CaseRow | None = None) -> Found:
    if row.release_id is None or row.process_id is None:
        return Found(row, "", row.job or "", None, case)
    process = tx.work.releases.get(tx.session, row.release_id).definitions.processes.get(row.process_id)
    element: Element | None = element_of(tx, row.release_id, row.process_id, row.element_id or "")
    number = tx.session.scalar(select(Release.number).where(Release.id == row.release_id))
    step = row.element_id or "" if element is None else element.name or element.id
    return Found(row, row.process_id if process is None else process.name or process.id, step, number, case)


# -- acts ----------------------------------------------------------------------------------------------------------


def retry(work: Work, actor: Actor, incident_id: int, request_id: UUID) -> Closing:
    """Try again. What a person's step had led to is given back to that person, who is told.

    Returns how the incident ended. Raises `Refused` when it fails once more (the case is as it was, and the incident
    counted), or when there is nothing to be tried.
    """
    require(actor, Right.ACT, Kind.COCKPIT)
    with work.transaction() as tx:
        row = _open(tx, incident_id)
        if row.case_id is None:
            return _job_again(tx, actor, row, request_id)
        case = open_case(tx, actor, row.case_id)
        if row.trigger_kind is Trigger.HUMAN:
            return _give_back(tx, actor, row, case, request_id)
    try:
        messages.receive(work, case.id)
    except CASE_FAILURES as error:
        raise _refused("insiden.masih", STILL) from error
    with work.transaction() as tx:
        row = tx.session.get_one(Incident, incident_id)
        if first_time(tx, actor, request_id, RETRIED, ("process_case", case.id)):
            _close(tx, actor, row, Closing.RETRIED)
    return Closing.RETRIED


def _open(tx: Transaction, incident_id: int) -> Incident:
    row = tx.session.get(Incident, incident_id, with_for_update=True)
    if row is None:
        raise NotFound("incident", incident_id)
    if row.closed_at is not None:
        raise _refused("insiden.selesai", "Insiden ini sudah selesai.")
    return row


def open_case(tx: Transaction, actor: Actor, case_id: int) -> CaseRow:
    """A case on which this person may act. Raises `NotFound`, `Refused`."""
    case = read_case(tx.session, case_id)
    if case is None:
        raise NotFound("process_case", case_id)
    check_case(actor, case)
    return case


def check_case(actor: Actor, case: CaseRow) -> None:
    """Raise `Refused` where this person may not act on this case, or nobody may any more."""
    if is_own(actor, case.subject_id):
        raise _refused("kasus.sendiri", own_sentence("kasus", actor))
    if case.status != "OPEN":
        raise _refused("kasus.selesai", OVER)


def _close(tx: Transaction, actor: Actor, row: Incident, how: Closing) -> None:
    """End an incident in the name of a person; one that ended with the case keeps when it did."""
    row.closed_at = row.closed_at or tx.now
    row.closed_by, row.closing = actor.akun_id, how


def _job_again(tx: Transaction, actor: Actor, row: Incident, request_id: UUID) -> Closing:
    if first_time(tx, actor, request_id, JOB_AGAIN, ("incident", row.id)):
        defer(tx.session, cast("str", row.job), row.job_args or {})
        _close(tx, actor, row, Closing.RETRIED)
    return Closing.RETRIED


def _give_back(tx: Transaction, actor: Actor, row: Incident, case: CaseRow, request_id: UUID) -> Closing:
    if first_time(tx, actor, request_id, GIVEN_BACK, ("process_case", case.id)):
        action = open_action(tx, case.id)
        step = action.run.step(row.trigger_key or "")
        if step is not None:
            tell_holder(action, step, f"insiden:{row.id}", GIVEN_BACK,
                        "Langkah ini pernah gagal dilanjutkan dan kini dapat Anda coba lagi.")  # fmt: skip
        _close(tx, actor, row, Closing.GIVEN_BACK)
    return Closing.GIVEN_BACK


def tell_holder(action: Action, step: Step, key: str, kind: str, sentence: str) -> bool:
    """Tell whoever holds an open human step; says whether there was somebody who had not been told."""
    held = holder(action.desk, action.place(step))
    path, said = f"/tugas/{action.case.id}/{step.key}", f"{step.element.name}: {sentence}"
    told = [
        beri_tahu(action.tx.session, f"{key}:{step.key}:{one}", one, kind, said, path, action.tx.now)
        for one in sorted(_people(action, held))
    ]
    return any(told)


def _people(action: Action, held: Holder | None) -> set[int]:
    """The employees who hold a step; of an office of the whole region all who have it."""
    if held is None:
        return set()
    if held.pegawai_id is not None:
        return {held.pegawai_id}
    return penerima_peran(action.tx.session, [held.role]) if held.role in OFFICES else set()


def dismiss(work: Work, actor: Actor, incident_id: int, request_id: UUID) -> None:
    """Put away an incident of background work that needs no more doing. Raises `Refused` for one of a case."""
    require(actor, Right.ACT, Kind.COCKPIT)
    with work.transaction() as tx:
        row = _open(tx, incident_id)
        if row.case_id is not None:
            raise _refused(
                "insiden.kasus", "Insiden sebuah kasus selesai bila kasusnya jalan lagi atau dibatalkan."
            )
        if first_time(tx, actor, request_id, PUT_AWAY, ("incident", row.id)):
            _close(tx, actor, row, Closing.DISMISSED)


def cancel(
    work: Work, actor: Actor, case_id: int, reason: str, request_id: UUID, *, seconded: bool = False
) -> None:
    """End a case where it stands, with a reason that its journal keeps; the employee is told. Raises `Refused`.

    One that decides what somebody is paid ends only where a second person has agreed (`seconded`).
    """
    require(actor, Right.ACT, Kind.COCKPIT)
    reason = reason.strip()
    if not reason:
        raise _refused("batal.alasan", "Tulis alasan pembatalannya.", "alasan")
    if len(reason) > MAX_REASON:
        raise _refused("batal.alasan", Sentence("Alasan paling banyak %(n)s huruf.", n=MAX_REASON), "alasan")
    with work.transaction() as tx:
        if not first_time(tx, actor, request_id, "permintaan_batal", ("process_case", case_id)):
            return
        if not seconded and needs_second(tx, case_id):
            raise _refused("batal.orang_kedua", ALONE)
        action = end_case(tx, actor, case_id, reason)
    keep(tx, action)


def needs_second(tx: Transaction, case_id: int) -> bool:
    """Whether this case ends only by two people."""
    case = read_case(tx.session, case_id)
    return case is not None and needs_two(tx, [(case.process_id, case.release_id)])


def end_case(tx: Transaction, actor: Actor, case_id: int, reason: str) -> Action:
    """End a case inside a transaction, with its event and the notice to the employee."""
    action = open_action(tx, case_id)
    check_case(actor, action.case)
    action.cancel({"dibatalkan_karena": reason}, actor, MANDATE)
    action.write()
    tx.session.add(
        AuditEvent(
            at=tx.now,
            actor_id=actor.akun_id,
            kind=CANCELLED,
            object_kind="process_case",
            object_id=case_id,
            detail={"alasan": reason},
        )
    )
    case = action.case
    document = documents(tx, [(case.document_kind, case.document_id)]).get(
        (case.document_kind, case.document_id)
    )
    said = f"Proses ini dibatalkan oleh pemilik proses. Alasan: {reason}"
    beri_tahu(tx.session, f"batal:{case_id}", case.subject_id, CANCELLED, said,
              None if document is None else document.address, tx.now)  # fmt: skip
    return action


def _refused(code: str, sentence: str, place: str | None = None) -> Refused:
    return Refused([Pelanggaran(code, sentence, place)])
