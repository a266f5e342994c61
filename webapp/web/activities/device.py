"""What a device needs to keep entries while it has no line: the items, a token, a page, and the worker that keeps both.

Nothing here is about a person but the token, which is never kept: the page without a line is the same for everybody.
"""

from __future__ import annotations

import json
from pathlib import Path

from flask import Blueprint, Response, current_app, g, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from webapp.services.activities import suggestions
from webapp.web.activities.entry_form import FormView
from webapp.web.activities.entry_words import words
from webapp.web.context import current_actor, work
from webapp.web.language import current
from webapp.web.policy import policy

blueprint = Blueprint("activity_device", __name__)

KEPT = ("app.css", "aktivitas.css", "app.js", "aktivitas.js")
"""Built files without which the page is not itself."""

ICONS = ("favicon.svg", "icon-180.png")


@blueprint.get("/aktivitas/butir")
@policy("masuk")
def items() -> ResponseReturnValue:
    """The items that the visitor may use today, for a device to look through by itself."""
    with work().reading() as tx:
        found = suggestions.find_items(tx, current_actor(), "", limit=suggestions.ALL)
    return jsonify(
        butir=[
            [
                one.butir_id,
                one.kode,
                one.nama,
                one.satuan,
                one.waktu_baku,
                one.cara_hitung.value,
                one.wajib_bukti,
            ]
            for one in found
        ]
    )


@blueprint.get("/aktivitas/kunci-kirim")
@policy("masuk")
def token() -> ResponseReturnValue:
    """A token to send with, whose session it is, and which day the server has."""
    with work().reading() as tx:
        return jsonify(token=generate_csrf(), akun=current_actor().akun_id, hari=tx.today.isoformat())


@blueprint.get("/aktivitas/luring")
@policy("umum")
def page() -> str:
    """The page without a line. It knows nobody, whoever asks."""
    g.visitor = None
    form = FormView(values={}, items=(), chosen=None, rhk=(), searched=False)
    return render_template("aktivitas/luring.html", form=form, **words())


@blueprint.get("/aktivitas/pekerja.js")
@policy("umum")
def worker() -> Response:
    """The worker of these pages, with the list of files that it keeps; both change together, and so does its name."""
    static = Path(current_app.static_folder or "")
    built = json.loads((static / "build" / "manifest.json").read_text(encoding="utf-8"))
    kept = [url_for("static", filename=name) for name in (*(f"build/{built[one]}" for one in KEPT), *ICONS)]
    settings = {"halaman": url_for(".page"), "berkas": kept, "bahasa": current()}
    script = (static / "build" / built["pekerja.js"]).read_text(encoding="utf-8")
    answer = Response(f"const SIMPANAN={json.dumps(settings)};\n{script}", mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = url_for("activities.today")
    return answer
