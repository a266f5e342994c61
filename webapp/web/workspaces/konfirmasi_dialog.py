"""The employee reads the record of the dialogue, says each result back in own words, and confirms or asks for mending.

There is nothing to pick: results are handed down. May use services and forms; whether the words show understanding
is for the operation to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template

from webapp.forms import FormView, form_view, load
from webapp.services.errors import InvalidAnswers
from webapp.services.planning.dialogue import Dialogue, dialogue
from webapp.services.process.tasks import TaskView
from webapp.web.context import work
from webapp.web.language import say
from webapp.web.planning.skp_words import core_values

from .page import Errors, Post, Text, answers_of, first, form_summary, messages, take

FORM = "dialog/konfirmasi_dialog"
WORDS = "dialog.pernyataan"
MAX_WORDS = 2_000


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The page: what was typed, else the draft, else the words of the last round."""
    with work().reading() as tx:
        known = dialogue(tx, task.case.document_id, task.case.subject_id)
    post = values if values is not None else task.draft or _said(known)
    view = _view(task, known, post, errors)
    return render_template(
        "kerja/konfirmasi_dialog.html",
        task=task,
        view=view,
        values={name: first(post, name) for name in post},
        errors=errors,
        lines=form_summary(view, errors),
        known=known,
        nilai=core_values(),
    )


def form(task: TaskView, post: Post) -> FormView:
    """The form's part of the page for the answers so far."""
    with work().reading() as tx:
        known = dialogue(tx, task.case.document_id, task.case.subject_id)
    return _view(task, known, post, {})


def _view(task: TaskView, known: Dialogue, post: Post, errors: Errors) -> FormView:
    own, facts = task.bundle.forms[FORM], _facts(task, known)
    document = load(own, _own(post), facts).document
    return form_view(own, document, messages(errors), facts, text_for=say)


def _own(post: Post) -> Post:
    """The part of a post that the form declares, or that nobody does."""
    return {name: texts for name, texts in answers_of(post).items() if not _of_page(name)}


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """The answers of `dialog.konfirmasi_dialog`."""
    with work().reading() as tx:
        known = dialogue(tx, task.case.document_id, task.case.subject_id)
    loaded = load(task.bundle.forms[FORM], _own(post), _facts(task, known))
    errors: dict[str, Sequence[str]] = dict(loaded.errors)
    taken: dict[str, Any] = {}
    try:
        declared = {f"{WORDS}.{sel.kunci}": Text(MAX_WORDS) for sel in known.peran}
        taken = take({name: texts for name, texts in answers_of(post).items() if _of_page(name)}, declared)
    except InvalidAnswers as refused:
        errors |= refused.errors
    if errors:
        raise InvalidAnswers(errors, post)
    return {**loaded.facts, "pernyataan": taken.get("dialog", {}).get("pernyataan", {})}


def _of_page(name: str) -> bool:
    return name.startswith(f"{WORDS}.")


def _facts(task: TaskView, known: Dialogue) -> dict[str, Any]:
    said = known.catatan.ringkasan if known.catatan is not None else ""
    return {**task.facts, "ringkasan_kesepakatan": said}


def _said(known: Dialogue) -> Post:
    return {f"{WORDS}.{kunci}": [isi] for kunci, isi in known.words.items()}
