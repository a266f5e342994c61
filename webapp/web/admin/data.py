"""Personnel data at the admins' desk: uploads with a look before the deed, and tickets of what differs.

Nothing is edited here: files and the snapshot of the personnel system are the only writers.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.people.imports.reports import refusals_csv, refusals_xlsx
from webapp.services.people.sisdm import reconciliation, uploads
from webapp.services.people.sisdm.storing import Cara
from webapp.services.people.sisdm.tickets import Asked, open_tickets, tickets
from webapp.storage.sisdm import Bidang, StatusUnggahan
from webapp.web import sought
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.policy import policy
from webapp.web.security import large_body

from .data_words import CLOSED, FIELDS, PHASES, STATES, WAYS

blueprint = Blueprint("data", __name__, url_prefix="/admin/data")

LONGEST_NAME, MOST_PAGES = 150, 10_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@policy("peran", "admin_bkpp")
def page() -> str:
    """Upload files, see one's own uploads, and how the tables stand beside the personnel system."""
    return _page()


@blueprint.post("/unggah")
@policy("peran", "admin_bkpp")
@large_body(uploads.MOST_BYTES + 1_000_000)
def hand_in() -> ResponseReturnValue:
    """Keep the files and look at them."""
    key = request_id()
    sent = [one for one in request.files.getlist("berkas") if one.filename]
    files = {}
    for one in sent:
        with one.stream as stream:
            files[_name(one.filename)] = stream.read()
    if len(files) < len(sent):
        return _page(_("Dua berkas bernama sama. Ganti nama salah satunya.")), 422
    try:
        upload_id = uploads.hand_in(work(), current_actor(), files, key)
    except Refused as error:
        return _page(say(error.pelanggaran[0].pesan)), 422
    return redirect(url_for(".upload", unggahan_id=upload_id), 303)


def _name(sent: str | None) -> str:
    """A file's name without a folder and without signs that no name needs."""
    plain = "".join(sign for sign in PurePath((sent or "").replace("\\", "/")).name if sign.isprintable())
    return plain[-LONGEST_NAME:] or "berkas"


def _page(error: str | None = None) -> str:
    actor = current_actor()
    with work().reading() as tx:
        count, at = reconciliation.newest_snapshot(tx)
        return render_template(
            "admin/data.html",
            error=error,
            uploads=uploads.own_uploads(tx, actor),
            states=STATES,
            snapshot=count,
            snapshot_at=at,
            open_tickets=open_tickets(tx),
        )


# -- one upload --------------------------------------------------------------------------------------------------


@blueprint.get("/unggahan/<int:unggahan_id>")
@policy("peran", "admin_bkpp")
def upload(unggahan_id: int) -> str:
    """What storing the files would do, or has done; how far the work has come."""
    return _upload(unggahan_id)


@blueprint.post("/unggahan/<int:unggahan_id>/simpan")
@policy("peran", "admin_bkpp")
def store(unggahan_id: int) -> ResponseReturnValue:
    """Store the files in the chosen way."""
    key, way = request_id(), request.form.get("cara", "")
    if way not in set(Cara):
        return _upload(unggahan_id, _("Pilih cara menyimpan yang ada di halaman ini.")), 422
    try:
        asked = uploads.ask_to_store(work(), current_actor(), unggahan_id, Cara(way), key)
    except Refused as error:
        return _upload(unggahan_id, say(error.pelanggaran[0].pesan)), 422
    if not asked:
        flash(_("Unggahan ini sudah diminta disimpan sebelumnya."), "info")
    return redirect(url_for(".upload", unggahan_id=unggahan_id), 303)


@blueprint.post("/unggahan/<int:unggahan_id>/buang")
@policy("peran", "admin_bkpp")
def discard(unggahan_id: int) -> ResponseReturnValue:
    """Throw the files away."""
    request_id()
    try:
        uploads.discard(work(), current_actor(), unggahan_id)
    except Refused as error:
        return _upload(unggahan_id, say(error.pelanggaran[0].pesan)), 422
    flash(_("Unggahan dibuang. Tidak ada data yang berubah."), "success")
    return redirect(url_for(".page"), 303)


@blueprint.get("/unggahan/<int:unggahan_id>/laporan.<bentuk>")
@policy("peran", "admin_bkpp")
def report(unggahan_id: int, bentuk: str) -> Response:
    """Every refused line, as a file: `bentuk` is csv or xlsx."""
    if bentuk not in ("csv", "xlsx"):
        raise NotFound
    with work().reading() as tx:
        refused, counts = uploads.all_refused(tx, current_actor(), unggahan_id)
    if bentuk == "csv":
        answer = Response(refusals_csv(refused), mimetype="text/csv")
    else:
        answer = Response(refusals_xlsx(refused, counts), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="laporan-impor-{unggahan_id}.{bentuk}"'
    return answer


def _upload(unggahan_id: int, error: str | None = None) -> str:
    with work().reading() as tx:
        found = uploads.upload(tx, current_actor(), unggahan_id)
    return render_template(
        "admin/unggahan.html",
        upload=found,
        states=STATES,
        phases=PHASES,
        ways=WAYS,
        status=StatusUnggahan,
        error=error,
    )


# -- tickets -----------------------------------------------------------------------------------------------------


@blueprint.post("/rekonsiliasi")
@policy("peran", "admin_bkpp")
def reconcile() -> ResponseReturnValue:
    """Compare with the snapshot now, in the background."""
    request_id()
    if reconciliation.request_reconciliation(work(), current_actor()):
        flash(_("Data sedang dibandingkan dengan SISDM. Muat ulang halaman ini sebentar lagi."), "success")
    else:
        flash(_("Perbandingan sudah diminta dan menunggu giliran."), "info")
    return redirect(url_for(".ticket_page"), 303)


@blueprint.get("/tiket")
@policy("peran", "admin_bkpp")
def ticket_page() -> str:
    """Differences, searched and filtered."""
    return _tickets()


@blueprint.post("/tiket/<int:tiket_id>/terapkan")
@policy("peran", "admin_bkpp")
def apply(tiket_id: int) -> ResponseReturnValue:
    """Write what the personnel system says."""
    key = request_id()
    try:
        applied = reconciliation.apply_ticket(work(), current_actor(), tiket_id, key)
    except Refused as error:
        return _tickets([say(one.pesan) for one in error.pelanggaran]), 422
    if applied:
        flash(_("Data dari SISDM diterapkan dan tiketnya ditutup."), "success")
    else:
        flash(_("Tiket ini sudah ditutup sebelumnya."), "info")
    return redirect(url_for(".ticket_page"), 303)


@blueprint.post("/tiket")
@policy("peran", "admin_bkpp")
def look() -> ResponseReturnValue:
    """Look for tickets of a person, or of one kind of data."""
    return sought.found_at(".ticket_page", "cari", keep=("keadaan", "bidang"))


def _tickets(errors: list[str] | None = None) -> str:
    asked, words = request.args.get("bidang", ""), sought.opened(request.args.get("cari", ""))
    bidang = Bidang(asked) if asked in set(Bidang) else None
    closed = request.args.get("keadaan") == "selesai"
    number = request.args.get("hal", 1, type=int)
    with work().reading() as tx:
        asked_for = Asked("selesai" if closed else "terbuka", bidang, words)
        found = tickets(tx, current_actor(), asked_for, min(number, MOST_PAGES))
        return render_template(
            "admin/tiket.html",
            found=found,
            closed=closed,
            bidang=bidang,
            words=words,
            fields=FIELDS,
            fields_options=[{"value": one.value, "text": words_} for one, words_ in FIELDS.items()],
            ends=CLOSED,
            address=_page_address(),
            heading=_n("%(num)d tiket", "%(num)d tiket", found.total),
            errors=errors or [],
        )


def _page_address() -> str:
    """The address of the list with what is asked for, "{page}" where the page's number goes."""
    kept: dict[str, Any] = {name: request.args.get(name) or None for name in ("keadaan", "bidang", "cari")}
    return url_for(".ticket_page", **kept, hal="HAL").replace("hal=HAL", "hal={page}")
