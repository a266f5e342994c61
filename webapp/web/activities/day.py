"""The page of a day: how the month stands, the quick entry, what was entered. And the page of a month.

Works without scripts; a script that sends an entry is answered in JSON. May use services; what is taken, and whose day
it is, is decided there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.activities import entry, overview, sets, suggestions
from webapp.services.activities.day import today as day_page
from webapp.services.activities.entry import Saved
from webapp.services.activities.month import progress
from webapp.services.errors import InvalidAnswers, NotFound
from webapp.web.activities import entry_form
from webapp.web.activities.entry_form import Errors, Values
from webapp.web.activities.entry_words import words
from webapp.web.context import current_actor, request_id, wants_page, work
from webapp.web.planning.editor_page import errors_of, posted
from webapp.web.policy import policy
from webapp.web.security import large_body
from webapp.web.uploads import KINDLY
from webapp.web.workspaces.page import first, summary

blueprint = Blueprint("activities", __name__)

SEARCH, FAVOURITE, OFFLINE = "_cari", "_favorit", "_luring"
_MONTH = re.compile(r"(2\d{3})-(\d{2})", re.ASCII)


@blueprint.get("/aktivitas")
@policy("masuk")
def today() -> str:
    """The page of today."""
    with work().reading() as tx:
        tanggal = tx.today
    return _chosen(tanggal)


@blueprint.get("/aktivitas/<tanggal>")
@policy("masuk")
def day(tanggal: str) -> str:
    """The page of a day."""
    found = entry_form.day_of(tanggal)
    if found is None:
        raise NotFound(None, None)
    return _chosen(found)


@blueprint.post("/aktivitas")
@policy("masuk")
@large_body(KINDLY)
def save() -> ResponseReturnValue:
    """Enter an activity; or look for an item, with everything that was typed. What is refused is shown again."""
    post = posted()
    values = {name: first(post, name) for name in (*entry_form.FIELDS, FAVOURITE)}
    if SEARCH in post:
        return _typed(values, {})
    try:
        with work().reading() as tx:
            new = entry_form.read(tx, current_actor(), post)
        saved = entry.save(work(), current_actor(), new, request_id())
    except Refused as refused:
        return _refused(values, entry_form.places(refused))
    except InvalidAnswers as refused:
        return _refused(values, errors_of(refused))
    assert new.tanggal is not None  # is refused before
    # A repeated request has the first one's answer, whatever fields it brings.
    if FAVOURITE in post and new.butir_id is not None and new.volume is not None:
        suggestions.keep_favourite(work(), current_actor(), new.butir_id, new.volume, new.keterangan)
    return _done(saved, new.tanggal, quiet=OFFLINE in post)


@blueprint.get("/aktivitas/bulan/<bulan>")
@policy("masuk")
def month(bulan: str) -> str:
    """The days of a month with their minutes."""
    found = _MONTH.fullmatch(bulan)
    if found is None or not 1 <= int(found[2]) <= 12:
        abort(404)
    first_day = date(int(found[1]), int(found[2]), 1)
    with work().reading() as tx:
        actor = current_actor()
        if abs(first_day.year - tx.today.year) > 1 or actor.pegawai_id is None:
            abort(404)
        return render_template(
            "aktivitas/bulan.html",
            bulan=first_day,
            before=(first_day - timedelta(days=1)).replace(day=1),
            after=(first_day + timedelta(days=31)).replace(day=1),
            days=overview.month_days(tx, actor, first_day),
            month=progress(tx, actor.pegawai_id, first_day),
            today=tx.today,
            **words(),
        )


def render_day(tanggal: date, values: Values, errors: Errors) -> str:
    """The page of a day with these values in its form."""
    with work().reading() as tx:
        actor = current_actor()
        page = day_page(tx, actor, tanggal)
        form = entry_form.view(tx, actor, tanggal, values)
        errors = entry_form.at_fields(errors, form, dated=False)
        return render_template(
            "aktivitas/hari.html",
            page=page,
            form=form,
            values=values,
            errors=errors,
            lines=summary(errors),
            favourites=suggestions.favourites(tx, actor, tanggal),
            repeat=overview.day_to_repeat(tx, actor, tanggal),
            sets=sets.sets(tx, actor),
            rhk_number={one.kunci: one.nomor for one in form.rhk},
            week=overview.week_days(tx, actor, tanggal),
            empty=[one for one in overview.empty_days(tx, actor) if one != tanggal],
            mend=overview.to_mend(tx, actor),
            today=tx.today,
            before=tanggal - timedelta(days=1),
            after=tanggal + timedelta(days=1),
            akun=actor.akun_id,
            **words(),
        )


def _chosen(tanggal: date) -> str:
    """The page as it is opened: a new form, or one for the item in the address, or for a word to look for."""
    with work().reading() as tx:
        values = entry_form.beginning(tx, current_actor(), tanggal)
    values |= {name: request.args[name] for name in ("butir", "volume", "cari") if name in request.args}
    return render_day(tanggal, values, {})


def _typed(values: Mapping[str, str], errors: Errors) -> str:
    """The page again. A date that is none, or out of reach, leads to today's page, which shows what was typed."""
    with work().reading() as tx:
        tanggal = entry_form.day_of(values["tanggal"])
        if tanggal is None or abs(tanggal.year - tx.today.year) > 1:
            tanggal = tx.today
    return render_day(tanggal, values, errors)


def _refused(values: Mapping[str, str], errors: Errors) -> ResponseReturnValue:
    if not wants_page():
        said = [{"kolom": name, "pesan": text} for name, texts in errors.items() for text in texts]
        return jsonify(salah=said), 422
    return _typed(values, errors), 422


def _done(saved: Saved, tanggal: date, *, quiet: bool) -> ResponseReturnValue:
    """What was stored, and back to the day. What a device sends from its queue is told by the device."""
    if not quiet:
        told = _("Tercatat %(menit)s menit; menunggu verifikator.", menit=saved.menit)
        flash(told, "success")
    target = url_for("activities.day", tanggal=tanggal.isoformat())
    if not wants_page():
        return jsonify(tersimpan=saved.id, menit=saved.menit, ke=target)
    return redirect(target, 303)
