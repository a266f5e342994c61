"""Makes the pictures of the user guides anew: `make docs`."""

from __future__ import annotations

import sys

from .activities import allowance, daily
from .months import coaching, february, later_months, notices, targets
from .offices import data, letters, oversight
from .pictures import KEPT
from .planning import one_skp, promises, results
from .stage import PICTURES, on_stage
from .year_end import board, documents, follow_up, unit_result

CHAPTERS = (
    one_skp, promises, results, data, oversight, daily, targets, allowance, february, letters, coaching,
    notices, later_months, unit_result, board, documents, follow_up,
)  # fmt: skip
"""In the order of the year: each goes on where the one before stopped."""


def main() -> int:
    """Make all pictures. Returns the exit status."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with on_stage() as stage:
        for chapter in CHAPTERS:
            chapter(stage)
    missing = {picture.file for picture in KEPT.values()} - {path.stem for path in PICTURES.glob("*.png")}
    sys.stderr.write("".join(f"Gambar tidak terbuat: {name}\n" for name in sorted(missing)))
    sys.stderr.write("".join(f"Halaman bermasalah: {where}: {words}\n" for where, words in stage.complaints))
    return 1 if missing or stage.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
