"""Numbers of all processes, and of one diagram: what waits, what was done, what is late, which ways cases took.

Reads only, by the statements of `storage.kokpit_times`. A diagram is that of the release asked for, else of the one in
force; steps that a release does not know any more are told below the diagram.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from webapp.engine import Element, Process
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.process.tracker import in_call_order
from webapp.services.work import Transaction
from webapp.storage import kokpit_times
from webapp.storage.kokpit_times import Span
from webapp.storage.process import ProcessCase, Release

from .periods import Period, start
from .times import Ended, Spot, ended, spots, visits
from .units import LateUnits, late_units

MOST_WAYS: Final = 8
SERIES: Final = 12
"""Months of the series of cycle times."""
TOLD: Final = frozenset({"userTask", "callActivity", "subProcess", "intermediateCatchEvent", "boundaryEvent",
                         "serviceTask", "businessRuleTask"})  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One process in the list. Times are seconds; None where nothing has ended.

    `within` tells how many steps wait here in cases of other processes, which call this one.
    """

    process: Process
    running: int
    waiting: int
    late: int
    incidents: int
    completed: int
    cancelled: int
    median: float | None
    p90: float | None
    is_called: bool = False
    within: Mapping[str, int] = field(default_factory=dict)

    @property
    def has_own(self) -> bool:
        """Whether cases are counted here, and not only where they began: a called diagram has none of its own."""
        return not self.is_called or bool(self.running or self.completed or self.cancelled)


@dataclass(frozen=True)
class StepFigures:
    """What is known of one element. `inside` counts cases within an activity; times are seconds."""

    element: Element
    waiting: int = 0
    late: int = 0
    inside: int = 0
    done: int = 0
    again: int = 0
    late_done: int = 0
    by_timer: int = 0
    median: float | None = None
    p90: float | None = None
    incidents: int = 0
    oldest: datetime | None = None

    @property
    def here(self) -> int:
        """How many are here now."""
        return self.waiting + self.inside

    @property
    def rework(self) -> int:
        """Percent of what was done that was done again."""
        return round(100 * self.again / self.done) if self.done else 0


@dataclass(frozen=True)
class Way:
    """One way that cases took: the names of its steps, how many took it, and percent of all."""

    steps: Sequence[str]
    cases: int
    share: int
    mean: float


@dataclass(frozen=True)
class Diagram:
    """One diagram with its figures. `ways` are those of cases of this process, `all_ways` how many there are."""

    process: Process
    row: Row
    steps: Sequence[StepFigures]
    gone: Sequence[tuple[str, int]]
    late: LateUnits
    ways: Sequence[Way]
    all_ways: int
    series: Sequence[tuple[str, int, float]]
    roots: Sequence[Process] = ()
    calls: Sequence[Process] = ()
    by_id: Mapping[str, StepFigures] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Releases:
    """Releases that can be asked for: id and number of each, the newest first; and the one in force."""

    every: Sequence[tuple[int, int]]
    current: int

    def number(self, release_id: int) -> int:
        """The number of a release for people."""
        return dict(self.every)[release_id]


def releases(tx: Transaction) -> Releases:
    """All releases."""
    query = select(Release.id, Release.number).order_by(Release.number.desc())
    return Releases([(one, number) for one, number in tx.session.execute(query)],
                    tx.work.releases.current(tx.session, tx.today))  # fmt: skip


def listed(tx: Transaction, actor: Actor, asked: Period, release_id: int | None) -> list[Row]:
    """Every process of the release, those of which cases are started first."""
    require(actor, Right.READ, Kind.COCKPIT)
    found = _Figures(tx, known(tx, release_id), asked.span(tx, release_id))
    rows = [found.row(one) for one in found.processes]
    return sorted(rows, key=lambda row: (-row.running, -row.waiting, row.process.id))


class _Figures:
    """What is asked of the database once for a page, and read of it for each process."""

    def __init__(self, tx: Transaction, processes: Mapping[str, Process], span: Span) -> None:
        session = tx.session
        self.tx, self.processes, self.span = tx, processes, span
        self.today = start(tx, tx.today)
        self.running = kokpit_times.running(session, span.release_id)
        self.cases = kokpit_times.cases_done(session, span)
        standing = kokpit_times.standing(session, self.today, span.release_id)
        self.spots, self.visits = spots(processes, standing), visits(processes, standing)
        self.called = {e.called for one in processes.values() for e in one.elements.values()}
        self.broken = {
            (row.process_id, row.element_id): row.incidents for row in kokpit_times.open_incidents(session)
        }

    def row(self, process_id: str) -> Row:
        """One process in numbers."""
        here = [spot for (process, _), spot in self.spots.items() if process == process_id]
        over = self.cases.get(process_id)
        median, p90 = (None, None) if over is None or over.spent is None else map(float, over.spent)
        return Row(
            process=self.processes[process_id],
            running=self.running.get(process_id, 0),
            waiting=sum(spot.waiting for spot in here),
            late=sum(spot.late for spot in here),
            incidents=sum(count for (process, _), count in self.broken.items() if process == process_id),
            completed=0 if over is None else over.completed,
            cancelled=0 if over is None else over.cancelled,
            median=median,
            p90=p90,
            is_called=process_id in self.called,
            within=self.visits.get(process_id, {}),
        )

    def step(self, process_id: str, element: Element, over: Ended) -> StepFigures:
        """One element in numbers."""
        spot = self.spots.get((process_id, element.id), Spot())
        return StepFigures(
            element, spot.waiting, spot.late, spot.inside, over.done, over.again, over.late, over.by_timer, over.median,
            over.p90, self.broken.get((process_id, element.id), 0), spot.oldest,
        )  # fmt: skip


def diagram(tx: Transaction, actor: Actor, process_id: str, asked: Period, release_id: int | None) -> Diagram:
    """One diagram with everything that is known of it. Raises `NotFound`."""
    require(actor, Right.READ, Kind.COCKPIT)
    processes = known(tx, release_id)
    process = processes.get(process_id)
    if process is None:
        raise NotFound
    span = asked.span(tx, release_id)
    found = _Figures(tx, processes, span)
    over = ended(kokpit_times.steps_done(tx.session, process_id, span))
    figures = {one.id: found.step(process_id, one, over.get(one.id, Ended()))
               for one in process.elements.values() if one.kind in TOLD}  # fmt: skip
    ways, all_ways = _ways(tx, processes, process_id, span)
    return Diagram(
        process=process,
        row=found.row(process_id),
        steps=[one for one in figures.values() if _is_told(one)],
        gone=[(one, some.done) for one, some in over.items() if one not in process.elements],
        late=late_units(tx, kokpit_times.late_subjects(tx.session, process_id, found.today, release_id)),
        ways=ways,
        all_ways=all_ways,
        series=_series(tx, process_id, asked, release_id),
        roots=_callers(processes, process_id),
        calls=[processes[one.called] for one in process.elements.values() if one.called is not None],
        by_id=figures,
        names={one.id: one.name or one.id for one in processes.values()},
    )


def _callers(processes: Mapping[str, Process], process_id: str) -> list[Process]:
    """The diagrams that call one."""
    return [one for one in processes.values() if any(e.called == process_id for e in one.elements.values())]


def _is_told(one: StepFigures) -> bool:
    """Whether an element has a line of its own in the table."""
    automatic = one.element.kind in ("serviceTask", "businessRuleTask")
    return bool(one.element.name) and (not automatic or bool(one.incidents))


def _ways(
    tx: Transaction, processes: Mapping[str, Process], process_id: str, span: Span
) -> tuple[list[Way], int]:
    found = kokpit_times.variants(tx.session, process_id, span, MOST_WAYS)
    names = {one: element.name or one for process in in_call_order(processes, process_id)
             for one, element in process.elements.items()}  # fmt: skip
    ways = [
        Way([names.get(one, one) for one in row.path.split()], row.cases, round(100 * row.cases / row.total),
            float(row.mean))
        for row in found
    ]  # fmt: skip
    return ways, found[0].ways if found else 0


def _series(
    tx: Transaction, process_id: str, asked: Period, release_id: int | None
) -> list[tuple[str, int, float]]:
    """Month, cases and median of the year that ends with the period."""
    begin = (asked.end - timedelta(days=1)).replace(day=1)
    for _ in range(SERIES - 1):
        begin = (begin - timedelta(days=1)).replace(day=1)
    span = Span(start(tx, begin), start(tx, asked.end), release_id)
    rows = kokpit_times.months(tx.session, process_id, span, str(tx.work.zone))
    return [(row.month, row.cases, float(row.median)) for row in rows]


def known(tx: Transaction, release_id: int | None = None) -> Mapping[str, Process]:
    """The diagrams of a release; without one those in force, and older ones by which cases still run."""
    current = tx.work.releases.current(tx.session, tx.today)
    running = select(ProcessCase.release_id).where(ProcessCase.status == "OPEN").distinct()
    chosen = [release_id] if release_id is not None else [*sorted(tx.session.scalars(running)), current]
    found: dict[str, Process] = {}
    for one in chosen:
        found |= tx.work.releases.get(tx.session, one).definitions.processes
    return found
