"""Makes the pictures of the user guides anew: `make docs`."""

from __future__ import annotations

import sys
from collections.abc import Callable

from .activities import allowance, daily
from .months import coaching, february, later_months, notices, targets
from .offices import data, letters, oversight, privacy
from .pictures import KEPT
from .planning import one_skp, promises, results
from .stage import PICTURES, Stage, on_stage
from .workshop import workshop
from .year_end import board, documents, follow_up, unit_result

CHAPTERS = (
    one_skp, promises, results, data, oversight, privacy, daily, targets, allowance, february, letters, coaching,
    notices, later_months, unit_result, board, documents, follow_up,
)  # fmt: skip
"""In the order of the year: each goes on where the one before stopped."""

OWN_CITY = (workshop,)
"""In a city of their own: a release that is published there is no part of the year."""


def main() -> int:
    """Make all pictures. Returns the exit status."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    complaints = _play(CHAPTERS) + _play(OWN_CITY)
    missing = {picture.file for picture in KEPT.values()} - {path.stem for path in PICTURES.glob("*.png")}
    sys.stderr.write("".join(f"Gambar tidak terbuat: {name}\n" for name in sorted(missing)))
    sys.stderr.write("".join(f"Halaman bermasalah: {where}: {words}\n" for where, words in complaints))
    return 1 if missing or complaints else 0


def _play(chapters: tuple[Callable[[Stage], None], ...]) -> list[tuple[str, str]]:
    """One city, from January on. Returns what browsers complained about."""
    with on_stage() as stage:
        for chapter in chapters:
            chapter(stage)
    return stage.complaints


if __name__ == "__main__":
    sys.exit(main())
