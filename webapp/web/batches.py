"""Documents of many people in one file: asking, looking how far it is, fetching it, throwing it away.

May use services; whose documents a person may have is decided there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.services.papers import batches
from webapp.services.papers.batch_scopes import rules, scopes
from webapp.storage.ekspor import JenisEkspor, StatusEkspor

from .context import current_actor, request_id, work
from .language import say
from .policy import policy

blueprint = Blueprint("batches", __name__, url_prefix="/ekspor")

KINDS: Final[Mapping[JenisEkspor, LazyString]] = {
    JenisEkspor.SKP: _l("SKP yang ditetapkan"),
    JenisEkspor.EVALUASI: _l("Evaluasi kinerja pegawai"),
    JenisEkspor.DOKUMEN_EVALUASI: _l("Dokumen evaluasi"),
    JenisEkspor.KEPUTUSAN_KEBERATAN: _l("Keputusan atas keberatan"),
    JenisEkspor.PAK: _l("Penetapan angka kredit (PAK)"),
    JenisEkspor.CATATAN_DIALOG: _l("Catatan dialog kinerja"),
    JenisEkspor.EVALUASI_BULANAN: _l("Evaluasi bulanan"),
}
STATES: Final[Mapping[StatusEkspor, tuple[str, LazyString]]] = {
    StatusEkspor.MENUNGGU: ("waiting", _l("Menunggu giliran")),
    StatusEkspor.BERJALAN: ("current", _l("Sedang disusun")),
    StatusEkspor.SELESAI: ("done", _l("Siap diunduh")),
}


@blueprint.get("")
@policy("masuk")
def page() -> str:
    """The form, and the own requests."""
    return _page(request.args.get("unit", ""), [JenisEkspor.SKP], {})


@blueprint.post("")
@policy("masuk")
def ask() -> ResponseReturnValue:
    """Ask for a file."""
    key, code = request_id(), request.form.get("cakupan", "")
    kinds = [one for one in JenisEkspor if one.value in request.form.getlist("jenis")]
    tahun = request.form.get("tahun", type=int) or 0
    try:
        found = batches.request(work(), current_actor(), code, tahun, kinds, key)
    except Refused as refused:
        one = refused.pelanggaran[0]
        return _page(code, kinds, {one.letak or "": [say(one.pesan)]}, tahun), 422
    return redirect(url_for(".progress", ekspor_id=found), 303)


def _page(
    chosen: str, kinds: Collection[JenisEkspor], errors: Mapping[str, list[str]], tahun: int | None = None
) -> str:
    actor = current_actor()
    deeper = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) <= 18 else None
    with work().reading() as tx:
        offered, own, years = scopes(tx, actor, deeper), batches.own(tx, actor), batches.years(tx)
        if not offered and not own:
            raise Denied(
                _("Ekspor naskah untuk admin BKPP dan untuk pejabat penilai bagi pegawai yang dinilainya.")
            )
        return render_template(
            "ekspor/halaman.html",
            scopes=offered,
            chosen=chosen,
            kinds=KINDS,
            picked=[one.value for one in kinds],
            years=years,
            tahun=tahun or next(iter(years), tx.today.year),
            own=own,
            states=STATES,
            rules=rules(tx),
            errors=errors,
        )


@blueprint.get("/<int:ekspor_id>")
@policy("masuk")
def progress(ekspor_id: int) -> str:
    """How far a request is, and what is missing in its file; looks again by itself while it runs."""
    with work().reading() as tx:
        found = batches.progress(tx, current_actor(), ekspor_id)
        return render_template("ekspor/satu.html", found=found, kinds=KINDS, states=STATES)


@blueprint.get("/<int:ekspor_id>/naskah.zip")
@policy("masuk")
def fetch(ekspor_id: int) -> Response:
    """The finished file."""
    row, body = batches.fetch(work(), current_actor(), ekspor_id)
    answer = Response(body, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="naskah-{row.tahun}-{row.id}.zip"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/<int:ekspor_id>/buang")
@policy("masuk")
def discard(ekspor_id: int) -> ResponseReturnValue:
    """Throw a request away."""
    batches.discard(work(), current_actor(), ekspor_id)
    flash(_("Ekspor dibuang. Naskah aslinya tetap ada."), "success")
    return redirect(url_for(".page"), 303)
