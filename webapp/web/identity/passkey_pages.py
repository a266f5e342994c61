"""Pages of passkeys: adding one, removing one, signing in with one, and the challenge of a signature.

What a browser needs to answer travels as JSON to our own script; the answers come back as fields of ordinary forms.
"""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.identity import passkeys
from webapp.services.identity.accounts import SlowDown
from webapp.services.identity.passkeys import Asked, Site
from webapp.web.addresses import local_path
from webapp.web.context import current_session, work
from webapp.web.language import say
from webapp.web.policy import before_duties, policy
from webapp.web.security import LARGEST_POST, large_body

from . import signing
from .second_factors import Errors, codes_page, errors_of
from .session import begin, client, renew, waiting
from .sign_in import slow_down

blueprint = Blueprint("passkeys", __name__)


@blueprint.get("/akun/keamanan/kunci")
@policy("masuk")
@before_duties
def add_page() -> ResponseReturnValue:
    """Add a passkey."""
    return _add({})


@blueprint.post("/akun/keamanan/kunci/tantangan")
@policy("masuk")
@before_duties
def ask_to_add() -> ResponseReturnValue:
    """What the browser needs to make a passkey, after re-authentication; or what is wrong, in a sentence."""
    try:
        return _asked(passkeys.ask_registration(work(), current_session(), _site(), signing.confirmation()))
    except Refused as refused:
        return jsonify(kesalahan=say(refused.pelanggaran[0].pesan)), 422
    except signing.FAILURES as wrong:
        return jsonify(kesalahan=next(iter(signing.refused(wrong).values()))[0]), 422


@blueprint.post("/akun/keamanan/kunci")
@policy("masuk")
@before_duties
def add() -> ResponseReturnValue:
    """Keep the passkey that the browser has made. The first factor brings recovery codes."""
    form = request.form
    try:
        key, codes = passkeys.register(
            work(), current_session(), _site(), form.get(signing.CHALLENGE, ""), form.get(signing.ANSWER, ""),
            form.get("nama", ""),
        )  # fmt: skip
    except Refused as refused:
        return _add(errors_of(refused)), 422
    renew(key)
    if codes:
        return codes_page(codes)
    flash(_("Kunci sandi ditambahkan."), "success")
    return redirect(url_for("security.page"), 303)


@blueprint.get("/akun/keamanan/kunci/<int:kunci_id>/hapus")
@policy("masuk")
def removal(kunci_id: int) -> ResponseReturnValue:
    """Ask once more before a passkey goes."""
    return _removal(kunci_id, {})


@blueprint.post("/akun/keamanan/kunci/<int:kunci_id>/hapus")
@policy("masuk")
def remove(kunci_id: int) -> ResponseReturnValue:
    """Remove a passkey, after re-authentication."""
    try:
        passkeys.remove(work(), current_session(), kunci_id, signing.confirmation())
    except signing.FAILURES as wrong:
        return _removal(kunci_id, signing.refused(wrong)), 422
    flash(_("Kunci sandi dihapus."), "success")
    return redirect(url_for("security.page"), 303)


@blueprint.post("/akun/tantangan")
@policy("masuk")
@before_duties
@large_body(LARGEST_POST)
def ask_proof() -> ResponseReturnValue:
    """The challenge of a signature, over the content that the same form will send to the address `untuk`."""
    address = local_path(request.args.get("untuk"), "")
    return _asked(passkeys.ask_proof(work(), current_session(), _site(), signing.content_of(address)))


@blueprint.post("/masuk/kunci/tantangan")
@policy("umum")
def ask_entry() -> ResponseReturnValue:
    """The challenge for signing in."""
    return _asked(passkeys.ask_entry(work(), _site()))


@blueprint.post("/masuk/kunci")
@policy("umum")
def enter() -> ResponseReturnValue:
    """Sign in with the passkey's answer."""
    back = request.args.get("next")
    try:
        entered = passkeys.enter(
            work(), _site(), request.form.get(signing.CHALLENGE, ""), request.form.get(signing.ANSWER, ""), client(),
            waiting(),
        )  # fmt: skip
    except SlowDown as error:
        flash(slow_down(error), "error")
        return redirect(url_for("auth.sign_in", next=back), 303)
    if entered is None:
        flash(_("Kunci sandi tidak dikenali. Masuk dengan cara lain, lalu periksa Keamanan akun."), "error")
        return redirect(url_for("auth.sign_in", next=back), 303)
    begin(entered.key)
    return redirect(local_path(back), 303)


def _site() -> Site:
    """Our address for passkeys. Raises `NotFound` where browsers allow none."""
    found = signing.site()
    if found is None:
        raise NotFound
    return found


def _asked(asked: Asked) -> ResponseReturnValue:
    return jsonify(tantangan=asked.id, pilihan=asked.options)


def _add(errors: Errors) -> str:
    return render_template(
        "akun/kunci.html", errors=errors, factors=current_session().factors, nama=request.form.get("nama", ""),
        possible=signing.site() is not None,
    )  # fmt: skip


def _removal(kunci_id: int, errors: Errors) -> str:
    here = current_session()
    with work().reading() as tx:
        name = next((one.nama for one in passkeys.of(tx, here.actor.akun_id) if one.id == kunci_id), None)
    if name is None:
        raise NotFound("kunci_sandi", kunci_id)
    return render_template(
        "akun/bukti.html", errors=errors, factors=here.factors, action=url_for(".remove", kunci_id=kunci_id),
        title=_("Hapus kunci sandi"), button_text=_("Hapus"), danger=True,
        words=_("Kunci sandi %(name)s tidak dapat dipakai lagi untuk akun ini. Hapus juga di perangkatnya.", name=name),
    )  # fmt: skip
