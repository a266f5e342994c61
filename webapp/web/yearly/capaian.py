"""Results of units: the list of a year with where each one stands, one unit's versions, and the opening of a year."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from webapp.services.errors import NotFound
from webapp.services.policy.decide import permits
from webapp.services.policy.matrix import Kind, Right
from webapp.services.yearly import capaian
from webapp.web.context import current_actor, work
from webapp.web.policy import policy

from .yearly_words import words

blueprint = Blueprint("capaian", __name__, url_prefix="/capaian")


@blueprint.get("")
@policy("masuk")
def page() -> str:
    """The units of a year (`?tahun=`, else the newest) that this person may see."""
    with work().reading() as tx:
        years = capaian.years(tx)
        asked = request.args.get("tahun", type=int)
        tahun = asked if asked is not None else next(iter(years), tx.today.year)
        rows = capaian.rows(tx, current_actor(), tahun)
    return render_template(
        "capaian/daftar.html", rows=rows, tahun=tahun, years=years,
        may_open=tahun in years and permits(current_actor(), Right.WRITE, Kind.RESULTS), **words(),
    )  # fmt: skip


@blueprint.post("/buka")
@policy("peran", "admin_bkpp")
def begin() -> ResponseReturnValue:
    """Open the results of a year for every unit that has none."""
    tahun = request.form.get("tahun", type=int)
    if tahun is None:
        raise NotFound
    opened = capaian.open_year(work(), current_actor(), tahun)
    flash(
        str(_n("%(num)s penilaian capaian dibuka.", "%(num)s penilaian capaian dibuka.", opened.started)),
        "success",
    )
    if opened.without_head:
        names = ", ".join(opened.without_head)
        flash(_("Belum dapat dibuka karena unitnya tanpa pimpinan: %(names)s.", names=names), "warning")
    return redirect(url_for(".page", tahun=tahun), 303)


@blueprint.get("/<int:capaian_id>")
@policy("masuk")
def one(capaian_id: int) -> str:
    """One unit: what stands, who proposed and set it and on what ground, and the way to change it."""
    with work().reading() as tx:
        row, versions = capaian.versions(tx, current_actor(), capaian_id)
        return render_template("capaian/satu.html", row=row, versions=versions, **words())
