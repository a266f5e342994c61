"""The pages for a step that is no longer open: what became of it and when, what was typed, and where to go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.services.errors import AlreadyDone, StepOver
from webapp.services.process import document_kinds
from webapp.services.process.drafts import is_kept

from .context import work
from .form_page import COMMENT
from .language import say

STEPS = "tasks"
"""The blueprint whose posts are what people type into steps."""


def already_done(error: AlreadyDone) -> ResponseReturnValue:
    """Somebody was faster, or the page is old: say who and when, and lead on."""
    return _page("galat/sudah_dikerjakan.html", error), 409


def step_over(error: StepOver) -> ResponseReturnValue:
    """The step was taken away before it was done: say by what and when, and lead on."""
    return _page("galat/langkah_ditutup.html", error), 409


def _page(template: str, error: AlreadyDone | StepOver) -> str:
    key = (error.document_kind, error.document_id)
    with work().reading() as tx:
        found = document_kinds.documents(tx, [key])
    address = found[key].address if key in found else None
    left = url_for("tasks.save_draft", **(request.view_args or {})) if request.blueprint == STEPS else None
    return render_template(template, done=error, address=address, typed=list(_typed(error)), left=left)


def _typed(error: AlreadyDone | StepOver) -> Iterator[tuple[str, str]]:
    """What was sent with this request, else what the reader's draft holds: each text with the name of its field."""
    sent: Mapping[str, Sequence[str]] = {}
    if request.blueprint == STEPS:
        sent = {
            name: request.form.getlist(name)
            for name in request.form
            if name != "csrf_token" and is_kept(name)
        }
    labels = {} if error.typed is None else error.typed.labels
    choices = {} if error.typed is None else error.typed.choices
    values = sent or ({} if error.typed is None else error.typed.values)
    for name, texts in values.items():
        if name.startswith("_") and not name.startswith(COMMENT):
            continue
        label = _("Komentar") if name.startswith(COMMENT) else say(labels.get(name, name))
        for text in texts:
            if text.strip():
                yield label, say(choices.get(name, {}).get(text, text))
