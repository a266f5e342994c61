"""The second process owner of a migration: when one is needed, and who it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.process.two_people import needs_two
from webapp.services.work import Transaction
from webapp.storage.akun import same_person
from webapp.storage.impact import Migration
from webapp.storage.process import ProcessCase

ALONE: Final = 50
"""So many cases one process owner may move without a second, unless pay hangs on one of them."""


def needs_second(tx: Transaction, case_ids: Sequence[int]) -> bool:
    """Whether these cases move only with a second process owner."""
    if len(case_ids) > ALONE:
        return True
    courses = select(ProcessCase.process_id, ProcessCase.release_id).where(ProcessCase.id.in_(case_ids))
    return needs_two(tx, ((one.process_id, one.release_id) for one in tx.session.execute(courses.distinct())))


def is_second(tx: Transaction, actor: Actor, row: Migration) -> bool:
    """Whether this is another person than who asked, by any account."""
    return not same_person(tx.session, actor.akun_id, row.asked_by)
