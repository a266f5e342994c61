"""The linter's word lists and the examples at the desk of those who own the process, with a box to try a sentence.

May use services; must not judge a sentence itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from webapp.domain.kamus import ANGKA, DAFTAR, PASANGAN
from webapp.operations import Refused
from webapp.services import audit
from webapp.services.errors import NotFound
from webapp.services.exports import as_csv, as_xlsx
from webapp.services.planning import wording_rules
from webapp.web.context import current_actor, request_id, work
from webapp.web.planning.editor_page import errors_of
from webapp.web.policy import policy
from webapp.web.security import LARGEST_POST, large_body

from .calendar_pages import read_day

blueprint = Blueprint("wording", __name__, url_prefix="/admin/rumusan")

OFFICES = ("admin_bkpp", "pemilik_proses")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTS = (*PASANGAN, "umum", *DAFTAR, *ANGKA)


@blueprint.get("")
@policy("peran", *OFFICES)
def page() -> str:
    """What the linter reads, the examples, and the box; with `?kalimat=` what it says of a sentence."""
    return _page({}, {})


def _page(errors: Mapping[str, list[str]], typed: Mapping[str, str]) -> str:
    rhk, iki, satuan = (request.args.get(name, "") for name in ("kalimat", "ukuran", "satuan"))
    with work().reading() as tx:
        actor = current_actor()
        found = wording_rules.rules(tx, actor)
        tried = wording_rules.try_sentence(tx, actor, rhk, iki, satuan) if rhk or iki else None
        lists = {**found.lists, **{name: text for name, text in typed.items() if name in LISTS}}
        return render_template(
            "admin/rumusan.html", found=found, lists=lists, tried=tried, errors=errors, typed=typed,
            columns=wording_rules.EXAMPLE_COLUMNS,
        )  # fmt: skip


def _refused(refused: Refused) -> ResponseReturnValue:
    return _page(errors_of(refused), dict(request.form)), 422


@blueprint.post("/daftar")
@policy("peran", *OFFICES)
def change() -> ResponseReturnValue:
    """Let other lists hold from a day on."""
    request_id()
    typed = {name: request.form.get(name, "") for name in LISTS}
    mulai, dasar = read_day(request.form.get("mulai", "")), request.form.get("dasar", "")
    try:
        wording_rules.change_lists(work(), current_actor(), typed, mulai, dasar)
    except Refused as refused:
        return _refused(refused)
    flash(_("Daftar kata tersimpan dan berlaku mulai tanggal itu."), "success")
    return redirect(url_for(".page"), 303)


@blueprint.post("/contoh")
@policy("peran", *OFFICES)
def add() -> ResponseReturnValue:
    """Add an example."""
    request_id()
    typed = {name: request.form.get(name, "") for name in wording_rules.EXAMPLE_COLUMNS}
    try:
        wording_rules.add_example(work(), current_actor(), typed)
    except Refused as refused:
        return _refused(refused)
    flash(_("Contoh tersimpan dan tampil di penyusun SKP jabatan itu."), "success")
    return redirect(url_for(".page", _anchor="contoh"), 303)


@blueprint.post("/contoh/berkas")
@policy("peran", *OFFICES)
@large_body(LARGEST_POST)
def add_file() -> ResponseReturnValue:
    """Add the examples of a file."""
    request_id()
    sent = request.files.get("berkas")
    try:
        many = wording_rules.add_file(
            work(), current_actor(), (sent.filename or "") if sent else "", sent.read() if sent else b""
        )
    except Refused as refused:
        return _refused(refused)
    flash(_n("%(num)s contoh baru tersimpan.", "%(num)s contoh baru tersimpan.", many), "success")
    return redirect(url_for(".page", _anchor="contoh"), 303)


@blueprint.post("/contoh/<int:contoh_id>/tarik")
@policy("peran", *OFFICES)
def withdraw(contoh_id: int) -> ResponseReturnValue:
    """Show an example no more."""
    request_id()
    wording_rules.withdraw_example(work(), current_actor(), contoh_id)
    flash(_("Contoh ditarik dan tidak ditampilkan lagi."), "success")
    return redirect(url_for(".page", _anchor="contoh"), 303)


@blueprint.get("/contoh.<bentuk>")
@policy("peran", *OFFICES)
def export(bentuk: str) -> Response:
    """The examples in use as a file that can be handed in again."""
    if bentuk not in ("csv", "xlsx"):
        raise NotFound
    with work().reading() as tx:
        lines = [(one.jabatan, one.rhk, one.iki) for one in wording_rules.rules(tx, current_actor()).examples]
    audit.record(work(), current_actor(), "contoh_diunduh", detail={"jumlah": len(lines)})
    header = wording_rules.EXAMPLE_COLUMNS
    if bentuk == "csv":
        answer = Response(as_csv(header, lines), mimetype="text/csv")
    else:
        answer = Response(as_xlsx("Contoh", header, lines), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="contoh-rumusan.{bentuk}"'
    return answer
