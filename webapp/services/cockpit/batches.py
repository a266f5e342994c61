"""Acts on many cases: a dry run first, a second person over fifty cases, then each case in a transaction of its own.

Cases that decide what somebody is paid end with a second person however few they are, so one of them is a batch, too.
A batch is a list of cases with what will happen to each, kept before anything happens; `batch_work` works it off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.engine.places import last_of
from webapp.operations import Actor, Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.exports import as_csv
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.requests import one_at_a_time
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun
from webapp.storage.audit import AuditEvent
from webapp.storage.jobs import defer
from webapp.storage.kokpit import (
    BatchItemStatus,
    BatchKind,
    BatchStatus,
    CaseBatch,
    CaseBatchItem,
)
from webapp.storage.process import ProcessCase

from . import incidents
from .choosing import MOST, Asked, asked_of, chosen
from .confirming import decides_pay, may_confirm

TASK: Final = "jalankan_massal"
QUEUE: Final = "massal"
OBJECT: Final = "case_batch"
SECOND_PERSON: Final = 50
"""So many cases one owner may act on alone; for more a second person confirms."""
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


# -- asking --------------------------------------------------------------------------------------------------------


def trial(work: Work, actor: Actor, kind: BatchKind, asked: Asked, reason: str, request_id: UUID) -> int:
    """A dry run: which cases, and what stands against each. Nothing happens to them. Returns the batch's number."""
    require(actor, Right.ACT, Kind.COCKPIT)
    reason = reason.strip()
    if kind is BatchKind.CANCEL and not reason:
        raise refused("massal.alasan", "Tulis alasan pembatalannya.", "alasan")
    if len(reason) > incidents.MAX_REASON:
        raise refused(
            "massal.alasan", Sentence("Alasan paling banyak %(n)s huruf.", n=incidents.MAX_REASON), "alasan"
        )
    with work.transaction() as tx:
        one_at_a_time(tx, request_id)
        before = tx.session.scalar(select(CaseBatch).where(CaseBatch.request_id == request_id))
        if before is not None and before.created_by != actor.akun_id:
            raise NotFound(OBJECT, before.id)
        if before is not None:
            return before.id
        found = chosen(tx, actor, kind, asked)
        if not found:
            raise refused("massal.kosong", "Tidak ada kasus yang cocok. Ubah saringannya.")
        if len(found) > MOST:
            why = Sentence("Saringan ini memuat lebih dari %(n)s kasus. Persempit dahulu.", n=MOST)
            raise refused("massal.banyak", why)
        row = CaseBatch(
            kind=kind, status=BatchStatus.TRIAL, asked=asked.as_json(), reason=reason, request_id=request_id,
            created_by=actor.akun_id, created_at=tx.now, total=len(found),
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        left_out = BatchItemStatus.REFUSED
        tx.session.add_all(
            CaseBatchItem(batch_id=row.id, case_id=one.case_id, key=one.key,
                          status=left_out if one.refused else BatchItemStatus.WAITING, reason=one.refused or None)
            for one in found
        )  # fmt: skip
        return row.id


def propose_to_cancel(work: Work, actor: Actor, case_id: int, reason: str, request_id: UUID) -> int:
    """Ask a second person to let one case end. Returns the batch's number. Raises `Denied`, `NotFound`, `Refused`."""
    require(actor, Right.ACT, Kind.COCKPIT)
    with work.reading() as tx:
        incidents.open_case(tx, actor, case_id)
    batch_id = trial(work, actor, BatchKind.CANCEL, Asked(case_id=case_id), reason, request_id)
    propose(work, actor, batch_id)
    return batch_id


def propose(work: Work, actor: Actor, batch_id: int) -> None:
    """Hand a dry run of many cases to a second person. Repeating is harmless."""
    require(actor, Right.ACT, Kind.COCKPIT)
    with work.transaction() as tx:
        row = _locked(tx, batch_id)
        if row.status is BatchStatus.TRIAL:
            row.status = BatchStatus.PROPOSED
            _note(tx, actor, "massal_diusulkan", row)


def run(work: Work, actor: Actor, batch_id: int) -> None:
    """Let a batch begin: its owner's own up to fifty cases, else by a second person. Repeating is harmless."""
    with work.transaction() as tx:
        row = _locked(tx, batch_id)
        if row.status in (BatchStatus.RUNNING, BatchStatus.DONE):
            return
        _check_run(tx, actor, row, _to_do(tx, row))
        if row.status is BatchStatus.PROPOSED:
            row.confirmed_by, row.confirmed_at = actor.akun_id, tx.now
        row.status = BatchStatus.RUNNING
        _note(tx, actor, "massal_dijalankan", row)
        defer(tx.session, TASK, {"batch_id": row.id}, queue=QUEUE)


def _check_run(tx: Transaction, actor: Actor, row: CaseBatch, to_do: int) -> None:
    if to_do == 0:
        raise refused("massal.kosong", "Tidak satu pun kasus dapat dikerjakan.")
    if row.status is BatchStatus.PROPOSED:
        if not may_confirm(tx, actor, row):
            raise Denied("Tindakan massal ini dikonfirmasi oleh pemilik proses atau admin BKPP yang lain.")
        return
    require(actor, Right.ACT, Kind.COCKPIT)
    if row.created_by != actor.akun_id:
        raise NotFound(OBJECT, row.id)
    if row.status is not BatchStatus.TRIAL:
        raise refused("massal.tutup", "Tindakan massal ini sudah ditutup.")
    if to_do > SECOND_PERSON or decides_pay(tx, row):
        words = (
            "Lebih dari %(n)s kasus, atau ada yang menentukan hak pegawai: mintalah konfirmasi orang kedua."
        )
        raise refused("massal.kedua", Sentence(words, n=SECOND_PERSON))


def discard(work: Work, actor: Actor, batch_id: int) -> None:
    """Put a batch away that has not begun. Repeating is harmless."""
    with work.transaction() as tx:
        row = _locked(tx, batch_id)
        if row.status not in (BatchStatus.TRIAL, BatchStatus.PROPOSED):
            return
        second = row.status is BatchStatus.PROPOSED and may_confirm(tx, actor, row)
        if row.created_by != actor.akun_id and not second:
            raise NotFound(OBJECT, batch_id)
        row.status = BatchStatus.DISCARDED
        _note(tx, actor, "massal_dibuang", row)


def _locked(tx: Transaction, batch_id: int) -> CaseBatch:
    row = tx.session.get(CaseBatch, batch_id, with_for_update=True)
    if row is None:
        raise NotFound(OBJECT, batch_id)
    return row


def _to_do(tx: Transaction, row: CaseBatch) -> int:
    query = select(func.count()).where(
        CaseBatchItem.batch_id == row.id, CaseBatchItem.status == BatchItemStatus.WAITING
    )
    return tx.session.scalar(query) or 0


def _note(tx: Transaction, actor: Actor, kind: str, row: CaseBatch) -> None:
    detail: dict[str, Any] = {"tindakan": row.kind.value, "jumlah": row.total, "alasan": row.reason}
    tx.session.add(
        AuditEvent(
            at=tx.now, actor_id=actor.akun_id, kind=kind, object_kind=OBJECT, object_id=row.id, detail=detail
        )
    )


# -- reading -------------------------------------------------------------------------------------------------------


def listed(tx: Transaction, actor: Actor, most: int = 30) -> list[tuple[CaseBatch, str]]:
    """The latest batches with who asked for each."""
    require(actor, Right.READ, Kind.COCKPIT)
    rows = tx.session.scalars(select(CaseBatch).order_by(CaseBatch.id.desc()).limit(most)).all()
    return [(row, nama_akun(tx.session, row.created_by)) for row in rows]


def one(tx: Transaction, actor: Actor, batch_id: int) -> Batch:
    """One batch. Raises `NotFound`."""
    require(actor, Right.READ, Kind.COCKPIT)
    row = tx.session.get(CaseBatch, batch_id)
    if row is None:
        raise NotFound(OBJECT, batch_id)
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
    one(tx, actor, batch_id)
    lines = [(line.case_id, line.process_id, line.step, line.status.value, line.reason)
             for line in _lines(tx, batch_id)]  # fmt: skip
    return as_csv(HEADER, lines)


def refused(code: str, sentence: str, place: str | None = None) -> Refused:
    """A refusal with one sentence."""
    return Refused([Pelanggaran(code, sentence, place)])
