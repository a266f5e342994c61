"""Event logs for process mining: asking, looking how far one is, fetching it, throwing it away.

May use services. Files are compressed; they belong to who asked for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.cockpit import mining, overview
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.storage.kokpit import LogFormat
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.policy import policy

from .words import common

blueprint = Blueprint("cockpit_logs", __name__, url_prefix="/kokpit/log")

ENDINGS: Mapping[LogFormat, str] = {LogFormat.XES: "xes.gz", LogFormat.OCEL: "jsonocel.gz"}


@blueprint.get("")
@policy("peran", "pemilik_proses")
def page() -> str:
    """The form, and the own logs."""
    return _page(request.args, {})


def _page(values: Mapping[str, str], errors: Mapping[str, list[str]]) -> str:
    with work().reading() as tx:
        require(current_actor(), Right.ACT, Kind.COCKPIT)
        processes = overview.known(tx)
        return render_template(
            "kokpit/log.html",
            values=values,
            errors=errors,
            processes=[{"value": one.id, "text": say(one.name or one.id)} for one in processes.values()],
            own=mining.own(tx, current_actor()),
            first=values.get("mulai") or f"{tx.today:%Y}-01-01",
            last=values.get("akhir") or tx.today.isoformat(),
            longest=mining.MAX_REASON,
            **common(tx),
        )


@blueprint.post("")
@policy("peran", "pemilik_proses")
def ask() -> ResponseReturnValue:
    """Ask for a log."""
    form, key = request.form, request_id()
    first, last = _day(form.get("mulai", "")), _day(form.get("akhir", ""))
    fmt = next((one for one in LogFormat if one.value == form.get("bentuk")), None)
    if first is None or last is None:
        name = "mulai" if first is None else "akhir"
        return _page(form, {name: [_("Isi tanggal, misalnya 2026-01-31.")]}), 422
    if fmt is None:
        return _page(form, {"bentuk": [_("Pilih satu bentuk.")]}), 422
    reason = form.get("alasan", "").replace("\x00", "").strip()
    named = form.get("nama") == "ya"
    if named and not reason:
        return _page(form, {"alasan": [_("Tulis mengapa nama diperlukan.")]}), 422
    try:
        found = mining.request(
            work(), current_actor(), fmt, form.get("proses", ""), first, last, reason if named else "", key
        )
    except Refused as refused:
        one = refused.pelanggaran[0]
        return _page(form, {one.letak or "": [say(one.pesan)]}), 422
    return redirect(url_for(".progress", log_id=found), 303)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@blueprint.get("/<int:log_id>")
@policy("peran", "pemilik_proses")
def progress(log_id: int) -> str:
    """How far a log is; looks again by itself while it is written."""
    with work().reading() as tx:
        row = mining.one(tx, current_actor(), log_id)
        return render_template("kokpit/satu_log.html", row=row, ending=ENDINGS[row.format], **common(tx))


@blueprint.get("/<int:log_id>/berkas")
@policy("peran", "pemilik_proses")
def fetch(log_id: int) -> Response:
    """The finished file."""
    row, body = mining.fetch(work(), current_actor(), log_id)
    answer = Response(body, mimetype="application/gzip")
    name = f"{row.process_id}-{row.first_day}-{row.last_day}.{ENDINGS[row.format]}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/<int:log_id>/buang")
@policy("peran", "pemilik_proses")
def discard(log_id: int) -> ResponseReturnValue:
    """Throw a log away."""
    mining.discard(work(), current_actor(), log_id)
    flash(_("Log peristiwa dibuang. Riwayat kasusnya tetap ada."), "success")
    return redirect(url_for(".page"), 303)
