"""The agency's list of things to look at: signs that somebody wrote for others. It judges nobody."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.errors import InvalidAnswers
from webapp.services.planning import review
from webapp.web.context import current_actor, work
from webapp.web.planning.editor_page import errors_of, posted
from webapp.web.policy import policy
from webapp.web.workspaces.page import Errors, Text, first, summary, take

blueprint = Blueprint("review", __name__, url_prefix="/admin/tinjauan")


@blueprint.get("")
@policy("peran", "admin_bkpp")
def page() -> str:
    """Open items; with `?ditutup=ya` the closed ones."""
    closed = request.args.get("ditutup") == "ya"
    with work().reading() as tx:
        items = review.items(tx, current_actor(), closed=closed)
        count = review.count_open(tx)
    return render_template("admin/tinjauan.html", items=items, closed=closed, count=count)


@blueprint.get("/<int:tinjauan_id>")
@policy("peran", "admin_bkpp")
def one(tinjauan_id: int) -> ResponseReturnValue:
    """One item with those whom it lists."""
    return _one(tinjauan_id, "", {})


def _one(tinjauan_id: int, note: str, errors: Errors) -> str:
    with work().reading() as tx:
        item = review.item(tx, current_actor(), tinjauan_id)
    return render_template(
        "admin/satu_tinjauan.html", item=item, note=note, errors=errors, lines=summary(errors)
    )


@blueprint.post("/<int:tinjauan_id>")
@policy("peran", "admin_bkpp")
def close(tinjauan_id: int) -> ResponseReturnValue:
    """Close an item with a note."""
    post = posted()
    try:
        said = take(post, {"catatan": Text(review.MAX_NOTE)})
        review.close(work(), current_actor(), tinjauan_id, said["catatan"])
    except (InvalidAnswers, Refused) as error:
        return _one(tinjauan_id, first(post, "catatan"), errors_of(error)), 422
    flash(_("Tinjauan ditutup dengan catatan Anda."), "success")
    return redirect(url_for(".page"), 303)
