"""The inbox and the page of one step: show it, keep its draft, hand it in.

A step's page is a form or a workspace; both are shown again with everything that was typed when they are refused,
and both end in the same completion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.activities import waiting as activities
from webapp.services.errors import AlreadyDone, InvalidAnswers, NotFound, StepOver
from webapp.services.identity.reauthentication import Confirm, Evidence
from webapp.services.people.sisdm import reconciliation
from webapp.services.process import document_kinds, drafts, inbox, tasks
from webapp.services.process.tasks import Completed, Submission, TaskView
from webapp.services.process.tracker import case_tracker
from webapp.services.work import Transaction
from webapp.storage.skp import Skp

from . import form_page
from .context import current_actor, request_id, wants_page, work
from .filters import jam
from .grouping import acting_offices, grouped
from .identity import signing
from .language import say
from .policy import policy
from .security import LARGEST_POST, large_body
from .workspaces import WORKSPACE_PAGES, Errors, Post, ShowAgain
from .workspaces.page import said

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/tugas")
@policy("masuk")
def inbox_page() -> ResponseReturnValue:
    """What this person may do now."""
    actor = current_actor()
    with work().reading() as tx:
        items = inbox.inbox(tx, actor)
        waiting = inbox.waiting_for_others(tx, actor)
        groups = grouped(items, tx.today, tx.work.zone)
        return render_template(
            "tugas/kotak.html", groups=groups, total=len(items), acting=acting_offices(items),
            waiting=len(waiting), now=tx.now, verify=activities.summary(tx, actor),
            differences=reconciliation.banner_of(tx, actor),
        )  # fmt: skip


@blueprint.get("/tugas/menunggu")
@policy("masuk")
def waiting_page() -> ResponseReturnValue:
    """Own matters that are with somebody else, and since when."""
    actor = current_actor()
    with work().reading() as tx:
        items = inbox.waiting_for_others(tx, actor)
        return render_template(
            "tugas/menunggu.html", items=items, total=len(inbox.inbox(tx, actor)), now=tx.now
        )


@blueprint.get("/tugas/selesai")
@policy("masuk")
def done_page() -> ResponseReturnValue:
    """What this person has done lately."""
    actor = current_actor()
    with work().reading() as tx:
        return render_template(
            "tugas/selesai.html",
            items=inbox.done_by(tx, actor),
            total=len(inbox.inbox(tx, actor)),
            waiting=len(inbox.waiting_for_others(tx, actor)),
        )


@blueprint.get("/tugas/<int:case_id>/<step:key>")
@policy("masuk")
def step(case_id: int, key: str) -> ResponseReturnValue:
    """An open step, ready to be done."""
    return _show(_open(case_id, key), None, {})


@blueprint.post("/tugas/<int:case_id>/<step:key>")
@policy("masuk")
@large_body(LARGEST_POST)
def hand_in(case_id: int, key: str) -> ResponseReturnValue:
    """Do the step. What is refused is shown again with all that was typed."""
    actor, post, repeat = current_actor(), posted(), request_id()
    try:
        task = _open(case_id, key)
    except AlreadyDone:
        # A repeat of a request that succeeded gets its answer; to all others this says who was faster.
        return finish(tasks.complete(work(), actor, case_id, key, Submission(repeat)))
    errors: Errors
    try:
        return finish(tasks.complete(work(), actor, case_id, key, _submission(task, post)))
    except ShowAgain as again:
        return _show(task, again.values, {})
    except InvalidAnswers as refused:
        errors = refused.errors
    except Refused as refused:
        errors = form_page.places(refused.pelanggaran)
    except signing.FAILURES as wrong:
        errors = signing.refused(wrong)
    return _show(task, post, errors), 422


@blueprint.post("/tugas/<int:case_id>/<step:key>/draf")
@policy("masuk")
def save_draft(case_id: int, key: str) -> ResponseReturnValue:
    """Keep what was typed. A script is told when, or that the step is over; without one the page is opened again."""
    try:
        saved_at = drafts.save_draft(work(), current_actor(), case_id, key, posted())
    except (AlreadyDone, StepOver):
        if wants_page():
            raise
        return jsonify(selesai=True)  # not a fault of the page: drafts are sent by themselves, also too late
    if not wants_page():
        return jsonify(tersimpan=saved_at.isoformat())
    flash(_("Draf tersimpan pukul %(time)s.", time=jam(saved_at)), "success")
    return redirect(url_for("tasks.step", case_id=case_id, key=key), 303)


@blueprint.post("/tugas/<int:case_id>/<step:key>/isian")
@policy("masuk")
def refresh(case_id: int, key: str) -> ResponseReturnValue:
    """The body of the form for the answers so far, unchecked: parts appear and go as answers change."""
    task = _open(case_id, key)
    workspace = task.step.element.workspace
    if workspace is None:
        return form_page.body(task, posted())
    form = WORKSPACE_PAGES[workspace].form
    if form is None:
        raise NotFound
    return render_template("tugas/isian.html", task=task, view=form(task, posted()))


def posted() -> Post:
    """The post, each name with its values; the token is the page's business alone."""
    return {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}


def _open(case_id: int, key: str) -> TaskView:
    with work().reading() as tx:
        return tasks.view(tx, current_actor(), case_id, key)


def _show(task: TaskView, values: Post | None, errors: Errors) -> str:
    if task.case.frozen:
        flash(_("Kasus ini dibekukan sampai BKPP membukanya. Anda masih dapat menyimpan draf."), "warning")
    workspace = task.step.element.workspace
    page = form_page.show if workspace is None else WORKSPACE_PAGES[workspace].show
    return page(task, values, said(errors))


def _submission(task: TaskView, post: Post) -> Submission:
    workspace = task.step.element.workspace
    if workspace is None:
        return form_page.submission(task, post, request_id())
    page = WORKSPACE_PAGES[workspace]
    answers, confirm = dict(page.submit(task, post)), None
    if form_page.signs(task):
        confirm = signing.confirmation()
    if page.keep is not None:
        confirm = _and_keep(confirm, page.keep(post), answers)
    return Submission(request_id(), answers=answers, confirm=confirm)


def _and_keep(
    confirm: Confirm | None, keep: Callable[[Transaction], Mapping[str, Any]], answers: dict[str, Any]
) -> Confirm:
    """Re-authentication, and after it, in the same transaction, what the page stores."""

    def both(tx: Transaction) -> Evidence:
        proof = {} if confirm is None else confirm(tx)
        answers.update(keep(tx))
        return proof

    return both


def finish(done: Completed) -> ResponseReturnValue:
    """After a step: to the person's next step in the case, else to the document, with what happens now."""
    if done.next_key is not None:
        flash(_("Terkirim. Langkah berikutnya masih pada Anda."), "success")
        return redirect(url_for("tasks.step", case_id=done.case_id, key=done.next_key), 303)
    flash(_after(done) if done.document_kind == "skp" else _("Terkirim."), "success")
    return redirect(_page_of(done), 303)


def _page_of(done: Completed) -> str:
    """The page of the document that the step was about; of a kind without one, the list of tasks."""
    key = (done.document_kind, done.document_id)
    with work().reading() as tx:
        found = document_kinds.documents(tx, [key]).get(key)
    return url_for("tasks.inbox_page") if found is None else found.address


def _after(done: Completed) -> str:
    """What happens next in the case, and who has it now."""
    with work().reading() as tx:
        where = case_tracker(tx, current_actor(), done.case_id)
        own = tx.session.get_one(Skp, done.document_id).case_id == done.case_id
    if where is None or where.completed:
        if own:
            return _("Selesai. Tahun kinerja pada SKP ini sudah ditutup.")
        return _("Terkirim. Versi yang berlaku tampil di halaman ini.")
    for step_ in where.waiting:
        name = say(step_.name)
        if step_.holder_name:
            return _("Terkirim. Sekarang menunggu %(name)s: %(step)s.", name=step_.holder_name, step=name)
        return _("Terkirim. Langkah %(step)s belum ada pemegangnya; admin BKPP melihatnya.", step=name)
    return _("Terkirim.")
