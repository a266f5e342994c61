"""What the machine does meanwhile: the memory of each process of the house, and who has the processors."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Final

import psutil

EVERY: Final = 1.0  # seconds
WARM: Final = 0.25
"""The part of the time in which caches fill; growth is counted from its end."""
FLAT: Final = 0.05
"""The growth after warm-up that still is none: of the mean of the last tenth over that of the first tenth after it."""


@dataclass
class Watch:
    """Looks at the processes once a second."""

    web: psutil.Process
    worker: psutil.Process
    database: psutil.Process
    memory: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _names: dict[int, str] = field(default_factory=dict)

    async def look(self) -> None:
        """Until cancelled."""
        while True:
            for name, process in self._named():
                with suppress(psutil.Error):
                    self.memory[name].append(process.memory_info().rss / 2**20)
            await asyncio.sleep(EVERY)

    def _named(self) -> Iterable[tuple[str, psutil.Process]]:
        for process in self.web.children():
            name = self._names.setdefault(process.pid, f"web process {len(self._names) + 1}")
            yield name, process
        yield "worker", self.worker

    def growth(self) -> Mapping[str, tuple[float, float, float]]:
        """MiB by process: after warm-up, at the end, and the growth between them as a part."""
        found = {}
        for name, values in self.memory.items():
            warm = values[int(len(values) * WARM) :] or values
            part = max(1, len(warm) // 10)
            first, last = mean(warm[:part]), mean(warm[-part:])
            found[name] = (first, last, last / first - 1)
        return found

    def busy(self) -> Busy:
        """Seconds of processor that everybody has had until now."""
        groups = {"web": self.web, "worker": self.worker, "database": self.database}
        own = {name: sum(_seconds(one) for one in _family(root)) for name, root in groups.items()}
        own["people"] = _seconds(psutil.Process())
        times = psutil.cpu_times()
        return Busy(
            perf_counter(), own, sum(times) - times.idle - times.iowait - times.guest - times.guest_nice
        )


@dataclass(frozen=True)
class Busy:
    """Seconds of processor at a moment: by group of processes, and of the whole machine."""

    at: float
    own: Mapping[str, float]
    machine: float

    def shares(self, later: Busy) -> dict[str, float]:
        """The parts of all processors that the groups, and the rest of the machine, have had since."""
        room = (later.at - self.at) * (psutil.cpu_count() or 1)
        found = {name: (later.own[name] - self.own[name]) / room for name in self.own}
        rest = (later.machine - self.machine) / room - sum(found.values())
        return {**found, "others on the machine": max(0.0, rest)}


def postmaster(folder: Path) -> psutil.Process:
    """The server whose data live in this folder."""
    return psutil.Process(int((folder / "data" / "postmaster.pid").read_text().splitlines()[0]))


def _family(root: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return [root, *root.children(recursive=True)]
    return []


def _seconds(process: psutil.Process) -> float:
    """Of a process, and of its children that have ended."""
    with suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0
