"""Which requests are counted, and what is said to one who asks too often. What was typed is never lost by it."""

from __future__ import annotations

import re

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.services.identity import limits
from webapp.services.identity.accounts import SlowDown

from .context import visitor, wants_page, work
from .errors import PRIVATE, SECRET
from .identity.session import client, waiting

COUNTED = {
    "auth.second_factor_post": "faktor",
    "batches.ask": "ekspor",
    "cockpit_batches.trial": "dampak",
    "cockpit_logs.ask": "ekspor",
    "follow_up.copy": "ekspor",
    "follow_up.export": "ekspor",
    "data.reconcile": "dampak",
    "fresh_sign_on.hold": "draf",
    "fresh_sign_on.leave": "masuk_tunggal",
    "impacts.again": "dampak",
    "impacts.ask_of_draft": "dampak",
    "impacts.ask_of_release": "dampak",
    "migrations.plan": "dampak",
    "migrations.retry": "dampak",
    "offices.decide": "pemulihan",
    "offices.find": "cari",
    "offices.propose": "pemulihan",
    "offices.propose_standing": "pemulihan",
    "own_data.ask": "ekspor",
    "passkeys.ask_entry": "masuk_tunggal",
    "passkeys.enter": "masuk_tunggal",
    "playground.act": "draf",
    "playground.begin": "draf",
    "recovery.ask": "pemulihan",
    "recovery.decide": "pemulihan",
    "retention.count": "dampak",
    "setup.install": "pemulihan",
    "single_sign_on.come_back": "masuk_tunggal",
    "single_sign_on.leave": "masuk_tunggal",
    "single_sign_on.signed_out": "masuk_tunggal",
    "tasks.save_draft": "draf",
    "verification.ask": "verifikasi",
    "verification.compare": "verifikasi",
    "verification.show": "verifikasi",
    "workshop.open_draft": "draf",
    "workshop.propose": "dampak",
    "workshop.replace": "draf",
}
"""Views that are counted by name. Uploads, JSON, files and searches are counted wherever they come; signing in counts
by itself."""

SEARCHES = ("cari", "nama", "q")
"""Names of what is looked for in an address."""

FILE = re.compile(r"\.(?:csv|json|pdf|xlsx|zip|<[^>]+>)$|/(?:berkas|bukti|surat|unduh)(?:/<[^>]+>)?$")
"""Addresses at which a file is handed out, many of them made when they are asked for."""


def kind_of_request() -> str | None:
    """As what this request is counted, if it is."""
    found = COUNTED.get(request.endpoint or "")
    if found is not None:
        return found
    if request.method in ("GET", "HEAD"):
        if FILE.search(str(request.url_rule)):
            return "unduh"
        return "cari" if any(said and name in SEARCHES for name, said in request.args.items()) else None
    if request.is_json:
        return "tulis"
    return "unggah" if any(one.filename for one in request.files.values()) else None


def whose() -> str:
    """In whose bucket: the account's; of one who has given the password, the account's on this device; a network's."""
    here, half = visitor(), waiting()
    if here is not None:
        return f"akun:{here.actor.akun_id}"
    if half is not None:
        return f"akun:{half.actor.akun_id}:{client().device}"
    return f"jaringan:{client().network}"


def enforce() -> ResponseReturnValue | None:
    """Before each request that is counted: count it, or say how long to wait."""
    if request.endpoint is None:
        return None
    kind = kind_of_request()
    if kind is None:
        return None
    try:
        limits.count(work(), kind, whose())
    except SlowDown as error:
        return too_often(error)
    return None


def too_often(error: SlowDown) -> ResponseReturnValue:
    """429, with the seconds to wait; a form comes back in a page that sends it again, under the same key."""
    again = {"Retry-After": str(error.seconds)}
    sentence = _(
        "Terlalu banyak permintaan dari Anda. Tunggu %(seconds)s detik, lalu coba lagi.",
        seconds=error.seconds,
    )
    if not wants_page():
        return jsonify(kesalahan=sentence, tunggu=error.seconds), 429, again
    title = _("Terlalu banyak permintaan")
    if request.method != "POST" or request.path.startswith(PRIVATE):
        page = render_template("galat/umum.html", status=429, title=title, sentence=sentence, code=None)
        return page, 429, again
    kept = [(name, value) for name, value in request.form.items(multi=True) if not SECRET.search(name)]
    left_out = bool(request.files) or len(kept) < sum(map(len, request.form.listvalues()))
    page = render_template(
        "galat/kirim_lagi.html", title=title, sentence=sentence, values=kept, left_out=left_out
    )
    return page, 429, again


def init_app(app: Flask) -> None:
    """Count before views run, once it is known who asks; what services count themselves is answered alike."""
    app.register_error_handler(SlowDown, too_often)
    app.before_request(enforce)
