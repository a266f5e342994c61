"""Acts on many cases: a dry run first, a second person over fifty cases, then each case in a transaction of its own.

Cases that decide what somebody is paid end with a second person however few they are, so one of them is a batch, too.
A batch is a list of cases with what will happen to each, kept before anything happens; `batch_work` works it off.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.identity.reauthentication import Confirm, Evidence, proven
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.requests import one_at_a_time
from webapp.services.work import Transaction, Work
from webapp.storage.audit import AuditEvent
from webapp.storage.jobs import defer
from webapp.storage.kokpit import (
    BatchItemStatus,
    BatchKind,
    BatchStatus,
    CaseBatch,
    CaseBatchItem,
)

from . import incidents
from .choosing import MOST, Asked, chosen
from .confirming import decides_pay, may_confirm

TASK: Final = "jalankan_massal"
OBJECT: Final = "case_batch"
SECOND_PERSON: Final = 50
"""So many cases one owner may act on alone; for more a second person confirms."""


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


_GONE_ON = Pelanggaran("massal.lanjut", "Tindakan massal ini sudah dijalankan atau dibuang.")


def propose_to_cancel(work: Work, actor: Actor, case_id: int, reason: str, request_id: UUID) -> int:
    """Ask a second person to let one case end. Returns the batch's number. Raises `Denied`, `NotFound`, `Refused`."""
    require(actor, Right.ACT, Kind.COCKPIT)
    with work.reading() as tx:
        incidents.open_case(tx, actor, case_id)
    batch_id = trial(work, actor, BatchKind.CANCEL, Asked(case_id=case_id), reason, request_id)
    propose(work, actor, batch_id)
    return batch_id


def propose(work: Work, actor: Actor, batch_id: int) -> None:
    """Hand a dry run of many cases to a second person. Repeating is harmless. Raises `Refused` of what went on."""
    require(actor, Right.ACT, Kind.COCKPIT)
    with work.transaction() as tx:
        row = _locked(tx, batch_id)
        if row.status not in (BatchStatus.TRIAL, BatchStatus.PROPOSED):
            raise Refused([_GONE_ON])
        if row.status is BatchStatus.TRIAL:
            row.status = BatchStatus.PROPOSED
            _note(tx, actor, "massal_diusulkan", row)


def run(work: Work, actor: Actor, batch_id: int, confirm: Confirm | None = None) -> None:
    """Let a batch begin: its owner's own up to fifty cases, else by a second person, who shows again who he is.

    Repeating is harmless. Raises `Denied`, `NotFound`, `Refused`, and for the second person as `confirm` does.
    """
    with work.transaction() as tx:
        row = _locked(tx, batch_id)
        if row.status in (BatchStatus.RUNNING, BatchStatus.DONE):
            return
        _check_run(tx, actor, row, _to_do(tx, row))
        proof: Evidence | None = None
        if row.status is BatchStatus.PROPOSED:
            proof = proven(tx, confirm)
            row.confirmed_by, row.confirmed_at = actor.akun_id, tx.now
        row.status = BatchStatus.RUNNING
        _note(tx, actor, "massal_dijalankan", row, proof)
        defer(tx.session, TASK, {"batch_id": row.id})


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
        why = Sentence(
            "Lebih dari %(n)s kasus, atau ada yang menentukan hak pegawai: mintalah konfirmasi orang kedua.",
            n=SECOND_PERSON,
        )
        raise refused("massal.kedua", why)


def discard(work: Work, actor: Actor, batch_id: int) -> None:
    """Put a batch away that has not begun. Repeating is harmless. Raises `Refused` of one that has begun."""
    with work.transaction() as tx:
        row = _locked(tx, batch_id)
        if row.status is BatchStatus.DISCARDED:
            return
        if row.status not in (BatchStatus.TRIAL, BatchStatus.PROPOSED):
            raise Refused([_GONE_ON])
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


def _note(tx: Transaction, actor: Actor, kind: str, row: CaseBatch, proof: Evidence | None = None) -> None:
    detail: dict[str, Any] = {"tindakan": row.kind.value, "jumlah": row.total, "alasan": row.reason}
    if proof is not None:
        detail["bukti"] = dict(proof)
    tx.session.add(
        AuditEvent(
            at=tx.now, actor_id=actor.akun_id, kind=kind, object_kind=OBJECT, object_id=row.id, detail=detail
        )
    )


def refused(code: str, sentence: str, place: str | None = None) -> Refused:
    """A refusal with one sentence."""
    return Refused([Pelanggaran(code, sentence, place)])
