"""What a form of the yearly evaluation is about: the evaluation of a person, or the result of a unit."""

from __future__ import annotations

from typing import Any, Final

from webapp.services.process.tasks import TaskView
from webapp.services.yearly import capaian, evaluation
from webapp.web.context import current_actor, work

from .yearly_words import words

PROCESSES: Final = frozenset({"dokumen_dan_keberatan", "penjelasan_keberatan"})
"""Processes whose forms are about the evaluation, not about the SKP's own text."""


def concerns(task: TaskView) -> bool:
    """Whether this module speaks for the step."""
    return task.step.process_id in PROCESSES or task.case.document_kind == capaian.DOCUMENT


def about(task: TaskView) -> dict[str, Any]:
    """Values for the page of the step: `about.template` lays them out."""
    with work().reading() as tx:
        actor = current_actor()
        if task.case.document_kind == capaian.DOCUMENT:
            row, versions = capaian.versions(tx, actor, task.case.document_id)
            return {
                "about": {"template": "capaian/_tentang.html", "row": row, "versions": versions},
                **words(),
            }
        view = evaluation.evaluation_view(tx, actor, task.case.document_id)
        fingerprint = evaluation.to_be_signed(tx, task.case.document_id, task.step.element.id)
        about = {"template": "evaluasi/_tentang.html", "view": view, "fingerprint": fingerprint}
        return {"about": about, **words()}
