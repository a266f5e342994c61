"""Choosing running cases that shall move to another release: from an impact, by one or two people; taking it back.

What happens to each case is `moving`'s. A second process owner confirms over fifty cases, and however few they are
where one of them decides what somebody is paid. Every act leaves an event, and a request that comes twice is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, insert, select, update
from sqlalchemy.orm import aliased

from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.identity.reauthentication import Confirm, Evidence, proven
from webapp.services.requests import one_at_a_time
from webapp.services.work import Transaction, Work
from webapp.storage.audit import AuditEvent
from webapp.storage.impact import (
    CaseVerdict,
    Impact,
    ImpactCase,
    ImpactState,
    Migration,
    MigrationCase,
    MigrationCaseState,
    MigrationState,
)
from webapp.storage.process import ProcessCase

from .drafts import check_office
from .migration_people import is_second, needs_second
from .moving import TASK, advance, defer_moving, locked

__all__ = [
    "FITTING",
    "TASK",
    "advance",
    "chosen",
    "decide",
    "plan",
    "progress",
    "retry",
    "undo",
]

OBJECT: Final = "migration"
OVER: Final = (MigrationState.DONE, MigrationState.FAILED)
"""When nobody moves cases any more; one that failed stopped midway."""
FITTING: Final = (CaseVerdict.SAME, CaseVerdict.MOVES)


def plan(
    work: Work,
    actor: Actor,
    impact_id: int,
    verdicts: Sequence[CaseVerdict] = (CaseVerdict.SAME,),
    process_id: str | None = None,
    request_id: UUID | None = None,
) -> int:
    """Choose the cases of an impact on a release. Returns the migration's id; it runs, or waits for a second person.

    Cases that have ended, moved or been chosen since are left out. Raises `Denied`, `NotFound`, `Refused`.
    """
    check_office(actor)
    with work.transaction() as tx:
        held = _before(tx, actor, request_id)
        if held is not None:
            return held
        target = _target(tx, impact_id)
        query = select(ImpactCase.case_id, ImpactCase.from_release_id)
        found = tx.session.execute(query.where(*chosen(impact_id, verdicts, process_id)))
        cases = [(case, source, target) for case, source in found]
        return _planned(tx, actor, cases, request_id, impact_id=impact_id)


def chosen(
    impact_id: int, verdicts: Sequence[CaseVerdict], process_id: str | None
) -> list[ColumnElement[bool]]:
    """The cases of an impact that a migration would move now, as conditions on `ImpactCase`."""
    other, case = aliased(MigrationCase), aliased(ProcessCase)
    still = exists().where(
        case.id == ImpactCase.case_id, case.status == "OPEN", case.release_id == ImpactCase.from_release_id
    )
    taken = exists().where(
        other.case_id == ImpactCase.case_id,
        other.state == MigrationCaseState.PLANNED,
        Migration.id == other.migration_id,
        Migration.state.in_([MigrationState.WAITING, MigrationState.RUNNING]),
    )
    found = [
        ImpactCase.impact_id == impact_id,
        ImpactCase.verdict.in_([one for one in verdicts if one in FITTING]),
        still,
        ~taken,
    ]
    return found if process_id is None else [*found, ImpactCase.process_id == process_id]


def _target(tx: Transaction, impact_id: int) -> int:
    asked = tx.session.get(
        Impact, impact_id, with_for_update=True
    )  # two who choose from one wait for each other
    if asked is None:
        raise NotFound("impact", impact_id)
    if asked.release_id is None or asked.state is not ImpactState.DONE:
        why = "Kasus hanya dapat dipindahkan ke rilis yang sudah terbit, sesudah dampaknya selesai dihitung."
        raise Refused([Pelanggaran("migrasi.dampak", why)])
    return asked.release_id


def undo(work: Work, actor: Actor, migration_id: int, request_id: UUID | None = None) -> int:
    """Take a migration back: every case that moved goes where it came from, if its course since allows it."""
    check_office(actor)
    with work.transaction() as tx:
        held = _before(tx, actor, request_id)
        if held is not None:
            return held
        row = locked(tx, migration_id)
        if row.state not in OVER:
            why = "Migrasi ini belum selesai, jadi belum ada yang dapat dikembalikan."
            raise Refused([Pelanggaran("migrasi.belum", why)])
        if row.undoes is not None:
            why = (
                "Ini sendiri sebuah pengembalian. Untuk memindahkan lagi, mulai dari dampak rilis tujuannya."
            )
            raise Refused([Pelanggaran("migrasi.balik", why)])
        if taken_back_by(tx, migration_id) is not None:
            raise Refused([Pelanggaran("migrasi.ulang", "Migrasi ini sudah dikembalikan.")])
        moved = select(
            MigrationCase.case_id, MigrationCase.to_release_id, MigrationCase.from_release_id
        ).where(MigrationCase.migration_id == migration_id, MigrationCase.state == MigrationCaseState.MOVED)
        cases = [(a, b, c) for a, b, c in tx.session.execute(moved)]
        return _planned(tx, actor, cases, request_id, undoes=migration_id)


def taken_back_by(tx: Transaction, migration_id: int) -> int | None:
    """The migration that takes this one back, unless it was declined."""
    query = select(Migration.id).where(
        Migration.undoes == migration_id, Migration.state != MigrationState.DECLINED
    )
    return tx.session.scalars(query).first()


def _planned(
    tx: Transaction,
    actor: Actor,
    cases: Sequence[tuple[int, int, int]],
    request_id: UUID | None,
    *,
    impact_id: int | None = None,
    undoes: int | None = None,
) -> int:
    if not cases:
        raise Refused([Pelanggaran("migrasi.kosong", "Tidak ada kasus yang dapat dipindahkan.")])
    alone = not needs_second(tx, [case for case, _source, _target in cases])
    row = Migration(
        impact_id=impact_id,
        undoes=undoes,
        state=MigrationState.RUNNING if alone else MigrationState.WAITING,
        asked_by=actor.akun_id,
        asked_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    tx.session.execute(
        insert(MigrationCase),
        [
            {"migration_id": row.id, "case_id": case, "from_release_id": source, "to_release_id": target}
            for case, source, target in cases
        ],
    )
    _note(
        tx, actor, "migrasi_diminta", row, request_id, kasus=len(cases), dampak=impact_id, membatalkan=undoes
    )
    if alone:
        defer_moving(tx, row.id)
    return row.id


def decide(
    work: Work,
    actor: Actor,
    migration_id: int,
    *,
    agree: bool,
    confirm: Confirm | None = None,
    request_id: UUID | None = None,
) -> None:
    """A second process owner agrees or declines; who asked may take it back. The same decision again changes nothing.

    Raises `Denied`, `NotFound`, `Refused`, and whatever `confirm` raises.
    """
    check_office(actor)
    with work.transaction() as tx:
        if _before(tx, actor, request_id) is not None:
            return
        row = locked(tx, migration_id)
        if row.state is not MigrationState.WAITING:
            raise Refused([Pelanggaran("migrasi.putus", "Migrasi ini sudah diputus.")])
        if agree and not is_second(tx, actor, row):
            why = "Migrasi ini disetujui pemilik proses lain, bukan pengusulnya."
            raise Refused([Pelanggaran("migrasi.orang_kedua", why)])
        proof: Evidence | None = None
        if agree:
            proof = proven(tx, confirm)
            row.confirmed_by, row.confirmed_at, row.state = actor.akun_id, tx.now, MigrationState.RUNNING
            defer_moving(tx, row.id)
        else:
            row.state, row.finished_at = MigrationState.DECLINED, tx.now
        _note(tx, actor, "migrasi_disetujui" if agree else "migrasi_ditolak", row, request_id, bukti=proof)


def retry(work: Work, actor: Actor, migration_id: int, request_id: UUID | None = None) -> None:
    """Try the cases once more that could not be moved, and go on where a migration stopped midway.

    Raises `Denied`, `NotFound`, `Refused`.
    """
    check_office(actor)
    with work.transaction() as tx:
        if _before(tx, actor, request_id) is not None:
            return
        row = locked(tx, migration_id)
        if row.state not in OVER or taken_back_by(tx, migration_id) is not None:
            why = "Migrasi ini masih berjalan, atau sudah dikembalikan."
            raise Refused([Pelanggaran("migrasi.ulangi", why)])
        again = (
            update(MigrationCase)
            .where(
                MigrationCase.migration_id == migration_id, MigrationCase.state == MigrationCaseState.FAILED
            )
            .values(state=MigrationCaseState.PLANNED, reason="", at=None)
            .returning(MigrationCase.case_id)
        )
        count = len(tx.session.scalars(again).all())
        if count == 0 and row.state is MigrationState.DONE:
            raise Refused([Pelanggaran("migrasi.kosong", "Tidak ada kasus yang gagal.")])
        row.state, row.finished_at = MigrationState.RUNNING, None
        _note(tx, actor, "migrasi_diulangi", row, request_id, kasus=count)
        defer_moving(tx, migration_id)


def _before(tx: Transaction, actor: Actor, request_id: UUID | None) -> int | None:
    """The migration that this request has been about already."""
    if request_id is None:
        return None
    one_at_a_time(tx, request_id)
    query = select(AuditEvent.object_id).where(
        AuditEvent.request_id == request_id,
        AuditEvent.object_kind == OBJECT,
        AuditEvent.actor_id == actor.akun_id,
    )
    return tx.session.scalars(query).first()


def _note(
    tx: Transaction,
    actor: Actor,
    kind: str,
    row: Migration,
    request_id: UUID | None,
    **detail: int | Evidence | None,
) -> None:
    event = AuditEvent(
        at=tx.now, actor_id=actor.akun_id, kind=kind, object_kind=OBJECT, object_id=row.id, request_id=request_id,
        detail={name: value for name, value in detail.items() if value is not None},
    )  # fmt: skip
    tx.session.add(event)


def progress(tx: Transaction, migration_id: int) -> Mapping[MigrationCaseState, int]:
    """How many of the chosen cases have moved, failed, or wait."""
    query = (
        select(MigrationCase.state, func.count())
        .where(MigrationCase.migration_id == migration_id)
        .group_by(MigrationCase.state)
    )
    return dict(tx.session.execute(query).all())
