"""The way of a draft into force: propose it, bring a newer release's changes into it, go back to an old release.

Approval and publication are steps of `penerbitan.bpmn`; there is no other way to a release but what ships.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from webapp.operations import Actor
from webapp.operations.penerbitan import ajukan
from webapp.services.errors import Denied, NotFound
from webapp.services.process.cases import start
from webapp.services.requests import one_at_a_time
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun
from webapp.storage.audit import AuditEvent
from webapp.storage.bengkel import (
    DraftFileRow,
    ReleaseDraft,
    ReleaseInForce,
    in_force,
    release_files,
)
from webapp.storage.process import ProcessCase, Release

from .drafts import DOCUMENT, check_office, open_for_change, open_within, write
from .gate import PROCESS
from .merging import Choice, Conflict, merge


def propose(work: Work, actor: Actor, draft_id: int, request_id: UUID) -> int:
    """Freeze a draft and start its publication. Returns the case; a repeat gets the first one's.

    Raises `Denied`, `NotFound`, or `Refused` with what is missing. What the whole check finds is no refusal: the case
    then waits for the proposer, with the findings on the draft's page.
    """
    with work.transaction() as tx:
        check_office(actor)
        held = _before(tx, actor, request_id)
        if held is not None:
            return int(held["case_id"])
        return _propose(tx, actor, open_for_change(tx, actor, draft_id), request_id)


def _propose(tx: Transaction, actor: Actor, row: ReleaseDraft, request_id: UUID) -> int:
    check_office(actor)
    if actor.pegawai_id is None:
        raise Denied("Draf diusulkan pemilik proses yang terdaftar sebagai pegawai.")
    ajukan(tx.session, row, actor.akun_id, tx.now, tx.today)
    tx.session.flush()
    case_id = start(
        tx, PROCESS, subject_id=actor.pegawai_id, document_kind=DOCUMENT, document_id=row.id, actor=actor
    )
    event = AuditEvent(
        at=tx.now, actor_id=actor.akun_id, kind="rilis_diusulkan", object_kind=DOCUMENT, object_id=row.id,
        request_id=request_id, detail={"sidik": row.hash, "case_id": case_id, "draf": row.id},
    )  # fmt: skip
    tx.session.add(event)
    return case_id


def _before(tx: Transaction, actor: Actor, request_id: UUID) -> dict[str, Any] | None:
    """What this request of this person has proposed already, when it comes a second time."""
    one_at_a_time(tx, request_id)
    query = select(AuditEvent.detail).where(
        AuditEvent.request_id == request_id,
        AuditEvent.kind == "rilis_diusulkan",
        AuditEvent.actor_id == actor.akun_id,
    )
    return tx.session.scalars(query).one_or_none()


def go_back(work: Work, actor: Actor, number: int, reason: str, request_id: UUID) -> int:
    """Propose that an old release comes into force again, as it was. Returns the draft that says so."""
    with work.transaction() as tx:
        check_office(actor)
        held = _before(tx, actor, request_id)
        if held is not None:
            return int(held["draf"])
        release_id = tx.session.scalars(select(Release.id).where(Release.number == number)).one_or_none()
        if release_id is None:
            raise NotFound("release", number)
        row = open_within(tx, actor, f"Berlakukan kembali rilis {number}", reason, release_id)
        _propose(tx, actor, row, request_id)
        return row.id


# -- a newer release came in between ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Brought:
    """What came of bringing a release into a draft; while a conflict is open, nothing was written."""

    conflicts: Mapping[str, list[Conflict]]

    @property
    def done(self) -> bool:
        """Whether the draft stands on that release now."""
        return not any(one.chosen is None for found in self.conflicts.values() for one in found)


def bring(
    work: Work,
    actor: Actor,
    draft_id: int,
    release_id: int,
    choices: Mapping[str, Mapping[str, Choice]] | None = None,
) -> Brought:
    """Put a draft on another release: what that one changed comes in, the draft's own changes stay.

    `choices` decides conflicts by path and key. Nothing is written before all are decided.
    """
    with work.transaction() as tx:
        row = open_for_change(tx, actor, draft_id)
        if tx.session.get(Release, release_id) is None:
            raise NotFound("release", release_id)
        old, new = release_files(tx.session, row.base_release_id), release_files(tx.session, release_id)
        own = _own(tx, row)
        changes: dict[str, str | None] = {}
        conflicts: dict[str, list[Conflict]] = {}
        for path in sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path)):
            if path not in own:  # a page that has it open learns that it changed
                changes[path] = new.get(path)
                continue
            said = (choices or {}).get(path, {})
            merged = merge(old.get(path) or "", new.get(path) or "", own[path] or "", path, said)
            conflicts |= {path: merged.conflicts} if merged.conflicts else {}
            changes[path] = merged.text or None
        brought = Brought(conflicts)
        if brought.done:
            write(tx, row, actor, changes)
            row.base_release_id, row.replaces_release_id = release_id, None
        return brought


def _own(tx: Transaction, row: ReleaseDraft) -> dict[str, str | None]:
    query = select(DraftFileRow.path, DraftFileRow.text).where(DraftFileRow.draft_id == row.id)
    return {row.path: row.text for row in tx.session.execute(query)}


def replace_wholly(work: Work, actor: Actor, draft_id: int) -> None:
    """Say that the draft is meant to replace what is in force today although it was not made from it."""
    with work.transaction() as tx:
        row = open_for_change(tx, actor, draft_id)
        row.replaces_release_id = tx.session.scalars(in_force(tx.today)).one()


# -- releases for readers --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Term:
    """One time that a release was put in force. Names are empty for what shipped with the program."""

    effective_from: date
    at: datetime
    proposed_by: str
    approved_by: str
    note: str


@dataclass(frozen=True)
class Listed:
    """A release in the list. `current`: in force today."""

    id: int
    number: int
    hash: str
    note: str
    stored_at: datetime
    terms: tuple[Term, ...]
    current: bool

    @property
    def never(self) -> bool:
        """Whether nobody has ever put it in force."""
        return not self.terms


def releases(tx: Transaction) -> list[Listed]:
    """All releases, the newest first, with when each was put in force and by whom."""
    today = tx.session.scalars(in_force(tx.today)).one_or_none()
    terms: dict[int, list[Term]] = {}
    query = (
        select(ReleaseInForce, ReleaseDraft.proposed_by)
        .outerjoin(ReleaseDraft, ReleaseDraft.case_id == ReleaseInForce.case_id)
        .order_by(ReleaseInForce.id)
    )
    for row, proposer in tx.session.execute(query):
        names = [nama_akun(tx.session, one) if one else "" for one in (proposer, row.approved_by)]
        terms.setdefault(row.release_id, []).append(
            Term(row.effective_from, row.at, names[0], names[1], row.note)
        )
    return [
        Listed(
            one.id,
            one.number,
            one.hash,
            one.note,
            one.created_at,
            tuple(terms.get(one.id, ())),
            one.id == today,
        )
        for one in tx.session.scalars(select(Release).order_by(Release.number.desc()))
    ]


def release(tx: Transaction, number: int) -> Listed:
    """One release by its number. Raises `NotFound`."""
    found = next((one for one in releases(tx) if one.number == number), None)
    if found is None:
        raise NotFound("release", number)
    return found


def running(tx: Transaction, release_id: int) -> int:
    """How many open cases run on a release."""
    query = select(func.count()).where(ProcessCase.release_id == release_id, ProcessCase.status == "OPEN")
    return int(tx.session.execute(query).scalar_one())
