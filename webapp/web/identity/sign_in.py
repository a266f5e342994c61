"""Signing in and out: the password, the second factor of those who have one, and the end of the session."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.services.identity import entering, passkeys, sessions
from webapp.services.identity.accounts import SlowDown
from webapp.web.addresses import local_path
from webapp.web.context import current_session, settings, visitor, work
from webapp.web.policy import before_duties, policy

from .session import begin, clear_device, client, leave, waiting

blueprint = Blueprint("auth", __name__)


@blueprint.get("/")
@policy("umum")
def home() -> ResponseReturnValue:
    """The beginning: one's own tasks."""
    return redirect(url_for("tasks.inbox_page"), 303)


@blueprint.get("/masuk")
@policy("umum")
def sign_in() -> ResponseReturnValue:
    """The sign-in page."""
    if visitor() is not None:
        return redirect(_onward(), 303)
    return _page()


@blueprint.post("/masuk")
@policy("umum")
def sign_in_post() -> ResponseReturnValue:
    """Sign in. A wrong name and a wrong password get the same answer."""
    username, password = request.form.get("nama_pengguna", ""), request.form.get("sandi", "")
    if not username.strip() or not password:
        return _page(_("Isi NIP dan kata sandi Anda.")), 422
    try:
        entered = entering.enter(work(), username, password, client())
    except SlowDown as error:
        headers = {"Retry-After": str(error.seconds)}
        return _page(slow_down(error)), 429, headers
    if entered is None:
        return _page(_("NIP atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.")), 422
    begin(entered.key)
    if not entered.full:
        return redirect(url_for("auth.second_factor", next=request.args.get("next")), 303)
    return redirect(_onward(), 303)


@blueprint.get("/masuk/faktor")
@policy("umum")
def second_factor() -> ResponseReturnValue:
    """Ask for the second factor of somebody who has given the password."""
    if waiting() is None:
        return redirect(url_for("auth.sign_in", next=request.args.get("next")), 303)
    return _factor_page()


@blueprint.post("/masuk/faktor")
@policy("umum")
def second_factor_post() -> ResponseReturnValue:
    """Take the code; the session begins under a new key."""
    found = waiting()
    if found is None:
        flash(_("Waktu untuk memasukkan kode sudah lewat. Masuk lagi."), "warning")
        return redirect(url_for("auth.sign_in", next=request.args.get("next")), 303)
    typed = request.form.get("kode", "")
    if not typed.strip():
        return _factor_page(_("Isi kode Anda.")), 422
    try:
        key = entering.give_code(work(), found, typed)
    except SlowDown as error:
        return _factor_page(slow_down(error)), 429, {"Retry-After": str(error.seconds)}
    if key is None:
        return _factor_page(wrong_code()), 422
    begin(key)
    return redirect(_onward(), 303)


@blueprint.post("/keluar")
@policy("masuk")
@before_duties
def sign_out() -> ResponseReturnValue:
    """End this session."""
    here = current_session()
    sessions.sign_out(work(), here)
    leave()
    if settings().oidc is not None and {sessions.SINGLE_SIGN_ON, sessions.SINGLE_SIGN_ON_TWO} & set(
        here.methods
    ):
        return clear_device(redirect(url_for("single_sign_on.left"), 303))
    flash(_("Anda sudah keluar."), "success")
    return clear_device(redirect(url_for("auth.sign_in"), 303))


def slow_down(error: SlowDown) -> str:
    """What is said to one who tried too often."""
    return _("Terlalu banyak percobaan. Tunggu %(seconds)s detik, lalu coba lagi.", seconds=error.seconds)


def wrong_code() -> str:
    """What is said of a code that does not fit, whatever the reason."""
    return _(
        "Kode tidak cocok, atau sudah dipakai. Ketik kode yang sedang tampil di aplikasi autentikator Anda, atau satu "
        "kode pemulihan yang belum dipakai."
    )


def _onward() -> str:
    return local_path(request.args.get("next"))


def _page(error: str | None = None) -> str:
    return render_template(
        "masuk.html",
        error=error,
        nama_pengguna=request.form.get("nama_pengguna", ""),
        next=request.args.get("next"),
        passkeys=passkeys.site_of(settings().public_url) is not None,
        provider=settings().oidc,
    )


def _factor_page(error: str | None = None) -> str:
    found = waiting()
    return render_template(
        "masuk_faktor.html", error=error, next=request.args.get("next"), factors=found and found.factors
    )
