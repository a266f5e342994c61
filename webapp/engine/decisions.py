"""Decision tables: DMN files to checked tables that answer everything they can be asked, each question in one way.

The door of the three modules beside it: `decision_reading` reads, `decision_checks` judges, `decision_table` decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from webapp.domain.sentences import Sentence

from .decision_checks import check_decision
from .decision_reading import read_decision
from .decision_table import Decision, DecisionError, Input, Output, Rule
from .model import DiagramRefused, Problem
from .xml import read_xml

_KEPT: Final = 128  # files that stay read

__all__ = ["Decision", "DecisionError", "Input", "Output", "Rule", "read_decisions"]


def read_decisions(files: Mapping[str, bytes]) -> dict[str, Decision]:
    """Read and check DMN files (name to bytes). Raises `DiagramRefused` naming every problem of every file."""
    decisions: dict[str, Decision] = {}
    problems: list[Problem] = []
    for file in sorted(files):
        decision, refused = _read(files[file], file)
        problems.extend(refused)
        if decision is None:
            continue
        if decision.id in decisions:
            message = Sentence(
                "Keputusan '%(id)s' juga ada di %(file)s.", id=decision.id, file=decisions[decision.id].file
            )
            problems.append(Problem("duplicate_decision", decision.id, message, "Hapus salah satu.", file))
        decisions[decision.id] = decision
    if problems:
        raise DiagramRefused(problems)
    return decisions


@lru_cache(maxsize=_KEPT)
def _read(raw: bytes, file: str) -> tuple[Decision | None, tuple[Problem, ...]]:
    """One file, by itself; what was read stays at hand, for it never changes."""
    try:
        decision, refused = read_decision(read_xml(raw, file), file)
    except DiagramRefused as error:
        return None, tuple(error.problems)
    return decision, tuple(refused or (check_decision(decision) if decision is not None else []))
