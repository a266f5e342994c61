"""The check of the organisation's data on a day, its findings by kind, and the same as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.services import audit
from webapp.services.exports import as_csv, as_xlsx
from webapp.services.people.datacheck import run
from webapp.services.people.datacheck.run import Asked, Finding, Kind
from webapp.storage.queries import TanpaKepalaDaerah
from webapp.web import sought
from webapp.web.context import current_actor, work
from webapp.web.policy import policy

from .admin_hub import rooms
from .admin_words import FINDINGS
from .data import XLSX
from .directory import asked_day, asked_page, unknown_day

blueprint = Blueprint("data_check", __name__, url_prefix="/admin/cek")

EXPORTED = "cek_data_diunduh"
"""The kind of event that a download leaves."""
HEADER = ("Jenis temuan", "Nama", "NIP", "Temuan", "Sejak", "Yang perlu dilakukan")


@blueprint.get("")
@policy("peran", "admin_bkpp", "pengelola_opd")
def page() -> ResponseReturnValue:
    """All findings of a day (`?pada=`), filtered by kind, OPD and words."""
    actor, (on, error) = current_actor(), asked_day()
    with work().reading() as tx:
        try:
            found = run.check(tx, actor, on, _asked(), asked_page())
        except TanpaKepalaDaerah:
            if on is None:
                raise
            found, error = run.check(tx, actor, None, _asked(), asked_page()), unknown_day()
        today = tx.today
    html = render_template(
        "admin/cek.html",
        found=found,
        kinds=Kind,
        alarm=Kind.TUGAS_TANPA_PEMEGANG,
        informative=run.INFORMATIVE,
        words=FINDINGS,
        asked=_asked(),
        kept=_kept(),
        typed=request.args.get("pada", ""),
        today=today,
        error=error,
        reachable=[room.path for room in rooms(actor)],
        address=url_for(".page", **_kept(), hal="HAL").replace("hal=HAL", "hal={page}"),
    )
    return html, 422 if error else 200


@blueprint.post("")
@policy("peran", "admin_bkpp", "pengelola_opd")
def look() -> ResponseReturnValue:
    """Look for findings about a person, of a kind, or of an OPD."""
    return sought.found_at(".page", "cari", keep=("pada", "jenis", "opd"), anchor="temuan")


@blueprint.get("/temuan.<any(csv, xlsx):bentuk>")
@policy("peran", "admin_bkpp", "pengelola_opd")
def export(bentuk: str) -> Response:
    """The findings that are asked for, all of them, as a file."""
    on, _error = asked_day()
    with work().reading() as tx:
        found = run.findings(tx, current_actor(), on, _asked())
        day = on or tx.today
    audit.record(work(), current_actor(), EXPORTED, detail={"jumlah": len(found), "tanggal": day.isoformat()})
    lines = [_line(one) for one in found]
    if bentuk == "csv":
        answer = Response(as_csv(HEADER, lines), mimetype="text/csv")
    else:
        answer = Response(as_xlsx("Temuan", HEADER, lines), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="cek-data-{day:%Y-%m-%d}.{bentuk}"'
    return answer


def _line(one: Finding) -> list[Any]:
    words = FINDINGS[one.kind]
    return [str(words.title), one.nama, one.nip, one.teks, one.since, str(words.todo)]


def _asked() -> Asked:
    kinds = [Kind(one) for one in request.args.getlist("jenis") if one in set(Kind)]
    return Asked(kinds, request.args.get("opd", type=int), sought.opened(request.args.get("cari", "")))


def _kept() -> dict[str, Any]:
    """What is asked for, as it stands in addresses; a day that cannot be read is left out."""
    asked, (on, _error) = _asked(), asked_day()
    return {
        "pada": on.isoformat() if on else None,
        "jenis": [one.value for one in asked.kinds] or None,
        "opd": asked.opd,
        "cari": sought.sealed(asked.words),
    }
