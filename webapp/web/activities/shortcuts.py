"""What takes one tap: a favourite, yesterday again, a set. Each answers with the day's page."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from webapp.operations import Refused
from webapp.services.activities import entry, sets, suggestions
from webapp.services.activities.entry import Saved
from webapp.web.activities import entry_form
from webapp.web.activities.day import render_day
from webapp.web.activities.entry_form import Errors
from webapp.web.context import current_actor, request_id, work
from webapp.web.planning.editor_page import posted
from webapp.web.policy import policy
from webapp.web.workspaces.page import first

blueprint = Blueprint("activity_shortcuts", __name__)


@blueprint.post("/aktivitas/favorit")
@policy("masuk")
def favourite() -> ResponseReturnValue:
    """Enter a favourite at once. What the rules miss is asked for in the form, filled with the favourite."""
    post, tanggal = posted(), _day("tanggal")
    if "_lepas" in post:
        suggestions.drop_favourite(work(), current_actor(), _number(first(post, "_lepas")))
        flash(_("Favorit dilepas."), "success")
        return _back(tanggal)
    with work().reading() as tx:
        new = suggestions.of_favourite(tx, current_actor(), _number(first(post, "butir")), tanggal)
    try:
        saved = entry.save(work(), current_actor(), new, request_id())
    except Refused as refused:
        return render_day(tanggal, entry_form.of_new(new), entry_form.places(refused)), 422
    flash(_("Tercatat %(menit)s menit; menunggu verifikator.", menit=saved.menit), "success")
    return _back(tanggal)


@blueprint.post("/aktivitas/ulangi")
@policy("masuk")
def repeat() -> ResponseReturnValue:
    """Enter another day's entries again."""
    tanggal, dari = _day("tanggal"), _day("dari")
    try:
        done = sets.copy_day(work(), current_actor(), dari, tanggal, request_id())
    except Refused as refused:
        return _again(tanggal, entry_form.places(refused)), 422
    return _told(tanggal, done)


@blueprint.post("/aktivitas/templat")
@policy("masuk")
def use_set() -> ResponseReturnValue:
    """Enter a set, or put one away."""
    post, tanggal = posted(), _day("tanggal")
    if "_hapus" in post:
        sets.drop(work(), current_actor(), _number(first(post, "_hapus")))
        flash(_("Templat dihapus."), "success")
        return _back(tanggal)
    templat_id = _number(first(post, "templat"))
    try:
        done = sets.use(work(), current_actor(), templat_id, tanggal, request_id())
    except Refused as refused:
        return _again(tanggal, entry_form.places(refused)), 422
    return _told(tanggal, done)


@blueprint.post("/aktivitas/templat/simpan")
@policy("masuk")
def keep_set() -> ResponseReturnValue:
    """Keep the day as a set."""
    tanggal = _day("tanggal")
    try:
        sets.keep_day(work(), current_actor(), first(posted(), "nama"), tanggal)
    except Refused as refused:
        return _again(tanggal, entry_form.places(refused)), 422
    flash(_("Templat tersimpan."), "success")
    return _back(tanggal)


def _day(name: str) -> date:
    found = entry_form.day_of(first(posted(), name))
    if found is None:
        abort(400)
    return found


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        abort(400)
    return int(text)


def _back(tanggal: date) -> ResponseReturnValue:
    return redirect(url_for("activities.day", tanggal=tanggal.isoformat()), 303)


def _again(tanggal: date, errors: Errors) -> str:
    """The day's page with what stands in the way; the form itself is a new one."""
    with work().reading() as tx:
        values = entry_form.beginning(tx, current_actor(), tanggal)
    own = {"nama": errors.pop("nama")} if "nama" in errors else {}
    said = [text for texts in errors.values() for text in texts]
    return render_day(tanggal, values, own | ({"": said} if said else {}))


def _told(tanggal: date, done: list[Saved]) -> ResponseReturnValue:
    told = _n("%(num)s aktivitas tercatat.", "%(num)s aktivitas tercatat.", len(done))
    flash(str(told), "success")
    return _back(tanggal)
