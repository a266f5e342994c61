"""The second person of an act on many cases: when one is needed, and who it is."""

from __future__ import annotations

from sqlalchemy import Select, select

from webapp.operations import Actor
from webapp.services.policy.decide import permits
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.own_case import is_own
from webapp.services.process.two_people import needs_two
from webapp.services.work import Transaction
from webapp.storage.akun import same_person
from webapp.storage.kokpit import BatchItemStatus, BatchKind, CaseBatch, CaseBatchItem
from webapp.storage.process import ProcessCase


def may_confirm(tx: Transaction, actor: Actor, row: CaseBatch) -> bool:
    """Whether this person is the second one: holds an office that confirms, and is not who asked, by any account.

    Nobody agrees that a case about himself ends.
    """
    if not permits(actor, Right.DECIDE, Kind.COCKPIT):
        return False
    if same_person(tx.session, actor.akun_id, row.created_by):
        return False
    subjects = select(ProcessCase.subject_id).where(ProcessCase.id.in_(_waiting(row)))
    return row.kind is not BatchKind.CANCEL or not is_own(actor, *tx.session.scalars(subjects.distinct()))


def decides_pay(tx: Transaction, row: CaseBatch) -> bool:
    """Whether a batch would end a case that takes two people, however few they are."""
    if row.kind is not BatchKind.CANCEL:
        return False
    query = select(ProcessCase.process_id, ProcessCase.release_id).where(ProcessCase.id.in_(_waiting(row)))
    return needs_two(tx, ((one.process_id, one.release_id) for one in tx.session.execute(query.distinct())))


def _waiting(row: CaseBatch) -> Select[int]:
    return select(CaseBatchItem.case_id).where(
        CaseBatchItem.batch_id == row.id, CaseBatchItem.status == BatchItemStatus.WAITING
    )
