"""What stays in memory for hours, kept out of the collector's way.

Python's full collection looks at every object there is. The organisation of a city is some hundred thousand objects
that hold no circle, so each look costs a quarter of a second in the middle of somebody's request and finds nothing.
They are set aside ("frozen"). An old version is still freed at once, when nobody refers to it any more; circles of
other parts that were set aside with it wait for the next new version, when everything is looked at once more.
"""

from __future__ import annotations

import gc
from typing import Final

SETTLED_EVERY: Final = 2_000
"""Answers of one day after which they, too, are set aside."""


def settle(*, again: bool = False) -> None:
    """Collect what is garbage now, and set aside what is left. `again`: look also at what was set aside before."""
    if again:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


def settle_by(number: int) -> None:
    """Set answers aside as their number grows. Nothing is collected first: that would look at all of them."""
    if number % SETTLED_EVERY == 0:
        gc.freeze()
