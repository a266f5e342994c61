"""Who looked at my data; and the page on which an office writes why it looks at somebody's, before it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.operations import Refused
from webapp.services.errors import ReasonNeeded
from webapp.services.evidence import reading_log
from webapp.services.work import PAGE
from webapp.storage.akun import Peran
from webapp.web.addresses import local_path
from webapp.web.context import current_actor, work
from webapp.web.form_page import places
from webapp.web.policy import policy

blueprint = Blueprint("access_log", __name__)

KINDS: Final[Mapping[str, LazyString]] = {
    "skp": _l("SKP dan dokumennya"),
    "keadaan_skp": _l("Posisi SKP, tanpa isinya"),
    "evaluasi": _l("Evaluasi"),
    "umpan_balik": _l("Umpan balik"),
    "peran_hasil": _l("Peran hasil"),
    "kontrak_penugasan": _l("Kontrak penugasan"),
    "bimbingan": _l("Bimbingan"),
    "konseling": _l("Konseling"),
    "aktivitas": _l("Aktivitas harian"),
    "aktivitas_bulanan": _l("Aktivitas satu bulan"),
    "koreksi_aktivitas": _l("Koreksi aktivitas"),
    "process_case": _l("Jalannya proses"),
    "pegawai": _l("Data kepegawaian"),
    "tpp": _l("TPP"),
}
"""What was looked at, in words."""

OFFICES: Final[Mapping[str, LazyString]] = {
    Peran.ADMIN_BKPP: _l("Admin BKPP"),
    Peran.PENGELOLA_OPD: _l("Pengelola kinerja OPD"),
    Peran.PENGAWAS: _l("Pengawas"),
    Peran.PEMILIK_PROSES: _l("Pemilik proses"),
    Peran.TIM_KINERJA_ORG: _l("Tim Penilai Kinerja Organisasi"),
    Peran.TIM_PENILAI_KINERJA: _l("Tim Penilai Kinerja"),
    Peran.PYB: _l("Pejabat yang Berwenang"),
}


@blueprint.before_app_request
def _name_the_page() -> None:
    """What is looked at in this request is kept with the name of the page."""
    PAGE.set(request.endpoint or "")


@blueprint.app_errorhandler(ReasonNeeded)
def ask_for_reason(needed: ReasonNeeded) -> ResponseReturnValue:
    """Lead to the reason; afterwards the way leads back to the page, or to the list of people after a form."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("access_log.reason", pegawai_id=needed.pegawai_id, next=back), 303)


@blueprint.get("/akun/akses")
@policy("masuk")
def page() -> str:
    """Who looked at my data (`?hal=`)."""
    with work().reading() as tx:
        found = reading_log.looked_at(tx, current_actor(), request.args.get("hal", 1, type=int))
    return render_template("bukti/akses.html", found=found, kinds=KINDS, offices=OFFICES)


@blueprint.get("/akses/<int:pegawai_id>")
@policy("masuk")
def reason(pegawai_id: int) -> str:
    """The page that asks for the reason."""
    return _reason(pegawai_id, "", {})


@blueprint.post("/akses/<int:pegawai_id>")
@policy("masuk")
def give_reason(pegawai_id: int) -> ResponseReturnValue:
    """Keep the reason and go where the person wanted to."""
    said = request.form.get("alasan", "")
    try:
        reading_log.give_reason(work(), current_actor(), pegawai_id, said)
    except Refused as refused:
        return _reason(pegawai_id, said, places(refused.pelanggaran)), 422
    return redirect(local_path(request.form.get("next")), 303)


def _reason(pegawai_id: int, said: str, errors: Mapping[str, object]) -> str:
    with work().reading() as tx:
        owner = reading_log.asked_about(tx, current_actor(), pegawai_id).nama_lengkap
    back = local_path(request.values.get("next"))
    return render_template("bukti/alasan.html", owner=owner, said=said, errors=errors, next=back)
