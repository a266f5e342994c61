"""The page of one person's yearly evaluation: where it stands, the document, the objection and its evidence."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from webapp.services import audit
from webapp.services.yearly import evaluation, objections
from webapp.services.yearly.evaluation import EvaluationView
from webapp.storage.bulanan import revisi_berlaku
from webapp.storage.isi import muat_isi
from webapp.web.context import current_actor, work
from webapp.web.policy import policy
from webapp.web.uploads import hand_out

from .yearly_words import words

blueprint = Blueprint("evaluation", __name__)


@blueprint.get("/skp/<int:skp_id>/evaluasi")
@policy("masuk")
def page(skp_id: int) -> str:
    """The evaluation as this person may see it."""
    with work().reading() as tx:
        view = evaluation.evaluation_view(tx, current_actor(), skp_id)
        decider = objections.decider(tx, view.owner.id) if view.objection else ("", "")
        revisi = revisi_berlaku(tx.session, skp_id)
        rows = (
            [] if revisi is None else [(rhk.kunci, rhk.uraian) for rhk in muat_isi(tx.session, revisi.id).rhk]
        )
    if view.access.is_watched and view.current is not None:
        audit.record(work(), current_actor(), "evaluasi_dibaca", object_kind="skp", object_id=skp_id)
    return render_template(
        "evaluasi/evaluasi.html",
        view=view,
        decider=decider,
        results=_results(view, rows),
        **words(),
    )


def _results(view: EvaluationView, rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What the employee stated for each RHK."""
    return [(name, view.realisasi[key]) for key, name in rows if view.realisasi.get(key)]


@blueprint.get("/skp/<int:skp_id>/evaluasi/bukti/<int:berkas_id>")
@policy("masuk")
def evidence(skp_id: int, berkas_id: int) -> Response:
    """A file of evidence, to be kept and never to be run in the page."""
    with work().reading() as tx:
        file = evaluation.evidence(tx, current_actor(), skp_id, berkas_id)
        answer = Response(file.isi, mimetype=file.jenis_media)
        hand_out(answer, file.nama)
        return answer
