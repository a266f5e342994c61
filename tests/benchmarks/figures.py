"""Measuring several contenders in turn, so that the machine's noise hits all alike, and reading the figures."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import TypeVar

Name = TypeVar("Name")
Thunk = Callable[[], object]


def in_turn(contenders: Mapping[Name, Sequence[Thunk]], seed: int = 1) -> dict[Name, list[float]]:
    """Run every contender's next piece of work, round after round in changing order. Milliseconds of each."""
    names = list(contenders)
    order = random.Random(seed)
    found: dict[Name, list[float]] = {name: [] for name in names}
    for turn in range(min(len(work) for work in contenders.values())):
        order.shuffle(names)
        for name in names:
            work = contenders[name][turn]
            began = perf_counter()
            work()
            found[name].append((perf_counter() - began) * 1000)
    return found


def p50(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """What one in twenty exceeds."""
    return sorted(values)[int(len(values) * 0.95)]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table: first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    rule = [("-" * widths[0]), *("-" * (width - 1) + ":" for width in widths[1:])]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cells[0].ljust(widths[0]),
            *(c.rjust(w) for c, w in zip(cells[1:], widths[1:], strict=True)),
        ]
        return f"| {' | '.join(padded)} |"

    return "\n".join(line(row) for row in [head, rule, *rows])


def verdict(is_met: bool) -> str:
    """Whether a target is met, in a word."""
    return "met" if is_met else "MISSED"
