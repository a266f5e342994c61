"""Runs in memory: given out once, only where they stand, and never more than there is room for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.engine import small
from webapp.engine import Entry, Run, read_definitions
from webapp.services.process.runs import RunCache

AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
DEFINITIONS = read_definitions({"uji.bpmn": small.around(small.user("langkah"))})


def begun() -> Run:
    return Run.start(DEFINITIONS, "uji", Entry(1, "started", AT, None, {}))


def test_a_run_is_given_out_once() -> None:
    cache, run = RunCache(), begun()
    cache.put(7, 3, run)
    assert cache.take(7, 3, 1) is run
    assert cache.take(7, 3, 1) is None, "whoever works on it has it alone"


@pytest.mark.parametrize(("case_id", "release_id", "seq"), [(8, 3, 1), (7, 4, 1), (7, 3, 2), (7, 3, 0)])
def test_a_run_of_another_case_release_or_entry_is_not_given_out(
    case_id: int, release_id: int, seq: int
) -> None:
    cache = RunCache()
    cache.put(7, 3, begun())
    assert cache.take(case_id, release_id, seq) is None


def test_the_runs_that_were_used_last_are_kept() -> None:
    cache, runs = RunCache(2), {number: begun() for number in (1, 2, 3)}
    for number, run in runs.items():
        cache.put(number, 3, run)
    cache.put(2, 3, runs[2])
    assert [cache.take(number, 3, 1) for number in (1, 2, 3)] == [None, runs[2], runs[3]]


def test_a_case_that_is_over_needs_no_room() -> None:
    cache, run = RunCache(), begun()
    run.apply(Entry(2, "completed", AT, "langkah#1", {}))
    assert run.is_completed
    cache.put(7, 3, run)
    assert cache.take(7, 3, 2) is None
