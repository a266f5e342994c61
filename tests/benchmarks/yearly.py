"""Diagram 1, the yearly contract: cases that stand at a given journal length, and one completion on each.

One case is played through the services; what is measured are copies of it, written by the same code that writes every
journal. Each copy is completed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from webapp.engine import Run
from webapp.services.process import tasks, timers
from webapp.services.process.cases import start
from webapp.services.process.ongoing import as_entry, as_opened
from webapp.storage.caselog import GENESIS, CaseRow, Change, JournalRow, read_case, read_journal, write_change
from webapp.storage.process import ProcessCase

from .world import World

PROCESS = "skp_tahunan"
ANSWERS = {"keputusan": ["setuju"], "catatan": ["Sesuai dengan rencana."]}


@dataclass(frozen=True)
class Yearly:
    """The journal of a whole year, to be cut where it is needed."""

    world: World
    journal: tuple[JournalRow, ...]
    subject_id: int

    def completions(self, length: int) -> int:
        """How many human steps are done in the first `length` entries."""
        return sum(1 for row in self.journal[:length] if row.kind == "completed")

    def replayed(self, length: int) -> Run:
        """A run that stands after the first `length` entries."""
        with self.world.work.reading() as tx:
            definitions = tx.work.releases.get(tx.session, self.world.yearly_release).definitions
        return Run.replay(definitions, PROCESS, map(as_entry, self.journal[:length]), self.world.work.zone)

    def copies(self, length: int, count: int) -> list[Copy]:
        """Cases that stand at this length, ready for one completion each."""
        return [self._copy(length, number) for number in range(count)]

    def _copy(self, length: int, number: int) -> Copy:
        run = self.replayed(length)
        with self.world.work.transaction() as tx:
            row = ProcessCase(
                process_id=PROCESS,
                release_id=self.world.yearly_release,
                subject_id=self.subject_id,
                document_kind="bench",
                document_id=number,
                head=GENESIS,
            )
            tx.session.add(row)
            tx.session.flush()
            case = CaseRow(
                row.id,
                PROCESS,
                self.world.yearly_release,
                self.subject_id,
                "bench",
                number,
                "OPEN",
                0,
                GENESIS,
            )
            change = Change(
                entries=self.journal[:length],
                items=[as_opened(step) for step in run.open if step.kind == "human"],
                timers=[as_opened(step) for step in run.open if step.kind == "timer"],
            )
            write_change(tx.session, case, change)
        return Copy(self.world, case.id, self.subject_id, run)


@dataclass(frozen=True)
class Copy:
    """A case at a known length, and its run as the last action would have left it in memory."""

    world: World
    case_id: int
    subject_id: int
    run: Run

    def warmed(self) -> Callable[[], None]:
        """The completion, with the run where the last action leaves it."""
        self.world.work.runs.put(self.case_id, self.world.yearly_release, self.run)
        return self.complete

    def complete(self) -> None:
        """Complete the case's first open step, as whoever may."""
        step = next(step for step in self.run.open if step.kind == "human")
        actor = self.world.actor(step.element.role or "", self.subject_id)
        submission = tasks.Submission(request_id=uuid4(), values=ANSWERS)
        tasks.complete(self.world.work, actor, self.case_id, step.key, submission)


def play(world: World) -> Yearly:
    """Play one case from its start to its end, and keep its journal."""
    subject = world.staff[0].pegawai_id
    assert subject is not None
    with world.work.transaction() as tx:
        case_id = start(tx, PROCESS, subject_id=subject, document_kind="bench", document_id=0)
    for role, key in _open_steps(world, case_id):
        submission = tasks.Submission(request_id=uuid4(), values=ANSWERS)
        tasks.complete(world.work, world.actor(role, subject), case_id, key, submission)
    with world.work.reading() as tx:
        return Yearly(world, tuple(read_journal(tx.session, case_id)), subject)


def _open_steps(world: World, case_id: int) -> Iterator[tuple[str, str]]:
    """The next open human step, until there is none; timers that are due act in between, as the worker lets them."""
    while True:
        timers.fire_due(world.work, case_id)
        with world.work.reading() as tx:
            case = read_case(tx.session, case_id)
            assert case is not None
            definitions = tx.work.releases.get(tx.session, case.release_id).definitions
            run = Run.replay(
                definitions, PROCESS, map(as_entry, read_journal(tx.session, case_id)), world.work.zone
            )
        step = next((step for step in run.open if step.kind == "human"), None)
        if step is None:
            return
        yield step.element.role or "", step.key
