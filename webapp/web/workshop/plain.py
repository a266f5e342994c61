"""What the plain pages of the editors share: an act on a file, saved as a version, merged where others were faster.

A page names the version that it showed, and the act is done to that one; so nobody's change is overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.workshop import drafts, editing, form_editing, step_editing, step_xml, table_editing
from webapp.services.workshop.editing import Clash
from webapp.services.workshop.merging import Choice
from webapp.web.context import current_actor, work
from webapp.web.language import say

VERSION, CHOSEN = "_versi", "_pilih:"

NOT_POSSIBLE = (
    step_editing.NotPossible,
    form_editing.NotPossible,
    table_editing.NotPossible,
    step_xml.Unreadable,
)
"""What the editing of texts refuses, each with a sentence."""


def version() -> int:
    """The version that the page showed. Raises `BadRequest`."""
    text = request.form.get(VERSION, "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadRequest
    return int(text)


def fields(prefix: str = "") -> Mapping[str, str]:
    """What was filled in under names that begin so, without the page's own fields; of a name sent twice the first."""
    return {
        key.removeprefix(prefix): text
        for key, text in request.form.items()
        if key.startswith(prefix) and not key.startswith("_") and key != "csrf_token"
    }


def kept(name: str, value: str | None = "") -> str | None:
    """What a field shows: what was typed into it and could not be saved, or else what the file holds."""
    return request.form.get(name, value) if request.method == "POST" else value


def act(
    draft_id: int,
    path: str,
    edit: Callable[[str], str],
    back: str,
    again: Callable[[], str] | None = None,
) -> ResponseReturnValue:
    """Do something to a file's text and save it; what cannot be done is said on the page one came from.

    `again` makes that page anew with what was typed; without it one is sent to it.
    """
    shown = version()
    actor = current_actor()
    drafts.check_office(actor)
    with work().reading() as tx:
        text = drafts.text_at(tx, draft_id, path, shown)
    if text is None:
        raise NotFound
    chosen = {
        key.removeprefix(CHOSEN): cast(Choice, said)
        for key, said in request.form.items()
        if key.startswith(CHOSEN)
    }
    try:
        saved = editing.save(work(), actor, draft_id, path, edit(text), shown, chosen or None)
    except Clash as clash:
        page = render_template(
            "bengkel/editor_clash.html", clash=clash, sent=list(request.form.items(multi=True)), back=back
        )
        return page, 409
    except NOT_POSSIBLE as refused:
        flash(say(str(refused)), "error")
    except KeyError as error:
        raise NotFound from error
    except Refused as refused:
        flash(" ".join(say(one.pesan) for one in refused.pelanggaran), "error")
    else:
        flash(_said(saved.merged_with), "success")
        return redirect(back, 303)
    return redirect(back, 303) if again is None else (again(), 422)


def _said(merged_with: str | None) -> str:
    if merged_with is None:
        return _("Tersimpan.")
    return _("Tersimpan, digabung dengan perubahan %(name)s.", name=merged_with)
