"""Remarks of others on an SKP. A helper who may not write an SKP may say what should change."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import validate

from webapp.operations import Refused
from webapp.services.errors import InvalidAnswers
from webapp.services.planning import remarks
from webapp.web.context import current_actor, request_id, work
from webapp.web.policy import policy
from webapp.web.workspaces.page import Text, first, summary, take

from .editor_page import errors_of, posted

blueprint = Blueprint("skp_comments", __name__)


@blueprint.post("/skp/<int:skp_id>/komentar")
@policy("masuk")
def komentar(skp_id: int) -> ResponseReturnValue:
    """A remark on a place of the document, or on the whole: owner, evaluator and helpers may, until it is approved."""
    post, key = posted(), request_id()
    path = Text(200)
    path.validators.append(validate.Regexp(r"[A-Za-z0-9_.-]*\Z", error=_("Bagian naskah ini tidak dikenal.")))
    try:
        said = take(post, {"letak": path, "isi": Text(remarks.MAX_COMMENT)})
        remarks.comment(work(), current_actor(), skp_id, said["letak"] or None, said["isi"], key)
    except (InvalidAnswers, Refused) as error:
        shown = errors_of(error)
        errors = {"isi" if path == "komentar" else path: said for path, said in shown.items()}
        values = {name: first(post, name) for name in ("letak", "isi")}
        page = render_template(
            "kerja/komentar.html", skp_id=skp_id, values=values, errors=errors, lines=summary(errors)
        )
        return page, 422
    flash(_("Komentar tersimpan dan terlihat oleh pegawai serta pejabat penilai."), "success")
    return redirect(f"/skp/{skp_id}", 303)
