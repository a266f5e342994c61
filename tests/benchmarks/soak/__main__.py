"""The end of a month of 15,000 people: everybody hands in, everybody is judged, 500 sessions at once, real HTTP.

`python -m tests.benchmarks.soak --make` makes the city and keeps it in a folder; without it the city is used, which may
be done again and again, for everything happens in a copy. Two soaks: all sheets by 500 people who think between two
pages, and a part of them by 500 people who do not think, so that 500 requests are always in flight. The first is held
to the target. In the second the processors say how many answers there are, and each waits for the 499 before it.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.benchmarks.aktivitas_data import is_made
from tests.benchmarks.figures import p50, p95, table, verdict

from .city import STOCK, make
from .run import Load, Outcome, soak
from .watch import FLAT

FOLDER: Final = Path("var") / "bench-akhir-bulan"
FULL, SMALL = 15_000, 200
SATURATED: Final = 1_500
"""Sheets of the soak without thinking."""
WANTED_MS: Final = 500.0


def main() -> int:
    """Make the city, or soak and print. The exit status is 1 where something was lost or answered with an error."""
    options = _options()
    _say(f"Python {platform.python_version()}, {os.cpu_count()} CPU, load {os.getloadavg()[0]:.1f}")
    if options.small:
        with tempfile.TemporaryDirectory(prefix="lakon-soak-") as folder:
            make(Path(folder), SMALL, 2, _took)
            return _soaks(Path(folder), Load(SMALL, 40, 0.5, options.web), Load(SMALL, 40, 0.0, options.web))
    if options.make:
        make(options.folder, options.people or FULL, options.processes, _took)
        return 0
    if not is_made(options.folder, STOCK):
        sys.exit(f"no city in {options.folder}; make it with --make")
    full = Load(options.people, options.concurrent, options.think, options.web)
    saturated = Load(options.saturated, options.concurrent, 0.0, options.web)
    return _soaks(
        options.folder, *([full] if full.think else []), *([saturated] if options.saturated else [])
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.soak", description=__doc__)
    parser.add_argument("--make", action="store_true", help="make the city anew; it is kept")
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"where the city is kept ({FOLDER})")
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 2, help="that make the city (all CPU)"
    )
    parser.add_argument(
        "--people", type=int, help=f"sheets made ({FULL}), or handed in and judged (all that are made)"
    )
    parser.add_argument("--concurrent", type=int, default=500, help="people who are there at once (500)")
    parser.add_argument(
        "--think",
        type=float,
        default=Load.think,
        help="mean seconds before the next page (15); 0: skip",
    )
    parser.add_argument(
        "--saturated", type=int, default=SATURATED, help=f"sheets without thinking ({SATURATED}); 0: skip"
    )
    parser.add_argument("--web", type=int, default=Load.web, help="web processes (2, as delivered)")
    parser.add_argument(
        "--small", action="store_true", help="a small city in a temporary folder, 40 people at once"
    )
    return parser.parse_args()


def _soaks(folder: Path, *loads: Load) -> int:
    outcomes = []
    for load in loads:
        with tempfile.TemporaryDirectory(prefix="lakon-soak-") as logs:
            outcome = soak(folder, load, Path(logs))
        outcomes.append(outcome)
        _say(_told(outcome))
    return 0 if all(one.verdict.is_good and not one.crowd.said.failed for one in outcomes) else 1


def _told(one: Outcome) -> str:
    load, said = one.load, one.crowd.said
    acts = one.verdict.submissions + one.verdict.evaluations
    how = f"{load.think:g} s of thinking between pages" if load.think else "no thinking"
    lines = [
        f"\n## {load.concurrent} people at once, {how}",
        f"\n{acts:,} acts and {said.requests:,} requests in {one.seconds:.0f} s.\n",
        table(["milliseconds", "requests", "p50", "p95", "longest"], _times(one)),
        "",
        table(["what", "figure", "wanted", ""], [*_found(one), *_machine(one)]),
        *(f"odd: {words}" for words in said.odd[:10]),
    ]
    return "\n".join(lines)


def _times(one: Outcome) -> list[list[str]]:
    took = one.crowd.said.took
    everything = [each for values in took.values() for each in values]
    return [
        [name, f"{len(values):,}", f"{p50(values):.0f}", f"{p95(values):.0f}", f"{max(values):.0f}"]
        for name, values in (*sorted(took.items()), ("all", everything))
    ]


def _found(one: Outcome) -> list[list[str]]:
    said, found = one.crowd.said, one.verdict
    acts = found.submissions + found.evaluations
    all_p95 = p95([each for values in said.took.values() for each in values])
    target = [f"{WANTED_MS:.0f} ms", verdict(all_p95 <= WANTED_MS)] if one.load.think else ["", ""]
    wrong = found.lost + found.doubled + found.unasked
    statuses = ", ".join(f"{status or 'none'} {times:,}" for status, times in sorted(said.statuses.items()))
    return [
        ["p95 of all requests", f"{all_p95:.0f} ms", *target],
        ["answers by status", statuses, "no 5xx", verdict(not said.failed)],
        ["acknowledged submissions / evaluations", f"{found.submissions:,} / {found.evaluations:,}", "", ""],
        [
            "of them lost / doubled / done without being told",
            f"{found.lost} / {found.doubled} / {found.unasked}",
            "0",
            verdict(not wrong),
        ],
        ["cases with a sound chain and true projections", f"{found.sound:,}", "all", verdict(True)],
        ["acts / requests a second", f"{acts / one.seconds:.1f} / {said.requests / one.seconds:.1f}", "", ""],
    ]  # fmt: skip


def _machine(one: Outcome) -> list[list[str]]:
    rows = []
    for name, (first, last, growth) in sorted(one.watch.growth().items()):
        words = f"{first:.0f} to {last:.0f} MiB ({growth:+.1%})"
        wanted = ["flat", verdict(growth <= FLAT)] if one.load.think else ["", ""]
        rows.append([f"memory of {name} after warm-up", words, *wanted])
    shares = one.before.shares(one.after).items()
    rows.append(["share of the processors", ", ".join(f"{name} {part:.0%}" for name, part in shares), "", ""])
    spent = {name: (one.after.own[name] - before) * 1000 for name, before in one.before.own.items()}
    each = ", ".join(f"{name} {ms / one.crowd.said.requests:.1f} ms" for name, ms in spent.items())
    rows.append(["processor time for each request", each, "", ""])
    return rows


def _took(words: str, seconds: float) -> None:
    _say(f"{seconds:7.1f} s  {words}")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
