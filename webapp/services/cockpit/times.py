"""Counts and times by element, made from the few rows that the statements give: what stands where, what has ended.

A percentile is read from buckets of five percent, so it is right to about that; counts are exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from webapp.engine import Process
from webapp.engine.places import Place, way
from webapp.storage.kokpit_times import bucket_time

WAITS: Final = frozenset({"userTask", "intermediateCatchEvent"})


@dataclass
class Spot:
    """What stands at an element now. `inside` is what stands somewhere within an activity."""

    waiting: int = 0
    late: int = 0
    inside: int = 0
    oldest: datetime | None = None


def spots(processes: Mapping[str, Process], rows: Iterable[Any]) -> dict[Place, Spot]:
    """What stands where, from rows of `kokpit_times.standing`. Deadlines on the edge of an activity are not counted."""
    found: dict[Place, Spot] = defaultdict(Spot)
    for row, path, here in _standing(processes, rows):
        spot = found[here]
        spot.waiting += row.waiting
        spot.late += row.late
        spot.oldest = min((one for one in (spot.oldest, row.oldest) if one is not None), default=None)
        for around in path[:-1]:
            found[around].inside += row.waiting
    return dict(found)


def visits(processes: Mapping[str, Process], rows: Iterable[Any]) -> dict[str, dict[str, int]]:
    """How many steps wait in a diagram in cases of others, by the process whose case it is."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row, _, (process_id, _) in _standing(processes, rows):
        if row.root != process_id:
            found[process_id][row.root] += row.waiting
    return {process_id: dict(sorted(by_root.items())) for process_id, by_root in found.items()}


def _standing(
    processes: Mapping[str, Process], rows: Iterable[Any]
) -> Iterator[tuple[Any, list[Place], Place]]:
    """Each row with the way to its step and the step's place; what only limits an activity is left out."""
    for row in rows:
        path = way(processes, row.root, row.key)
        here = (row.process_id, row.element_id) if row.kind == "human" else path[-1] if path else None
        if here is not None and (row.kind == "human" or _waits(processes, here)):
            yield row, path, here


def _waits(processes: Mapping[str, Process], place: Place) -> bool:
    return processes[place[0]].elements[place[1]].kind in WAITS


@dataclass(frozen=True)
class Ended:
    """Steps of one element that ended in a period. Times are seconds; None where none was done."""

    done: int = 0
    again: int = 0
    late: int = 0
    by_timer: int = 0
    median: float | None = None
    p90: float | None = None


def ended(rows: Iterable[Any]) -> dict[str, Ended]:
    """What ended by element, from rows of `kokpit_times.steps_done`."""
    by_element: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_element[row.element_id].append(row)
    return {one: _ended(some) for one, some in by_element.items()}


def _ended(rows: Sequence[Any]) -> Ended:
    counts = [(row.bucket, row.done) for row in sorted(rows, key=lambda row: row.bucket) if row.done]
    return Ended(
        done=sum(row.done for row in rows),
        again=sum(row.again for row in rows),
        late=sum(row.late for row in rows),
        by_timer=sum(row.by_timer for row in rows),
        median=percentile(counts, 0.5),
        p90=percentile(counts, 0.9),
    )


def percentile(counts: Sequence[tuple[int, int]], share: float) -> float | None:
    """The time under which a share of what was counted lies; `counts` are buckets in order, each with its number."""
    wanted = share * sum(count for _, count in counts)
    for bucket, count in counts:
        if wanted <= count:
            return bucket_time(bucket, wanted / count)
        wanted -= count
    return None
