"""Courses of every shipped process, laid along a release with one new human step anywhere: nobody loses the place."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest

from tests.courses import course, with_step
from tests.paths import shipped
from webapp.engine import Definitions, Entry, Run, read_definitions
from webapp.engine.alignment import Change, align

BUNDLE = shipped()
DIAGRAMS = {path: text.encode() for path, text in BUNDLE.files.items() if path.endswith((".bpmn", ".dmn"))}
COURSES, FLOWS, LENGTH = 6, 3, 14


@pytest.fixture(scope="module")
def courses() -> dict[str, list[list[Entry]]]:
    answers = BUNDLE.answers
    return {
        process_id: [
            course(
                BUNDLE.definitions,
                answers,
                process_id,
                Random(f"{process_id} {n}"),
                2 + n * LENGTH // COURSES,
            )
            for n in range(1, COURSES + 1)
        ]
        for process_id in BUNDLE.definitions.processes
    }


@pytest.mark.parametrize("process_id", sorted(BUNDLE.definitions.processes))
def test_on_the_same_release_nothing_is_read_otherwise(
    process_id: str, courses: dict[str, list[list[Entry]]]
) -> None:
    for journal in courses[process_id]:
        found = align(Change(BUNDLE.definitions, BUNDLE.definitions), process_id, journal, later(journal))
        assert found.verdict == "same", found.reason
        assert found.reading.as_facts() == {"keys": {}, "skipped": [], "passed": [], "since": {}}


@pytest.mark.parametrize("process_id", sorted(BUNDLE.definitions.processes))
def test_a_new_step_anywhere_takes_nobody_from_the_place(
    process_id: str, courses: dict[str, list[list[Entry]]]
) -> None:
    random = Random(process_id)
    file = BUNDLE.definitions.processes[process_id].file
    for where in (random.randrange(1000) for _ in range(FLOWS)):
        new = read_definitions({**DIAGRAMS, file: with_step(DIAGRAMS[file], where)})
        for journal in courses[process_id]:
            keeps_place(BUNDLE.definitions, new, process_id, journal)


def keeps_place(old: Definitions, new: Definitions, process_id: str, journal: list[Entry]) -> None:
    run = Run.replay(old, process_id, journal)
    found = align(Change(old, new), process_id, journal, later(journal))
    assert found.verdict == "same", found.reason
    assert found.kept == {step.key: step.key for step in run.open}
    assert not found.due
    assert found.run is not None
    assert {step.element.id for step in found.opened} <= {"baru"}
    there = {step.key: (step.since, step.due) for step in found.run.open}
    assert {step.key: there[step.key] for step in run.open} == {s.key: (s.since, s.due) for s in run.open}


def later(journal: list[Entry]) -> datetime:
    return journal[-1].at + timedelta(days=1)
