"""How much a test of many rounds plays: a fixed part each time, the whole number at night.

`LAKON_UJI=lengkap make test` plays the whole.
"""

from __future__ import annotations

import os

WHOLE = os.environ.get("LAKON_UJI") == "lengkap"


def size(whole: int, part: int) -> int:
    """The number of rounds of this run."""
    return whole if WHOLE else part
