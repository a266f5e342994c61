"""What goes into a run and what comes out of it, as values: journal entries, open steps, and the two refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal

from .model import Element

EntryKind = Literal["started", "completed", "result", "fired", "received", "migrated", "cancelled"]
StepKind = Literal["human", "automatic", "timer", "message"]

ENTRY_OF: Final[Mapping[StepKind, EntryKind]] = {
    "human": "completed",
    "automatic": "result",
    "timer": "fired",
    "message": "received",
}
"""The kind of entry that takes a step of a kind on."""
STEP_OF: Final[Mapping[EntryKind, StepKind]] = {entry: step for step, entry in ENTRY_OF.items()}
"""The kind of step that an entry of a kind takes on; the other kinds of entry name no step."""


class NotOpen(Exception):
    """The entry names a step that is not open (already done, cancelled, or never there)."""

    def __init__(self, key: str | None) -> None:
        super().__init__(f"step {key} is not open")
        self.key = key


class RunError(Exception):
    """The diagram cannot go on from here: a defect of the diagram or of the facts, never of the person."""

    def __init__(self, code: str, element_id: str, message: str) -> None:
        super().__init__(f"{element_id}: {message}")
        self.code = code
        self.element_id = element_id


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a case. `facts` are JSON values without floats; `at` is aware."""

    seq: int
    kind: EntryKind
    at: datetime
    key: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """An open step. `key` names it for good; `item` and `index` are a multi-instance child's.

    `due` is when a timer fires, or for a human step the start of its last day; `on` the day for which the holder of a
    human step is sought, where it is not today's. A message step waits for a `message` of that name and `correlation`.
    """

    key: str
    kind: StepKind
    process_id: str
    element: Element
    since: datetime
    due: datetime | None = None
    item: Any = None
    index: int | None = None
    on: date | None = None
    message: str | None = None
    correlation: str | None = None
