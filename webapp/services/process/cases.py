"""The life of one action on a case: rebuild, apply, run what is automatic, write.

`Action` is the only writer of a case log. `tasks`, `timers` and `start` below differ in what they append first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import perf_counter
from typing import Any

from webapp.domain.organisasi import Urusan
from webapp.domain.pelanggaran import Pelanggaran
from webapp.engine import Run, RunError, Step
from webapp.operations import Actor, Context, Decided, Refused, Requests, Subject, find
from webapp.services.errors import NotFound
from webapp.services.people.assignments import Desk, Place, kind_of
from webapp.services.people.calendars.days import deadline_calendar
from webapp.services.reminders.deadlines import due_of
from webapp.services.work import Transaction
from webapp.services.workshop.gate import findings
from webapp.storage.caselog import GENESIS, CaseRow, Change, GivenSteps, Opened, lock_case, write_change
from webapp.storage.pesan import Pesan, operation_of, stored_for
from webapp.storage.process import CaseStatus, ProcessCase

from .decisions import as_fact, decide_or_refuse
from .items import place_of
from .ongoing import NOBODY, Ongoing, as_opened
from .replaying import replay

MAX_AUTOMATIC = 200  # operations or new timers run by one action; more means a diagram that never waits
MAX_RECEIVED = 20  # stored messages taken by one action; the rest comes with a job of its own

FROZEN = (
    "Kasus ini dibekukan karena seseorang menyatakan bahwa tindakan atas namanya bukan darinya. Tidak ada langkah yang "
    "dapat dikerjakan sampai BKPP membukanya. Isian Anda belum terkirim; simpan sebagai draf."
)


@dataclass
class Action(Ongoing):
    """One action on one locked case. Entries collect here until `write`."""

    jobs: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    organisation: int | None = None
    cancelled: bool = False
    given: GivenSteps = field(default_factory=dict)
    requests: Requests = field(default_factory=Requests)
    asked: set[str] = field(default_factory=set)
    received: set[int] = field(default_factory=set)

    @cached_property
    def desk(self) -> Desk:
        """The organisation as it stood when this action began."""
        tx = self.tx
        return Desk(tx, tx.work.organisation.day(tx.session, tx.today, self.organisation))

    def place(self, step: Step) -> Place:
        """Where an open step stands."""
        return place_of(self.case, step, self.given)

    def context(
        self, step: Step, actor: Actor | None = None, mandate: Mapping[str, Any] | None = None
    ) -> Context:
        """What the operation of a step is given."""
        subject = Subject(self.case.id, self.case.subject_id, self.case.document_kind, self.case.document_id)
        return Context(
            session=self.tx.session,
            now=self.tx.now,
            today=self.tx.today,
            subject=subject,
            organisasi=self.desk.day(step.on).bagan,
            actor=actor,
            mandate=mandate,
            key=step.key,
            urusan=Urusan(step.process_id, kind_of(step.element)),
            on=step.on or self.tx.today,
            facts=self.run.facts,
            jobs=self.jobs,
            requests=self.requests,
            deciding=self.decide,
            segel=self.tx.work.segel,
            calendar=lambda year: deadline_calendar(self.tx, self.case.subject_id, year),
            checking=lambda files: findings(files, self.tx.work.searches),
        )

    def settle(self) -> None:
        """Run every automatic step that is open, each outside the engine, each with its own entry.

        A message step that has opened gets the oldest stored message that the case has not had yet.
        """
        for _ in range(MAX_AUTOMATIC):
            step = self.run.next_automatic()
            if step is None:
                if not self._receive():
                    return
            else:
                self.attempt(step)
                self._run(step)
        self.attempt(self.run.next_automatic())
        raise RunError("endless", self.case.process_id, f"more than {MAX_AUTOMATIC} operations in one action")

    def _run(self, step: Step) -> None:
        if step.element.decision is not None:
            self._ask(step, step.element.decision)
        else:
            self._operate(step)

    def _operate(self, step: Step) -> None:
        name = step.element.operation or ""
        registered = find(name)
        if registered is None:
            raise RunError("no_operation", step.element.id, f"operation {name} is not registered")
        facts = registered.run(self.context(step), self.run.inputs(step))
        self.append("result", step.key, facts, operation=name)

    def decide(self, decision_id: str, facts: Mapping[str, Any]) -> Decided:
        """What a table of this case's own release says. Raises `Refused`, saying what is missing, where no row fits."""
        definitions = self.tx.work.releases.get(self.tx.session, self.case.release_id).definitions
        return decide_or_refuse(definitions, decision_id, facts)

    def _ask(self, step: Step, decision_id: str) -> None:
        """Let a table answer a business rule task: its one value, or all of them by name, become one fact."""
        decided = self.decide(decision_id, {**self.run.facts, **self.run.inputs(step)})
        answer = as_fact(decided)
        name = f"dmn:{decided.decision_id}:{decided.checksum[:12]}"
        self.append("result", step.key, {step.element.result or "": answer}, operation=name)

    def look_again(self) -> None:
        """Ask for the stored messages of steps that were open before, too."""
        self.asked.clear()

    def _receive(self) -> bool:
        """Take one stored message that an open step waits for, if there is one."""
        steps = [step for step in self.run.waiting_messages() if step.key not in self.asked]
        if not steps or len(self.received) >= MAX_RECEIVED:
            return False
        waits = {(step.message or "", step.correlation or "") for step in steps}
        found = stored_for(self.tx.session, self.case.id, waits, self.received)
        oldest = {(one.nama, one.korelasi): one for one in found}
        for step in steps:
            self.asked.add(step.key)
            message = oldest.get((step.message or "", step.correlation or ""))
            if message is not None:
                self.received.add(message.id)
                self.append("received", step.key, message.fakta, operation=operation_of(message.id))
                return True
        return False

    def fire_due(self) -> None:
        """Let timers that are due act before whatever comes next: the clock has been here first.

        Raises `RunError` where timers that begin in this action are due at once, again and again.
        """
        begun = 0
        while (step := self._due()) is not None:
            begun += step.key not in self.before
            if begun > MAX_AUTOMATIC:
                self.attempt(step)
                raise RunError("endless", step.element.id, f"more than {MAX_AUTOMATIC} timers in one action")
            self.append("fired", step.key)
            self.settle()

    def _due(self) -> Step | None:
        """The timer that has been due the longest."""
        timers = (step for step in self.run.open if step.kind == "timer")
        due = [step for step in timers if step.due is not None and step.due <= self.tx.now]
        return min(due, key=lambda step: (step.due, step.key), default=None)

    def write(self) -> CaseRow:
        """Store the action: entries, what opened and closed, and its jobs."""
        after = self.standing
        opened = [step for key, step in after.items() if key not in self.before]
        awaited = [step for step in opened if step.kind == "message" and not self.cancelled]
        self._send()
        if awaited:  # what was sent meanwhile, unseen from here, is found after the commit
            self.jobs.append(("terima_pesan", {"case_id": self.case.id}))
        self.case = write_change(
            self.tx.session,
            self.case,
            Change(
                entries=self.entries,
                closed=[key for key in self.before if key not in after],
                times=self.times,
                items=[self._item(step) for step in opened if step.kind == "human"],
                timers=[as_opened(step) for step in opened if step.kind == "timer"],
                awaited=[as_opened(step) for step in awaited],
                jobs=self.jobs,
                status="CANCELLED" if self.cancelled else "COMPLETED" if self.run.is_completed else "OPEN",
            ),
        )
        self._fulfil()
        return self.case

    def _item(self, step: Step) -> Opened:
        """A human step that opened, with its last day."""
        return replace(as_opened(step), due_at=due_of(self.tx, self.case, step, self.run.facts))

    def _send(self) -> None:
        """Store the messages of this action's operations, each with the job that delivers it."""
        for message in self.requests.messages:
            row = Pesan(
                nama=message.name,
                korelasi=message.correlation,
                fakta=dict(message.facts),
                pada=self.tx.now,
                dari_case_id=self.case.id,
            )
            self.tx.session.add(row)
            self.tx.session.flush()
            self.jobs.append(("antar_pesan", {"pesan_id": row.id}))

    def cancel(
        self, facts: Mapping[str, Any], actor: Actor | None = None, mandate: Mapping[str, Any] | None = None
    ) -> None:
        """End the case where it stands; every open step closes."""
        self.append("cancelled", None, facts, actor=actor, mandate=mandate)
        self.cancelled = True

    def _fulfil(self) -> None:
        """Do to other cases what operations of this action asked for."""
        for case_id, facts in self.requests.cancels:
            other = open_action(self.tx, case_id)
            if not other.run.is_completed:
                other.cancel(facts)
                other.write()
        for new in self.requests.starts:
            start(self.tx, new.process_id, subject_id=new.pegawai_id, document_kind=new.document_kind,
                  document_id=new.document_id, facts=new.facts, owner=self.home)  # fmt: skip


def open_action(tx: Transaction, case_id: int, *, frozen_too: bool = False) -> Action:
    """Lock a case and rebuild it, or take it from the cache if it stands at the same entry.

    Raises `NotFound`, and `Refused` for a case that is frozen ("Bukan saya"): this is the one way to do anything on it.
    With `frozen_too` the caller looks at `case.frozen` and lets such a case rest.
    """
    asked = perf_counter()
    locked = lock_case(tx.session, case_id)
    tx.work.meter.waited(perf_counter() - asked)
    if locked is None:
        raise NotFound
    tx.begin_at(locked.at)
    case = locked.case
    if case.frozen and not frozen_too:
        raise Refused([Pelanggaran("kasus.beku", FROZEN)])
    run = tx.work.runs.take(case.id, case.release_id, case.seq)
    if run is None:
        run = replay(tx, case)
    before = {step.key: step for step in run.open}
    action = Action(
        tx, case, run, before=before, standing=before, organisation=locked.organisation, given=locked.given,
        asked=set(before),
    )  # fmt: skip
    _ = action.desk  # read before anything is written: what is cached must be what others see
    return action


def keep(tx: Transaction, action: Action) -> None:
    """Keep a written action's run for the next one; call it after the commit."""
    tx.work.runs.put(action.case.id, action.case.release_id, action.run)


def start(
    tx: Transaction, process_id: str, *, subject_id: int, document_kind: str, document_id: int,
    facts: Mapping[str, Any] | None = None, actor: Actor | None = None, release_id: int | None = None,
    organisation: int | None = None, owner: int = NOBODY,
) -> int:  # fmt: skip
    """Start a case of the current release and run it to its first wait. Returns the case's id.

    Who starts many reads the release and the organisation's version once and gives them along. `owner` is the stored
    case on whose behalf it starts: an incident is kept there.
    """
    release_id = release_id or tx.work.releases.current(tx.session, tx.today)
    definitions = tx.work.releases.get(tx.session, release_id).definitions
    row = ProcessCase(
        process_id=process_id,
        release_id=release_id,
        subject_id=subject_id,
        document_kind=document_kind,
        document_id=document_id,
        status=CaseStatus.OPEN,
        seq=0,
        head=GENESIS,
        opened_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    case = CaseRow(row.id, process_id, release_id, subject_id, document_kind, document_id, "OPEN", 0, GENESIS)
    action = Action(
        tx, case, Run(definitions, process_id, tx.work.zone), organisation=organisation, owner=owner
    )
    action.append("started", None, facts, actor=actor)
    action.settle()
    action.write()
    return row.id
