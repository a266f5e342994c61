"""Changing an SKP that is set, for its two sides: propose, see what runs, take it back. The rest is the diagram's.

Either side proposes, the other answers. The version in force stays so until the new one is set; `validity` says since
when and until when each was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.domain.perubahan import (
    NAMA_ALASAN,
    PERUBAHAN_TERBUKA,
    PengusulPerubahan,
    StatusPerubahan,
)
from webapp.domain.skp import StatusSkp
from webapp.operations import Actor
from webapp.operations.perubahan import PROSES as PROCESS
from webapp.operations.perubahan import catat_usul, fakta_awal, periksa_usul
from webapp.services.policy.decide import allowed
from webapp.services.policy.matrix import Kind, Relation, Right
from webapp.services.policy.skp import access
from webapp.services.process.cases import start
from webapp.services.requests import done_before
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun
from webapp.storage.audit import AuditEvent
from webapp.storage.naskah import TandaTangan
from webapp.storage.perubahan import PerubahanSkp, perubahan_terbuka
from webapp.storage.process import WorkItem
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

PROPOSED = "perubahan_diusulkan"
SIDES: Mapping[Relation, PengusulPerubahan] = {
    Relation.OWNER: PengusulPerubahan.PEGAWAI,
    Relation.EVALUATOR: PengusulPerubahan.PEJABAT_PENILAI,
}
WITHDRAW: Mapping[PengusulPerubahan, str] = {
    PengusulPerubahan.PEGAWAI: "tarik_pegawai",
    PengusulPerubahan.PEJABAT_PENILAI: "tarik_penilai",
}


@dataclass(frozen=True)
class Change:
    """A change as a page tells it: `withdraw` is the step (case, key) by which this person may take it back."""

    row: PerubahanSkp
    reason: str
    proposed_by: str
    withdraw: tuple[int, str] | None


@dataclass(frozen=True)
class Validity:
    """When a revision was in force; `until` None: it still is."""

    since: datetime
    until: datetime | None


def propose(work: Work, actor: Actor, skp_id: int, alasan: str, uraian: str, request_id: UUID) -> int:
    """Propose a change and ask the other side. Returns the SKP's id; a repeat of the request does nothing.

    Raises `NotFound`, `Denied` to all but the two sides, `Refused` with all that forbids it.
    """
    with work.transaction() as tx:
        _side(tx, actor, skp_id)
        if done_before(tx, actor, request_id, PROPOSED) is None:
            propose_within(tx, actor, skp_id, alasan, uraian, request_id)
        return skp_id


def propose_within(
    tx: Transaction, actor: Actor, skp_id: int, alasan: str, uraian: str, request_id: UUID
) -> None:
    """The same inside a transaction of the caller's, who has asked about repeats."""
    skp, side = _side(tx, actor, skp_id)
    row = catat_usul(
        tx.session, skp, tx.now, tx.today, pengusul=side, alasan=alasan, uraian=uraian, akun_id=actor.akun_id
    )
    tx.session.add(
        AuditEvent(
            at=tx.now, actor_id=actor.akun_id, kind=PROPOSED, object_kind="skp", object_id=skp.id,
            request_id=request_id, detail={"alasan": row.alasan.value},
        )
    )  # fmt: skip
    start(
        tx, PROCESS, subject_id=skp.pegawai_id, document_kind="skp", document_id=skp.id, actor=actor,
        facts=fakta_awal(row),
    )  # fmt: skip


def _side(tx: Transaction, actor: Actor, skp_id: int) -> tuple[Skp, PengusulPerubahan]:
    skp, _relation = access(tx, actor, skp_id)
    return skp, SIDES[allowed(tx, actor, Right.PROPOSE, Kind.SKP, skp)]


def may_propose(tx: Transaction, actor: Actor, skp_id: int) -> bool:
    """Whether this person may propose a change of this SKP today."""
    skp, relation = access(tx, actor, skp_id)
    if relation not in SIDES or skp.status is not StatusSkp.DITETAPKAN:
        return False
    found = periksa_usul(tx.session, skp, tx.today, "", "")
    return not {one.kode for one in found} & {
        "perubahan.berjalan",
        "perubahan.belum_ditetapkan",
        "perubahan.bulan_tertutup",
    }


def check_side(tx: Transaction, actor: Actor, skp_id: int) -> Skp:
    """The SKP, for one of its two sides. Raises `NotFound` or `Denied`."""
    return _side(tx, actor, skp_id)[0]


def running(tx: Transaction, actor: Actor, skp_id: int) -> Change | None:
    """The change that is not over; None when there is none."""
    row = perubahan_terbuka(tx.session, skp_id)
    return None if row is None else _told(tx, actor, row)


def past(tx: Transaction, actor: Actor, skp_id: int) -> list[Change]:
    """All changes of an SKP, the newest first, for whoever may see it."""
    query = select(PerubahanSkp).where(PerubahanSkp.skp_id == skp_id).order_by(PerubahanSkp.id.desc())
    return [_told(tx, actor, row) for row in tx.session.scalars(query)]


def _told(tx: Transaction, actor: Actor, row: PerubahanSkp) -> Change:
    by = nama_akun(tx.session, row.diusulkan_oleh) if row.diusulkan_oleh is not None else ""
    return Change(row, NAMA_ALASAN[row.alasan], by, _withdraw(tx, actor, row))


def _withdraw(tx: Transaction, actor: Actor, row: PerubahanSkp) -> tuple[int, str] | None:
    relation = access(tx, actor, row.skp_id)[1]
    if row.case_id is None or row.status not in PERUBAHAN_TERBUKA or SIDES.get(relation) is not row.pengusul:
        return None
    query = select(WorkItem.key).where(
        WorkItem.case_id == row.case_id, WorkItem.element_id == WITHDRAW[row.pengusul]
    )
    key = tx.session.scalars(query).one_or_none()
    return None if key is None else (row.case_id, key)


def put_away(tx: Transaction, skp_id: int) -> frozenset[int]:
    """Ids of the revisions that changes led to which were taken back."""
    query = select(PerubahanSkp.revisi_baru_id).where(
        PerubahanSkp.skp_id == skp_id, PerubahanSkp.status == StatusPerubahan.DITARIK
    )
    return frozenset(one for one in tx.session.scalars(query) if one is not None)


def validity(tx: Transaction, revisions: Sequence[SkpRevisi]) -> dict[int, Validity]:
    """When each revision that was ever set was in force, by its number: from its second signature to the next one's."""
    ids = [row.id for row in revisions]
    query = select(TandaTangan.revisi_id, TandaTangan.pada).where(
        TandaTangan.revisi_id.in_(ids), TandaTangan.urutan == 2
    )
    since: dict[int, datetime] = {row.revisi_id: row.pada for row in tx.session.execute(query)}
    held = [row for row in revisions if row.id in since and row.status in _WAS_SET]
    ends: list[datetime | None] = [since[row.id] for row in held[1:]]
    return {row.nomor: Validity(since[row.id], end) for row, end in zip(held, [*ends, None], strict=False)}


_WAS_SET = (StatusRevisi.FINAL, StatusRevisi.DIGANTI)
