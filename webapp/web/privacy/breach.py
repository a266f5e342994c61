"""Pages of a breach: what is known, whose data that is about, as a list, as a letter, and telling the people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.operations import Refused
from webapp.services.exports import as_csv
from webapp.services.privacy import breach
from webapp.services.privacy.breach import Known
from webapp.web.context import current_actor, settings, work
from webapp.web.form_page import places
from webapp.web.policy import policy

blueprint = Blueprint("breach", __name__, url_prefix="/pelanggaran-data")

FIELDS = ("akun", "perangkat", "opd", "mulai", "sampai", "diketahui", "uraian", "tindakan")
HEADER = ("NIP", "Nama", "Data", "Halaman", "Pertama", "Terakhir", "Kali", "Kepastian")


@blueprint.get("")
@policy("peran", "pengawas", "admin_bkpp")
def page() -> str:
    """What was described so far, and a new description."""
    return _page({}, {})


@blueprint.post("")
@policy("peran", "pengawas", "admin_bkpp")
def describe() -> ResponseReturnValue:
    """Keep a description and lead to its report."""
    values = {name: request.form.get(name, "") for name in FIELDS}
    known = Known(
        values["akun"], values["perangkat"], values["opd"], _moment(values["mulai"]), _moment(values["sampai"]),
        _moment(values["diketahui"]), values["uraian"], values["tindakan"],
    )  # fmt: skip
    try:
        number = breach.describe(work(), current_actor(), known)
    except Refused as refused:
        return _page(values, places(refused.pelanggaran)), 422
    return redirect(url_for("breach.one", pelanggaran_id=number), 303)


@blueprint.get("/<int:pelanggaran_id>")
@policy("peran", "pengawas", "admin_bkpp")
def one(pelanggaran_id: int) -> str:
    """The report and the letter."""
    return _one(pelanggaran_id, {})


@blueprint.get("/<int:pelanggaran_id>/daftar.csv")
@policy("peran", "pengawas", "admin_bkpp")
def file(pelanggaran_id: int) -> Response:
    """The people as a list."""
    with work().reading() as tx:
        found = breach.report(tx, current_actor(), pelanggaran_id)
        lines = [
            (one.nip, one.name, ", ".join(one.what), ", ".join(one.pages), _said(one.first), _said(one.last), one.times,
             "tercatat" if one.is_certain else "mungkin")
            for one in found.people
        ]  # fmt: skip
    answer = Response(as_csv(HEADER, lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="pelanggaran-data-{pelanggaran_id}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/<int:pelanggaran_id>/usul")
@policy("peran", "pengawas", "admin_bkpp")
def propose(pelanggaran_id: int) -> ResponseReturnValue:
    """Propose that the people are told."""
    try:
        breach.propose(work(), current_actor(), pelanggaran_id)
    except Refused as refused:
        return _one(pelanggaran_id, places(refused.pelanggaran)), 422
    flash(_("Diusulkan. Petugas lain mengirim pemberitahuannya."), "success")
    return redirect(url_for("breach.one", pelanggaran_id=pelanggaran_id), 303)


@blueprint.post("/<int:pelanggaran_id>/kirim")
@policy("peran", "pengawas", "admin_bkpp")
def send(pelanggaran_id: int) -> ResponseReturnValue:
    """Tell everybody concerned."""
    try:
        count = breach.send(work(), current_actor(), pelanggaran_id)
    except Refused as refused:
        return _one(pelanggaran_id, places(refused.pelanggaran)), 422
    flash(ngettext("%(num)s orang diberi tahu.", "%(num)s orang diberi tahu.", count), "success")
    return redirect(url_for("breach.one", pelanggaran_id=pelanggaran_id), 303)


def _page(values: Mapping[str, str], errors: Mapping[str, object]) -> str:
    with work().reading() as tx:
        rows = breach.listed(tx, current_actor())
        return render_template("privasi/pelanggaran.html", rows=rows, values=values, errors=errors)


def _one(number: int, errors: Mapping[str, object]) -> str:
    with work().reading() as tx:
        found = breach.report(tx, current_actor(), number)
        return render_template("privasi/pelanggaran_satu.html", found=found, errors=errors)


def _moment(said: str) -> datetime | None:
    """A moment as a browser's field gives it, in the agency's zone."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=settings().zone)


def _said(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(settings().zone).strftime("%Y-%m-%d %H:%M")
