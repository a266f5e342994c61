"""Pages of recovery by two officers: ask, decide, and hand over one half each of the initial password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.identity import recovery
from webapp.web.context import current_actor, current_session, work
from webapp.web.policy import policy

from . import signing
from .second_factors import Errors, errors_of

blueprint = Blueprint("recovery", __name__, url_prefix="/admin/pemulihan-akun")
OFFICE = str(recovery.OFFICE)


@blueprint.get("")
@policy("peran", OFFICE)
def page() -> ResponseReturnValue:
    """The requests, and the form for a new one."""
    return _page({})


@blueprint.post("")
@policy("peran", OFFICE)
def ask() -> ResponseReturnValue:
    """Ask for the recovery of an account. The first half of the initial password is on this answer and nowhere else."""
    form, actor = request.form, current_actor()
    with work().reading() as tx:
        person = recovery.look_up(tx, actor, form.get("nama", ""))
    if person is None:
        return _page({"nama": [_("Tidak ada akun dengan NIP atau nama pengguna ini.")]}), 422
    try:
        asked = recovery.ask(
            work(), actor, person.akun_id, form.get("alasan", ""), drop_factors=form.get("lepas_faktor") == "ya",
            confirm=signing.confirmation(),
        )  # fmt: skip
    except Refused as refused:
        return _page(errors_of(refused)), 422
    except signing.FAILURES as wrong:
        return _page(signing.refused(wrong)), 422
    return _one(asked.id, {}, first=asked.half)


@blueprint.get("/<int:pemulihan_id>")
@policy("peran", OFFICE)
def one(pemulihan_id: int) -> ResponseReturnValue:
    """One request."""
    return _one(pemulihan_id, {})


@blueprint.post("/<int:pemulihan_id>/putus")
@policy("peran", OFFICE)
def decide(pemulihan_id: int) -> ResponseReturnValue:
    """Agree or decline. The second half of the initial password is on this answer and nowhere else."""
    agree = request.form.get("keputusan") == "setuju"
    try:
        half = recovery.decide(
            work(), current_actor(), pemulihan_id, agree=agree, reason=request.form.get("alasan", ""),
            confirm=signing.confirmation(),
        )  # fmt: skip
    except Refused as refused:
        return _one(pemulihan_id, errors_of(refused)), 422
    except signing.FAILURES as wrong:
        return _one(pemulihan_id, signing.refused(wrong)), 422
    if half is None:
        flash(_("Permintaan ini tidak jadi. Akunnya tidak berubah."), "success")
        return redirect(url_for(".page"), 303)
    return _one(pemulihan_id, {}, second=half)


@blueprint.get("/akhiri-sesi")
@policy("peran", OFFICE)
def sessions_page() -> ResponseReturnValue:
    """End what somebody has open, after a lost phone for example."""
    return _sessions({})


@blueprint.post("/akhiri-sesi")
@policy("peran", OFFICE)
def end_sessions() -> ResponseReturnValue:
    """End every session of an account."""
    actor = current_actor()
    with work().reading() as tx:
        person = recovery.look_up(tx, actor, request.form.get("nama", ""))
    if person is None:
        return _sessions({"nama": [_("Tidak ada akun dengan NIP atau nama pengguna ini.")]}), 422
    try:
        recovery.end_sessions(work(), actor, person.akun_id, signing.confirmation())
    except signing.FAILURES as wrong:
        return _sessions(signing.refused(wrong)), 422
    flash(_("Semua sesi %(name)s sudah diakhiri. Ia diberi tahu.", name=person.name), "success")
    return redirect(url_for(".page"), 303)


def _sessions(errors: Errors) -> str:
    return render_template(
        "akun/akhiri_sesi.html", errors=errors, factors=current_session().factors, values=request.form
    )


def _page(errors: Errors) -> str:
    with work().reading() as tx:
        return render_template(
            "akun/pemulihan.html", requests=recovery.requests(tx, current_actor()), errors=errors,
            factors=current_session().factors, values=request.form,
        )  # fmt: skip


def _one(pemulihan_id: int, errors: Errors, *, first: str = "", second: str = "") -> str:
    with work().reading() as tx:
        return render_template(
            "akun/pemulihan_satu.html", found=recovery.request(tx, current_actor(), pemulihan_id), errors=errors,
            factors=current_session().factors, first=first, second=second,
        )  # fmt: skip
