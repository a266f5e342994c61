"""The page /pasang: whoever has the key that `lakon init` printed makes an admin account, once."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.identity import setup
from webapp.services.identity.password_rules import LONGEST, SHORTEST
from webapp.web.context import work
from webapp.web.policy import policy

from .second_factors import Errors, errors_of
from .session import begin, client

blueprint = Blueprint("setup", __name__)


@blueprint.get("/pasang")
@policy("umum")
def page() -> ResponseReturnValue:
    """The form. It looks the same whether a key is waiting or not."""
    return _page({})


@blueprint.post("/pasang")
@policy("umum")
def install() -> ResponseReturnValue:
    """Make the account, and go on signed in; whose account was there before signs in with all its factors."""
    form = request.form
    try:
        key = setup.install(
            work(), form.get("kunci", ""), form.get("nama_pengguna", ""), form.get("sandi_baru", ""), client(),
            form.get("nip", ""),
        )  # fmt: skip
    except Refused as refused:
        return _page(errors_of(refused)), 422
    if key is None:
        flash(
            _("Akun Anda sekarang akun admin BKPP. Masuk dengan kata sandi dan faktor kedua Anda."), "success"
        )
        return redirect(url_for("auth.sign_in"), 303)
    begin(key)
    flash(_("Akun admin dibuat. Pasang faktor kedua sebelum melanjutkan."), "success")
    return redirect(url_for("security.page"), 303)


def _page(errors: Errors) -> str:
    return render_template(
        "akun/pasang.html", errors=errors, nama_pengguna=request.form.get("nama_pengguna", ""),
        nip=request.form.get("nip", ""), shortest=SHORTEST, longest=LONGEST,
    )  # fmt: skip
