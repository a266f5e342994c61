"""The yearly rating of one person: it is done on the board, together with all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, redirect, url_for
from flask_babel import gettext as _

from webapp.services.errors import InvalidAnswers, NotFound
from webapp.services.process.tasks import TaskView
from webapp.services.yearly import board_exceptions
from webapp.storage.skp import Skp
from webapp.web.context import work

from .page import Errors, Post


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """To the board, at this person."""
    with work().reading() as tx:
        skp = tx.session.get_one(Skp, task.case.document_id)
    abort(redirect(url_for("yearly_board.page", tahun=skp.tahun, _anchor=f"orang-{skp.id}"), 303))


def show_decision(task: TaskView, values: Post | None, errors: Errors) -> str:
    """To the board's exception, on which one word decides."""
    with work().reading() as tx:
        papan_id = board_exceptions.board_of_step(tx, task.case.document_id)
    if papan_id is None:
        raise NotFound("papan", task.case.document_id)
    abort(redirect(url_for("yearly_board.exception", papan_id=papan_id), 303))


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """Refused: neither is done one by one."""
    raise InvalidAnswers({"": [_("Langkah ini dikerjakan di papan evaluasi, bersama semua pegawai.")]}, post)
