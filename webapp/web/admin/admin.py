"""The desk of the agency's admins: data check, load of the inboxes, and the opening of a year's cycle."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.people.health import health
from webapp.services.planning import cycle
from webapp.web.context import current_actor, work
from webapp.web.language import say
from webapp.web.policy import policy

from .admin_hub import rooms

blueprint = Blueprint("admin", __name__)


@blueprint.get("/admin")
@policy("peran", "admin_bkpp")
def page() -> str:
    """All findings, and what opening a year would do (`?tahun=`)."""
    return _page(request.args.get("tahun", type=int))


@blueprint.post("/admin/siklus")
@policy("peran", "admin_bkpp")
def open_cycle() -> ResponseReturnValue:
    """Open the SKP of a year, in the background."""
    tahun = request.form.get("tahun", type=int)
    try:
        asked = tahun is not None and cycle.request_opening(work(), current_actor(), tahun)
    except Refused as error:
        return _page(None, say(error.pelanggaran[0].pesan)), 422
    if tahun is None:
        return _page(None, _("Isi tahun kinerja dengan empat angka, misalnya 2027.")), 422
    if asked:
        flash(
            _("SKP %(tahun)s sedang dibuka. Muat ulang halaman ini untuk melihat kemajuannya.", tahun=tahun),
            "success",
        )
    else:
        flash(_("Pembukaan SKP %(tahun)s sudah diminta dan menunggu giliran.", tahun=tahun), "info")
    return redirect(url_for("admin.page", tahun=tahun), 303)


def _page(tahun: int | None, error: str | None = None) -> str:
    with work().reading() as tx:
        found = health(tx, current_actor(), tahun)
        return render_template(
            "admin/admin.html",
            health=found,
            error=error,
            year=tx.today.year,
            rooms=rooms(current_actor()),
        )
