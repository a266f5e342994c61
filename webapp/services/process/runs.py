"""Runs in memory. Only an optimisation: dropping one costs the time of a replay and nothing else."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from webapp.engine import Run


class RunCache:
    """The last `size` runs by case. A run is taken out while it is worked on, and put back after the commit."""

    def __init__(self, size: int = 2_000) -> None:
        self.size = size
        self._runs: OrderedDict[int, tuple[int, Run]] = OrderedDict()
        self._lock = Lock()

    def take(self, case_id: int, release_id: int, seq: int) -> Run | None:
        """The case's run, if it stands exactly at `seq` of this release."""
        with self._lock:
            release, run = self._runs.pop(case_id, (0, None))
        return run if run is not None and release == release_id and run.seq == seq else None

    def put(self, case_id: int, release_id: int, run: Run) -> None:
        """Keep a run that has been committed."""
        if run.is_completed:
            return
        with self._lock:
            self._runs[case_id] = (release_id, run)
            self._runs.move_to_end(case_id)
            while len(self._runs) > self.size:
                self._runs.popitem(last=False)
