"""The engine and the second opinion on one case: every entry goes to both, and both must see the same.

After each entry the case is also rebuilt from its journal, which must change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracles.token_game import Seen, TokenGame
from webapp.engine import Entry, Run, Step, read_definitions
from webapp.engine.entries import EntryKind

START = datetime(2026, 1, 5, 8, tzinfo=ZoneInfo("Asia/Jakarta"))
ANSWER: Mapping[str, EntryKind] = {
    "human": "completed",
    "automatic": "result",
    "timer": "fired",
    "message": "received",
}


class Duel:
    """One case, run twice."""

    def __init__(
        self, files: Mapping[str, bytes], process_id: str = "utama", facts: Mapping[str, Any] | None = None
    ) -> None:
        self.definitions = read_definitions(files)
        self.process_id = process_id
        self.journal = [Entry(1, "started", START, None, dict(facts or {}))]
        self.run = Run.start(self.definitions, process_id, self.journal[0])
        self.game = TokenGame(files, process_id, facts or {}, START)
        self.compare()

    @staticmethod
    def engine_only(
        files: Mapping[str, bytes], process_id: str, facts: Mapping[str, Any], at: datetime = START
    ) -> Run:
        """A run without the second opinion, for words of FEEL that it does not know."""
        return Run.start(read_definitions(files), process_id, Entry(1, "started", at, None, facts))

    @property
    def keys(self) -> list[str]:
        """Keys of the open steps."""
        return [step.key for step in self.run.open]

    def answer(self, key: str, **facts: Any) -> None:
        """Complete, give the result of, fire, or bring its message to the open step with this key."""
        step = self.run.step(key)
        assert step is not None, f"{key} is not open; open are {self.keys}"
        entry = self._entry(ANSWER[step.kind], key, facts)
        self.run.apply(entry)
        self.game.answer(key, facts, entry.at)
        self.compare()

    def cancel(self) -> None:
        """Call the case off."""
        self.run.apply(self._entry("cancelled", None, {}))
        self.game.cancel()
        self.compare()

    def _entry(self, kind: EntryKind, key: str | None, facts: Mapping[str, Any]) -> Entry:
        seq = len(self.journal) + 1
        entry = Entry(seq, kind, START + timedelta(hours=seq), key, facts)
        self.journal.append(entry)
        return entry

    def compare(self) -> None:
        """The live run, its replay and the oracle agree."""
        again = Run.replay(self.definitions, self.process_id, self.journal)
        assert _state(again) == _state(self.run)
        assert {step.key: _seen(step) for step in self.run.open} == {
            key: _seen(step) for key, step in self.game.open.items()
        }
        flows = {(p.id, name) for p in self.definitions.processes.values() for name in p.flows}
        assert {
            place: count for place, count in self.run.visits.items() if place in flows
        } == self.game.passed
        assert self.run.is_completed == self.game.is_completed
        assert self.run.facts == self.game.facts


def _seen(step: Step | Seen) -> tuple[Any, ...]:
    return step.kind, step.due, step.item, step.index, step.on, step.message, step.correlation


def _state(run: Run) -> tuple[tuple[Step, ...], Mapping[str, Any], bool, int, Mapping[tuple[str, str], int]]:
    return run.open, run.facts, run.is_completed, run.seq, run.visits
