"""Tens of thousands of hostile files: each gets a verdict in words, and nothing else ever comes of one.

Most go through the deepest function that sees all of a file's bytes; `test_uploads_over_http` sends some through the
pages. How long the slowest took is printed, never asserted.
"""

from __future__ import annotations

import time
from collections import Counter

import pytest

from tests.figures import Figures
from tests.sizes import size

from .doors import DOORS, sentence
from .hostile import bombs, hostile

# Pillow warns of what it leaves out of a damaged photo; what becomes of the photo is looked at here.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::UserWarning:PIL")]

FILES = size(59_400, 5_940)
LONG = 0.25
"""Seconds of processor time that a verdict should not take more than."""


def test_every_hostile_file_gets_a_verdict_in_words(figures: Figures) -> None:
    taken, verdicts = Counter[str](), Counter[str]()
    slowest = (0.0, "")
    for number in range(FILES):
        name, door = list(DOORS.items())[number % len(DOORS)]
        file = hostile(number, door.kinds)
        began = time.process_time()
        words = door.enter(file.name, file.content)
        took = time.process_time() - began
        slowest = max(slowest, (took, f"{name}: {file.kind}"))
        taken["long"] += took > LONG
        verdicts["refused" if words else "taken"] += 1
        assert all(sentence(one) for one in words), (number, name, words)
    figures(
        f"{FILES} hostile files through {len(DOORS)} ways in, {len(bombs())} kinds of bombs among them",
        f"0 without a verdict; {verdicts['taken']} taken, {verdicts['refused']} refused; the slowest "
        f"{slowest[0] * 1000:.0f} ms of processor time ({slowest[1]}), {taken['long']} over {LONG * 1000:.0f} ms",
    )
    assert verdicts["refused"] > FILES / 2
    assert verdicts["taken"] > FILES / 50


def test_every_bomb_is_harmless_at_every_door() -> None:
    for name, content in bombs().items():
        for door in DOORS.values():
            words = door.enter("berkas.xlsx", content)
            assert all(sentence(one) for one in words), (name, words)
