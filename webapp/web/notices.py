"""The notices of a person: a list, with marks for what is new."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.services.reminders.notices import mark_read, notices

from .context import current_actor, work
from .policy import policy

blueprint = Blueprint("notices", __name__, url_prefix="/pemberitahuan")


@blueprint.get("")
@policy("masuk")
def page() -> ResponseReturnValue:
    """The list, the newest first."""
    with work().reading() as tx:
        found = notices(tx, current_actor(), request.args.get("hal", 1, type=int))
        return render_template("pemberitahuan.html", found=found, now=tx.now)


@blueprint.post("/dibaca")
@policy("masuk")
def read_all() -> ResponseReturnValue:
    """Mark all as read."""
    mark_read(work(), current_actor())
    flash(_("Semua pemberitahuan ditandai sudah dibaca."), "success")
    return redirect(url_for("notices.page"), 303)


@blueprint.post("/<int:notice_id>/dibaca")
@policy("masuk")
def read_one(notice_id: int) -> ResponseReturnValue:
    """Mark one as read, and stay on the page of the list where it stands."""
    mark_read(work(), current_actor(), notice_id)
    return redirect(url_for("notices.page", hal=request.form.get("hal", type=int)), 303)
