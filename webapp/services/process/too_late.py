"""What somebody is told whose step is no longer open: who was faster, what took it away, and when; or nothing."""

from __future__ import annotations

from itertools import starmap
from typing import Final

from sqlalchemy import select

from webapp.engine import Element, Entry, Run, Step
from webapp.operations import Actor
from webapp.services.errors import AlreadyDone, Denied, NotFound, StepOver, Typed
from webapp.services.people.assignments import Desk, Place
from webapp.services.policy.steps import mandate
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.caselog import CaseRow, JournalRow, entry_of, read_course
from webapp.storage.kokpit import Outcome, StepTime, WaitKind
from webapp.storage.process import Draft, Journal, Reassignment

from .cases import Action
from .draft_seal import opened
from .items import place_of, step_named

OVER: Final = (
    "Batas waktu langkah ini sudah lewat, jadi Lakon menutupnya dan tidak dapat dikirim lagi. "
    "Lihat keadaannya pada halaman dokumen."
)
ENDED: Final = "Kasus ini sudah berakhir, jadi langkah ini ditutup dan tidak dapat dikirim lagi."
PASSED: Final = (
    "Kasus ini sudah berlanjut ke langkah lain, jadi langkah ini ditutup dan tidak dapat dikirim lagi. "
    "Lihat keadaannya pada halaman dokumen."
)

Gone = AlreadyDone | StepOver | NotFound


def too_late(tx: Transaction, case: CaseRow, actor: Actor, key: str) -> Gone:
    """The refusal for a step that is stored as no longer open.

    Who did the step, and who could have done it, learns what became of it; to others it is not there.
    """
    entry = entry_of(tx.session, case.id, key)
    if entry is not None and entry.actor_id is not None:
        mine = entry.actor_id == actor.akun_id
        element = step_named(tx, case.id, case.process_id, case.release_id, key)
        if not mine and not _could(tx, actor, _ordinary(case, element)):
            return NotFound()
        by = nama_akun(tx.session, entry.actor_id)
        typed = _typed(tx, case, actor, key, element)
        return AlreadyDone(by, entry.at, mine, case.document_kind, case.document_id, typed)
    query = select(StepTime).where(
        StepTime.case_id == case.id, StepTime.key == key, StepTime.kind == WaitKind.HUMAN
    )
    row = tx.session.scalars(query).one_or_none()
    if row is None:
        return NotFound()
    step, closing = _step_then(tx, case, row), tx.session.get_one(Journal, (case.id, row.seq))
    given = tx.session.scalar(
        select(Reassignment).where(
            Reassignment.case_id == case.id, Reassignment.key == key, Reassignment.ended_at >= row.closed_at
        )
    )
    names = {} if given is None else {key: (given.pegawai_id, given.reason)}
    if not _could(tx, actor, place_of(case, step, {}), place_of(case, step, names)):
        return NotFound()
    return _over(tx, case, actor, step, row.outcome, closing)


def too_late_now(action: Action, actor: Actor, key: str) -> Gone:
    """The same where this very action, which is not stored, has let the clock come first."""
    closed = next((one for one in action.times if one.key == key), None)
    step = action.before.get(key)
    if closed is None or step is None:
        return too_late(action.tx, action.case, actor, key)
    if not _could(action.tx, actor, place_of(action.case, step, {}), action.place(step)):
        return NotFound()
    closing = next(one for one in action.entries if one.seq == closed.seq)
    return _over(action.tx, action.case, actor, step, closed.outcome, closing)


def _over(
    tx: Transaction, case: CaseRow, actor: Actor, step: Step, outcome: str, closing: JournalRow | Journal
) -> StepOver:  # fmt: skip
    by = "" if closing.actor_id is None else nama_akun(tx.session, closing.actor_id)
    ended = closing.kind == "cancelled" or (case.status != "OPEN" and case.seq == closing.seq)
    sentence = OVER if outcome == Outcome.TIMER else ENDED if ended else PASSED
    typed = _typed(tx, case, actor, step.key, step.element)
    return StepOver(sentence, by, closing.at, case.document_kind, case.document_id, typed)


def _step_then(tx: Transaction, case: CaseRow, row: StepTime) -> Step:
    """The step as it stood before the entry that took it away."""
    definitions = tx.work.releases.get(tx.session, row.release_id).definitions
    journal = list(starmap(Entry, read_course(tx.session, case.id, row.seq - 1)))
    run = Run.replay(definitions, case.process_id, journal, tx.work.zone)
    return next(step for step in run.open if step.key == row.key)


def _ordinary(case: CaseRow, element: Element | None) -> Place:
    role = "" if element is None else element.role or ""
    return Place(role, case.subject_id, document=(case.document_kind, case.document_id))


def _could(tx: Transaction, actor: Actor, *places: Place) -> bool:
    """Whether the person could do a step that stood at one of the places."""
    for place in places:
        try:
            mandate(Desk(tx), actor, place)
        except Denied:
            continue
        return True
    return False


def _typed(tx: Transaction, case: CaseRow, actor: Actor, key: str, element: Element | None) -> Typed:
    """The reader's own draft of the step, and how its form names the fields."""
    draft = tx.session.get(Draft, (case.id, key, actor.akun_id))
    values = None if draft is None else opened(tx, draft)
    forms = tx.work.releases.get(tx.session, case.release_id).forms
    form = forms.get(element.form) if element is not None and element.form is not None else None
    fields = form.fields if form is not None else ()
    chosen = {one.key: {option.text: option.label for option in one.options or ()} for one in fields}
    return Typed(values or {}, {one.key: one.label.source for one in fields}, chosen)
