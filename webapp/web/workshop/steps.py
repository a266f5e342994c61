"""What the steps of a publication show above their form: the draft, what changes, and the fingerprint."""

from __future__ import annotations

from typing import Any

from webapp.services.process.tasks import TaskView
from webapp.services.workshop import desk
from webapp.services.workshop.drafts import DOCUMENT
from webapp.web.context import current_actor, work

from . import words


def about(task: TaskView) -> dict[str, Any]:
    """Empty for documents of other kinds."""
    if task.case.document_kind != DOCUMENT:
        return {}
    with work().reading() as tx:
        home = desk.home(tx, current_actor(), task.case.document_id)
        return {
            "about": {
                "template": "bengkel/_langkah.html",
                "home": home,
                "files": {path: words.file(home.draft.id, path, home.bundle) for path in home.changes},
                "changes": words.CHANGES,
                "fingerprint": home.draft.hash,
            }
        }
