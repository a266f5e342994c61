"""Pages of retention: what is older than it has to be, and its deletion by two officers."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.privacy import retention
from webapp.web.context import current_actor, work
from webapp.web.form_page import places
from webapp.web.policy import policy

blueprint = Blueprint("retention", __name__, url_prefix="/retensi")


@blueprint.get("")
@policy("peran", "pengawas", "admin_bkpp")
def page() -> str:
    """The schedule, what stays, and the proposals."""
    with work().reading() as tx:
        rows = retention.listed(tx, current_actor())
        return render_template(
            "privasi/retensi.html", rows=rows, schedule=retention.schedule(tx), classes=retention.CLASSES,
            stays=retention.STAYS,
        )  # fmt: skip


@blueprint.post("")
@policy("peran", "pengawas", "admin_bkpp")
def count() -> ResponseReturnValue:
    """Count now, without waiting for the yearly job."""
    require(current_actor(), Right.WRITE, Kind.PRIVACY)
    return redirect(url_for("retention.one", retensi_id=retention.count(work())), 303)


@blueprint.get("/<int:retensi_id>")
@policy("peran", "pengawas", "admin_bkpp")
def one(retensi_id: int) -> str:
    """One proposal with its counts."""
    return _one(retensi_id, {})


@blueprint.post("/<int:retensi_id>/usul")
@policy("peran", "pengawas", "admin_bkpp")
def propose(retensi_id: int) -> ResponseReturnValue:
    """Propose the deletion."""
    try:
        retention.propose(work(), current_actor(), retensi_id)
    except Refused as refused:
        return _one(retensi_id, places(refused.pelanggaran)), 422
    flash(_("Diusulkan. Petugas lain yang menyetujui penghapusannya."), "success")
    return redirect(url_for("retention.one", retensi_id=retensi_id), 303)


@blueprint.post("/<int:retensi_id>/putus")
@policy("peran", "pengawas", "admin_bkpp")
def decide(retensi_id: int) -> ResponseReturnValue:
    """Agree, by which it is done, or decline."""
    agree = request.form.get("keputusan") == "setuju"
    try:
        retention.decide(work(), current_actor(), retensi_id, agree=agree)
    except Refused as refused:
        return _one(retensi_id, places(refused.pelanggaran)), 422
    flash(
        _("Sudah dihapus menurut masa simpannya.") if agree else _("Usulan penghapusan ditolak."), "success"
    )
    return redirect(url_for("retention.one", retensi_id=retensi_id), 303)


def _one(number: int, errors: Mapping[str, object]) -> str:
    with work().reading() as tx:
        found = retention.one(tx, current_actor(), number)
        return render_template(
            "privasi/retensi_satu.html", found=found, classes=retention.CLASSES, errors=errors
        )
