"""A person's own settings: the daily letter, and the calendar subscription with its feed."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.process.inbox import InboxItem
from webapp.services.reminders import digest, subscriptions

from .context import current_actor, settings, work
from .form_page import places
from .ics import Event, calendar
from .identity import signing
from .language import say
from .policy import policy

blueprint = Blueprint("account", __name__)

KEPT = "private, max-age=900"
"""How long a calendar program may keep the feed, in seconds."""


@blueprint.get("/akun")
@policy("masuk")
def page() -> ResponseReturnValue:
    """The settings."""
    return _page()


@blueprint.post("/akun/surat")
@policy("masuk")
def choose_letter() -> ResponseReturnValue:
    """Keep where the daily letter goes, and whether it is wanted; another address needs re-authentication."""
    address, wanted = request.form.get("alamat", ""), "aktif" in request.form
    try:
        digest.choose(work(), current_actor(), address, wanted=wanted, confirm=signing.confirmation())
    except (Refused, *signing.FAILURES) as error:
        wrong = places(error.pelanggaran) if isinstance(error, Refused) else signing.refused(error)
        return _page(errors=wrong, values={"alamat": address, "aktif": wanted}), 422
    flash(_("Setelan surat harian tersimpan."), "success")
    return redirect(url_for("account.page"), 303)


@blueprint.post("/akun/kalender")
@policy("masuk")
def subscribe() -> ResponseReturnValue:
    """Make a subscription. Its address is on this answer and nowhere else: only its fingerprint is kept."""
    secret = subscriptions.subscribe(work(), current_actor())
    return _page(address=settings().public_url + url_for("account.feed", secret=secret))


@blueprint.post("/akun/kalender/cabut")
@policy("masuk")
def revoke() -> ResponseReturnValue:
    """End the subscription."""
    subscriptions.revoke(work(), current_actor())
    flash(_("Langganan kalender dicabut. Alamat lamanya tidak berlaku lagi."), "success")
    return redirect(url_for("account.page"), 303)


@blueprint.get("/kalender/<secret>.ics")
@policy("umum")
def feed(secret: str) -> ResponseReturnValue:
    """The last days of the person to whom the secret belongs, for a calendar program, which cannot sign in."""
    with work().reading() as tx:
        items = subscriptions.feed(tx, secret)
    body = calendar(_("Tenggat Lakon"), [_event(item) for item in items])
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = KEPT
    answer.add_etag()
    return answer.make_conditional(request)


def _event(item: InboxItem) -> Event:
    assert item.deadline is not None
    link = settings().public_url + url_for("tasks.step", case_id=item.case_id, key=item.key)
    uid = f"{item.case_id}-{item.key.replace('#', '-').replace('/', '-')}@lakon"
    return Event(uid, item.deadline, say(item.name), link, item.opened_at)


def _page(
    errors: dict[str, list[str]] | None = None,
    values: dict[str, object] | None = None,
    address: str | None = None,
) -> str:
    with work().reading() as tx:
        actor = current_actor()
        chosen = digest.choice(tx, actor)
        held = {"alamat": chosen.alamat if chosen else "", "aktif": chosen.aktif if chosen else False}
        return render_template(
            "akun.html", values=values or held, errors=errors or {}, address=address,
            since=subscriptions.subscribed_since(tx, actor), mail=bool(settings().smtp_url),
        )  # fmt: skip
