"""One entry of the own: its page to change it, taking it back, and its files."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.aktivitas import DAPAT_DIUBAH
from webapp.operations import Refused
from webapp.services.activities import day, entry, evidence
from webapp.services.activities.rows import EntryRow
from webapp.services.errors import InvalidAnswers
from webapp.web.activities import entry_form
from webapp.web.activities.day import SEARCH
from webapp.web.activities.entry_form import Errors, Values
from webapp.web.activities.entry_words import words
from webapp.web.context import current_actor, request_id, work
from webapp.web.planning.editor_page import errors_of, posted
from webapp.web.policy import policy
from webapp.web.security import large_body
from webapp.web.uploads import KINDLY, hand_out
from webapp.web.workspaces.page import first, summary

blueprint = Blueprint("activity_entries", __name__)


@blueprint.get("/aktivitas/isian/<int:aktivitas_id>")
@policy("masuk")
def page(aktivitas_id: int) -> ResponseReturnValue:
    """The form of an entry; of one that was decided, the day on which it stands."""
    row = _own(aktivitas_id)
    if row.status not in DAPAT_DIUBAH:
        return redirect(url_for("activities.day", tanggal=row.tanggal.isoformat()), 303)
    return _page(row, entry_form.of_entry(row), {})


@blueprint.post("/aktivitas/isian/<int:aktivitas_id>")
@policy("masuk")
@large_body(KINDLY)
def change(aktivitas_id: int) -> ResponseReturnValue:
    """Hand the entry in again."""
    row, post = _own(aktivitas_id), posted()
    values = {name: first(post, name) for name in entry_form.FIELDS}
    if SEARCH in post:
        return _page(row, values, {})
    try:
        with work().reading() as tx:
            new = entry_form.read(tx, current_actor(), post)
        saved = entry.change(work(), current_actor(), aktivitas_id, new, request_id())
    except Refused as refused:
        return _page(row, values, entry_form.places(refused)), 422
    except InvalidAnswers as refused:
        return _page(row, values, errors_of(refused)), 422
    flash(_("Perubahan tersimpan: %(menit)s menit, menunggu verifikator.", menit=saved.menit), "success")
    target = row.tanggal if new.tanggal is None else new.tanggal
    return redirect(url_for("activities.day", tanggal=target.isoformat()), 303)


@blueprint.post("/aktivitas/isian/<int:aktivitas_id>/tarik")
@policy("masuk")
def withdraw(aktivitas_id: int) -> ResponseReturnValue:
    """Take the entry back."""
    row = _own(aktivitas_id)
    try:
        entry.withdraw(work(), current_actor(), aktivitas_id, request_id())
    except Refused as refused:
        flash(" ".join(text for texts in errors_of(refused).values() for text in texts), "error")
    else:
        flash(_("%(name)s ditarik.", name=row.nama), "success")
    return redirect(url_for("activities.day", tanggal=row.tanggal.isoformat()), 303)


@blueprint.get("/aktivitas/isian/<int:aktivitas_id>/berkas/<int:lampiran_id>")
@policy("masuk")
def file(aktivitas_id: int, lampiran_id: int) -> Response:
    """A file of an entry, to be kept and never to be run in the page."""
    with work().reading() as tx:
        found = evidence.file_of(tx, current_actor(), aktivitas_id, lampiran_id)
        answer = Response(found.isi, mimetype=found.jenis_media)
        hand_out(answer, found.nama)
        return answer


def _own(aktivitas_id: int) -> EntryRow:
    """The entry of the visitor's own. Raises `NotFound` to all others."""
    with work().reading() as tx:
        return day.own_entry(tx, current_actor(), aktivitas_id)


def _page(row: EntryRow, values: Values, errors: Errors) -> str:
    with work().reading() as tx:
        actor = current_actor()
        tanggal = entry_form.day_of(values["tanggal"]) or row.tanggal
        if abs(tanggal.year - tx.today.year) > 1:
            tanggal = row.tanggal
        form = entry_form.view(tx, actor, tanggal, values)
        errors = entry_form.at_fields(errors, form, dated=True)
        return render_template(
            "aktivitas/isian.html",
            row=row,
            page=day.today(tx, actor, tanggal),
            form=form,
            values=values,
            errors=errors,
            lines=summary(errors),
            **words(),
        )
