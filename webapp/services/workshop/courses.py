"""One case after the other along another bundle: the verdict, the places, and what is worth telling, as rows.

Used by whoever asks what would happen and by whoever moves cases, so that both find the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import starmap
from typing import Any, Final

from webapp.engine import Definitions, Element, Entry, NotOpen, Run, RunError, Step
from webapp.engine.alignment import Alignment, Change, Reason, align
from webapp.engine.course import Move
from webapp.engine.decisions import DecisionError
from webapp.engine.places import Renames
from webapp.services.process.decisions import as_fact, decide_in
from webapp.services.process.releases import Bundle
from webapp.services.work import Transaction
from webapp.storage.impact import Ahead, CaseVerdict, read_courses

BROKEN: Final = "Riwayat kasus ini tidak dapat dibaca ulang pada rilisnya sendiri, jadi kasus ini dibiarkan."
MOST_TOLD: Final = 20
"""Single things told of one case: new steps that count as past, other days, other outcomes."""


@dataclass
class Courses:
    """The way from any release to one bundle, for many cases."""

    bundle: Bundle
    renames: Renames = field(default_factory=dict)
    ahead: Ahead = Ahead.KEEP
    _changes: dict[int, Change] = field(default_factory=dict)

    def change(self, tx: Transaction, release_id: int) -> Change:
        """From a release to this bundle."""
        if release_id in self._changes:
            return self._changes[release_id]
        old = tx.work.releases.get(tx.session, release_id).definitions
        self._changes[release_id] = Change(
            old, self.bundle.definitions, self.renames, self._asks, self.ahead.value, tx.work.zone
        )
        return self._changes[release_id]

    def _asks(self, element: Element) -> Iterable[str]:
        form = self.bundle.forms.get(element.form or "")
        return () if form is None else form.facts

    def laid(self, tx: Transaction, cases: Sequence[tuple[int, str, int, int]]) -> Iterable[dict[str, Any]]:
        """The rows of some cases."""
        at = tx.now
        journals = dict(read_courses(tx.session, [case[0] for case in cases]))
        for case_id, process_id, release_id, _seq in cases:
            rows = journals.get(case_id)
            if rows is not None:
                journal = list(starmap(Entry, rows))
                found = self._of(tx, process_id, release_id, journal, at)
                yield {"case_id": case_id, "process_id": process_id, "from_release_id": release_id,
                       "seq": len(journal), **found}  # fmt: skip

    def _of(
        self, tx: Transaction, process_id: str, release_id: int, journal: list[Entry], at: datetime
    ) -> dict[str, Any]:
        change = self.change(tx, release_id)
        outcomes = _Outcomes(change)
        try:
            found = align(change, process_id, journal, at, outcomes)
        except (NotOpen, RunError):  # of its own release: one broken case is told, and hides no other
            return _as_row(Alignment("stuck", reason=Reason("broken", 0, BROKEN)), ())
        return _as_row(found, outcomes.differing)


def _as_row(found: Alignment, outcomes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    detail = {
        "passed": [one.key for one in found.reading.passed][:MOST_TOLD],
        "due": [[old.key, _iso(old.due), _iso(new.due)] for old, new in found.due][:MOST_TOLD],
        "outcomes": [dict(one) for one in outcomes][:MOST_TOLD],
    }
    reason = found.reason
    return {
        "verdict": CaseVerdict(found.verdict),
        "code": "" if reason is None else reason.code,
        "reason": "" if reason is None else reason.message,
        "here": _places(found.here),
        "there": [] if found.run is None else _places(found.run.open),
        "detail": {name: told for name, told in detail.items() if told},
    }


def _places(steps: Iterable[Step]) -> list[list[str]]:
    return [[step.process_id, step.element.id] for step in steps]


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


@dataclass
class _Outcomes:
    """Asks every table again as the case comes by: what it says now beside what it said."""

    change: Change
    found: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def differing(self) -> list[Mapping[str, Any]]:
        """Answers that read otherwise now, in the order of the journal."""
        return [self.found[seq] for seq in sorted(self.found)]

    def __call__(self, run: Run, step: Step, move: Move) -> None:
        name, fact = step.element.decision, step.element.result
        if name is None or fact is None or fact not in move.facts:
            return
        now = _decided(self.change.new, name, run, step)
        if now != move.facts[fact]:
            self.found[move.seq] = {"table": name, "fact": fact, "then": move.facts[fact], "now": now}


def _decided(definitions: Definitions, name: str, run: Run, step: Step) -> Any:
    try:
        return as_fact(decide_in(definitions, name, {**run.facts, **run.inputs(step)}))
    except (DecisionError, RunError):
        return None
