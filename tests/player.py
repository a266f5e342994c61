"""Play a shipped diagram in memory: no Flask, no database; automatic steps answer what the test says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from webapp.engine import Definitions, Entry, Run, Step, read_definitions

ROOT = Path(__file__).resolve().parents[1]
START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def shipped() -> Definitions:
    """The diagrams and decision tables that ship."""
    folder = ROOT / "workflows"
    files = [*folder.glob("*.bpmn"), *folder.glob("tables/*.dmn")]
    return read_definitions({path.name: path.read_bytes() for path in files})


class Play:
    """One case of a shipped process; each act is an entry of its journal."""

    def __init__(self, process_id: str, results: dict[str, dict[str, Any]] | None = None) -> None:
        self.results = results or {}
        self.definitions = shipped()
        self.log: list[Entry] = []
        self.called: list[str] = []
        self.now = START
        self.run = Run.start(self.definitions, process_id, self._entry("started", None, {}))
        self._automatic()

    def _entry(self, kind: Any, key: str | None, facts: dict[str, Any]) -> Entry:
        entry = Entry(len(self.log) + 1, kind, self.now, key, facts)
        self.log.append(entry)
        return entry

    def _automatic(self) -> None:
        while (step := self.run.next_automatic()) is not None:
            self.run.apply(self._entry("result", step.key, self._result(step)))

    def _result(self, step: Step) -> dict[str, Any]:
        """What an automatic step answers: the test's word, or the shipped table's."""
        element = step.element
        if element.decision is None:
            self.called.append(element.operation or "")
            return self.results.get(element.operation or "", {})
        self.called.append(f"dmn:{element.decision}")
        if element.decision in self.results:
            return self.results[element.decision]
        values = self.definitions.decisions[element.decision].decide(self.run.facts | self.run.inputs(step))
        return {element.result or "": next(iter(values.values())) if len(values) == 1 else dict(values)}

    def _step(self, element_id: str) -> Step:
        return next(step for step in self.run.open if step.element.id == element_id)

    def does(self, role: str, element_id: str, **facts: Any) -> Play:
        """Somebody in a role completes a step."""
        step = self._step(element_id)
        assert step.element.role == role
        self.run.apply(self._entry("completed", step.key, facts))
        self._automatic()
        return self

    def fires(self, element_id: str) -> Play:
        """A timer fires."""
        step = self._step(element_id)
        assert step.due is not None
        self.now = max(self.now, step.due) + timedelta(seconds=1)
        self.run.apply(self._entry("fired", step.key, {}))
        self._automatic()
        return self

    def receives(self, name: str, **facts: Any) -> Play:
        """A message comes that the case waits for."""
        step = next(step for step in self.run.waiting_messages() if step.message == name)
        self.run.apply(self._entry("received", step.key, facts))
        self._automatic()
        return self

    @property
    def waits_for(self) -> list[tuple[str | None, str]]:
        """Role and element id of each open human step."""
        return [(step.element.role, step.element.id) for step in self.run.open if step.kind == "human"]

    @property
    def timers(self) -> dict[str, datetime | None]:
        """Open timers by element id."""
        return {step.element.id: step.due for step in self.run.open if step.kind == "timer"}

    @property
    def messages(self) -> dict[str, tuple[str | None, str | None]]:
        """Name and correlation of the messages that are awaited, by element id."""
        return {step.element.id: (step.message, step.correlation) for step in self.run.waiting_messages()}
