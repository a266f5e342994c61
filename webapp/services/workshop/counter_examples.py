"""Counter-examples of the soundness check, played step by step on the diagram of their process.

The check walks each process on its own, with a stand-in for every one that it calls; so does the playing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.engine import Run, RunError
from webapp.engine.soundness import as_entries
from webapp.engine.stand_in import alone
from webapp.engine.verdicts import FAILURES, Finding
from webapp.services.errors import NotFound

from .playground import Ground
from .soundness import Searches, sound
from .walks import ZONE, name_of


@dataclass(frozen=True)
class Walked:
    """A counter-example after its step `at` (from 1). `stuck` says why the last step could not be taken, if so."""

    at: int
    run: Run
    stuck: str


def name_of_finding(finding: Finding) -> str:
    """What stands in an address for a finding."""
    return f"{finding.problem.code}.{finding.problem.element_id or ''}"


def playable(findings: list[Finding]) -> Mapping[tuple[str, str, str | None], str]:
    """The findings that can be played: file, code and element of the problem to their process."""
    return {
        (one.problem.file, one.problem.code, one.problem.element_id): one.process_id
        for one in findings
        if one.walk
    }


def find_one(found: Ground, process_id: str, name: str, searches: Searches) -> Finding:
    """A finding of the check by its name. Raises `NotFound` where there is none with a walk."""
    findings = sound(found.bundle, searches)
    here = (one for one in findings if one.process_id == process_id and one.walk)
    one = next((one for one in here if name_of_finding(one) == name), None)
    if one is None:
        raise NotFound
    return one


def walked(found: Ground, finding: Finding, at: int | None) -> Walked:
    """A counter-example after one of its steps, by default the last."""
    last = len(finding.walk)
    here = last if at is None else min(max(at, 1), last)
    definitions = alone(found.bundle.definitions, finding.process_id)
    entries = as_entries(finding.walk[:here])
    try:
        return Walked(here, Run.replay(definitions, finding.process_id, entries, ZONE), "")
    except RunError as error:
        what, mend = FAILURES.get(error.code, ("tidak dapat berjalan", "Periksa unsur itu."))
        said = f"'{name_of(definitions.processes, error.element_id)}' {what}. {mend}"
    before = Run.replay(definitions, finding.process_id, entries[:-1], ZONE) if here > 1 else None
    return Walked(here, before or Run(definitions, finding.process_id, ZONE), said)
