"""Pages of the MPH beside its step: the leader's overview, versions, the sheet, and the cells given to an employee."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.planning import mph, suggestions
from webapp.storage.organisasi import Pegawai
from webapp.storage.penjenjangan import MphVersi
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.policy import policy

from . import mph_file

blueprint = Blueprint("mph", __name__, url_prefix="/mph")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _board() -> tuple[mph.Board, list[int]]:
    """The board of the year asked for, else of the newest."""
    with work().reading() as tx:
        actor = current_actor()
        years = mph.years(tx, actor)
        asked = request.args.get("tahun", type=int)
        return mph.board(tx, actor, asked or (years[0] if years else tx.today.year)), years


@blueprint.get("")
@policy("masuk")
def page() -> str:
    """What was handed down, what is not covered, which version holds, and who holds the chain up."""
    board, years = _board()
    with work().reading() as tx:
        waiting = suggestions.own(tx, current_actor(), board.tahun)
        return render_template("mph/halaman.html", board=board, years=years, suggestions=waiting)


@blueprint.post("/mulai")
@policy("masuk")
def begin() -> ResponseReturnValue:
    """Start the MPH of somebody who heads no unit."""
    request_id()
    tahun = request.form.get("tahun", 0, type=int)
    mph.begin(work(), current_actor(), tahun)
    return redirect(url_for(".page", tahun=tahun), 303)


@blueprint.get("/lembar.xlsx")
@policy("masuk")
def sheet() -> Response:
    """The MPH as a sheet to fill in."""
    board, _years = _board()
    answer = Response(mph_file.write(board), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="mph-{board.tahun}.xlsx"'
    return answer


@blueprint.get("/<int:mph_id>/versi/<int:nomor>")
@policy("masuk")
def version(mph_id: int, nomor: int) -> str:
    """A version as it was given out."""
    with work().reading() as tx:
        found, versi = mph.version(tx, current_actor(), mph_id, nomor)
        leader = tx.session.get_one(Pegawai, found.pegawai_id).nama_lengkap
        return render_template("mph/versi.html", mph=found, versi=versi, rows=_rows(versi), leader=leader)


def _rows(versi: MphVersi) -> list[tuple[str, list[Mapping[str, str]]]]:
    names = {one["skp_id"]: one["nama"] for one in versi.isi["anggota"]}
    methods = {"LANGSUNG": _("Langsung"), "TIDAK_LANGSUNG": _("Tidak langsung")}
    found = []
    for rhk in versi.isi["rhk"]:
        measures = {iki["kunci"]: iki["uraian"] for iki in rhk["iki"]}
        cells: list[Mapping[str, str]] = [
            {
                "nama": names[one["skp_id"]],
                "uraian": one["uraian"],
                "iki": measures.get(one["iki"] or "", "–"),
                "metode": methods[one["metode"]],
                "target": f"{one['target'].replace('.', ',')} {one['satuan']}" if one["target"] else "–",
            }
            for one in versi.isi["sel"]
            if one["rhk"] == rhk["kunci"]
        ]
        found.append((rhk["uraian"], cells))
    return found


@blueprint.get("/saya/<int:skp_id>")
@policy("masuk")
def given(skp_id: int) -> str:
    """The cells given to an employee, with what was said about them."""
    return _given(skp_id, {}, {})


def _given(skp_id: int, errors: Mapping[str, list[str]], typed: Mapping[str, str]) -> str:
    with work().reading() as tx:
        found = mph.given(tx, current_actor(), skp_id)
        return render_template("mph/diberikan.html", given=found, errors=errors, typed=typed)


@blueprint.post("/saya/<int:skp_id>")
@policy("masuk")
def comment(skp_id: int) -> ResponseReturnValue:
    """Say something about a cell: the only thing that can be done to it from below."""
    key = request_id()
    names = set(request.form) - {"csrf_token", "_permintaan", "kunci"}
    kunci = request.form.get("kunci", "")
    field = f"komentar.{kunci}"
    if names - {field}:
        raise NotFound(mph.DOCUMENT, skp_id)
    try:
        mph.comment(work(), current_actor(), skp_id, kunci, request.form.get(field, ""), key)
    except Refused as refused:
        errors = {field: [say(one.pesan) for one in refused.pelanggaran]}
        return _given(skp_id, errors, {field: request.form.get(field, "")}), 422
    flash(_("Komentar terkirim kepada pimpinan."), "success")
    return redirect(url_for(".given", skp_id=skp_id), 303)
