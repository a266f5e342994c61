"""Which steps an entry of a journal closed, how long each had been open, and how it ended.

Told of one entry at a time from what was open before and after it, so an action in progress and a rebuild from the
journal give the same rows. An automatic step takes no time and is not told; neither is a deadline that never came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import Final

from webapp.engine import Entry, Run, Step
from webapp.services.reminders.deadlines import due_of
from webapp.services.work import Transaction
from webapp.storage.caselog import (
    FROM_RELEASE,
    CaseRow,
    ClosedStep,
    JournalRow,
    clear_times,
    last_days,
    read_course,
    write_times,
)

Standing = Mapping[str, Step]
"""Open steps by key."""

PATIENT: Final = frozenset({"userTask", "intermediateCatchEvent"})
"""What a case waits at; an event on an edge is told only when it happened."""


def standing(steps: tuple[Step, ...]) -> dict[str, Step]:
    """Open steps by key."""
    return {step.key: step for step in steps}


def closed_by(
    entry: Entry, before: Standing, after: Standing, release_id: int, due: Callable[[Step], datetime | None]
) -> Iterator[ClosedStep]:
    """The steps that were open before an entry and are not after it. `due` gives the last day of a human one."""
    if entry.kind == "migrated":
        return  # a step under another name is still the same step
    for key, step in before.items():
        if key not in after and step.kind != "automatic":
            outcome = _outcome(entry, key)
            if outcome == "done" or step.element.kind in PATIENT:
                yield _row(entry, step, outcome, release_id, step.due if step.kind != "human" else due(step))


def _outcome(entry: Entry, key: str) -> str:
    if entry.key == key and entry.kind != "cancelled":
        return "done"
    return "timer" if entry.kind == "fired" else "cancelled"


def _row(entry: Entry, step: Step, outcome: str, release_id: int, due: datetime | None) -> ClosedStep:
    nth = step.key.rsplit("#", 1)[-1]
    return ClosedStep(
        seq=entry.seq,
        key=step.key,
        process_id=step.process_id,
        element_id=step.element.id,
        kind=step.kind,
        nth=1 if step.element.loop is not None else int(nth),
        release_id=release_id,
        opened_at=step.since,
        closed_at=entry.at,
        due_at=due,
        outcome=outcome,
    )


# -- made again from the journal -----------------------------------------------------------------------------------


def rebuild(tx: Transaction, case: CaseRow) -> None:
    """Derive the times of a case again from its journal, each entry on the release on which it was made.

    The last day of a step is not in the journal: what was noted when it ended is kept, and only what is missing is
    counted, by the calendar of today.
    """
    noted = last_days(tx.session, case.id)
    journal = list(starmap(Entry, read_course(tx.session, case.id)))
    found: list[ClosedStep] = []
    for begin, end, release_id in stretches(journal, case.release_id):
        definitions = tx.work.releases.get(tx.session, release_id).definitions
        run = Run.replay(definitions, case.process_id, journal[:begin], tx.work.zone)
        before = standing(run.open)
        for entry in journal[begin:end]:
            run.apply(entry)
            after = standing(run.open)
            found += closed_by(entry, before, after, release_id, _LastDay(tx, case, run, noted, entry.seq))
            before = after
    clear_times(tx.session, case.id)
    write_times(tx.session, case.id, found)


@dataclass(frozen=True)
class _LastDay:
    """The last day of a human step that an entry closed."""

    tx: Transaction
    case: CaseRow
    run: Run
    noted: Mapping[tuple[int, str], datetime | None]
    seq: int

    def __call__(self, step: Step) -> datetime | None:
        kept = (self.seq, step.key)
        return self.noted[kept] if kept in self.noted else due_of(self.tx, self.case, step, self.run.facts)


def stretches(journal: Sequence[Entry], release_id: int) -> Iterator[tuple[int, int, int]]:
    """Pieces of a journal that were made on one release: where each begins and ends, and the release."""
    begin = 0
    for place, entry in enumerate(journal):
        if entry.kind == "migrated":
            yield begin, place, int(entry.facts.get(FROM_RELEASE, release_id))
            begin = place + 1
    yield begin, len(journal), release_id


def release_at(journal: Sequence[Entry] | Sequence[JournalRow], release_id: int, seq: int) -> int:
    """The release on which a case stood after an entry; `release_id` is the one on which it stands now."""
    return next(
        (
            one.facts.get(FROM_RELEASE, release_id)
            for one in journal
            if one.kind == "migrated" and one.seq > seq
        ),
        release_id,
    )
