"""Pages of the authenticator app and of the recovery codes of one's own account."""

from __future__ import annotations

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.identity import enrolling
from webapp.services.identity.accounts import SlowDown
from webapp.web.context import current_session, work
from webapp.web.language import say
from webapp.web.policy import before_duties, policy

from . import signing
from .session import renew
from .sign_in import slow_down, wrong_code

blueprint = Blueprint("second_factors", __name__, url_prefix="/akun/keamanan")

Errors = dict[str, list[str]]


@blueprint.get("/autentikator")
@policy("masuk")
@before_duties
def app_page() -> ResponseReturnValue:
    """Begin to enrol an authenticator app."""
    return _begin({})


@blueprint.post("/autentikator")
@policy("masuk")
@before_duties
def begin_app() -> ResponseReturnValue:
    """Draw a secret, after re-authentication."""
    try:
        enrolling.begin_codes(work(), current_session(), signing.confirmation())
    except Refused as refused:
        return _begin(errors_of(refused)), 422
    except signing.FAILURES as wrong:
        return _begin(signing.refused(wrong)), 422
    return redirect(url_for(".secret"), 303)


@blueprint.get("/autentikator/kode")
@policy("masuk")
@before_duties
def secret() -> ResponseReturnValue:
    """The QR code, and the field for the first code."""
    try:
        return _secret({})
    except NotFound:
        return redirect(url_for(".app_page"), 303)


@blueprint.post("/autentikator/kode")
@policy("masuk")
@before_duties
def finish_app() -> ResponseReturnValue:
    """Take the first code; the recovery codes are on this answer and nowhere else."""
    try:
        found = enrolling.finish_codes(work(), current_session(), request.form.get("kode", ""))
    except SlowDown as error:
        return _secret({"kode": [slow_down(error)]}), 429
    if found is None:
        return _secret({"kode": [wrong_code()]}), 422
    key, codes = found
    renew(key)
    return codes_page(codes)


@blueprint.get("/autentikator/hapus")
@policy("masuk")
def removal() -> ResponseReturnValue:
    """Ask once more before the authenticator goes."""
    return _removal({})


@blueprint.post("/autentikator/hapus")
@policy("masuk")
def remove_app() -> ResponseReturnValue:
    """Remove it, after re-authentication."""
    try:
        enrolling.remove_codes(work(), current_session(), signing.confirmation())
    except signing.FAILURES as wrong:
        return _removal(signing.refused(wrong)), 422
    flash(_("Aplikasi autentikator dihapus dari akun Anda."), "success")
    return redirect(url_for("security.page"), 303)


@blueprint.get("/kode-pemulihan")
@policy("masuk")
def recovery() -> ResponseReturnValue:
    """Ask for new recovery codes."""
    return _recovery({})


@blueprint.post("/kode-pemulihan")
@policy("masuk")
def renew_recovery() -> ResponseReturnValue:
    """New recovery codes, after re-authentication."""
    try:
        codes = enrolling.new_recovery_codes(work(), current_session(), signing.confirmation())
    except Refused as refused:
        return _recovery(errors_of(refused)), 422
    except signing.FAILURES as wrong:
        return _recovery(signing.refused(wrong)), 422
    return codes_page(codes)


def codes_page(codes: list[str]) -> str:
    """The recovery codes, this once."""
    return render_template("akun/kode_pemulihan.html", codes=codes)


def errors_of(refused: Refused) -> Errors:
    """Refusals by the field that they are about."""
    return {one.letak or "": [say(one.pesan)] for one in refused.pelanggaran}


def _begin(errors: Errors) -> str:
    return render_template("akun/autentikator.html", errors=errors, factors=current_session().factors)


def _removal(errors: Errors) -> str:
    return render_template(
        "akun/bukti.html", errors=errors, factors=current_session().factors, action=url_for(".remove_app"),
        title=_("Hapus aplikasi autentikator"), button_text=_("Hapus"), danger=True,
        words=_("Kode dari aplikasi itu tidak diterima lagi. Bila tidak ada kunci sandi, kode pemulihan ikut dihapus."),
    )  # fmt: skip


def _recovery(errors: Errors) -> str:
    return render_template(
        "akun/bukti.html", errors=errors, factors=current_session().factors, action=url_for(".renew_recovery"),
        title=_("Kode pemulihan baru"), button_text=_("Buat kode baru"), danger=False,
        words=_("Sepuluh kode baru menggantikan semua kode lama. Kode hanya ditampilkan sekali."),
    )  # fmt: skip


def _secret(errors: Errors) -> str:
    with work().reading() as tx:
        found = enrolling.enrolment(tx, current_session())
    picture = segno.make(found.address, error="m").svg_data_uri(scale=5, border=3)
    groups = " ".join(found.secret[at : at + 4] for at in range(0, len(found.secret), 4))
    return render_template("akun/autentikator_kode.html", errors=errors, picture=picture, secret=groups)
