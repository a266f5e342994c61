"""Copies of forms as PDF, drawn on request for those who may read what they say; they carry no code."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.services import audit
from webapp.services.errors import NotFound
from webapp.services.monitoring import coaching
from webapp.services.papers import copies
from webapp.web.context import current_actor, work
from webapp.web.monitoring.coaching import WATCHED
from webapp.web.policy import policy

blueprint = Blueprint("sheets", __name__)


@blueprint.get("/skp/<int:skp_id>/bulanan/<int:bulan>/evaluasi.pdf")
@policy("masuk")
def month(skp_id: int, bulan: int) -> Response:
    """The evaluation of a month."""
    with work().reading() as tx:
        body, relation = copies.monthly_sheet(tx, current_actor(), skp_id, bulan)
    if relation.is_watched:
        audit.record(work(), current_actor(), "dokumen_diunduh", object_kind="skp", object_id=skp_id)
    return as_pdf(body, f"evaluasi-bulanan-{skp_id}-{bulan}")


@blueprint.get("/pembinaan/bimbingan/<int:bimbingan_id>/<form>.pdf")
@policy("masuk")
def of_coaching(bimbingan_id: int, form: str) -> Response:
    """Format B.1.8 or B.1.9."""
    if form not in ("b18", "b19"):
        raise NotFound(coaching.BIMBINGAN, bimbingan_id)
    with work().reading() as tx:
        body, side = copies.coaching_sheet(tx, current_actor(), bimbingan_id, form)
    if side in WATCHED:
        audit.record(
            work(), current_actor(), "dokumen_diunduh", object_kind=coaching.BIMBINGAN, object_id=bimbingan_id
        )
    return as_pdf(body, f"{form}-{bimbingan_id}")


@blueprint.get("/pembinaan/konseling/<int:konseling_id>/laporan.pdf")
@policy("masuk")
def of_counselling(konseling_id: int) -> Response:
    """The report of a counselling."""
    with work().reading() as tx:
        body = copies.counselling_report(tx, current_actor(), konseling_id)
    return as_pdf(body, f"laporan-konseling-{konseling_id}")


@blueprint.get("/mph/<int:mph_id>/versi/<int:nomor>.pdf")
@policy("masuk")
def of_matrix(mph_id: int, nomor: int) -> Response:
    """A version of an MPH."""
    with work().reading() as tx:
        body = copies.mph_version(tx, current_actor(), mph_id, nomor)
    return as_pdf(body, f"mph-{mph_id}-{nomor}")


def as_pdf(body: bytes, name: str) -> Response:
    """A personal file, shown and not kept by the browser."""
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
