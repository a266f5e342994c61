"""Measure and print: `python -m tests.benchmarks [--quick]`. Nothing outside a temporary folder is touched."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from . import aktivitas, boards, engine, kota_besar, model, papers, shipped, yearly
from .baseline import Bare, Documented
from .figures import Thunk, in_turn, p50, p95, table, verdict
from .world import World, world

LENGTHS = (5, 20, 50)
LOOP_LENGTHS = (4, 20, 50)
TARGET_WARM, TARGET_FLAT = 4.0, 1.2
NAMES = {
    "bare": "(a) five statements",
    "documented": "(b) SpiffWorkflow's way",
    "cold": "completion, cold",
    "warm": "completion, warm",
}

Found = Mapping[tuple[str, int], Sequence[float]]
"""Milliseconds by contender and journal length."""


def main() -> None:
    """Parse the options, make a world, and print every table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about 20 seconds, coarse figures")
    parser.add_argument("--rounds", type=int, help="completions measured for each figure")
    parser.add_argument("--folder", type=Path, help="where the database lives (default: a temporary folder)")
    options = parser.parse_args()
    rounds = options.rounds or (20 if options.quick else 300)
    group = max(4, rounds // 8) * 2
    people = group * (len(LOOP_LENGTHS) + 1) + 1
    with (
        tempfile.TemporaryDirectory(prefix="lakon-bench-", dir=options.folder) as folder,
        world(Path(folder), people) as made,
    ):
        _run(made, rounds, group)
    with tempfile.TemporaryDirectory(prefix="lakon-bench-", dir=options.folder) as folder:
        people = kota_besar.QUICK if options.quick else kota_besar.FULL
        _print("\n## A whole city\n", kota_besar.measure(Path(folder), people))
    with tempfile.TemporaryDirectory(prefix="lakon-bench-", dir=options.folder) as folder:
        people, steps = (8, 90) if options.quick else (boards.STAFF, boards.STEPS)
        _print("\n## Boards and inboxes\n", boards.measure(Path(folder), people, steps))
    with tempfile.TemporaryDirectory(prefix="lakon-bench-", dir=options.folder) as folder:
        size = aktivitas.QUICK if options.quick else aktivitas.SMALL
        _print("\n## Daily activities, a small city\n", aktivitas.measured(Path(folder), size))
    _print("\n## Sheets of evaluation, two workers\n", papers.measure(20 if options.quick else 500))


def _run(made: World, rounds: int, group: int) -> None:
    _print(_machine(made, rounds))
    contract = yearly.play(made)
    with closing(Bare(made)) as bare:
        _print("\n## Diagram 1: the yearly contract\n", *_yearly(contract, bare, rounds))
        _print("\n## Diagram 2: the shipped SKP, its dialogue recorded again\n", *_loop(made, bare, group))
        _print("\n## Diagram 2: the shipped SKP, step by step\n", _course(made, bare, group))
    _print("\n## The engine alone, diagram 1\n", _engine(contract, rounds))


def _print(*parts: str) -> None:
    sys.stdout.write("\n".join(parts) + "\n")
    sys.stdout.flush()


def _machine(made: World, rounds: int) -> str:
    settings = ("server_version", "fsync", "synchronous_commit")
    with made.engine.connect() as connection:
        said = [f"{name} {connection.exec_driver_sql(f'SHOW {name}').scalar_one()}" for name in settings]
    load = os.getloadavg()[0]
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} CPU, load {load:.1f}; PostgreSQL {', '.join(said)}; "
        f"{rounds} rounds. Milliseconds; read the ratios."
    )


# -- diagram 1 ------------------------------------------------------------------------------------------------


def _yearly(contract: yearly.Yearly, bare: Bare, rounds: int) -> tuple[str, ...]:
    contenders: dict[tuple[str, int], Sequence[Thunk]] = {}
    processes = (model.YEARLY, model.MONTHLY)
    with closing(Documented(contract.world, processes, {"keputusan": "setuju"})) as documented:
        for length in LENGTHS:
            rows = documented.store(documented.state_after(contract.completions(length)), rounds)
            contenders["bare", length] = [bare.act] * rounds
            contenders["documented", length] = [partial(documented.act, row) for row in rows]
            contenders["cold", length] = [copy.complete for copy in contract.copies(length, rounds)]
            contenders["warm", length] = [copy.warmed() for copy in contract.copies(length, rounds)]
        found = in_turn(contenders)
    return _by_length(found, LENGTHS), *_targets(found, LENGTHS)


# -- diagram 2 ------------------------------------------------------------------------------------------------


def _loop(made: World, bare: Bare, group: int) -> tuple[str, ...]:
    """The same step at three journal lengths: the dialogue is recorded and sent back until the journal is so long."""
    answers = {"konfirmasi": "perlu_diperbaiki", "keputusan": "setujui"}
    contenders: dict[tuple[str, int], Sequence[Thunk]] = {}
    with closing(Documented(made, model.SHIPPED, answers)) as documented:
        for number, length in enumerate(LOOP_LENGTHS):
            everybody = shipped.people(made, made.staff[number * group : (number + 1) * group])
            for _ in range(length // 2 - 1):
                shipped.once_more(everybody)
            rows = documented.store(documented.state_after(length - 2), group)
            acts = _acts(everybody, "catat_dialog", bare, documented, rows)
            contenders |= {(name, length): work for name, work in acts.items()}
        found = in_turn(contenders)
    return _by_length(found, LOOP_LENGTHS), *_targets(found, LOOP_LENGTHS)


def _course(made: World, bare: Bare, group: int) -> str:
    """Every human step of the shipped SKP once, in its order, by people who have not begun."""
    first, *everybody = shipped.people(made, made.staff[-group - 1 :])
    answers = {"konfirmasi": "sesuai", "keputusan": "setujui"}
    rows = []
    with closing(Documented(made, model.SHIPPED, answers)) as documented:
        for done, step in enumerate(shipped.STEPS):
            if step == "susun_skp":
                shipped.write_drafts([first, *everybody])
            statements = made.statements(first.act(step))
            stored = documented.store(documented.state_after(done), group)
            found = in_turn(_acts(everybody, step, bare, documented, stored))
            least = p50(found["bare"])
            figures = [f"{p50(found[name]):.2f} (x{p50(found[name]) / least:.1f})" for name in NAMES]
            rows.append([step, f"{statements}", *figures])
    return table(["median, and x of (a)", "statements, warm", *NAMES.values()], rows)


def _acts(
    everybody: Sequence[shipped.Person], step: str, bare: Bare, documented: Documented, rows: Sequence[int]
) -> dict[str, Sequence[Thunk]]:
    warm = [person.act(step) for person in everybody if person.is_warm]
    return {
        "bare": [bare.act] * len(warm),
        "documented": [partial(documented.act, row) for row in rows],
        "cold": [person.act(step) for person in everybody if not person.is_warm],
        "warm": warm,
    }


# -- tables ---------------------------------------------------------------------------------------------------


def _by_length(found: Found, lengths: Sequence[int]) -> str:
    rows = []
    for name, words in NAMES.items():
        for pick, mark in ((p50, "p50"), (p95, "p95")):
            cells = [f"{pick(found[name, length]):.2f}" for length in lengths]
            ratios = [f"{_ratio(found, name, length, pick):.2f}" for length in lengths]
            rows.append([f"{words}, {mark}", *cells, *ratios])
    head = ["journal length", *(f"{n}" for n in lengths), *(f"{n}, x of (a)" for n in lengths)]
    return table(head, rows)


def _ratio(found: Found, name: str, length: int, pick: Callable[[Sequence[float]], float] = p50) -> float:
    return pick(found[name, length]) / pick(found["bare", length])


def _targets(found: Found, lengths: Sequence[int]) -> list[str]:
    worst = max(_ratio(found, "warm", length) for length in lengths)
    medians = [p50(found["warm", length]) for length in lengths]
    flat = max(medians) / min(medians)
    cold, documented = p50(found["cold", 20]), p50(found["documented", 20])
    return [
        f"\n* warm at most {TARGET_WARM:.0f} x (a) at every length: {worst:.2f}, {verdict(worst <= TARGET_WARM)}",
        f"* warm flat within {TARGET_FLAT} x over the lengths: {flat:.2f}, {verdict(flat <= TARGET_FLAT)}",
        f"* cold at 20 not slower than (b): {cold:.2f} against {documented:.2f} ms, {verdict(cold <= documented)}",
    ]


def _engine(contract: yearly.Yearly, rounds: int) -> str:
    rows = []
    for length in LENGTHS:
        spent, held = engine.per_entry(contract, length, rounds), engine.kib_per_run(contract, length, rounds)
        rows.append([f"{length}", f"{spent:.3f}", f"{held:.1f}"])
    return table(["journal length", "replay, ms per entry", "run in memory, KiB"], rows)


if __name__ == "__main__":
    main()
