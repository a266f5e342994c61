"""All checked diagrams and decision tables of a release together, ready to run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from webapp.domain.sentences import Sentence

from .build import build
from .checks import check_calls, check_decisions, check_process
from .decisions import Decision, read_decisions
from .model import DiagramRefused, Problem, Process
from .reader import read_processes
from .xml import read_xml

TABLE: Final = ".dmn"
_KEPT: Final = 256  # files that stay read


@dataclass(frozen=True)
class Definitions:
    """Processes by id, the specifications that run them, and decision tables by id. Made by `read_definitions` only."""

    processes: Mapping[str, Process]
    specs: Mapping[str, Any] = field(repr=False)
    decisions: Mapping[str, Decision] = field(default_factory=dict)


def read_definitions(files: Mapping[str, bytes]) -> Definitions:
    """Read and check BPMN files and decision tables (`*.dmn`), name to bytes.

    Raises `DiagramRefused` naming every problem of every file.
    """
    processes: dict[str, Process] = {}
    problems: list[Problem] = []
    decisions = _tables({file: raw for file, raw in files.items() if file.endswith(TABLE)}, problems)
    for file in sorted(file for file in files if not file.endswith(TABLE)):
        found, refused = _read(files[file], file)
        problems.extend(refused)
        for process in found:
            if process.id in processes:
                other = processes[process.id].file
                problems.append(
                    Problem(
                        "duplicate_process",
                        process.id,
                        Sentence("Proses ini juga ada di %(other)s.", other=other),
                        "Hapus salah satu.",
                        file,
                    )
                )
            processes[process.id] = process
    problems = problems or check_calls(processes) + check_decisions(processes.values(), decisions)
    if problems:
        raise DiagramRefused(problems)
    return Definitions(processes, build(processes.values()), decisions)


def _tables(files: Mapping[str, bytes], problems: list[Problem]) -> Mapping[str, Decision]:
    try:
        return read_decisions(files)
    except DiagramRefused as error:
        problems.extend(error.problems)
        return {}


@lru_cache(maxsize=_KEPT)
def _read(raw: bytes, file: str) -> tuple[tuple[Process, ...], tuple[Problem, ...]]:
    """One file, by itself. Files change one at a time, so what was read stays at hand; it never changes."""
    try:
        found, refused = read_processes(read_xml(raw, file), file)
    except DiagramRefused as error:
        return (), tuple(error.problems)
    if not refused:
        refused = [problem for process in found for problem in check_process(process)]
    return tuple(found), tuple(refused)
