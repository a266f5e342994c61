"""A migration as its readers see it: what it would do in numbers, who may go on with it, what became of the cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.impact import (
    CaseVerdict,
    Impact,
    ImpactCase,
    Migration,
    MigrationCase,
    MigrationCaseState,
    MigrationState,
)
from webapp.storage.process import Release

from .drafts import check_office
from .impact_results import MOST_GROUPS, Move, Result, Why, result
from .migration import OVER, chosen, progress, taken_back_by
from .migration_people import ALONE, is_second, needs_second

PAGE = 50


@dataclass(frozen=True)
class Trial:
    """What a migration would do. `left_out`: chosen kinds that have ended, moved or been chosen since."""

    impact: Result
    same: int
    moves: Sequence[Move]
    moving: int
    reasons: Sequence[Why]
    stuck: int
    left_out: int
    needs_second: bool
    """Whether a second process owner must agree."""

    @property
    def total(self) -> int:
        """How many cases would move to the release."""
        return self.same + self.moving


def trial(
    tx: Transaction, actor: Actor, impact_id: int, verdicts: Sequence[CaseVerdict], process_id: str | None
) -> Trial:
    """The dry run of a choice. Raises `Denied`, `NotFound`."""
    found = result(tx, actor, impact_id)
    where = chosen(impact_id, verdicts, process_id)
    query = select(ImpactCase.verdict, func.count()).where(*where).group_by(ImpactCase.verdict)
    counts = dict(tx.session.execute(query).all())
    rows = [one for one in found.by_process if process_id in (None, one.process_id)]
    asked = sum(getattr(one, verdict.value) for one in rows for verdict in verdicts)
    same, moving = counts.get(CaseVerdict.SAME, 0), counts.get(CaseVerdict.MOVES, 0)
    first = tx.session.scalars(select(ImpactCase.case_id).where(*where).limit(ALONE + 1)).all()
    return Trial(
        impact=found,
        same=same,
        moves=found.moves(*where) if moving else [],
        moving=moving,
        reasons=found.reasons(process_id),
        stuck=sum(one.stuck for one in rows),
        left_out=asked - same - moving,
        needs_second=needs_second(tx, first),
    )


@dataclass(frozen=True)
class Told:
    """One migration. `number` is the release it leads to, or, where it takes one back, led to."""

    row: Migration
    number: int
    asked_by: str
    confirmed_by: str
    counts: Mapping[MigrationCaseState, int]
    reasons: Sequence[tuple[str, int]]
    failed: Sequence[tuple[int, str]]
    impact: Result
    same: int
    moves: Sequence[Move]
    undone_by: int | None
    may_confirm: bool
    undo_needs_second: bool

    @property
    def total(self) -> int:
        """All its cases."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Those that have moved or failed."""
        return self.total - self.counts.get(MigrationCaseState.PLANNED, 0)

    @property
    def moved(self) -> int:
        """Those that have moved."""
        return self.counts.get(MigrationCaseState.MOVED, 0)

    @property
    def failures(self) -> int:
        """Those that stay where they are."""
        return self.counts.get(MigrationCaseState.FAILED, 0)

    @property
    def is_running(self) -> bool:
        """Whether the page should look again."""
        return self.row.state is MigrationState.RUNNING

    @property
    def may_undo(self) -> bool:
        """Whether it can be taken back."""
        is_over = self.row.state in OVER and self.row.undoes is None
        return is_over and self.moved > 0 and self.undone_by is None

    @property
    def may_retry(self) -> bool:
        """Whether what failed can be tried again."""
        return self.row.state is MigrationState.DONE and self.failures > 0 and self.undone_by is None

    @property
    def has_stopped(self) -> bool:
        """Whether nobody works on it any more, though cases are left."""
        return self.row.state is MigrationState.FAILED


def told(tx: Transaction, actor: Actor, migration_id: int, page: int = 1) -> Told:
    """One migration with a page of what failed. Raises `Denied`, `NotFound`."""
    check_office(actor)
    row = tx.session.get(Migration, migration_id)
    if row is None:
        raise NotFound("migration", migration_id)
    origin = row if row.undoes is None else tx.session.get_one(Migration, row.undoes)
    found = result(tx, actor, origin.impact_id or 0)
    mine = ImpactCase.case_id.in_(
        select(MigrationCase.case_id).where(MigrationCase.migration_id == migration_id)
    )
    same = select(func.count()).where(
        ImpactCase.impact_id == found.row.id, ImpactCase.verdict == CaseVerdict.SAME, mine
    )
    bad = (MigrationCase.migration_id == migration_id, MigrationCase.state == MigrationCaseState.FAILED)
    moved = select(MigrationCase.case_id).where(
        MigrationCase.migration_id == migration_id, MigrationCase.state == MigrationCaseState.MOVED
    )
    why = select(MigrationCase.reason, func.count()).where(*bad).group_by(MigrationCase.reason)
    failed = select(MigrationCase.case_id, MigrationCase.reason).where(*bad).order_by(MigrationCase.case_id)
    return Told(
        row=row,
        number=_number(tx, found.row),
        asked_by=nama_akun(tx.session, row.asked_by),
        confirmed_by="" if row.confirmed_by is None else nama_akun(tx.session, row.confirmed_by),
        counts=progress(tx, migration_id),
        reasons=[
            (text, n) for text, n in tx.session.execute(why.order_by(func.count().desc()).limit(MOST_GROUPS))
        ],
        failed=[
            (one, text) for one, text in tx.session.execute(failed.offset((page - 1) * PAGE).limit(PAGE))
        ],
        impact=found,
        same=tx.session.scalars(same).one(),
        moves=found.moves(mine),
        undone_by=taken_back_by(tx, migration_id),
        may_confirm=row.state is MigrationState.WAITING and is_second(tx, actor, row),
        undo_needs_second=needs_second(tx, tx.session.scalars(moved.limit(ALONE + 1)).all()),
    )


def _number(tx: Transaction, impact: Impact) -> int:
    return tx.session.get_one(Release, impact.release_id).number


def listed(tx: Transaction, actor: Actor, release_id: int) -> list[tuple[Migration, str, int]]:
    """The latest migrations to a release and their takings back: who asked, and how many cases each has."""
    check_office(actor)
    there = (
        select(Migration.id)
        .join(Impact, Impact.id == Migration.impact_id)
        .where(Impact.release_id == release_id)
    )
    query = (
        select(Migration, func.count())
        .join(MigrationCase, MigrationCase.migration_id == Migration.id)
        .where(Migration.id.in_(there) | Migration.undoes.in_(there))
        .group_by(Migration.id)
        .order_by(Migration.id.desc())
        .limit(20)
    )
    return [(row, nama_akun(tx.session, row.asked_by), count) for row, count in tx.session.execute(query)]
