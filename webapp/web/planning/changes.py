"""Proposing a change of an SKP that is set. Answering, working out and taking back are steps of the diagram.

Must not decide who may propose: the service does, and says why not.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.perubahan import MAKS_URAIAN, NAMA_ALASAN
from webapp.operations import Refused
from webapp.services.errors import InvalidAnswers
from webapp.services.planning import changes, skp_page
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.policy import policy
from webapp.web.workspaces.page import Errors, Text, choice, first, summary, take

from .editor_page import errors_of, posted

blueprint = Blueprint("changes", __name__)


@blueprint.get("/skp/<int:skp_id>/perubahan")
@policy("masuk")
def propose_page(skp_id: int) -> ResponseReturnValue:
    """The form of a proposal."""
    return _page(skp_id, {}, {})


def _page(skp_id: int, values: dict[str, str], errors: Errors) -> str:
    with work().reading() as tx:
        changes.check_side(tx, current_actor(), skp_id)
        head = skp_page.skp_head(tx, current_actor(), skp_id)
    return render_template(
        "skp/usul_perubahan.html",
        head=head,
        reasons=[{"value": one.value, "text": say(name)} for one, name in NAMA_ALASAN.items()],
        values=values,
        errors=errors,
        lines=summary(errors),
    )


@blueprint.post("/skp/<int:skp_id>/perubahan")
@policy("masuk")
def propose(skp_id: int) -> ResponseReturnValue:
    """Hand the proposal to the other side."""
    post = posted()
    try:
        sent = take(post, {"alasan": choice(list(NAMA_ALASAN), empty=True), "uraian": Text(MAKS_URAIAN)})
        changes.propose(work(), current_actor(), skp_id, sent["alasan"], sent["uraian"], request_id())
    except (InvalidAnswers, Refused) as error:
        values = {name: first(post, name) for name in ("alasan", "uraian")}
        return _page(skp_id, values, errors_of(error)), 422
    flash(
        _("Usul perubahan terkirim. Versi yang berlaku tetap berlaku sampai perubahan ditetapkan."), "success"
    )
    return redirect(f"/skp/{skp_id}", 303)
