"""The admins' desk of the allowance: months, one month with its runs and files, results, differences, adjustments.

May use services. Locking, examining and making final are steps of the month's case; these pages lead to them. Whose
results are looked at and which files leave the house is kept in the audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from webapp.services import audit
from webapp.services.errors import NotFound
from webapp.services.exports import as_csv
from webapp.services.tpp import adjustments, diff, explain, files, months, run
from webapp.services.tpp.months import State
from webapp.storage.organisasi import Pegawai
from webapp.storage.tpp import StatusPutaran
from webapp.web import sought
from webapp.web.context import current_actor, work
from webapp.web.policy import policy

from .words import COMPONENTS, common, month_path, read_month

blueprint = Blueprint("tpp", __name__, url_prefix="/tpp")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ, LISTED, FETCHED = "tpp_penjelasan_dibaca", "tpp_hasil_dibaca", "tpp_hasil_diunduh"
MOST_PAGES, MOST_CHANGES = 10_000, 500


@blueprint.get("")
@policy("peran", "admin_bkpp")
def page() -> str:
    """Every month and where it stands."""
    with work().reading() as tx:
        return render_template("tpp/bulan_semua.html", months=months.months(tx, current_actor()), **common())


@blueprint.get("/<masa_tpp>")
@policy("peran", "admin_bkpp")
def month(masa_tpp: str) -> str:
    """One month: its open step, what waits before the lock, its runs, files and results by unit."""
    bulan = read_month(masa_tpp)
    with work().reading() as tx:
        actor = current_actor()
        found = months.month(tx, actor, bulan)
        runs = run.overview(tx, actor, bulan).runs
        done = next((one for one in runs if one.status is StatusPutaran.SELESAI), None)
        shown = next((one for one in runs if found and one.id == found.row.putaran_id), done)
        locked = found is not None and found.row.dikunci_pada is not None
        return render_template(
            "tpp/bulan.html",
            bulan=bulan,
            found=found,
            runs=runs,
            shown=shown,
            pending=[] if locked else run.pending(tx, actor, bulan),
            left_over=months.left_over(tx, actor, found.row.id) if found and locked else 0,
            units=months.units(tx, actor, shown.id) if shown else [],
            adjusted=len(adjustments.of_month(tx, actor, bulan)),
            is_running=found is not None and found.state is State.DIHITUNG,
            **common(),
        )


@blueprint.get("/<masa_tpp>/putaran/<int:putaran_ke>")
@policy("peran", "admin_bkpp")
def results(masa_tpp: str, putaran_ke: int) -> str:
    """The people of a run, by unit, searched, page by page."""
    bulan, words = read_month(masa_tpp), sought.opened(request.args.get("cari", ""))
    opd_id, missing = request.args.get("opd", type=int), request.args.get("kurang") == "ya"
    number = min(request.args.get("hal", 1, type=int), MOST_PAGES)
    with work().reading() as tx:
        actor = current_actor()
        one = months.run_of(tx, actor, bulan, putaran_ke)
        found = months.result_page(
            tx, actor, one.id, opd_id=opd_id, words=words, only_missing=missing, page=number
        )
        html = render_template(
            "tpp/hasil.html",
            bulan=bulan,
            run=one,
            found=found,
            heading=_n("%(num)s pegawai", "%(num)s pegawai", found.total),
            units=[
                {"value": unit.opd_id or 0, "text": unit.nama or _("Tanpa perangkat daerah")}
                for unit in months.units(tx, actor, one.id)
            ],
            opd=opd_id,
            words=words,
            missing=missing,
            address=_page_address(masa_tpp, putaran_ke),
            **common(),
        )
    detail = {"bulan": masa_tpp, "putaran": putaran_ke, "opd": opd_id, "halaman": found.page}
    audit.record(work(), current_actor(), LISTED, detail=detail)
    return html


@blueprint.post("/<masa_tpp>/putaran/<int:putaran_ke>")
@policy("peran", "admin_bkpp")
def look(masa_tpp: str, putaran_ke: int) -> ResponseReturnValue:
    """Look for people of a run."""
    return sought.found_at(".results", "cari", keep=("opd", "kurang"))


def _page_address(masa_tpp: str, putaran_ke: int) -> str:
    """The address of the list as asked for, "{page}" where the page's number goes."""
    kept = {name: request.args.get(name) or None for name in ("cari", "opd", "kurang")}
    here = url_for(".results", masa_tpp=masa_tpp, putaran_ke=putaran_ke, **kept, hal="HAL")  # type: ignore[arg-type]
    return here.replace("hal=HAL", "hal={page}")


@blueprint.get("/<masa_tpp>/putaran/<int:putaran_ke>/hasil.<any(csv, xlsx, sha256):bentuk>")
@policy("peran", "admin_bkpp")
def fetch(masa_tpp: str, putaran_ke: int, bentuk: str) -> Response:
    """The file of a run, of everybody or (with ?opd=) of one unit; sha256 is the list of checksums."""
    bulan, opd_id = read_month(masa_tpp), request.args.get("opd", type=int)
    with work().reading() as tx:
        actor = current_actor()
        one = months.run_of(tx, actor, bulan, putaran_ke)
        if opd_id is None:
            (csv, csv_sum), (xlsx, xlsx_sum) = (
                files.csv_of(tx, actor, one.id),
                files.xlsx_of(tx, actor, one.id),
            )
        else:
            csv, xlsx = files.unit_of(tx, actor, one.id, opd_id)
            csv_sum, xlsx_sum = files.checksum(csv), files.checksum(xlsx)
    detail = {"bulan": masa_tpp, "putaran": putaran_ke, "opd": opd_id, "bentuk": bentuk}
    audit.record(work(), current_actor(), FETCHED, detail=detail)
    name = f"tpp-{masa_tpp}" + ("" if opd_id is None else f"-opd-{opd_id}")
    if bentuk == "csv":
        return _file(csv, "text/csv", f"{name}.csv")
    if bentuk == "xlsx":
        return _file(xlsx, XLSX, f"{name}.xlsx")
    sums = f"{csv_sum}  {name}.csv\n{xlsx_sum}  {name}.xlsx\n"
    return _file(sums.encode(), "text/plain", f"{name}.sha256")


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get("/<masa_tpp>/beda")
@policy("peran", "admin_bkpp")
def changes(masa_tpp: str) -> str:
    """What differs between two runs, person by person: by default the newest and the one before."""
    bulan = read_month(masa_tpp)
    with work().reading() as tx:
        actor = current_actor()
        runs = [one for one in run.overview(tx, actor, bulan).runs if one.status is StatusPutaran.SELESAI]
        by_number = {one.nomor: one for one in runs}
        new = by_number.get(request.args.get("baru", 0, type=int)) or next(iter(runs), None)
        old = by_number.get(request.args.get("lama", 0, type=int))
        if old is None and new is not None:
            old = next((one for one in runs if one.nomor < new.nomor), None)
        found = [] if old is None or new is None else diff.between(tx, actor, old.id, new.id)
        return render_template(
            "tpp/beda.html", bulan=bulan, runs=runs, old=old, new=new, total=len(found),
            changes=found[:MOST_CHANGES], **common(),
        )  # fmt: skip


@blueprint.get("/<masa_tpp>/beda.csv")
@policy("peran", "admin_bkpp")
def changes_file(masa_tpp: str) -> Response:
    """The same as a file: every difference between two runs."""
    bulan = read_month(masa_tpp)
    old_number, new_number = (request.args.get(name, 0, type=int) for name in ("lama", "baru"))
    with work().reading() as tx:
        actor = current_actor()
        old = months.run_of(tx, actor, bulan, old_number)
        new = months.run_of(tx, actor, bulan, new_number)
        found = diff.between(tx, actor, old.id, new.id)
    audit.record(work(), current_actor(), FETCHED, detail={"bulan": masa_tpp, "bentuk": "beda"})
    header = ("nip", "nama", "menit_lama", "menit_baru", "persen_lama", "persen_baru", "sebab")
    lines = [
        (one.nip, one.nama, one.menit_lama, one.menit_baru, _text(one.persen_lama), _text(one.persen_baru),
         " ".join(one.sebab))
        for one in found
    ]  # fmt: skip
    name = f"tpp-{masa_tpp}-beda-{old_number}-{new_number}.csv"
    return _file(as_csv(header, lines), "text/csv", name)


@blueprint.get("/<masa_tpp>/penyesuaian")
@policy("peran", "admin_bkpp")
def adjusted(masa_tpp: str) -> str:
    """What corrections after the final result change."""
    bulan = read_month(masa_tpp)
    with work().reading() as tx:
        found = adjustments.listed(tx, current_actor(), bulan)
        return render_template("tpp/penyesuaian.html", bulan=bulan, found=found, **common())


@blueprint.get("/<masa_tpp>/penyesuaian.csv")
@policy("peran", "admin_bkpp")
def adjusted_file(masa_tpp: str) -> Response:
    """The same as a file."""
    bulan = read_month(masa_tpp)
    with work().reading() as tx:
        found = adjustments.listed(tx, current_actor(), bulan)
        lines = _adjusted_lines(found, bulan)
    audit.record(work(), current_actor(), FETCHED, detail={"bulan": masa_tpp, "bentuk": "penyesuaian"})
    header = (
        "nip", "nama", "bulan", "menit_lama", "menit_baru", "persen_lama", "persen_baru", "alasan",
        "disetujui_oleh",
    )  # fmt: skip
    return _file(as_csv(header, lines), "text/csv", f"tpp-{masa_tpp}-penyesuaian.csv")


def _adjusted_lines(
    found: Sequence[adjustments.Adjustment], bulan: date
) -> list[tuple[str | int | None, ...]]:
    return [
        (one.owner.nip, one.owner.nama_lengkap, month_path(bulan), one.row.menit_lama, one.row.menit_baru,
         _text(one.row.persen_lama), _text(one.row.persen_baru), one.koreksi.alasan, one.by)
        for one in found
    ]  # fmt: skip


@blueprint.get("/<masa_tpp>/pegawai/<int:pegawai_id>")
@policy("peran", "admin_bkpp")
def person(masa_tpp: str, pegawai_id: int) -> str:
    """One person's result with its reasons; that it was read is kept."""
    bulan = read_month(masa_tpp)
    with work().reading() as tx:
        found = explain.of(tx, current_actor(), pegawai_id, bulan)
        owner = tx.session.get(Pegawai, pegawai_id)
        if owner is None:
            raise NotFound("pegawai", pegawai_id)
        html = render_template(
            "tpp/orang.html", bulan=bulan, found=found, owner=owner, components=COMPONENTS, **common()
        )
    audit.record(
        work(), current_actor(), READ, object_kind="pegawai", object_id=pegawai_id, detail={"bulan": masa_tpp}
    )
    return html


def _text(percent: object) -> str:
    return "" if percent is None else str(percent)
