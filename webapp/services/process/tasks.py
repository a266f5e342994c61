"""Human steps: show one, complete it.

The order inside the transaction is fixed: lock the case, let due timers act, look whether the step is still open and
the person still holds it, then act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from webapp.domain.pelanggaran import Pelanggaran
from webapp.engine import Element, Process, Run, RunError, Step
from webapp.forms import Form, load
from webapp.operations import Actor, Refused, find
from webapp.services.cockpit.recording import STUCK, Watch
from webapp.services.errors import Denied, InvalidAnswers, NotFound
from webapp.services.identity.reauthentication import Confirm, Evidence
from webapp.services.identity.telling import tell_act
from webapp.services.people.assignments import Desk, Holder
from webapp.services.policy.steps import mandate
from webapp.services.requests import seconds_open
from webapp.services.work import Transaction, Work
from webapp.services.workshop.facts import human_operation
from webapp.storage.caselog import CaseRow, entry_of, given_steps, is_used_request, key_now, read_case
from webapp.storage.process import Draft, WorkItem

from .cases import Action, keep, open_action
from .draft_seal import opened
from .items import place_of
from .releases import Bundle
from .replaying import replay
from .signatures import signs
from .too_late import too_late, too_late_now

Post = Mapping[str, list[str]]

USED = (
    "Halaman ini sudah pernah dikirim untuk langkah lain dari kasus ini. Muat ulang halaman, lalu kirim lagi."
)
SUBMISSIONS = frozenset({"susun_skp", "rencana_aksi", "isi_realisasi", "realisasi_akhir"})
"""Workspaces by which a document of one's own is handed in; its owner is told, as of every signature."""
PROOF: Final = "bukti"
"""Under this name an operation is told how the signer was known; nobody can hand it in."""


@dataclass(frozen=True)
class Submission:
    """What a person hands in.

    `values` is an HTML form's post for a step with a form; `answers` are a workspace's own, or stand beside the
    form's. `request_id` makes a repeat harmless. `confirm` re-authenticates where the step asks for it, and returns the
    evidence of it.
    """

    request_id: UUID
    values: Post = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    confirm: Confirm | None = None


@dataclass(frozen=True)
class Completed:
    """The step is done. `repeated`: an earlier request had done it; `next_key` is the person's next step."""

    case_id: int
    key: str
    document_kind: str
    document_id: int
    repeated: bool = False
    next_key: str | None = None


@dataclass(frozen=True)
class TaskView:
    """An open step as its page shows it."""

    case: CaseRow
    step: Step
    held: Holder
    form: Form | None
    facts: Mapping[str, Any]
    draft: Mapping[str, Any] | None
    draft_saved_at: datetime | None
    run: Run
    bundle: Bundle
    due: datetime | None = None


def complete(work: Work, actor: Actor, case_id: int, key: str, submission: Submission) -> Completed:
    """Complete an open step.

    Raises `NotFound`, `Denied`, `AlreadyDone`, `StepOver`, `InvalidAnswers`, or an operation's `Refused`;
    in every one of these cases nothing is stored.
    """
    with Watch(work, case_id) as watch, work.transaction() as tx:
        watch.tx = tx
        action, done = complete_one(tx, actor, case_id, key, submission)
    keep(tx, action)
    if not done.repeated:
        work.meter.completed(action.case.process_id)
    return done


def complete_within(
    tx: Transaction, actor: Actor, case_id: int, element_id: str, submission: Submission
) -> None:
    """Complete the open step of an element inside an action in progress: who starts a case does its first step.

    Raises as `complete` does; the caller's transaction is then not to be committed.
    """
    case = read_case(tx.session, case_id)
    if case is None:
        raise NotFound
    key = next(step.key for step in replay(tx, case).open if step.element.id == element_id)
    try:
        complete_one(tx, actor, case_id, key, submission)
    except RunError as error:
        raise stuck() from error


def stuck() -> Refused:
    """What a person is told whose case cannot go on after the step."""
    return Refused([Pelanggaran("proses.terhenti", STUCK)])


def complete_one(
    tx: Transaction, actor: Actor, case_id: int, key: str, submission: Submission
) -> tuple[Action, Completed]:
    """Complete an open step inside an action in progress. Who commits gives the action to `keep` afterwards.

    Raises as `complete` does, and `RunError` where the case cannot go on.
    """
    action = open_action(tx, case_id)
    action.fire_due()
    key = key if action.run.step(key) is not None else key_now(tx.session, case_id, key)
    step = action.run.step(key)
    if step is None or step.kind != "human":
        done = _repeated(tx, action, actor, key, submission)
    else:
        _do(action, step, actor, submission)
        done = _completed(action, actor, key)
    if action.entries:
        _write(action)
    return action, done


def _write(action: Action) -> None:
    """Store the action. Raises `Refused` where the request's key has served for another step of the case."""
    try:
        action.write()
    except IntegrityError as error:
        if not is_used_request(error):
            raise
        raise Refused([Pelanggaran("permintaan.terpakai", USED)]) from error


def _do(action: Action, step: Step, actor: Actor, submission: Submission) -> None:
    """Let the person do the open step, and run what follows of itself."""
    held = mandate(action.desk, actor, action.place(step))
    proof = None if submission.confirm is None else submission.confirm(action.tx)
    answers = {name: value for name, value in _answers(action, step, submission).items() if name != PROOF}
    signed = signs(_process_of(action.tx, action.case, step), step.element)
    if signed:
        if proof is None:
            raise Denied("Langkah ini memerlukan kata sandi Anda sekali lagi.")
        answers[PROOF] = proof
    facts = _act(action, step, actor, held, answers)
    kept = held.as_mandate() | _known(action.tx, actor, proof)
    action.append("completed", step.key, facts, actor=actor, mandate=kept, request_id=submission.request_id)
    if signed or step.element.workspace in SUBMISSIONS:
        name = step.element.name or step.element.id
        tell_act(action.tx, actor.akun_id, action.case.id, action.run.seq, name, kept.get(PROOF) or {})
    action.settle()


def _known(tx: Transaction, actor: Actor, proof: Evidence | None) -> dict[str, Any]:
    """How the person was known who acts, and for how long the page was open: kept in the journal with every act."""
    found = proof or actor.evidence
    if found is None:
        return {}
    seconds = seconds_open(tx.now)
    return {PROOF: found if seconds is None else {**found, "detik": seconds}}


def _answers(action: Action, step: Step, submission: Submission) -> dict[str, Any]:
    form = _form(action.tx, action.case, step.element)
    if form is None:
        return dict(submission.answers)
    loaded = load(form, submission.values, action.run.facts)
    if loaded.errors:
        raise InvalidAnswers(loaded.errors, submission.values)
    return {**loaded.values, **submission.answers}


def _act(
    action: Action, step: Step, actor: Actor, held: Holder, answers: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Run the step's own operation, if it has one, and say which facts go into the journal.

    Of a confidential step only what its operation returns goes there.
    """
    form = _form(action.tx, action.case, step.element)
    enumerable = {} if form is None else {name: values for name, values in form.facts.items() if values}
    # A hidden answer becomes null, so that none of an earlier round survives.
    facts = {} if is_secret(step.element) else {name: answers.get(name) for name in enumerable}
    process = _process_of(action.tx, action.case, step)
    operation = find(human_operation(process, step.element))
    if operation is not None:
        context = action.context(step, actor, held.as_mandate())
        facts |= operation.run(context, answers)
    return facts


def is_secret(element: Element) -> bool:
    """Whether what is typed into a step is confidential: no fact of its own, and a draft only sealed."""
    return element.properties.get("rahasia") == "ya"


def _process_of(tx: Transaction, case: CaseRow, step: Step) -> Process:
    return tx.work.releases.get(tx.session, case.release_id).definitions.processes[step.process_id]


def _form(tx: Transaction, case: CaseRow, element: Element) -> Form | None:
    if element.form is None:
        return None
    return tx.work.releases.get(tx.session, case.release_id).forms[element.form]


def _completed(action: Action, actor: Actor, key: str, *, repeated: bool = False) -> Completed:
    case = action.case
    return Completed(case.id, key, case.document_kind, case.document_id, repeated, _next(action, actor))


def _next(action: Action, actor: Actor) -> str | None:
    for step in action.run.open:
        if step.kind == "human" and not step.element.quiet:
            try:
                mandate(action.desk, actor, action.place(step))
            except Denied:
                continue
            return step.key
    return None


def _repeated(tx: Transaction, action: Action, actor: Actor, key: str, submission: Submission) -> Completed:
    """The step is not open: give a repeat its first answer, and refuse the rest."""
    entry = entry_of(tx.session, action.case.id, key)
    if entry is not None and (entry.actor_id, entry.request_id) == (actor.akun_id, submission.request_id):
        return _completed(action, actor, key, repeated=True)
    raise too_late_now(action, actor, key)


def view(tx: Transaction, actor: Actor, case_id: int, key: str) -> TaskView:
    """An open step for its page. Raises `NotFound`, `Denied`, `AlreadyDone` or `StepOver`."""
    case = read_case(tx.session, case_id)
    if case is None:
        raise NotFound
    run = replay(tx, case)
    key = key if run.step(key) is not None else key_now(tx.session, case_id, key)
    step = run.step(key)
    if step is None or step.kind != "human":
        raise too_late(tx, case, actor, key)
    held = mandate(Desk(tx), actor, place_of(case, step, given_steps(tx.session, case_id)))
    draft = tx.session.scalars(
        select(Draft).where(Draft.case_id == case_id, Draft.key == key, Draft.akun_id == actor.akun_id)
    ).one_or_none()
    return TaskView(
        case=case,
        step=step,
        held=held,
        form=_form(tx, case, step.element),
        facts=run.facts,
        draft=opened(tx, draft) if draft else None,
        draft_saved_at=draft.saved_at if draft else None,
        run=run,
        bundle=tx.work.releases.get(tx.session, case.release_id),
        due=tx.session.scalar(
            select(WorkItem.due_at).where(WorkItem.case_id == case_id, WorkItem.key == key)
        ),
    )
