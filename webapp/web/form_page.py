"""The page of a step with a form: the document it is about, the form, and, where the step asks for it, the signature.

A review shows the submitted document with a place for comments at every row; a signature shows the locked document
and its fingerprint, and asks for the password again. The names of this page's own fields begin with `_`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template, request

from webapp.domain.beda import Perubahan
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.skp import IsiSkp
from webapp.forms import change_rows, form_view, load
from webapp.forms.post import ADD, REMOVE, ROW
from webapp.services import accounts, skp_page
from webapp.services.skp_page import SkpView
from webapp.services.tasks import Submission, TaskView
from webapp.services.work import Transaction

from .browser import family
from .context import current_actor, work
from .workspaces import Errors, Post, ShowAgain
from .workspaces.page import first, messages

COMMENT = "_komentar:"
FINGERPRINT = "_sidik"
PASSWORD = "_sandi"  # noqa: S105 - the name of a field
REVIEWS = frozenset({"penetapan/reviu"})
"""Forms whose operation takes comments on rows."""


@dataclass(frozen=True)
class About:
    """What the step is about: the document as this person sees it, and what a review must look at again."""

    skp: SkpView | None
    changes: Sequence[Perubahan] | None
    next_steps: Sequence[str]


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The page: what was posted, else the draft, else the form's defaults."""
    typed = task.draft if values is None else values
    form_errors = {path: said for path, said in errors.items() if not path.startswith("_")}
    return render_template(
        "tugas/langkah.html",
        task=task,
        about=_about(task),
        view=_view(task, typed, form_errors),
        errors=errors,
        page_errors={path: said for path, said in errors.items() if path.startswith("_")},
        comments=comments(typed or {}),
        reviews=task.step.element.form in REVIEWS,
        signs=signs(task),
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
        answers |= {"sidik": first(post, FINGERPRINT), "bukti": evidence()}
        confirm = accounts.confirm_password(current_actor(), first(post, PASSWORD))
    return Submission(request_id, values=own(post), answers=answers, confirm=confirm)


def signs(task: TaskView) -> bool:
    """Whether the step is a signature: the diagram asks for the password again."""
    return task.step.element.properties.get("konfirmasi_sandi") == "ya"


def comments(post: Post) -> dict[str, str]:
    """The comments by the place that they are about."""
    return {name.removeprefix(COMMENT): first(post, name) for name in post if name.startswith(COMMENT)}


def own(post: Post) -> Post:
    """The form's part of a post."""
    rows = (ADD, REMOVE, ROW)
    return {name: list(texts) for name, texts in post.items() if not name.startswith("_") or name.startswith(rows)}


def places(found: Sequence[Pelanggaran]) -> dict[str, list[str]]:
    """Refusals by the field they are about; those about a row's comment lead to that comment."""
    errors: dict[str, list[str]] = {}
    for one in found:
        path = one.letak or ""
        if path.startswith("komentar."):
            path = COMMENT + path.removeprefix("komentar.")
        errors.setdefault(path, []).append(one.pesan)
    return errors


def evidence() -> Mapping[str, Any]:
    """How the signer was known, for the signature's record: no secret, nothing that tracks a person."""
    return {"cara": "kata_sandi", "peramban": family(request.headers.get("User-Agent", ""))}


def _view(task: TaskView, typed: Mapping[str, Any] | None, errors: Errors) -> Any:
    assert task.form is not None  # noqa: S101 - a step without a form is a workspace
    document = None
    if typed:
        changed = change_rows(task.form, own(typed), task.facts)
        document = load(task.form, own(typed), task.facts).document if changed is None else changed
    return form_view(task.form, document, messages(errors), task.facts)


def _about(task: TaskView) -> About:
    with work().reading() as tx:
        if task.case.document_kind != "skp":
            return About(None, None, ())
        return _about_skp(tx, task)


def _about_skp(tx: Transaction, task: TaskView) -> About:
    view = skp_page.skp_view(tx, current_actor(), task.case.document_id)
    changes = None
    if task.step.element.form in REVIEWS:
        changes = skp_page.since_last_look(tx, task.case.document_id)
    return About(view, changes, view.tracker.next_steps if view.tracker else ())


def rows(isi: IsiSkp) -> Iterator[str]:
    """The places of a document that take a comment."""
    for rhk in isi.rhk:
        yield f"rhk.{rhk.kunci}"
        for iki in rhk.iki:
            yield f"rhk.{rhk.kunci}.iki.{iki.kunci}"
