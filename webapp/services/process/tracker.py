"""Where a case stands, for its readers: who holds it, since when, what may come next, and the state of each map.

Reads only, from a replayed run and its diagrams; nothing here knows the SKP's own steps. May use the engine and the
organisation; who may look is decided before, in `policy`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from webapp.engine import ElementState, Process, Run, Step
from webapp.engine.places import Place as Spot
from webapp.engine.places import way
from webapp.operations import Actor
from webapp.services.people.assignments import Desk, Holder, Place, holder, holds
from webapp.services.work import Transaction
from webapp.storage.caselog import CaseRow, GivenSteps, given_steps, read_case
from webapp.storage.organisasi import Pegawai
from webapp.storage.skp import Skp

from .items import place_of
from .replaying import replay


@dataclass(frozen=True)
class Person:
    """Who holds a step: the bare name for a sentence, the full one for a form, and the office they act in."""

    name: str
    full_name: str
    office: str = ""


@dataclass(frozen=True)
class Waiting:
    """An open human step: who holds it (None: nobody, an alarm), why, and since when."""

    key: str
    name: str
    role: str
    since: datetime
    held: Holder | None
    person: Person | None
    is_mine: bool

    @property
    def holder_name(self) -> str:
        """The name for a sentence; empty when nobody holds it."""
        return self.person.name if self.person is not None else ""


@dataclass(frozen=True)
class Ahead:
    """A human step that may come next. `when` is the answer that leads there, empty where there is no choice."""

    name: str
    role: str
    when: str
    person: Person | None


@dataclass(frozen=True)
class Chart:
    """One process with the states of this case, for `render_map` and `describe`."""

    process: Process
    states: Mapping[str, ElementState]

    @property
    def state(self) -> ElementState | None:
        """The process as a whole: None while the case has not come to it."""
        found = set(self.states.values())
        for state in (ElementState.LATE, ElementState.CURRENT, ElementState.WAITING, ElementState.DONE):
            if state in found:
                return state
        return None


@dataclass(frozen=True)
class Tracker:
    """Where an SKP stands: what is waited for, what comes next, and all maps, outermost first.

    `awaited` names what the case itself waits for: a day, or news from another case. `frozen`: nothing may be done.
    """

    case_id: int
    waiting: Sequence[Waiting]
    ahead: Sequence[Ahead]
    completed: bool
    charts: Sequence[Chart]
    awaited: Sequence[str] = ()
    frozen: bool = False

    @property
    def next_steps(self) -> Sequence[str]:
        """Names of what may come next, the ordinary way first."""
        return [step.name for step in self.ahead]


def tracker(tx: Transaction, actor: Actor, skp: Skp) -> Tracker | None:
    """Where the SKP stands, rebuilt from its journal; None before its case has started."""
    if skp.case_id is None:
        return None
    return case_tracker(tx, actor, skp.case_id, is_late=skp.terlambat_sejak is not None)


def case_tracker(tx: Transaction, actor: Actor, case_id: int, *, is_late: bool = False) -> Tracker | None:
    """Where any case stands; None when there is no such case."""
    case = read_case(tx.session, case_id)
    if case is None:
        return None
    run = replay(tx, case)
    processes = tx.work.releases.get(tx.session, case.release_id).definitions.processes
    people = _People(tx, case, Desk(tx), given_steps(tx.session, case.id))
    human = [step for step in run.open if step.kind == "human" and not step.element.quiet]
    awaited = [step for step in run.open if step.element.kind == "intermediateCatchEvent"]
    return Tracker(
        case_id=case.id,
        waiting=[people.waiting(step, actor) for step in human],
        ahead=[people.ahead(*found) for found in _all_ahead(processes, run, human or awaited)],
        completed=run.is_completed,
        charts=charts(processes, run, is_late=is_late),
        awaited=[step.element.name for step in awaited],
        frozen=case.frozen,
    )


@dataclass
class _People:
    """Names of those who hold the open steps of one case, and who would hold a role in it today."""

    tx: Transaction
    case: CaseRow
    desk: Desk
    given: GivenSteps
    _known: dict[str, Person | None] = field(default_factory=dict)

    def waiting(self, step: Step, actor: Actor) -> Waiting:
        held = holder(self.desk, place_of(self.case, step, self.given))
        mine = held is not None and (held.kepala_daerah or held.pegawai_id is not None)
        mine = mine and held is not None and holds(self.desk, actor, held)
        role = step.element.role or ""
        return Waiting(step.key, step.element.name, role, step.since, held, self._named(held), mine)

    def ahead(self, name: str, role: str, when: str) -> Ahead:
        return Ahead(name, role, when, self.person(role))

    def person(self, role: str) -> Person | None:
        if role not in self._known:
            self._known[role] = self._named(
                holder(
                    self.desk,
                    Place(
                        role, self.case.subject_id, document=(self.case.document_kind, self.case.document_id)
                    ),
                )
            )
        return self._known[role]

    def _named(self, held: Holder | None) -> Person | None:
        if held is None:
            return None
        if held.kepala_daerah:
            name = self.desk.today.bagan.kepala_daerah.nama
            return Person(name, name, held.office)
        if held.pegawai_id is None:
            return Person(held.office, held.office)
        row = self.tx.session.get_one(Pegawai, held.pegawai_id)
        return Person(row.nama, row.nama_lengkap, held.office)


# -- charts -----------------------------------------------------------------------------------------------------


def in_call_order(processes: Mapping[str, Process], process_id: str) -> list[Process]:
    """A process and all that it calls, each caller before what it calls."""
    found: dict[str, Process] = {}
    stack = [process_id]
    while stack:
        process = processes[stack.pop()]
        if process.id not in found:
            found[process.id] = process
            stack += [e.called for e in reversed(list(process.elements.values())) if e.called is not None]
    return list(found.values())


def charts(processes: Mapping[str, Process], run: Run, *, is_late: bool) -> list[Chart]:
    """The processes that the case has come to, with their states (passed, held, waiting), and the next one."""
    states: dict[str, dict[str, ElementState]] = {
        process.id: {} for process in in_call_order(processes, run.process_id)
    }
    for process_id, element_id in run.visits:
        states[process_id][element_id] = ElementState.DONE
    current = ElementState.LATE if is_late else ElementState.CURRENT
    # What a person must do is said last, so that it stands over what only waits around it.
    for step in sorted(run.open, key=lambda step: step.kind == "human"):
        state = current if step.kind == "human" else ElementState.WAITING
        for process_id, element_id in way(processes, run.process_id, step.key):
            states[process_id][element_id] = state
    every = [Chart(processes[process_id], found) for process_id, found in states.items()]
    ahead = next((chart for chart in every if chart.state is None), None)
    return [chart for chart in every if chart.state is not None or chart is ahead]


# -- what comes next --------------------------------------------------------------------------------------------


def _all_ahead(
    processes: Mapping[str, Process], run: Run, steps: Sequence[Step]
) -> list[tuple[str, str, str]]:
    """Steps that may follow the open ones, without repeats, the ordinary way first: name, role, answer."""
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    for step in steps:
        walk = _Walk(processes)
        *around, here = way(processes, run.process_id, step.key)
        for name, role, when in walk.after(tuple(around), here, ""):
            found.setdefault((name, role), (name, role, when))
    return list(found.values())


@dataclass
class _Walk:
    """A walk along the flows from one place to the nearest human steps, into calls and out of them."""

    processes: Mapping[str, Process]
    seen: set[tuple[tuple[Spot, ...], Spot]] = field(default_factory=set)

    def after(self, around: tuple[Spot, ...], place: Spot, when: str) -> Iterator[tuple[str, str, str]]:
        """Human steps reached after leaving `place`; `around` are the activities that hold it."""
        process = self.processes[place[0]]
        flows = process.outgoing(place[1])
        default = process.elements[place[1]].default_flow
        for flow in sorted(flows, key=lambda flow: flow.id != default):
            said = when or (flow.name if len(flows) > 1 else "")
            yield from self._enter(around, (process.id, flow.target), said)

    def _enter(self, around: tuple[Spot, ...], place: Spot, when: str) -> Iterator[tuple[str, str, str]]:
        if (around, place) in self.seen:
            return
        self.seen.add((around, place))
        process_id, element_id = place
        element = self.processes[process_id].elements[element_id]
        if element.kind == "userTask":
            yield element.name, element.role or "", when
        elif element.kind in ("callActivity", "subProcess"):
            inside = element.called or process_id
            scope = element.called or element_id
            for member in self.processes[inside].members(scope):
                if member.kind == "startEvent":
                    yield from self.after((*around, place), (inside, member.id), when)
        elif element.kind != "endEvent":
            yield from self.after(around, place, when)
        elif around:
            yield from self.after(around[:-1], around[-1], when)
