"""Choosing a password: one's own again and again, or the first one after an initial password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.identity import passwords
from webapp.services.identity.password_rules import LONGEST, SHORTEST
from webapp.services.identity.sessions import INITIAL
from webapp.web.context import current_session, work
from webapp.web.policy import before_duties, policy

from . import signing
from .second_factors import errors_of
from .session import renew

blueprint = Blueprint("security_password", __name__)


@blueprint.get("/akun/sandi")
@policy("masuk")
@before_duties
def page() -> ResponseReturnValue:
    """The form."""
    return _page({})


@blueprint.post("/akun/sandi")
@policy("masuk")
@before_duties
def change() -> ResponseReturnValue:
    """Change it; every other session ends."""
    new = request.form.get("sandi_baru", "")
    try:
        key = passwords.change(work(), current_session(), new, signing.confirmation())
    except Refused as refused:
        return _page(errors_of(refused)), 422
    except signing.FAILURES as wrong:
        return _page(signing.refused(wrong)), 422
    renew(key)
    flash(_("Kata sandi diganti. Sesi Anda di perangkat lain sudah diakhiri."), "success")
    return redirect(url_for("security.page"), 303)


def _page(errors: dict[str, list[str]]) -> str:
    here = current_session()
    return render_template(
        "akun/sandi.html", errors=errors, first=INITIAL in here.methods, factors=here.factors, shortest=SHORTEST,
        longest=LONGEST,
    )  # fmt: skip
