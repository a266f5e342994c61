"""The whole suite: `python -m tests.tampering [--tenth] [--seed N]`. Nothing outside a temporary folder is touched."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TextIO

from tests.own_city import CARELESS, own_city

from . import suite, world


def main() -> int:
    """Meddle, judge, print. The exit status is 1 when something was not found."""
    parser = argparse.ArgumentParser(prog="python -m tests.tampering", description=__doc__)
    parser.add_argument("--tenth", action="store_true", help="the share that runs with every test run")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="lakon-tampering-") as folder,
        own_city(Path(folder), CARELESS) as made,
    ):
        city = made.city
        book, began = world.sealed_twice(city), time.monotonic()
        if not suite.is_whole(city, book):
            sys.exit("the city is not whole before anybody meddled")
        shares = suite.TENTH if options.tenth else suite.SHARES
        rows = suite.run(city, book, shares, options.seed, lambda row: _say(sys.stderr, str(row)))
    _say(sys.stdout, f"{suite.table(rows)}\n\n{time.monotonic() - began:.0f} s, seed {options.seed}")
    return int(any(row.by_seals < row.done for row in rows))


def _say(out: TextIO, line: str) -> None:
    out.write(line + "\n")
    out.flush()


if __name__ == "__main__":
    sys.exit(main())
