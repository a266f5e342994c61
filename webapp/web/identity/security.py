"""The page "Keamanan akun": sessions and devices of one's own account, and the ways to its password and factors."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.services.identity import factors, passkeys, recovery_codes, sessions, single_sign_on
from webapp.storage.aturan import nilai_aturan
from webapp.web.context import current_session, settings, visitor, work
from webapp.web.policy import before_duties, policy

from . import signing
from .second_factors import Errors
from .session import leave
from .words import known_by

blueprint = Blueprint("security", __name__)


@blueprint.get("/akun/keamanan")
@policy("masuk")
@before_duties
def page() -> ResponseReturnValue:
    """Everything about the security of one's own account."""
    here, who = current_session(), visitor()
    if who is not None and who.duty == factors.DUTY_PASSWORD:
        return redirect(url_for("security_password.page"), 303)
    with work().reading() as tx:
        akun_id = here.actor.akun_id
        rule, provider = nilai_aturan(tx.session, factors.RULE, tx.today), settings().oidc
        return render_template(
            "akun/keamanan.html", factors=here.factors, keys=passkeys.of(tx, akun_id),
            left=recovery_codes.left(tx, akun_id), sessions=sessions.running(tx, here),
            devices=sessions.devices(tx, akun_id), must=who is not None and who.duty is not None,
            possible=signing.site() is not None, asked=bool(rule and rule.get("wajib_untuk")), known_by=known_by,
            provider=provider,
            linked=provider is not None and single_sign_on.link_of(tx, akun_id, provider.issuer) is not None,
        )  # fmt: skip


@blueprint.get("/akun/keamanan/sesi/<int:session_id>/akhiri")
@policy("masuk")
def session_end(session_id: int) -> ResponseReturnValue:
    """Ask who it is before another session ends."""
    return _end_one(session_id, {})


@blueprint.post("/akun/keamanan/sesi/<int:session_id>/akhiri")
@policy("masuk")
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions; the one in which this is asked leads to the sign-in page."""
    here = current_session()
    try:
        sessions.end_own(work(), here, session_id, signing.confirmation())
    except signing.FAILURES as wrong:
        return _end_one(session_id, signing.refused(wrong)), 422
    if session_id == here.id:
        leave()
        flash(_("Sesi ini sudah diakhiri."), "success")
        return redirect(url_for("auth.sign_in"), 303)
    flash(_("Sesi itu sudah diakhiri."), "success")
    return redirect(url_for("security.page"), 303)


@blueprint.get("/akun/keamanan/sesi/akhiri-lain")
@policy("masuk")
def others_end() -> ResponseReturnValue:
    """Ask who it is before all other sessions end."""
    return _end_others({})


@blueprint.post("/akun/keamanan/sesi/akhiri-lain")
@policy("masuk")
def end_others() -> ResponseReturnValue:
    """End all sessions but this one."""
    try:
        count = sessions.end_others(work(), current_session(), signing.confirmation())
    except signing.FAILURES as wrong:
        return _end_others(signing.refused(wrong)), 422
    flash(ngettext("%(num)s sesi lain diakhiri.", "%(num)s sesi lain diakhiri.", count), "success")
    return redirect(url_for("security.page"), 303)


def _end_one(session_id: int, errors: Errors) -> str:
    here = current_session()
    with work().reading() as tx:
        row = sessions.own_session(tx, here, session_id)
        words = _("Peramban %(browser)s, jaringan %(network)s.", browser=row.peramban, network=row.jaringan)
    return render_template(
        "akun/bukti.html", errors=errors, factors=here.factors, danger=True, words=words,
        action=url_for("security.end_session", session_id=session_id), title=_("Akhiri sesi"), button_text=_("Akhiri"),
    )  # fmt: skip


def _end_others(errors: Errors) -> str:
    return render_template(
        "akun/bukti.html", errors=errors, factors=current_session().factors, danger=True,
        words=_("Hanya sesi ini yang tetap terbuka. Perangkat lain harus masuk lagi."),
        action=url_for("security.end_others"), title=_("Akhiri semua sesi lain"), button_text=_("Akhiri"),
    )  # fmt: skip
