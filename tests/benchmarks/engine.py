"""The engine alone, without a database: what an entry costs in a replay, and what a run costs in memory."""

from __future__ import annotations

import gc
import tracemalloc
from time import perf_counter

from webapp.engine import Run

from .figures import p50
from .yearly import Yearly


def per_entry(yearly: Yearly, length: int, times: int) -> float:
    """Milliseconds per entry when a journal of this length is replayed (median)."""
    found = []
    for _ in range(times):
        began = perf_counter()
        yearly.replayed(length)
        found.append((perf_counter() - began) * 1000 / length)
    return p50(found)


def kib_per_run(yearly: Yearly, length: int, runs: int) -> float:
    """Memory of one run as the cache holds it, in KiB; what all runs share (the definitions) is left out."""
    yearly.replayed(length)
    gc.collect()
    tracemalloc.start()
    held: list[Run] = [yearly.replayed(length) for _ in range(runs)]
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / len(held) / 1024
