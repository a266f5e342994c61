"""A case on which something is being done: its run, and the entries of its journal that are not written yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from webapp.engine import Entry, Run, Step
from webapp.operations import Actor
from webapp.services.reminders.deadlines import due_of
from webapp.services.work import Attempt, Transaction
from webapp.storage.caselog import CaseRow, ClosedStep, JournalRow, Opened

from .closings import closed_by, standing

TRIGGERS: Final = {"completed": "human", "fired": "timer", "received": "message"}
"""Entries that set a case going, and what each comes from."""
NOBODY: Final = 0
"""Stands for a stored case where a new one starts on nobody's behalf."""


@dataclass
class Ongoing:
    """A locked case and what has happened to it since. `before` are the steps that were open when it was locked.

    `owner` is the stored case on whose behalf a new one starts, `NOBODY` where there is none.
    """

    tx: Transaction
    case: CaseRow
    run: Run
    entries: list[JournalRow] = field(default_factory=list)
    before: dict[str, Step] = field(default_factory=dict)
    standing: dict[str, Step] = field(default_factory=dict)
    times: list[ClosedStep] = field(default_factory=list)
    trigger: tuple[str | None, str | None] = (None, None)
    owner: int | None = None

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
        if kind in TRIGGERS:
            self.trigger = (key, TRIGGERS[kind])
        self.attempt(self.run.step(key or ""))
        entry = as_entry(row)
        self.run.apply(entry)
        self.tx.attempt = None
        self.entries.append(row)
        before, self.standing = self.standing, standing(self.run.open)
        self.times += closed_by(entry, before, self.standing, self.case.release_id, self._last_day)

    def attempt(self, step: Step | None) -> None:
        """Note what is about to be run, for the incident that it may become."""
        process_id = self.case.process_id if step is None else step.process_id
        key, element_id = (None, None) if step is None else (step.key, step.element.id)
        home = None if self.home == NOBODY else self.home
        self.tx.attempt = Attempt(home, key, process_id, element_id, self.case.release_id, *self.trigger)

    @property
    def home(self) -> int:
        """The stored case to which this one belongs while it is not stored itself."""
        return self.case.id if self.owner is None else self.owner

    def _last_day(self, step: Step) -> datetime | None:
        """The last day of a human step that closes. That of one that was open before stands in its work item."""
        return None if step.key in self.before else due_of(self.tx, self.case, step, self.run.facts)


def as_entry(row: JournalRow) -> Entry:
    """A journal row as the engine reads it."""
    return Entry(row.seq, row.kind, row.at, row.key, row.facts)  # type: ignore[arg-type]


def as_opened(step: Step) -> Opened:
    """An open step as its projection: a work item, a timer or an awaited message."""
    element = step.element
    return Opened(
        step.key, step.process_id, element.id, element.name, element.role or "", step.since, step.due,
        step.on, element.quiet, step.message, step.correlation,
    )  # fmt: skip
