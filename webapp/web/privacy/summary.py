"""The page "Ringkasan": figures of a year by OPD, without a sign-in where the agency has chosen so."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l

from webapp.domain.predikat import Predikat
from webapp.services.privacy import summary
from webapp.web.context import work
from webapp.web.policy import policy

blueprint = Blueprint("summary", __name__)

CELLS: Final = {
    summary.NOT_SET: _l("Belum ditetapkan"),
    summary.NOT_RATED: _l("Ditetapkan, belum dievaluasi"),
    Predikat.SANGAT_BAIK.value: _l("Sangat Baik"),
    Predikat.BAIK.value: _l("Baik"),
    Predikat.BUTUH_PERBAIKAN.value: _l("Butuh Perbaikan"),
    Predikat.KURANG.value: _l("Kurang"),
    Predikat.SANGAT_KURANG.value: _l("Sangat Kurang"),
}


@blueprint.get("/ringkasan")
@policy("umum")
def page() -> str:
    """The figures of a year (`?tahun=`)."""
    with work().reading() as tx:
        found = summary.summary(tx, request.args.get("tahun", type=int))
    return render_template("privasi/ringkasan.html", found=found, cells=CELLS)
