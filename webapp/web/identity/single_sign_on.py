"""Signing in through the agency's provider, linking an account with it, and leaving it again.

The way there is always a link: a form that leads to another host would be stopped by our own policy for pages.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.identity import sessions, single_sign_on
from webapp.services.identity.provider import Provider, ProviderDown, TokenRefused
from webapp.services.identity.single_sign_on import Back
from webapp.web.addresses import local_path
from webapp.web.context import current_session, settings, visitor, work
from webapp.web.language import say
from webapp.web.policy import policy
from webapp.web.security import csrf

from . import signing
from .session import begin, client, waiting
from .words import refusal

blueprint = Blueprint("single_sign_on", __name__)

PROVIDERS = "lakon_oidc"


def provider() -> Provider | None:
    """The agency's provider, if it has one; its addresses and keys are kept in this process."""
    found = settings().oidc
    if found is None:
        return None
    held: dict[object, Provider] = current_app.extensions.setdefault(PROVIDERS, {})
    return held.setdefault(found, Provider(found))


def needed() -> Provider:
    """The agency's provider. Raises `NotFound` where it has none."""
    found = provider()
    if found is None:
        raise NotFound
    return found


def back_address() -> str:
    """Where the provider sends people back to; it is registered there."""
    return settings().public_url + url_for("single_sign_on.come_back")


@blueprint.get("/masuk/tunggal")
@policy("umum")
def leave() -> ResponseReturnValue:
    """Go to the provider. Not from another site's page: nobody is signed in here who has not asked for it."""
    target = local_path(request.args.get("next"))
    source = needed()
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect(url_for("auth.sign_in", next=target), 303)
    try:
        address = single_sign_on.ask_entry(work(), source, back_address(), client(), target)
    except ProviderDown:
        return down()
    return redirect(address, 303)


@blueprint.get("/masuk/tunggal/kembali")
@policy("umum")
def come_back() -> ResponseReturnValue:
    """Come back from the provider: signed in, waiting to be linked, or with a proof for what is being signed."""
    source = needed()
    try:
        if request.args.get("error"):
            raise TokenRefused(f"provider: {request.args['error'][:40]}")
        if request.args.get("iss", source.settings.issuer) != source.settings.issuer:
            raise TokenRefused("iss: another provider")
        state, code = request.args.get("state", ""), request.args.get("code", "")
        found = single_sign_on.come_back(work(), source, state, code, back_address(), client())
    except TokenRefused as refused:
        if refused.why.startswith(("provider:", "iss: another")):
            single_sign_on.keep_refusal(work(), source, refused)
        return _stopped(refusal(refused.why)), 422
    except ProviderDown:
        return down()
    return _onward(found)


def _onward(found: Back) -> ResponseReturnValue:
    if found.proof:
        return redirect(url_for("fresh_sign_on.page", permintaan_id=found.request), 303)
    if found.entered is None:
        flash(
            _(
                "Masuk tunggal Anda belum dikaitkan dengan akun Lakon. Masuk sekali dengan kata sandi untuk itu."
            ),
            "warning",
        )
        return redirect(url_for(".link_page", permintaan_id=found.request), 303)
    here, half = visitor(), waiting()
    for old in (here.session if here else None, half):
        if old is not None:
            sessions.sign_out(work(), old)
    begin(found.entered.key)
    if not found.entered.full:
        return redirect(url_for("auth.second_factor", next=found.target), 303)
    return redirect(local_path(found.target), 303)


@blueprint.get("/akun/keamanan/tunggal/<uuid:permintaan_id>")
@policy("masuk")
def link_page(permintaan_id: UUID) -> ResponseReturnValue:
    """Ask whoever is signed in here to confirm that the person at the provider is he."""
    try:
        return _link(permintaan_id, {})
    except Refused as refused:
        return _stopped(say(refused.pelanggaran[0].pesan)), 422


@blueprint.post("/akun/keamanan/tunggal/<uuid:permintaan_id>")
@policy("masuk")
def link(permintaan_id: UUID) -> ResponseReturnValue:
    """Link, after local re-authentication."""
    needed()
    try:
        single_sign_on.link(work(), current_session(), permintaan_id, client(), signing.confirmation())
    except Refused as refused:
        return _stopped(say(refused.pelanggaran[0].pesan)), 422
    except signing.FAILURES as wrong:
        return _link(permintaan_id, signing.refused(wrong)), 422
    flash(_("Akun Anda sudah dikaitkan. Mulai sekarang Anda dapat masuk lewat masuk tunggal."), "success")
    return redirect(url_for("security.page"), 303)


@blueprint.get("/akun/keamanan/tunggal/lepas")
@policy("masuk")
def removal() -> ResponseReturnValue:
    """Ask once more before the link goes."""
    return _removal({})


@blueprint.post("/akun/keamanan/tunggal/lepas")
@policy("masuk")
def unlink() -> ResponseReturnValue:
    """Undo the link, after re-authentication."""
    issuer = needed().settings.issuer
    try:
        single_sign_on.unlink(work(), current_session(), issuer, signing.confirmation())
    except signing.FAILURES as wrong:
        return _removal(signing.refused(wrong)), 422
    flash(_("Kaitan dengan masuk tunggal dilepas."), "success")
    return redirect(url_for("security.page"), 303)


@blueprint.get("/keluar/tunggal")
@policy("umum")
def left() -> ResponseReturnValue:
    """The session here has ended; the one at the provider has not, and on a shared computer it should."""
    source = needed()
    try:
        address = source.end_address(settings().public_url + url_for("auth.sign_in"))
    except ProviderDown:
        address = None
    return render_template("akun/keluar_tunggal.html", name=source.settings.name, address=address)


@blueprint.post("/masuk/tunggal/keluar")
@policy("umum")
@csrf.exempt  # type: ignore[untyped-decorator]
def signed_out() -> ResponseReturnValue:
    """The provider says that somebody has signed out there: his sessions here that came from it end (back channel)."""
    source = needed()
    try:
        with work().reading() as tx:
            now = tx.now
        subject = source.signed_out(request.form.get("logout_token", ""), now)
    except TokenRefused as refused:
        single_sign_on.keep_refusal(work(), source, refused)
        return {"error": "invalid_request"}, 400
    except ProviderDown:
        return {"error": "temporarily_unavailable"}, 503
    single_sign_on.end_sessions(work(), source.settings.issuer, subject)
    return "", 200


def down() -> ResponseReturnValue:
    """The provider does not answer: the local ways are still open."""
    words = _(
        "Penyedia masuk tunggal sedang tidak menjawab. Masuk dengan NIP dan kata sandi Lakon, atau coba lagi nanti."
    )
    return _stopped(words), 503, {"Retry-After": "60"}


def _stopped(words: str) -> str:
    source = needed()
    return render_template("akun/tunggal_gagal.html", words=words, name=source.settings.name)


def _link(permintaan_id: UUID, errors: dict[str, list[str]]) -> str:
    """The page of the link. Raises `NotFound` and `Refused` where there is nothing to link here."""
    here, source = current_session(), needed()
    with work().transaction() as tx:
        single_sign_on.waiting_link(tx, here, permintaan_id, client())
    return render_template(
        "akun/bukti.html", errors=errors, factors=here.factors, action=url_for(".link", permintaan_id=permintaan_id),
        title=_("Kaitkan akun"), button_text=_("Kaitkan"), danger=False,
        words=_(
            "Sesudah ini, siapa pun yang masuk lewat %(name)s sebagai Anda masuk ke akun Lakon ini (%(who)s). NIP pada "
            "kedua akun sama. Kaitkan hanya bila Anda sendiri yang baru masuk di sana.",
            name=source.settings.name, who=here.actor.nama,
        ),
    )  # fmt: skip


def _removal(errors: dict[str, list[str]]) -> str:
    needed()
    return render_template(
        "akun/bukti.html", errors=errors, factors=current_session().factors, action=url_for(".unlink"),
        title=_("Lepas kaitan masuk tunggal"), button_text=_("Lepas"), danger=True,
        words=_("Sesudah ini Anda masuk dengan kata sandi atau kunci sandi Lakon. Pastikan Anda masih memilikinya."),
    )  # fmt: skip
