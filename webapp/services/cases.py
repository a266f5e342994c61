"""The life of one action on a case: rebuild, apply, run what is automatic, write.

`Action` is the only writer of a case log. `tasks`, `timers` and `start` below differ in what they append first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import starmap
from typing import Any
from uuid import UUID

from webapp.engine import Entry, Run, RunError, Step
from webapp.operations import Actor, Context, Subject, find
from webapp.storage.caselog import (
    GENESIS,
    CaseRow,
    Change,
    JournalRow,
    Opened,
    lock_case,
    read_course,
    write_change,
)
from webapp.storage.process import CaseStatus, ProcessCase

from .errors import NotFound
from .organisation import OrganisationDay
from .work import Transaction

MAX_AUTOMATIC = 200  # operations run by one action; more means a diagram that never waits


@dataclass
class Action:
    """One action on one locked case. Entries collect here until `write`."""

    tx: Transaction
    case: CaseRow
    run: Run
    entries: list[JournalRow] = field(default_factory=list)
    jobs: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    before: dict[str, Step] = field(default_factory=dict)
    organisation: int | None = None

    @cached_property
    def day(self) -> OrganisationDay:
        """The organisation today, as it stood when this action began."""
        return self.tx.work.organisation.day(self.tx.session, self.tx.today, self.organisation)

    def append(
        self,
        kind: str,
        key: str | None,
        facts: Mapping[str, Any] | None = None,
        *,
        actor: Actor | None = None,
        mandate: Mapping[str, Any] | None = None,
        request_id: UUID | None = None,
        operation: str | None = None,
    ) -> None:
        """Apply one entry to the run and keep its row."""
        row = JournalRow(
            seq=self.run.seq + 1,
            kind=kind,
            at=self.tx.now,
            key=key,
            facts=dict(facts or {}),
            actor_id=actor.akun_id if actor else None,
            mandate=mandate,
            request_id=request_id,
            operation=operation,
        )
        self.run.apply(as_entry(row))
        self.entries.append(row)

    def context(
        self, key: str, actor: Actor | None = None, mandate: Mapping[str, Any] | None = None
    ) -> Context:
        """What an operation of this action is given."""
        subject = Subject(self.case.id, self.case.subject_id, self.case.document_kind, self.case.document_id)
        return Context(
            session=self.tx.session,
            now=self.tx.now,
            today=self.tx.today,
            subject=subject,
            organisasi=self.day.bagan,
            actor=actor,
            mandate=mandate,
            key=key,
            facts=self.run.facts,
            jobs=self.jobs,
        )

    def settle(self) -> None:
        """Run every automatic step that is open, each outside the engine, each with its own entry."""
        for _ in range(MAX_AUTOMATIC):
            step = self.run.next_automatic()
            if step is None:
                return
            name = step.element.operation or ""
            registered = find(name)
            if registered is None:
                raise RunError("no_operation", step.element.id, f"operation {name} is not registered")
            facts = registered.run(self.context(step.key), self.run.inputs(step))
            self.append("result", step.key, facts, operation=name)
        raise RunError("endless", self.case.process_id, f"more than {MAX_AUTOMATIC} operations in one action")

    def fire_due(self) -> None:
        """Let timers that are due act before whatever comes next: the clock has been here first."""
        for _ in range(MAX_AUTOMATIC):
            due = [step for step in self.run.open if step.due is not None and step.due <= self.tx.now]
            if not due:
                return
            self.append("fired", min(due, key=lambda step: (step.due, step.key)).key)
            self.settle()

    def write(self) -> CaseRow:
        """Store the action: entries, what opened and closed, and its jobs."""
        after = {step.key: step for step in self.run.open}
        opened = [step for key, step in after.items() if key not in self.before]
        self.case = write_change(
            self.tx.session,
            self.case,
            Change(
                entries=self.entries,
                closed=[key for key in self.before if key not in after],
                items=[as_opened(step) for step in opened if step.kind == "human"],
                timers=[as_opened(step) for step in opened if step.kind == "timer"],
                jobs=self.jobs,
                status="COMPLETED" if self.run.is_completed else "OPEN",
            ),
        )
        return self.case


def as_entry(row: JournalRow) -> Entry:
    """A journal row as the engine reads it."""
    return Entry(row.seq, row.kind, row.at, row.key, row.facts)  # type: ignore[arg-type]


def as_opened(step: Step) -> Opened:
    """An open step as its projection: a work item or a timer."""
    element = step.element
    return Opened(
        step.key, step.process_id, element.id, element.name, element.role or "", step.since, step.due
    )


def open_action(tx: Transaction, case_id: int) -> Action:
    """Lock a case and rebuild it, or take it from the cache if it stands at the same entry. Raises `NotFound`."""
    locked = lock_case(tx.session, case_id)
    if locked is None:
        raise NotFound
    tx.begin_at(locked.at)
    case = locked.case
    run = tx.work.runs.take(case.id, case.release_id, case.seq)
    if run is None:
        run = replay(tx, case)
    before = {step.key: step for step in run.open}
    return Action(tx, case, run, before=before, organisation=locked.organisation)


def replay(tx: Transaction, case: CaseRow, upto: int | None = None) -> Run:
    """The case rebuilt from its journal, or as it stood after its first `upto` entries."""
    definitions = tx.work.releases.get(tx.session, case.release_id).definitions
    entries = starmap(Entry, read_course(tx.session, case.id, upto))
    return Run.replay(definitions, case.process_id, entries, tx.work.zone)


def keep(tx: Transaction, action: Action) -> None:
    """Keep a written action's run for the next one; call it after the commit."""
    tx.work.runs.put(action.case.id, action.case.release_id, action.run)


def start(
    tx: Transaction, process_id: str, *, subject_id: int, document_kind: str, document_id: int,
    facts: Mapping[str, Any] | None = None, actor: Actor | None = None,
) -> int:  # fmt: skip
    """Start a case of the current release and run it to its first wait. Returns the case's id."""
    release_id = tx.work.releases.current(tx.session, tx.today)
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
    action = Action(tx, case, Run(definitions, process_id, tx.work.zone))
    action.append("started", None, facts, actor=actor)
    action.settle()
    action.write()
    return row.id
