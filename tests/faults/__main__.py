"""The faults at full size, with a table of what was found: `python -m tests.faults [part ...] [--small]`."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
PARTS: Final = {
    "rivals": "tests/services/process/test_races.py",
    "web": "tests/faults/test_web_and_database.py",
    "clock": "tests/faults/test_clock.py",
    "mail": "tests/faults/test_mail.py",
    "poison": "tests/faults/test_poison.py",
    "month": "tests/faults/test_month_end.py",
    "stops": "tests/operability/test_stops.py",
    "backups": "tests/operability/test_backups_under_load.py",
    "uploads": "tests/uploads",
    "expressions": "tests/feel/test_feel_million.py",
}
"""Parts by name, and where each stands. Tampering has a command of its own (`tests.tampering`)."""

TOGETHER: Final = {"fuzz": ("uploads", "expressions")}
"""Names for several parts."""


@dataclass(eq=False)  # pytest keeps its plugins in sets
class Table:
    """Collects what the tests say they did and found."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One line for each test that has something to tell, and for each that failed."""
        told = dict(report.user_properties)
        if report.failed or (report.when == "call" and "done" in told):
            words = str(told.get("done") or report.nodeid.rpartition("::")[2])
            found = "FAILED" if report.failed else str(told["found"])
            self.rows.append((words, found, f"{report.duration:.0f} s", report.nodeid.partition("::")[0]))

    def __str__(self) -> str:
        head = ["| what was done | what was found | took | where |", "| --- | --- | ---: | --- |"]
        return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in self.rows)])


def main() -> int:
    """Run the parts. Returns pytest's exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, *TOGETHER, []], help="which (default: all)")
    parser.add_argument("--small", action="store_true", help="only as much as every test run plays")
    options = parser.parse_args()
    if not options.small:
        os.environ["LAKON_UJI"] = "lengkap"
    os.chdir(ROOT)
    table = Table()
    files = [PARTS[one] for name in options.part or PARTS for one in TOGETHER.get(name, (name,))]
    status = pytest.main(["-q", "-m", "", "-p", "no:cacheprovider", *files], plugins=[table])
    sys.stdout.write(f"\n{table}\n")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
