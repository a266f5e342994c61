"""The page of a step with a form: the document it is about, the form, and, where the step asks for it, the signature.

A review shows the submitted document with a place for comments at every row; a signature shows the locked document
and its fingerprint, and asks for the password again. The names of this page's own fields begin with `_`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import render_template
from flask_babel import gettext as _

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.skp import IsiSkp
from webapp.forms import FormView, change_rows, form_view, load
from webapp.forms.names import ADD, REMOVE, ROW
from webapp.services.people import registry
from webapp.services.people.roles import STEP_KINDS
from webapp.services.planning import skp_page
from webapp.services.planning.skp_page import SkpHead
from webapp.services.process import signatures
from webapp.services.process.tasks import Submission, TaskView, is_secret
from webapp.services.process.tracker import Ahead

from .activities import steps as activity_steps
from .context import current_actor, work
from .identity import signing
from .language import say
from .monitoring import coaching
from .tpp import steps as tpp_steps
from .workshop import steps as workshop_steps
from .workspaces import Errors, Post, ShowAgain
from .workspaces.page import first, messages
from .yearly import yearly_about

COMMENT = "_komentar:"
FINGERPRINT = "_sidik"
PASSWORD = signing.PASSWORD
REVIEWS = frozenset({"penetapan/reviu"})
"""Forms whose operation takes comments on rows."""


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The page: what was posted, else the draft, else the form's defaults."""
    typed = task.draft if values is None else values
    of_page = {path: said for path, said in errors.items() if path.startswith("_")}
    of_form = {path: said for path, said in errors.items() if path not in of_page}
    return render_template(
        "tugas/langkah.html",
        task=task,
        view=_view(task, typed, of_form),
        page_errors=of_page,
        comments=comments(typed or {}),
        reviews=task.step.element.form in REVIEWS,
        signs=signs(task),
        secret=is_secret(task.step.element),
        **_about(task),
    )


def body(task: TaskView, post: Post) -> str:
    """Only the form's body, for the answers so far."""
    return render_template("tugas/isian.html", task=task, view=_view(task, post, {}))


def submission(task: TaskView, post: Post, request_id: UUID) -> Submission:
    """What is handed in. Raises `ShowAgain` when a button asked for a row more or less."""
    if any(name.startswith((ADD, REMOVE)) for name in post):
        raise ShowAgain(post)
    answers: dict[str, Any] = {}
    if task.step.element.form in REVIEWS:
        answers["komentar"] = comments(post)
    confirm = None
    if signs(task):
        if "sidik" not in post:  # a form may ask for the fingerprint itself
            answers["sidik"] = first(post, FINGERPRINT)
        confirm = signing.confirmation()
    return Submission(request_id, values=own(post), answers=answers, confirm=confirm)


def signs(task: TaskView) -> bool:
    """Whether the step is a signature, and asks for the password again."""
    process = task.bundle.definitions.processes[task.step.process_id]
    return signatures.signs(process, task.step.element)


def comments(post: Post) -> dict[str, str]:
    """The comments by the place that they are about."""
    return {name.removeprefix(COMMENT): first(post, name) for name in post if name.startswith(COMMENT)}


def own(post: Post) -> Post:
    """The form's part of a post."""
    rows = (ADD, REMOVE, ROW)
    return {
        name: list(texts) for name, texts in post.items() if not name.startswith("_") or name.startswith(rows)
    }


def places(found: Sequence[Pelanggaran]) -> dict[str, list[str]]:
    """Refusals by the field they are about; those about a row's comment lead to that comment."""
    errors: dict[str, list[str]] = {}
    for one in found:
        path = one.letak or ""
        if path.startswith("komentar."):
            path = COMMENT + path.removeprefix("komentar.")
        errors.setdefault(path, []).append(one.pesan)
    return errors


def _view(task: TaskView, typed: Mapping[str, Any] | None, errors: Errors) -> FormView:
    assert task.form is not None
    document = None
    if typed:
        changed = change_rows(task.form, own(typed), task.facts)
        document = load(task.form, own(typed), task.facts).document if changed is None else changed
    return form_view(task.form, document, messages(errors), task.facts, text_for=say)


def _about(task: TaskView) -> dict[str, Any]:
    """The document as this person sees it, what changed in it since it was returned, and what comes after."""
    skp_id = task.case.document_id
    if yearly_about.concerns(task):
        return {"skp": None, "found": None, "ahead": (), "places": {}, **yearly_about.about(task)}
    if task.case.document_kind != "skp":
        return {"skp": None, "found": None, "ahead": (), "places": {}, **_other(task)}
    with work().reading() as tx:
        skp = skp_page.skp_view(tx, current_actor(), skp_id)
        reviews = task.step.element.form in REVIEWS
        return {
            "skp": skp,
            "found": skp_page.since_last_look(tx, skp_id) if reviews else None,
            "ahead": _ahead(skp.head, task.case.id),
            "places": {} if skp.isi is None else places_of(skp.isi),
        }


def _ahead(head: SkpHead, case_id: int) -> Sequence[Ahead]:
    """What comes after in the case that the step belongs to."""
    own = (one for one in (head.change_tracker, head.tracker) if one is not None and one.case_id == case_id)
    found = next(own, head.tracker)
    return found.ahead if found is not None else ()


def _other(task: TaskView) -> dict[str, Any]:
    """A document of another kind than the SKP."""
    if task.case.document_kind != registry.DOCUMENT:
        found = tpp_steps.about(task) or activity_steps.about(task) or workshop_steps.about(task)
        return found or coaching.about(task)
    with work().reading() as tx:
        return {
            "mandate": registry.view(tx, current_actor(), task.case.document_id),
            "step_kinds": STEP_KINDS,
            "today": tx.today,
        }


def places_of(isi: IsiSkp) -> dict[str, list[tuple[str, str]]]:
    """What takes a comment, by the row it belongs to: the row itself, then its indicators, each with its name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for rows in (isi.rhk_utama, isi.rhk_tambahan):
        for number, rhk in enumerate(rows, start=1):
            letak, label = f"rhk.{rhk.kunci}", _("RHK %(n)s", n=number)
            indicators = [
                (f"{letak}.iki.{iki.kunci}", _("%(row)s, indikator %(n)s", row=label, n=nth))
                for nth, iki in enumerate(rhk.iki, start=1)
            ]
            found[letak] = [(letak, _("Komentar untuk %(row)s", row=label)), *indicators]
    return found
