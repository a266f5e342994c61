"""Signing in and out, and the session: a signed cookie with the account, its session key, and two times.

A session ends after eight idle hours, twelve hours after signing in, when the account is closed, and everywhere at
once when the person signs out (the account's session key is then a new one).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, Flask, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user

from webapp.operations import Actor
from webapp.services import accounts
from webapp.services.accounts import SlowDown
from webapp.services.people.assignments import subjects, verified
from webapp.services.reminders import notices
from webapp.services.work import Transaction
from webapp.storage.identitas import nama_instansi
from webapp.storage.queries import TanpaKepalaDaerah

from .addresses import local_path
from .context import Visitor, current_actor, visitor, work
from .policy import policy

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
"""How often a session's last use is written into its cookie."""

KEY, SINCE, USED = "kunci", "masuk", "dipakai"
"""What a session holds beside the account: its key, when it began, when it was last used (seconds since 1970)."""

blueprint = Blueprint("auth", __name__)
login = LoginManager()


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
        return redirect(local_path(request.args.get("next")), 303)
    return _page()


@blueprint.post("/masuk")
@policy("umum")
def sign_in_post() -> ResponseReturnValue:
    """Sign in. A wrong name and a wrong password get the same answer."""
    username, password = request.form.get("nama_pengguna", ""), request.form.get("sandi", "")
    if not username.strip() or not password:
        return _page(_("Isi NIP dan kata sandi Anda.")), 422
    try:
        actor = accounts.sign_in(work(), username, password)
    except SlowDown as error:
        headers = {"Retry-After": str(error.seconds)}
        return _page(slow_down(error)), 429, headers
    if actor is None:
        return _page(_("NIP atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.")), 422
    with work().reading() as tx:
        key = accounts.session_key(tx, actor.akun_id)
        _begin(Visitor(actor), key, tx.now)
    return redirect(local_path(request.args.get("next")), 303)


@blueprint.post("/keluar")
@policy("masuk")
def sign_out() -> ResponseReturnValue:
    """Sign out, everywhere."""
    accounts.sign_out(work(), current_actor())
    session.clear()
    g.visitor = None
    flash(_("Anda sudah keluar."), "success")
    answer = redirect(url_for("auth.sign_in"), 303)
    # Phones are shared: what waited on the device, and what it kept for pages without a line, goes with its owner.
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def slow_down(error: SlowDown) -> str:
    """What is said to one who tried too often."""
    return _("Terlalu banyak percobaan. Tunggu %(seconds)s detik, lalu coba lagi.", seconds=error.seconds)


def _page(error: str | None = None) -> str:
    return render_template(
        "masuk.html",
        error=error,
        nama_pengguna=request.form.get("nama_pengguna", ""),
        next=request.args.get("next"),
    )


def _begin(who: Visitor, key: str, now: datetime) -> None:
    # Nothing of a stranger's session lives on, its token against forged posts included.
    session.clear()
    login_user(who)
    moment = int(now.timestamp())
    session[KEY], session[SINCE], session[USED] = key, moment, moment


def load_visitor() -> None:
    """Before each request: find out who is signed in."""
    g.visitor = None
    if request.endpoint != "static" and current_user.is_authenticated:
        g.visitor = current_user._get_current_object()


@login.user_loader  # type: ignore[untyped-decorator]
def _load(user_id: str) -> Visitor | None:
    with work().reading() as tx:
        if not user_id.isdigit() or not _still_runs(tx.now):
            return None
        g.instansi = nama_instansi(tx.session, tx.today) or ""
        actor = accounts.actor_of(tx, int(user_id), str(session.get(KEY, "")))
        return None if actor is None else Visitor(actor, *_leads(tx, actor), notices.unread(tx, actor))


def _leads(tx: Transaction, actor: Actor) -> tuple[bool, bool]:
    """Whether the person evaluates somebody, and verifies somebody's daily work."""
    try:
        day = tx.work.organisation.day(tx.session, tx.today)
    except TanpaKepalaDaerah:
        return False, False  # pages that need to know say so; signing in and help must stay open
    return bool(subjects(day, actor)), bool(verified(day, actor))


def _still_runs(now: datetime) -> bool:
    """Whether the session is within both limits; notes that it is used."""
    moment, since, used = int(now.timestamp()), session.get(SINCE), session.get(USED)
    if not isinstance(since, int) or not isinstance(used, int):
        return False
    if moment - used > IDLE.total_seconds() or moment - since > ABSOLUTE.total_seconds():
        return False
    if moment - used >= NOTED_EVERY.total_seconds():
        session[USED] = moment
    return True


def signed_in_at() -> int:
    """When this session began, in seconds since 1970."""
    return int(session.get(SINCE, 0))


def init_app(app: Flask) -> None:
    """Let sessions be read before each request."""
    login.session_protection = None  # phones change their address on the way; the session key does the work
    login.init_app(app)
    app.before_request(load_visitor)
