"""Batches as their readers see them: what stands against how many, who may go on with one, the list as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from webapp.engine.places import last_of
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.exports import as_csv
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.kokpit import BatchItemStatus, BatchStatus, CaseBatch, CaseBatchItem
from webapp.storage.process import ProcessCase

from .batches import OBJECT, SECOND_PERSON
from .choosing import Asked, asked_of
from .confirming import decides_pay, may_confirm

SHOWN: Final = 200
HEADER: Final = ("kasus", "proses", "langkah", "hasil", "sebab")


@dataclass(frozen=True)
class Line:
    """One case of a batch as it is shown; `step` is the element's id, empty where the whole case is meant."""

    case_id: int
    process_id: str
    key: str
    status: BatchItemStatus
    reason: str

    @property
    def step(self) -> str:
        """The element of the key."""
        return last_of(self.key)


@dataclass(frozen=True)
class Batch:
    """A batch with its first lines, what stands against how many, and who may go on with it."""

    row: CaseBatch
    asked: Asked
    counts: Mapping[BatchItemStatus, int]
    reasons: Sequence[tuple[str, int]]
    lines: Sequence[Line]
    by: str
    confirmed_by: str
    decides_pay: bool
    may_run: bool
    may_propose: bool
    may_confirm: bool
    may_discard: bool

    @property
    def is_running(self) -> bool:
        """Whether the page should look again."""
        return self.row.status is BatchStatus.RUNNING

    @property
    def to_do(self) -> int:
        """How many the act will be done to, or was meant for."""
        return self.row.total - self.counts.get(BatchItemStatus.REFUSED, 0)


def listed(tx: Transaction, actor: Actor, most: int = 30) -> list[tuple[CaseBatch, str]]:
    """The latest batches with who asked for each."""
    require(actor, Right.READ, Kind.COCKPIT)
    rows = tx.session.scalars(select(CaseBatch).order_by(CaseBatch.id.desc()).limit(most)).all()
    return [(row, nama_akun(tx.session, row.created_by)) for row in rows]


def one(tx: Transaction, actor: Actor, batch_id: int) -> Batch:
    """One batch. Raises `NotFound`."""
    row = _row(tx, actor, batch_id)
    counts = _counts(tx, batch_id)
    mine = row.created_by == actor.akun_id
    to_do = counts.get(BatchItemStatus.WAITING, 0)
    proposed, fresh = row.status is BatchStatus.PROPOSED, row.status is BatchStatus.TRIAL
    second = may_confirm(tx, actor, row)
    pays = decides_pay(tx, row)
    alone = to_do <= SECOND_PERSON and not pays
    return Batch(
        row=row,
        asked=asked_of(row.asked),
        counts=counts,
        reasons=_reasons(tx, batch_id),
        lines=_lines(tx, batch_id, SHOWN),
        by=nama_akun(tx.session, row.created_by),
        confirmed_by=nama_akun(tx.session, row.confirmed_by) if row.confirmed_by is not None else "",
        decides_pay=pays,
        may_run=mine and fresh and to_do > 0 and alone,
        may_propose=mine and fresh and to_do > 0 and not alone,
        may_confirm=proposed and second,
        may_discard=(fresh and mine) or (proposed and (mine or second)),
    )


def _row(tx: Transaction, actor: Actor, batch_id: int) -> CaseBatch:
    require(actor, Right.READ, Kind.COCKPIT)
    row = tx.session.get(CaseBatch, batch_id)
    if row is None:
        raise NotFound(OBJECT, batch_id)
    return row


def _counts(tx: Transaction, batch_id: int) -> dict[BatchItemStatus, int]:
    query = select(CaseBatchItem.status, func.count()).where(CaseBatchItem.batch_id == batch_id)
    return dict(tx.session.execute(query.group_by(CaseBatchItem.status)).all())


def _reasons(tx: Transaction, batch_id: int) -> list[tuple[str, int]]:
    query = select(CaseBatchItem.reason).where(
        CaseBatchItem.batch_id == batch_id, CaseBatchItem.reason.is_not(None)
    )
    return Counter(one or "" for one in tx.session.scalars(query)).most_common(20)


def _lines(tx: Transaction, batch_id: int, most: int | None = None) -> list[Line]:
    query = (
        select(CaseBatchItem, ProcessCase.process_id)
        .join(ProcessCase, ProcessCase.id == CaseBatchItem.case_id)
        .where(CaseBatchItem.batch_id == batch_id)
        .order_by(CaseBatchItem.case_id, CaseBatchItem.key)
    )
    return [
        Line(item.case_id, process_id, item.key, item.status, item.reason or "")
        for item, process_id in tx.session.execute(query.limit(most))
    ]


def as_file(tx: Transaction, actor: Actor, batch_id: int) -> bytes:
    """Every case of a batch and what came of it, as CSV. Raises `NotFound`."""
    _row(tx, actor, batch_id)
    lines = [(line.case_id, line.process_id, line.step, line.status.value, line.reason)
             for line in _lines(tx, batch_id)]  # fmt: skip
    return as_csv(HEADER, lines)
