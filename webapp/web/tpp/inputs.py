"""What the admins bring for the run: files of presence, discipline and SKP values, and reasons for paying nothing.

A file is looked at first and stored as a whole or not at all; every line that is wrong is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from webapp.operations import Refused
from webapp.services.exports import as_csv
from webapp.services.files import Upload, megabytes
from webapp.services.tpp import desk, inputs, months
from webapp.services.tpp.inputs import InputReport
from webapp.storage.tpp import JenisMasukan
from webapp.web.admin.calendar_pages import read_day
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.planning.editor_page import errors_of
from webapp.web.policy import policy
from webapp.web.security import large_body
from webapp.web.uploads import KINDLY, sent, size_of

from .words import CONDITIONS, INPUTS, common, read_month

blueprint = Blueprint("tpp_inputs", __name__, url_prefix="/tpp")

LONGEST, MOST_FAULTS = 500, 200
MOST_BYTES = 5 * 1024 * 1024
EXAMPLE = (("199001152015032003", "96,5"), ("198812052010011004", "100"))


@blueprint.get("/<masa_tpp>/masukan")
@policy("peran", "admin_bkpp")
def page(masa_tpp: str) -> str:
    """The files of a month and the form for another."""
    return _page(read_month(masa_tpp))


@blueprint.post("/<masa_tpp>/masukan")
@policy("peran", "admin_bkpp")
@large_body(KINDLY)
def bring(masa_tpp: str) -> ResponseReturnValue:
    """Look at a file, or store it."""
    request_id()
    bulan, kind = read_month(masa_tpp), request.form.get("jenis", "")
    only_look = request.form.get("aksi") != "simpan"
    if kind not in set(JenisMasukan):
        return _page(bulan, {"jenis": [_("Pilih jenis data.")]}), 422
    upload = next(iter(sent("berkas", MOST_BYTES)), Upload("", b""))
    if size_of(upload) > MOST_BYTES:
        said = _(
            "Berkas ini %(size)s MB, paling besar %(most)s MB. Simpan hanya kolom nip dan nilai, lalu pilih lagi.",
            size=megabytes(size_of(upload)), most=megabytes(MOST_BYTES),
        )  # fmt: skip
        return _page(bulan, {"berkas": [said]}, kind), 422
    try:
        report = inputs.store(work(), current_actor(), bulan, JenisMasukan(kind), upload, dry_run=only_look)
    except Refused as refused:
        return _page(bulan, errors_of(refused), kind), 422
    if report.refused:
        return _page(bulan, {}, kind, report), 422
    if only_look:
        return _page(bulan, {}, kind, report)
    flash(_n("%(num)s baris tersimpan.", "%(num)s baris tersimpan.", report.stored), "success")
    return redirect(url_for(".page", masa_tpp=masa_tpp), 303)


def _page(
    bulan: date, errors: Mapping[str, list[str]] | None = None, kind: str = "",
    report: InputReport | None = None,
) -> str:  # fmt: skip
    with work().reading() as tx:
        found = months.month(tx, current_actor(), bulan)
        return render_template(
            "tpp/masukan.html",
            bulan=bulan,
            found=found,
            files=desk.files_of(tx, current_actor(), bulan),
            kinds=INPUTS,
            kind=kind,
            report=report,
            faults=[] if report is None else [(n, say(text)) for n, text in report.refused[:MOST_FAULTS]],
            errors=errors or {},
            **common(),
        )


@blueprint.get("/masukan-contoh.csv")
@policy("peran", "admin_bkpp")
def example() -> Response:
    """The columns with two lines to go by."""
    answer = Response(as_csv(inputs.COLUMNS, EXAMPLE), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="masukan-tpp.csv"'
    return answer


# -- reasons for paying nothing ------------------------------------------------------------------------------------


@blueprint.get("/pengecualian")
@policy("peran", "admin_bkpp")
def exclusions() -> str:
    """The noted reasons and the form for another."""
    return _exclusions({}, {})


@blueprint.post("/pengecualian")
@policy("peran", "admin_bkpp")
def exclude() -> ResponseReturnValue:
    """Note a reason."""
    request_id()
    typed = {name: text[:LONGEST] for name, text in request.form.items()}
    mulai, terakhir = read_day(typed.get("mulai", "")), read_day(typed.get("terakhir", ""))
    if terakhir is None and typed.get("terakhir"):
        return _exclusions({"terakhir": [_("Isi tanggal, atau kosongkan bila belum diketahui.")]}, typed), 422
    try:
        desk.exclude(
            work(), current_actor(), typed.get("nip", ""), typed.get("kode", ""), mulai, terakhir,
            typed.get("dasar", ""),
        )  # fmt: skip
    except Refused as refused:
        return _exclusions(errors_of(refused), typed), 422
    flash(_("Pengecualian tercatat. Penghitungan berikutnya memakainya."), "success")
    return redirect(url_for(".exclusions"), 303)


@blueprint.post("/pengecualian/<int:pengecualian_id>/cabut")
@policy("peran", "admin_bkpp")
def take_back(pengecualian_id: int) -> ResponseReturnValue:
    """Take a noted reason back."""
    request_id()
    typed = {name: text[:LONGEST] for name, text in request.form.items()}
    try:
        desk.take_back(work(), current_actor(), pengecualian_id, typed.get(f"alasan.{pengecualian_id}", ""))
    except Refused as refused:
        return _exclusions(errors_of(refused), typed), 422
    flash(_("Pengecualian dicabut. Hasil yang sudah dihitung tidak berubah."), "success")
    return redirect(url_for(".exclusions"), 303)


def _exclusions(errors: Mapping[str, list[str]], typed: Mapping[str, str]) -> str:
    with work().reading() as tx:
        return render_template(
            "tpp/pengecualian.html",
            found=desk.exclusions(tx, current_actor()),
            kinds=desk.kinds(tx, current_actor()),
            conditions=CONDITIONS,
            errors=errors,
            typed=typed,
            **common(),
        )
