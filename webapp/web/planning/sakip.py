"""The PK of e-SAKIP at the desk of those who manage performance: hand a file in, look at what it would do, store it."""

from __future__ import annotations

from pathlib import PurePath

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.planning import sakip
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.policy import policy
from webapp.web.security import LARGEST_POST, large_body

blueprint = Blueprint("sakip", __name__, url_prefix="/admin/pk")

LONGEST_NAME = 150
OFFICES = ("admin_bkpp", "pengelola_opd")


@blueprint.get("")
@policy("peran", *OFFICES)
def page() -> str:
    """The file to hand in, and what was stored last."""
    return _page()


def _page(found: sakip.Look | None = None, error: str | None = None) -> str:
    with work().reading() as tx:
        return render_template(
            "sakip/halaman.html",
            found=found,
            error=error,
            stored=sakip.recent(tx, current_actor()),
            columns=sakip.COLUMNS,
            indicator_columns=sakip.INDICATOR_COLUMNS,
        )


@blueprint.post("/periksa")
@policy("peran", *OFFICES)
@large_body(LARGEST_POST)
def look() -> ResponseReturnValue:
    """Read a file and tell what storing it would do; nothing is stored yet."""
    request_id()
    sent = request.files.get("berkas")
    raw = sent.read() if sent is not None else b""
    name = PurePath(((sent.filename if sent is not None else "") or "pk").replace("\\", "/")).name
    name = "".join(sign for sign in name if sign.isprintable())[-LONGEST_NAME:] or "pk"
    try:
        found = sakip.look(work(), current_actor(), name, raw)
    except Refused as refused:
        return _page(error=say(refused.pelanggaran[0].pesan)), 422
    return _page(found), 422 if found.unreadable else 200


@blueprint.post("/simpan")
@policy("peran", *OFFICES)
def store() -> ResponseReturnValue:
    """Store the file that was looked at."""
    request_id()
    file_id = request.form.get("berkas_id", 0, type=int)
    if not 0 < file_id < 2**63:
        raise NotFound
    try:
        sakip.store(work(), current_actor(), file_id)
    except Refused as refused:
        return _page(error=say(refused.pelanggaran[0].pesan)), 422
    flash(
        _("PK tersimpan. Janji baru masuk ke SKP kepala unit; yang berubah menjadi usul perubahan."),
        "success",
    )
    return redirect(url_for(".page"), 303)
