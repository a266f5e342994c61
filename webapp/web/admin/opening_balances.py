"""Opening balances of credit points at BKPP's desk: a form for one, a file for many, and the other admin's decision.

May use services; must not decide who brings or approves a balance.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from webapp.domain.jabatan import JenjangJf
from webapp.operations import Refused
from webapp.services.exports import as_csv
from webapp.services.files import Upload
from webapp.services.papers.credit import NAMA_JENJANG
from webapp.services.yearly import opening_balances
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.policy import policy
from webapp.web.security import LARGEST_POST, large_body

blueprint = Blueprint("opening_balances", __name__, url_prefix="/admin/saldo-angka-kredit")

LONGEST = 200
EXAMPLE = ("199001152015032003", "AHLI_PERTAMA", "56,25", "31-12-2025", "800/15/PAK/2026", "15-01-2026")


@blueprint.get("")
@policy("peran", "admin_bkpp")
def page() -> str:
    """What waits and what was decided; the form and the file."""
    return _page({}, {})


def _page(errors: Mapping[str, list[str]], typed: Mapping[str, str]) -> str:
    with work().reading() as tx:
        return render_template(
            "admin/saldo.html",
            balances=opening_balances.balances(tx, current_actor()),
            levels=[{"value": one.value, "text": say(NAMA_JENJANG[one])} for one in JenjangJf],
            level_words={one: say(NAMA_JENJANG[one]) for one in JenjangJf},
            columns=opening_balances.COLUMNS,
            errors=errors,
            typed=typed,
        )


def _refused(refused: Refused) -> ResponseReturnValue:
    errors: dict[str, list[str]] = {}
    for one in refused.pelanggaran:
        errors.setdefault(one.letak or "", []).append(say(one.pesan))
    return _page(errors, {name: text[:LONGEST] for name, text in request.form.items()}), 422


def _upload(name: str) -> Upload:
    sent = request.files.get(name)
    return Upload((sent.filename or "") if sent else "", sent.read() if sent else b"")


@blueprint.post("")
@policy("peran", "admin_bkpp")
@large_body(LARGEST_POST)
def bring() -> ResponseReturnValue:
    """Bring one balance."""
    typed = {name: request.form.get(name, "")[:LONGEST] for name in opening_balances.COLUMNS}
    try:
        opening_balances.bring(work(), current_actor(), typed, _upload("surat"), request_id())
    except Refused as refused:
        return _refused(refused)
    flash(_("Saldo awal tercatat dan menunggu persetujuan admin BKPP yang lain."), "success")
    return redirect(url_for(".page"), 303)


@blueprint.post("/berkas")
@policy("peran", "admin_bkpp")
@large_body(2 * LARGEST_POST)
def bring_file() -> ResponseReturnValue:
    """Bring many balances by a file: all of them or none."""
    data = _upload("data")
    try:
        many = opening_balances.bring_file(
            work(), current_actor(), data.name, data.content, _upload("surat_berkas"), request_id()
        )
    except Refused as refused:
        return _refused(refused)
    text = _n("%(num)s saldo awal tercatat.", "%(num)s saldo awal tercatat.", many)
    waiting = _("Semuanya menunggu persetujuan admin BKPP yang lain.")
    flash(f"{text} {waiting}", "success")
    return redirect(url_for(".page"), 303)


@blueprint.get("/contoh.csv")
@policy("peran", "admin_bkpp")
def example() -> Response:
    """The columns of the file with one line to go by."""
    answer = Response(as_csv(opening_balances.COLUMNS, [EXAMPLE]), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="saldo-angka-kredit.csv"'
    return answer


@blueprint.get("/<int:saldo_id>/surat")
@policy("peran", "admin_bkpp")
def letter(saldo_id: int) -> Response:
    """The letter that grants the points."""
    with work().reading() as tx:
        file = opening_balances.letter(tx, current_actor(), saldo_id)
        answer = Response(file.isi, mimetype=file.jenis_media)
    answer.headers["Content-Disposition"] = f'attachment; filename="pak-{saldo_id}"'
    return answer


@blueprint.post("/<int:saldo_id>/putusan")
@policy("peran", "admin_bkpp")
def decide(saldo_id: int) -> ResponseReturnValue:
    """Approve or refuse what another admin brought."""
    setuju = request.form.get("setuju") == "ya"
    alasan = request.form.get(f"alasan.{saldo_id}", "")
    try:
        opening_balances.decide(
            work(), current_actor(), saldo_id, setuju=setuju, alasan=alasan, request_id=request_id()
        )
    except Refused as refused:
        return _refused(refused)
    flash(_("Saldo awal disetujui dan mulai dihitung.") if setuju else _("Saldo awal ditolak."), "success")
    return redirect(url_for(".page"), 303)
