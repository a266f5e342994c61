"""Verification of activities: it is done on the verifikator's list, many entries at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, redirect, url_for
from flask_babel import gettext as _

from webapp.services.errors import InvalidAnswers
from webapp.services.process.tasks import TaskView

from .page import Errors, Post


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """To the list, narrowed to this person."""
    abort(redirect(url_for("activity_verification.page", orang=task.case.subject_id), 303))


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """Refused: the step stands until the month is locked."""
    raise InvalidAnswers(
        {"": [_("Langkah ini dikerjakan di daftar verifikasi, aktivitas demi aktivitas.")]}, post
    )
