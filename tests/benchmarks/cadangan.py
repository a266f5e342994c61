"""What a backup, and the way back, cost at the size of a city. `make bench-data` makes the data.

`python -m tests.benchmarks.cadangan` backs the city up, restores it into a database of its own on the same server (with
the default durability), proves it as `lakon restore --verify` does, and throws that database away.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.conftest import ZONE
from webapp.services.backups import making, restoring, verifying
from webapp.services.database import create_database, private_url
from webapp.services.postgres import PrivatePostgres
from webapp.storage.segel import Segel

from .aktivitas import FOLDER
from .aktivitas_data import OPTIONS, STOCK, drop, is_made
from .figures import table, verdict

DRILL = "lakon_bench_pulih"
RESTORE_SECONDS = 30 * 60
KEY = "kunci cadangan untuk ukuran ini saja, bukan rahasia"


def measure(folder: Path) -> str:
    """Back up, restore and prove; a table of seconds."""
    rows: list[list[str]] = []
    with (
        PrivatePostgres(folder, OPTIONS) as server,
        tempfile.TemporaryDirectory(prefix="lakon-bench-", dir=folder) as target,
    ):
        began = perf_counter()
        made = making.make(private_url(server, STOCK), Path(target), _quiet, key=KEY)
        rows.append([f"backup, sealed, read again: {made.manifest.rows} rows, {made.size / 1e6:.0f} MB",
                     f"{perf_counter() - began:.0f}", "", ""])  # fmt: skip
        drop(server, DRILL)
        create_database(server, DRILL)
        try:
            began = perf_counter()
            url = private_url(server, DRILL)
            restoring.restore(url, made.path, (KEY,), _quiet, prove=True)
            rows.append(
                ["restore, every table read back and compared", f"{perf_counter() - began:.0f}", "", ""]
            )
            proving = perf_counter()
            findings = verifying.verify(url, ZONE, Segel(), _quiet)
            wrong = [one for finding in findings for one in finding.wrong]
            figures = "; ".join(f"{one.name}: {one.figure}" for one in findings)
            rows.append([f"proof ({figures})", f"{perf_counter() - proving:.0f}", "0 wrong", str(len(wrong))])
            seconds = perf_counter() - began
            rows.append(
                [
                    "restore and proof",
                    f"{seconds:.0f}",
                    f"{RESTORE_SECONDS}",
                    verdict(seconds <= RESTORE_SECONDS),
                ]
            )
        finally:
            drop(server, DRILL)
    return table(["", "seconds", "wanted", ""], rows)


def _quiet(phase: str, done: int, total: int) -> None:
    """Say when a phase ends."""
    if done == total:
        _say(f"  {phase}")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measure on the data that were made before."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.cadangan", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"where the data are kept ({FOLDER})")
    options = parser.parse_args()
    if not is_made(options.folder):
        parser.error(f"no data in {options.folder}; run `make bench-data` first")
    _say(f"{os.cpu_count()} CPU, load {os.getloadavg()[0]:.1f}")
    _say(measure(options.folder))


if __name__ == "__main__":
    main()
