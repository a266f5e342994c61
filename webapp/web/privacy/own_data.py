"""The page "Data saya": asking for a copy of one's own data, fetching it once, and the way to have mistakes mended."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.services.privacy import own_data
from webapp.web.context import current_actor, current_session, request_id, work
from webapp.web.identity import signing
from webapp.web.identity.second_factors import Errors
from webapp.web.policy import policy

blueprint = Blueprint("own_data", __name__)


@blueprint.get("/akun/data")
@policy("masuk")
def page() -> str:
    """The own requests, and a new one."""
    actor = current_actor()
    with work().reading() as tx:
        rows = [(row, own_data.can_be_fetched(tx, row)) for row in own_data.own(tx, actor)]
        return render_template(
            "privasi/data_saya.html", rows=rows, limits=own_data.limits(tx), may=actor.pegawai_id is not None
        )


@blueprint.post("/akun/data")
@policy("masuk")
def ask() -> ResponseReturnValue:
    """Ask for a copy."""
    own_data.request(work(), current_actor(), request_id())
    return redirect(url_for("own_data.page"), 303)


@blueprint.get("/akun/data/<int:salinan_id>/ambil")
@policy("masuk")
def fetching(salinan_id: int) -> str:
    """Ask who it is before the copy is handed out."""
    return _fetching(salinan_id, {})


@blueprint.post("/akun/data/<int:salinan_id>/ambil")
@policy("masuk")
def fetch(salinan_id: int) -> ResponseReturnValue:
    """The copy, once."""
    try:
        body = own_data.fetch(work(), current_actor(), salinan_id, signing.confirmation())
    except signing.FAILURES as wrong:
        return _fetching(salinan_id, signing.refused(wrong)), 422
    answer = Response(body, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="data-saya-{salinan_id}.zip"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _fetching(salinan_id: int, errors: Errors) -> str:
    with work().reading() as tx:
        own_data.ready(tx, current_actor(), salinan_id)
    return render_template(
        "privasi/ambil.html", errors=errors, factors=current_session().factors, title=_("Unduh salinan data"),
        action=url_for("own_data.fetch", salinan_id=salinan_id),
    )  # fmt: skip
