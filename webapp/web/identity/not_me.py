"""Pages of "Bukan saya": the button's page for whoever did not do what was done in his name, and BKPP's."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.identity import not_me
from webapp.web.context import current_actor, current_session, work
from webapp.web.policy import policy

from . import signing
from .second_factors import Errors, errors_of
from .session import leave
from .words import known_by

blueprint = Blueprint("not_me", __name__)


@blueprint.get("/kasus/<int:case_id>/bukan-saya")
@policy("masuk")
def page(case_id: int) -> ResponseReturnValue:
    """What was done in one's name, and what will happen if it was somebody else."""
    return _page(case_id, {})


@blueprint.post("/kasus/<int:case_id>/bukan-saya")
@policy("masuk")
def freeze(case_id: int) -> ResponseReturnValue:
    """Freeze the case, after re-authentication; all sessions of the account end, this one, too."""
    words = request.form.get("keterangan", "")
    try:
        not_me.freeze(work(), current_session(), case_id, words, signing.confirmation())
    except Refused as refused:
        return _page(case_id, errors_of(refused)), 422
    except signing.FAILURES as wrong:
        return _page(case_id, signing.refused(wrong)), 422
    leave()
    flash(
        _(
            "Kasus dibekukan dan BKPP diberi tahu. Semua sesi akun Anda diakhiri; masuk lagi, lalu ganti kata sandi."
        ),
        "success",
    )
    return redirect(url_for("auth.sign_in"), 303)


@blueprint.get("/admin/beku")
@policy("peran", "admin_bkpp")
def all_frozen() -> ResponseReturnValue:
    """Every case that stands still."""
    with work().reading() as tx:
        return render_template("admin/beku.html", rows=not_me.all_frozen(tx, current_actor()))


@blueprint.get("/admin/beku/<int:pembekuan_id>")
@policy("peran", "admin_bkpp")
def one(pembekuan_id: int) -> ResponseReturnValue:
    """One freeze."""
    return _one(pembekuan_id, {})


@blueprint.post("/admin/beku/<int:pembekuan_id>/usulkan")
@policy("peran", "admin_bkpp")
def propose(pembekuan_id: int) -> ResponseReturnValue:
    """Propose to open the case again."""
    try:
        not_me.propose(
            work(), current_actor(), pembekuan_id, request.form.get("catatan", ""), signing.confirmation()
        )
    except Refused as refused:
        return _one(pembekuan_id, errors_of(refused)), 422
    except signing.FAILURES as wrong:
        return _one(pembekuan_id, signing.refused(wrong)), 422
    flash(_("Usul tersimpan. Admin BKPP lain yang memutuskan."), "success")
    return redirect(url_for(".one", pembekuan_id=pembekuan_id), 303)


@blueprint.post("/admin/beku/<int:pembekuan_id>/putus")
@policy("peran", "admin_bkpp")
def decide(pembekuan_id: int) -> ResponseReturnValue:
    """Open the case, or send the proposal back."""
    agree = request.form.get("keputusan") == "setuju"
    try:
        not_me.decide(work(), current_actor(), pembekuan_id, agree=agree, confirm=signing.confirmation())
    except Refused as refused:
        return _one(pembekuan_id, errors_of(refused)), 422
    except signing.FAILURES as wrong:
        return _one(pembekuan_id, signing.refused(wrong)), 422
    flash(_("Kasus dibuka kembali.") if agree else _("Usul dikembalikan. Kasus tetap dibekukan."), "success")
    return redirect(url_for(".one", pembekuan_id=pembekuan_id), 303)


def _page(case_id: int, errors: Errors) -> str:
    here = current_session()
    with work().reading() as tx:
        act = not_me.last_act(tx, here.actor, case_id)
    return render_template(
        "akun/bukan_saya.html", act=act, errors=errors, factors=here.factors, known_by=known_by,
        keterangan=request.form.get("keterangan", ""),
    )  # fmt: skip


def _one(pembekuan_id: int, errors: Errors) -> str:
    with work().reading() as tx:
        found = not_me.frozen(tx, current_actor(), pembekuan_id)
    return render_template(
        "admin/satu_beku.html", found=found, errors=errors, known_by=known_by, factors=current_session().factors,
        catatan=request.form.get("catatan", ""),
    )  # fmt: skip
