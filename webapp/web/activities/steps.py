"""What the pages of the steps of these documents show above their form: the correction, or the proposed item."""

from __future__ import annotations

from typing import Any

from webapp.services.activities import bank, bank_list, corrections
from webapp.services.process.tasks import TaskView
from webapp.web.context import current_actor, work

from .bank_words import common as bank_common
from .corrections_words import common as corrections_common


def about(task: TaskView) -> dict[str, Any]:
    """Empty for documents of other kinds."""
    kind, number = task.case.document_kind, task.case.document_id
    with work().reading() as tx:
        if kind == corrections.PROCESS:
            found = corrections.one(tx, current_actor(), number)
            return {
                "about": {"template": "aktivitas/_koreksi.html"},
                "koreksi": found,
                **corrections_common(),
            }
        if kind == bank.PROCESS:
            asked = bank_list.proposal(tx, current_actor(), number)
            return {"about": {"template": "bank/_usul.html"}, "usul": asked, **bank_common()}
    return {}
