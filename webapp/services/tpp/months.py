"""Months of allowances as the desk sees them: where each stands, its open step, and its results by unit and page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import func, or_, select

from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.organisasi import Unit
from webapp.storage.process import WorkItem
from webapp.storage.tpp import StatusPutaran, TppBulan, TppHasil, TppPutaran, TppTertunda

PAGE = 50
"""People on one page of results."""


class State(StrEnum):
    """Where a month stands."""

    TERBUKA = "TERBUKA"
    DIHITUNG = "DIHITUNG"
    GAGAL = "GAGAL"
    DIPERIKSA = "DIPERIKSA"
    DITETAPKAN = "DITETAPKAN"
    FINAL = "FINAL"


@dataclass(frozen=True)
class OpenStep:
    """The step at which the month's case waits for an admin."""

    case_id: int
    key: str
    element_id: str
    name: str
    since: datetime
    due: datetime | None


@dataclass(frozen=True)
class Month:
    """A month with its newest run."""

    row: TppBulan
    state: State
    run: TppPutaran | None
    step: OpenStep | None


@dataclass(frozen=True)
class UnitResult:
    """One OPD of a run: people, how many have full, no, or no known percent, and the mean of those known."""

    opd_id: int | None
    nama: str
    people: int
    full: int
    none: int
    missing: int
    mean: Decimal | None


@dataclass(frozen=True)
class ResultPage:
    """People of a run, a page of them. `total` counts what was asked for."""

    rows: Sequence[TppHasil]
    total: int
    page: int
    pages: int


def months(tx: Transaction, actor: Actor) -> list[Month]:
    """Every month that was opened, newest first. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    rows = list(tx.session.scalars(select(TppBulan).order_by(TppBulan.bulan.desc())))
    last = select(func.max(TppPutaran.id)).group_by(TppPutaran.tpp_bulan_id)
    newest = select(TppPutaran).where(TppPutaran.id.in_(last))
    runs = {run.tpp_bulan_id: run for run in tx.session.scalars(newest)}
    steps = _steps(tx, [row.case_id for row in rows if row.case_id is not None])
    return [_month(row, runs.get(row.id), steps.get(row.case_id or 0)) for row in rows]


def month(tx: Transaction, actor: Actor, bulan: date) -> Month | None:
    """One month; None before it was opened. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    row = tx.session.scalars(select(TppBulan).where(TppBulan.bulan == bulan.replace(day=1))).one_or_none()
    if row is None:
        return None
    query = select(TppPutaran).where(TppPutaran.tpp_bulan_id == row.id).order_by(TppPutaran.nomor.desc())
    run = tx.session.scalars(query.limit(1)).one_or_none()
    return _month(row, run, _steps(tx, [row.case_id or 0]).get(row.case_id or 0))


def _month(row: TppBulan, run: TppPutaran | None, step: OpenStep | None) -> Month:
    if row.putaran_id is not None:
        state = State.FINAL
    elif row.dikunci_pada is None:
        state = State.TERBUKA
    elif run is None or run.status in (StatusPutaran.ANTRE, StatusPutaran.BERJALAN):
        state = State.DIHITUNG
    elif run.status is StatusPutaran.GAGAL:
        state = State.GAGAL
    else:
        asked = step is not None and step.element_id == "tetapkan"
        state = State.DITETAPKAN if asked else State.DIPERIKSA
    return Month(row, state, run, step)


def _steps(tx: Transaction, case_ids: Sequence[int]) -> dict[int, OpenStep]:
    query = select(WorkItem).where(WorkItem.case_id.in_(case_ids))
    return {
        one.case_id: OpenStep(one.case_id, one.key, one.element_id, one.name, one.opened_at, one.due_at)
        for one in tx.session.scalars(query)
    }


def left_over(tx: Transaction, actor: Actor, month_id: int) -> int:
    """How many entries still waited when the month was locked. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    query = select(func.count()).select_from(TppTertunda).where(TppTertunda.tpp_bulan_id == month_id)
    return tx.session.execute(query).scalar_one()


def run_of(tx: Transaction, actor: Actor, bulan: date, nomor: int) -> TppPutaran:
    """A run by its number in its month. Raises `Denied` or `NotFound`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    query = (
        select(TppPutaran)
        .join(TppBulan, TppBulan.id == TppPutaran.tpp_bulan_id)
        .where(TppBulan.bulan == bulan.replace(day=1), TppPutaran.nomor == nomor)
    )
    found = tx.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("tpp_putaran")
    return found


def units(tx: Transaction, actor: Actor, putaran_id: int) -> list[UnitResult]:
    """The results of a run by OPD, by name; people without one come last. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    query = (
        select(
            TppHasil.opd_id,
            func.coalesce(Unit.nama, ""),
            func.count(),
            func.count().filter(TppHasil.persen == 100),
            func.count().filter(TppHasil.persen == 0),
            func.count().filter(TppHasil.persen.is_(None)),
            func.round(func.avg(TppHasil.persen), 2),
        )
        .outerjoin(Unit, Unit.id == TppHasil.opd_id)
        .where(TppHasil.putaran_id == putaran_id)
        .group_by(TppHasil.opd_id, Unit.nama)
        .order_by(Unit.nama.nulls_last())
    )
    return [UnitResult(*row) for row in tx.session.execute(query)]


def result_page(
    tx: Transaction, actor: Actor, putaran_id: int, *, opd_id: int | None = None, words: str = "",
    only_missing: bool = False, page: int = 1,
) -> ResultPage:  # fmt: skip
    """A page of a run's people by name, of one OPD (0: of none) or all, found by name or NIP. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    conditions = [TppHasil.putaran_id == putaran_id]
    if opd_id is not None:
        conditions.append(TppHasil.opd_id == opd_id if opd_id else TppHasil.opd_id.is_(None))
    if only_missing:
        conditions.append(TppHasil.persen.is_(None))
    if said := words.replace("\x00", "").strip():
        digits = said.replace(" ", "")
        conditions.append(
            or_(
                TppHasil.nama.icontains(said, autoescape=True),
                TppHasil.nip.startswith(digits, autoescape=True),
            )
        )
    total = tx.session.execute(select(func.count()).where(*conditions)).scalar_one()
    pages = max(1, -(-total // PAGE))
    shown = min(max(page, 1), pages)
    query = select(TppHasil).where(*conditions).order_by(TppHasil.nama, TppHasil.nip)
    rows = tx.session.scalars(query.limit(PAGE).offset((shown - 1) * PAGE))
    return ResultPage(list(rows), total, shown, pages)
