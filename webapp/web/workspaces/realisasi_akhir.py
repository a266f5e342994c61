"""The employee states the results of the year, one text for each RHK. What is enough is for the operation to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template

from webapp.domain.skp import Rhk
from webapp.services.process.tasks import TaskView
from webapp.storage.bulanan import lembar_skp, revisi_berlaku
from webapp.storage.evaluasi import realisasi_terakhir
from webapp.storage.isi import muat_isi
from webapp.storage.skp import Skp
from webapp.web.context import work

from .page import Errors, Post, Text, answers_of, first, summary, take


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The RHK with their targets, and what was typed, else the draft, else what was stated before."""
    skp_id = task.case.document_id
    with work().reading() as tx:
        skp = tx.session.get_one(Skp, skp_id)
        stated = realisasi_terakhir(tx.session, skp_id)
        months = len(lembar_skp(tx.session, skp_id))
    before: dict[str, Any] = {} if stated is None else stated.isi
    post: Post = (
        values
        if values is not None
        else task.draft
        or {
            **{f"realisasi.{key}": [text] for key, text in before.get("realisasi", {}).items()},
            "catatan": [before.get("catatan", "")],
        }
    )
    return render_template(
        "kerja/realisasi_akhir.html", task=task, skp=skp, rows=_rows(skp_id), months=months, errors=errors,
        values={name: first(post, name) for name in post}, lines=summary(errors),
    )  # fmt: skip


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """The answers of `evaluasi_tahunan.realisasi_akhir`."""
    declared: dict[str, Any] = {f"realisasi.{row.kunci}": Text(4_000) for row in _rows(task.case.document_id)}
    return take(answers_of(post), {**declared, "catatan": Text(4_000)})


def _rows(skp_id: int) -> list[Rhk]:
    with work().reading() as tx:
        revisi = revisi_berlaku(tx.session, skp_id)
        return [] if revisi is None else list(muat_isi(tx.session, revisi.id).rhk)
