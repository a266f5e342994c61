"""The report on the wording of SKP: counts, scores and the most frequent faults, by unit. It shows no content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.services import audit
from webapp.services.exports import as_csv, as_xlsx
from webapp.services.people import health
from webapp.services.planning import quality
from webapp.services.planning.quality import Scored
from webapp.web.context import current_actor, work
from webapp.web.policy import policy

blueprint = Blueprint("quality", __name__, url_prefix="/admin/mutu")

EXPORTED = "mutu_diunduh"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = ("Nama", "Unit", "SKP", "Jumlah RHK", "RHK tanpa temuan", "Skor", "Temuan")

FAULTS: Final[Mapping[str, LazyString]] = {
    "rumusan.kata_kerja_kegiatan": _l("Diawali kata kerja kegiatan, hasil belum tampak"),
    "rumusan.uraian_tugas": _l("Menyalin uraian tugas jabatan"),
    "rumusan.kata_kabur": _l("Memakai kata yang tidak dapat diukur"),
    "rumusan.terlalu_panjang": _l("RHK terlalu panjang"),
    "rumusan.iki_tak_terukur": _l("IKI bukan ukuran"),
    "rumusan.satuan_kabur": _l("Satuan menghitung kegiatan, bukan hasil"),
    "rumusan.aspek_tak_cocok": _l("Aspek tidak cocok dengan satuannya"),
    "rumusan.mirip": _l("RHK hampir sama dengan RHK lain"),
    "rumusan.salin_pimpinan": _l("Menyalin RHK pimpinan"),
}
"""What the linter finds, as the report names it."""


@blueprint.get("")
@policy("peran", "admin_bkpp", "pengelola_opd")
def page() -> str:
    """The report of a year: of everybody for BKPP, of the own OPD for its manager."""
    with work().reading() as tx:
        tahun = request.args.get("tahun", type=int) or health.newest_year(tx)
        found = quality.report(tx, current_actor(), tahun)
    return render_template("admin/mutu.html", found=found, faults=FAULTS)


@blueprint.get("/mutu-<int:tahun>.<any(csv, xlsx):bentuk>")
@policy("peran", "admin_bkpp", "pengelola_opd")
def export(tahun: int, bentuk: str) -> Response:
    """Every SKP with its score, as a file."""
    with work().reading() as tx:
        rows = quality.all_scored(tx, current_actor(), tahun)
    audit.record(work(), current_actor(), EXPORTED, detail={"jumlah": len(rows), "tahun": tahun})
    lines = [_line(one) for one in rows]
    if bentuk == "csv":
        answer = Response(as_csv(HEADER, lines), mimetype="text/csv")
    else:
        answer = Response(as_xlsx("Mutu", HEADER, lines), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="mutu-rumusan-{tahun}.{bentuk}"'
    return answer


def _line(one: Scored) -> list[str | int]:
    faults = "; ".join(f"{FAULTS.get(code, code)} ({count})" for code, count in sorted(one.findings.items()))
    return [
        one.nama, one.unit, url_for("skp.page", skp_id=one.skp_id), one.results, one.clean, one.score, faults
    ]  # fmt: skip
