"""Drafts of open steps: what a person has typed and not yet handed in; nobody else reads it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from sqlalchemy.dialects.postgresql import insert

from webapp.operations import Actor
from webapp.services.errors import InvalidAnswers
from webapp.services.work import Work
from webapp.storage.process import Draft

from .draft_seal import sealed
from .tasks import Post, is_secret, view

MAX_DRAFT: Final = 200_000  # characters of JSON
KEPT_OF_PAGE: Final = ("_komentar:", "_baris:")
TOO_LONG: Final = "Draf terlalu besar untuk disimpan. Pendekkan isiannya."


def save_draft(work: Work, actor: Actor, case_id: int, key: str, values: Post) -> datetime:
    """Keep what a person has typed into an open step. Returns when. Raises as `view` does."""
    with work.transaction() as tx:
        step = view(tx, actor, case_id, key).step
        key = step.key
        row = {name: list(items) for name, items in values.items() if is_kept(name)}
        if len(json.dumps(row)) > MAX_DRAFT:
            raise InvalidAnswers({"": [TOO_LONG]}, values)
        if is_secret(step.element):
            row = sealed(tx, case_id, key, actor.akun_id, row)
        statement = insert(Draft).values(
            case_id=case_id, key=key, akun_id=actor.akun_id, values=row, saved_at=tx.now
        )
        tx.session.execute(
            statement.on_conflict_do_update(
                index_elements=[Draft.case_id, Draft.key, Draft.akun_id],
                set_={"values": row, "saved_at": tx.now},
            )
        )
        return tx.now


def is_kept(name: str) -> bool:
    """Whether a draft keeps a name: answers, and of the page's own only comments and marks of blank rows."""
    return not name.startswith("_") or name.startswith(KEPT_OF_PAGE)
