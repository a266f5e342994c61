"""What stays in memory for hours, kept out of the collector's way.

Python's full collection looks at every object there is. The organisation of a city is some hundred thousand objects
that hold no circle, so each look costs a quarter of a second in the middle of somebody's request and finds nothing.
They are set aside ("frozen") when a chart is loaded. An old version is freed at once, when nobody refers to it any
more; circles of other parts that were set aside with it wait for the next chart, when everything is looked at once
more. So nothing may be set aside at any other time: what is in hand just then (runs of cases are circles) would stay
for ever.
"""

from __future__ import annotations

import gc


def settle() -> None:
    """Collect what is garbage now, also of what was set aside before, and set aside what is left."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
