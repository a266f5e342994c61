"""The end of a month, a fixed part of `python -m tests.benchmarks.soak`: no error, nothing lost, nothing doubled.

What it takes is no matter here: other programs share the machine.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.soak.city import make
from tests.benchmarks.soak.run import Load, soak
from tests.figures import Figures
from tests.sizes import size

from .world import own_folder

pytestmark = pytest.mark.slow


def test_everybody_hands_the_month_in_and_is_judged_many_at_once(tmp_path: Path, figures: Figures) -> None:
    people, seats = size(400, 40), size(100, 20)
    with own_folder() as folder:
        make(folder, people, 1, lambda _words, _seconds: None)
        found = soak(folder, Load(people, seats, think=0.0), tmp_path)
    said, verdict = found.crowd.said, found.verdict
    assert said.odd == []
    assert set(said.statuses) <= {200, 303}, "every page was there and every form was taken"
    assert (verdict.submissions, verdict.evaluations, verdict.sound) == (people, people, people)
    assert verdict.is_good, verdict
    assert {"judge one", "judge on the board"} <= said.took.keys(), "people judged in both ways"
    figures(
        f"end of a month: {people} sheets handed in and judged, {seats} requests at once",
        f"{said.requests:,} requests, no error; 0 lost, 0 doubled",
    )
