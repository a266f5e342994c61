"""A person's own allowance: the final months, and why each percent is what it is. Nobody else's is shown here."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _

from webapp.services.activities import corrections, month
from webapp.services.errors import Denied, NotFound
from webapp.services.tpp import explain
from webapp.web.context import current_actor, work
from webapp.web.policy import policy

from .words import COMPONENTS, common, read_month

blueprint = Blueprint("tpp_own", __name__, url_prefix="/tpp/saya")


@blueprint.get("")
@policy("masuk")
def page() -> str:
    """This month so far, and the final months."""
    actor = current_actor()
    if actor.pegawai_id is None:
        raise Denied(_("TPP hanya dihitung untuk pegawai."))
    with work().reading() as tx:
        return render_template(
            "tpp/saya.html",
            months=explain.own_months(tx, actor),
            now=month.progress(tx, actor.pegawai_id, tx.today),
            **common(),
        )


@blueprint.get("/<masa_tpp>")
@policy("masuk")
def one(masa_tpp: str) -> str:
    """One own month: the explanation once it is final, else how far it has come."""
    bulan, actor = read_month(masa_tpp), current_actor()
    if actor.pegawai_id is None:
        raise Denied(_("TPP hanya dihitung untuk pegawai."))
    with work().reading() as tx:
        if not tx.today.year - 5 <= bulan.year <= tx.today.year + 1:
            raise NotFound("tpp_bulanan")
        return render_template(
            "tpp/saya_bulan.html",
            bulan=bulan,
            found=explain.mine(tx, actor, bulan),
            now=month.progress(tx, actor.pegawai_id, bulan),
            corrections=corrections.of_month(tx, actor, actor.pegawai_id, bulan),
            components=COMPONENTS,
            **common(),
        )
