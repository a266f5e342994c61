"""What a draft or a release would do to the cases that run: every journal laid along it, and only the answer written.

One row a case: it keeps its place, it moves, or it is stuck, with the reason in words. Recorded results stay as they
are; where a table would answer otherwise now, both answers are noted side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.engine.differences import proposed_renames
from webapp.engine.places import Renames
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.process.releases import Bundle, ReleaseRefused, bundle_hash, open_bundle
from webapp.services.requests import done_before
from webapp.services.work import Transaction, Work
from webapp.storage.audit import AuditEvent
from webapp.storage.bengkel import DraftStatus, ReleaseDraft
from webapp.storage.impact import (
    Ahead,
    Impact,
    ImpactCase,
    ImpactState,
    cases_to_ask,
    count_cases,
)
from webapp.storage.jobs import defer
from webapp.storage.process import Release

from .courses import Courses
from .drafts import FROZEN, check_office, draft_files

TASK: Final = "hitung_dampak"
OBJECT: Final = "impact"
ASKED: Final = "dampak_diminta"
SECONDS: Final = 20.0
"""After so many seconds a job asks for another one that goes on, so that others come in between."""
MOST_RUNNING: Final = 3
"""Questions of one account that may be worked on at a time."""
SLICE: Final = 250
"""Cases that are read, laid along and stored together."""


@dataclass(frozen=True)
class Question:
    """What is asked about: a draft or a release, how elements are called there, and which cases count.

    With `closed_since` the cases that ended since that day are asked too.
    """

    draft_id: int | None = None
    release_id: int | None = None
    renames: Renames | None = None
    ahead: Ahead = Ahead.KEEP
    closed_since: date | None = None


def ask(work: Work, actor: Actor, question: Question, request_id: UUID | None = None) -> int:
    """Store a question and the job that answers it. Returns its id; the same request again gives the same one.

    Raises `Denied`, `NotFound`, `Refused`.
    """
    check_office(actor)
    with work.transaction() as tx:
        before = _before(tx, actor, request_id)
        if before is not None:
            return before
        bundle, code = _target(tx, question.draft_id, question.release_id)
        renames = question.renames
        if renames is None:
            renames = proposed_renames(_newest(tx).definitions, bundle.definitions)
        row = Impact(
            draft_id=question.draft_id,
            release_id=question.release_id,
            hash=code,
            renames=[[process, old, new] for (process, old), new in sorted(renames.items())],
            ahead=question.ahead,
            closed_since=question.closed_since,
            state=ImpactState.QUEUED,
            total=count_cases(tx.session, question.release_id, question.closed_since),
            asked_by=actor.akun_id,
            asked_at=tx.now,
        )
        tx.session.add(row)
        tx.session.flush()
        event = AuditEvent(
            at=tx.now, actor_id=actor.akun_id, kind=ASKED, object_kind=OBJECT, object_id=row.id, request_id=request_id,
            detail={"draf": row.draft_id, "rilis": row.release_id, "kasus": row.total},
        )  # fmt: skip
        tx.session.add(event)
        defer_answer(tx, row.id)
        return row.id


def _before(tx: Transaction, actor: Actor, request_id: UUID | None) -> int | None:
    """The question that this request has asked already. Raises `Refused` where too many are being answered."""
    if request_id is not None:
        held = done_before(tx, actor, request_id, ASKED)
        if held is not None:
            return held
    check_not_busy(tx, actor)
    return None


def check_not_busy(tx: Transaction, actor: Actor) -> None:
    """Raises `Refused` where as many questions of this account are being answered as may be."""
    running = select(func.count()).where(
        Impact.asked_by == actor.akun_id, Impact.state.in_([ImpactState.QUEUED, ImpactState.RUNNING])
    )
    if tx.session.scalars(running).one() >= MOST_RUNNING:
        why = Sentence(
            "%(n)s hitungan dampak Anda masih berjalan. Tunggu salah satunya selesai.", n=MOST_RUNNING
        )
        raise Refused([Pelanggaran("dampak.sibuk", why)])


def defer_answer(tx: Transaction, impact_id: int) -> None:
    """Ask for the job that goes on with an answer; two of one question never run at a time."""
    defer(tx.session, TASK, {"impact_id": impact_id}, lock=f"dampak:{impact_id}")


def answer(work: Work, impact_id: int, seconds: float | None = None) -> bool:
    """Lay every case along, a slice at a time; each slice is stored with the progress. Repeating goes on.

    With `seconds` it stops after about so long and asks for another job. Returns whether the answer is whole.
    """
    until = None if seconds is None else monotonic() + seconds
    courses = _begun(work, impact_id)
    if courses is None:
        return True
    after = _last(work, impact_id)
    while after is not None and (until is None or monotonic() < until):
        after = _slice(work, impact_id, courses, after)
    if after is None:
        return True
    with work.transaction() as tx:
        defer_answer(tx, impact_id)
    return False


def _begun(work: Work, impact_id: int) -> Courses | None:
    """The way to what is asked about; None where there is nothing (more) to do.

    A draft that was changed while its answer was being found is asked again from the beginning: one answer is of one
    content.
    """
    with work.transaction() as tx:
        row = tx.session.get(Impact, impact_id, with_for_update=True)
        if row is None or row.state not in (ImpactState.QUEUED, ImpactState.RUNNING):
            return None
        try:
            bundle, code = _target(tx, row.draft_id, row.release_id)
        except Refused as refused:
            _end(row, tx, ImpactState.FAILED, str(refused.pelanggaran[0].pesan))
            return None
        if row.state is ImpactState.RUNNING and row.hash != code:
            tx.session.execute(delete(ImpactCase).where(ImpactCase.impact_id == impact_id))
            row.done = 0
        row.state, row.hash = ImpactState.RUNNING, code
        return Courses(bundle, renames_of(row), row.ahead)


def _last(work: Work, impact_id: int) -> int | None:
    with work.reading() as tx:
        query = select(func.max(ImpactCase.case_id)).where(ImpactCase.impact_id == impact_id)
        return tx.session.scalars(query).one() or 0


def _slice(work: Work, impact_id: int, courses: Courses, after: int) -> int | None:
    """One slice. Returns the last case's id, None when no case is left."""
    with work.transaction() as tx:
        row = tx.session.get_one(Impact, impact_id, with_for_update=True)
        cases = cases_to_ask(tx.session, row.release_id, row.closed_since, after, SLICE)
        if not cases:
            row.total = row.done
            _end(row, tx, ImpactState.DONE, "")
            return None
        found = list(courses.laid(tx, cases))
        if found:
            tx.session.execute(insert(ImpactCase), [{"impact_id": impact_id, **one} for one in found])
        done = row.done + len(cases)
        values = {"done": done, "total": max(row.total, done)}
        tx.session.execute(update(Impact).where(Impact.id == impact_id).values(values))
        return cases[-1][0]


def _end(row: Impact, tx: Transaction, state: ImpactState, reason: str) -> None:
    row.state, row.reason, row.finished_at = state, reason, tx.now


def renames_of(row: Impact) -> dict[tuple[str, str], str]:
    """The renaming that a question was asked with."""
    return {(process, old): new for process, old, new in row.renames}


def _target(tx: Transaction, draft_id: int | None, release_id: int | None) -> tuple[Bundle, str]:
    if release_id is not None:
        release = tx.session.get(Release, release_id)
        if release is None:
            raise NotFound("release", release_id)
        return tx.work.releases.get(tx.session, release_id), release.hash
    files = draft_files(tx, draft_id or 0)
    status = tx.session.get_one(ReleaseDraft, draft_id).status
    if status is DraftStatus.DISCARDED:
        raise Refused([Pelanggaran("dampak.draf", FROZEN[status])])
    try:
        return open_bundle(files), bundle_hash(files)
    except ReleaseRefused as error:
        first = error.problems[0].message
        why = Sentence("Draf ini masih bermasalah: %(why)s Perbaiki dulu, lalu hitung dampaknya.", why=first)
        raise Refused([Pelanggaran("dampak.draf", why)]) from error


def no_day() -> Pelanggaran:
    """What is said of a day that is none."""
    return Pelanggaran("dampak.hari", "Isi tanggal, misalnya 2026-01-31, atau kosongkan.", "sejak")


def beside(tx: Transaction, number: int) -> int:
    """The release beside which another one's renaming is proposed: the one in force, else the one before."""
    current = tx.session.get_one(Release, tx.work.releases.current(tx.session, tx.today)).number
    return current if current != number else max(number - 1, 1)


def _newest(tx: Transaction) -> Bundle:
    return tx.work.releases.get(tx.session, tx.work.releases.current(tx.session, tx.today))
