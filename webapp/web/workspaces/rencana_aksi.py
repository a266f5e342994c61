"""The action plan as a step: the whole matrix with what is still missing, and the button that hands it in.

Rows are written under `/skp/<id>/rencana-aksi/...`. May use services; what is refused is for the operation to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, url_for

from webapp.services.months.action_plan import Plan, plan
from webapp.services.process.tasks import TaskView
from webapp.web.context import current_actor, work
from webapp.web.language import say
from webapp.web.months.monthly_words import words

from .page import Errors, Post, take


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The matrix; after a refusal with what is missing."""
    with work().reading() as tx:
        found = plan(tx, current_actor(), task.case.document_id)
    return overview(found, errors)


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """Nothing comes with the step: the plan is stored row by row."""
    return take(post, {})


def overview(found: Plan, errors: Errors) -> str:
    """The page of the matrix, for the owner and for those who read."""
    return render_template(
        "bulanan/rencana.html",
        plan=found,
        errors=errors,
        lines=_lines(found, errors),
        gaps=_gaps(found),
        **words(),
    )


def _gaps(found: Plan) -> set[str]:
    """Rows that have no month yet."""
    return {
        (one.letak or "").removeprefix("rencana.") for one in found.findings if one.kode == "rencana.kosong"
    }


def _page_of(found: Plan, path: str) -> str:
    """Where the row with this path is written."""
    return url_for("action_plan.row", skp_id=found.skp.id, kunci=path.removeprefix("rencana."))


def _lines(found: Plan, errors: Errors) -> Sequence[Mapping[str, Any]]:
    """The summary of what is wrong, each line naming its row."""
    names = {} if found.isi is None else {f"rencana.{rhk.kunci}": rhk.uraian for rhk in found.isi.rhk}
    return [
        {
            "field": None,
            "href": _page_of(found, path) if path in names else None,
            "text": f"{names[path]}: {say(text)}" if path in names else say(text),
        }
        for path, said in errors.items()
        for text in said
    ]
