"""The pages of one coaching and of one counselling, and what the pages of their steps show beside the form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from webapp.domain.pembinaan import PERNYATAAN_B18
from webapp.services import audit
from webapp.services.monitoring import coaching
from webapp.services.monitoring.coaching import Side
from webapp.services.process.tasks import TaskView
from webapp.web.context import current_actor, work
from webapp.web.policy import policy

from . import coaching_words as words

blueprint = Blueprint("coaching", __name__, url_prefix="/pembinaan")

WATCHED = frozenset({Side.ADMIN, Side.PENGAWAS})
"""Sides that rest on an office: their reading is itself kept as an event."""


@blueprint.get("/bimbingan/<int:bimbingan_id>")
@policy("masuk")
def bimbingan(bimbingan_id: int) -> str:
    """A coaching."""
    with work().reading() as tx:
        found = coaching.bimbingan(tx, current_actor(), bimbingan_id)
        html = render_template("pembinaan/bimbingan.html", **_of_bimbingan(found))
    _watch(found.side, coaching.BIMBINGAN, bimbingan_id)
    return html


@blueprint.get("/konseling/<int:konseling_id>")
@policy("masuk")
def konseling(konseling_id: int) -> str:
    """A counselling, as far as it is this person's."""
    with work().reading() as tx:
        found = coaching.konseling(tx, current_actor(), konseling_id)
        html = render_template("pembinaan/konseling.html", **_of_konseling(found))
    _watch(found.side, coaching.KONSELING, konseling_id)
    return html


def _watch(side: Side | None, kind: str, number: int) -> None:
    if side in WATCHED:
        audit.record(work(), current_actor(), f"{kind}_dibaca", object_kind=kind, object_id=number)


def about(task: TaskView) -> dict[str, Any]:
    """What the page of a step of these documents shows above its form; empty for other documents."""
    kind, number = task.case.document_kind, task.case.document_id
    if kind not in (coaching.BIMBINGAN, coaching.KONSELING):
        return {}
    with work().reading() as tx:
        if kind == coaching.BIMBINGAN:
            values = _of_bimbingan(coaching.bimbingan(tx, current_actor(), number))
        else:
            values = _of_konseling(coaching.konseling(tx, current_actor(), number))
    return {"about": {"template": f"pembinaan/_{kind}.html"}, **values}


def _of_bimbingan(found: coaching.BimbinganView) -> dict[str, Any]:
    return {"view_of": found, "w": words, "statements": PERNYATAAN_B18}


def _of_konseling(found: coaching.KonselingView) -> dict[str, Any]:
    return {"view_of": found, "w": words}
