"""The standing step "catat aktivitas": its page is /aktivitas, which works inside the step and never ends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from flask import abort, redirect, url_for
from flask_babel import gettext as _

from webapp.services.errors import Denied
from webapp.services.process.tasks import TaskView

from .page import Errors, Post


def show(task: TaskView, values: Post | None, errors: Errors) -> NoReturn:
    """On to the page of the day."""
    abort(redirect(url_for("activities.today"), 303))


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """Refused: the step ends when the month is locked."""
    raise Denied(
        _("Langkah ini tetap terbuka sampai bulannya dikunci. Catat aktivitas di halaman Aktivitas.")
    )
