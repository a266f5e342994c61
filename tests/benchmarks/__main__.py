"""Measure and print: `python -m tests.benchmarks [--quick]`. Nothing outside a temporary folder is touched."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from . import engine, model, shipped, yearly
from .baseline import Bare, Documented
from .figures import Name, Thunk, in_turn, p50, p95, table, verdict
from .world import World, world

LENGTHS = (5, 20, 50)
SHIPPED_LENGTHS = (4, 20, 50)
TARGET_WARM, TARGET_FLAT = 4.0, 1.2
NAMES = {
    "bare": "(a) five statements",
    "documented": "(b) SpiffWorkflow's way",
    "cold": "completion, cold",
    "warm": "completion, warm",
}


def main() -> None:
    """Parse the options, make a world, and print every table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about 20 seconds, coarse figures")
    parser.add_argument("--rounds", type=int, help="completions measured for each figure")
    parser.add_argument("--folder", type=Path, help="where the database lives (default: a temporary folder)")
    options = parser.parse_args()
    rounds = options.rounds or (30 if options.quick else 300)
    people = max(4, rounds // 10) * 2
    with tempfile.TemporaryDirectory(prefix="lakon-bench-", dir=options.folder) as folder:
        with world(Path(folder), people * 2) as made:
            print(_machine(made, rounds), flush=True)
            contract = yearly.play(made)
            with closing(Bare(made)) as bare:
                _say("Diagram 1: the yearly contract", *_yearly(contract, bare, rounds))
                _say("Diagram 2: the shipped SKP, the dialogue again and again", *_loop(made, bare, people))
                _say("Diagram 2: the shipped SKP, step by step", *_course(made, bare, people))
            _say("The engine alone", _engine(contract, rounds))


def _say(title: str, *parts: str) -> None:
    print(f"\n## {title}\n", *parts, sep="\n", flush=True)


def _machine(made: World, rounds: int) -> str:
    settings = ("server_version", "fsync", "synchronous_commit")
    with made.engine.connect() as connection:
        said = [f"{name} {connection.exec_driver_sql(f'SHOW {name}').scalar_one()}" for name in settings]
    load = os.getloadavg()[0]
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} CPU, load {load:.1f}; PostgreSQL {', '.join(said)}; "
        f"{rounds} rounds. All milliseconds; read the ratios."
    )


def _yearly(contract: yearly.Yearly, bare: Bare, rounds: int) -> tuple[str, ...]:
    answers = {"keputusan": "setuju"}
    contenders: dict[Name, Sequence[Thunk]] = {}
    with closing(Documented(contract.world, (model.YEARLY, model.MONTHLY), answers)) as documented:
        for length in LENGTHS:
            state = documented.state_after(contract.completions(length))
            rows = documented.store(state, rounds)
            contenders["bare", length] = [bare.act] * rounds
            contenders["documented", length] = [partial(documented.act, row) for row in rows]
            contenders["cold", length] = [copy.complete for copy in contract.copies(length, rounds)]
            contenders["warm", length] = [copy.warmed() for copy in contract.copies(length, rounds)]
        found = in_turn(contenders)
    return _by_length(found, LENGTHS), *_targets(found, LENGTHS)


def _loop(made: World, bare: Bare, people: int) -> tuple[str, ...]:
    everybody = shipped.people(made, made.staff[:people])
    answers = {"konfirmasi": "perlu_diperbaiki", "keputusan": "setujui"}
    found: dict[Name, list[float]] = {}
    with closing(Documented(made, model.SHIPPED, answers)) as documented:
        for length in range(2, max(SHIPPED_LENGTHS) + 1, 2):
            if length in SHIPPED_LENGTHS:
                rows = documented.store(documented.state_after(length - 2), people)
                contenders = _step(everybody, "catat_dialog", bare, documented, rows)
                found |= {(name, length): values for name, values in in_turn(contenders).items()}
                for person in everybody:
                    person.send_back()
            else:
                shipped.once_more(everybody)
    return _by_length(found, SHIPPED_LENGTHS), *_targets(found, SHIPPED_LENGTHS)


def _course(made: World, bare: Bare, people: int) -> tuple[str, ...]:
    everybody = shipped.people(made, made.staff[people : 2 * people])
    answers = {"konfirmasi": "sesuai", "keputusan": "setujui"}
    rows = []
    with closing(Documented(made, model.SHIPPED, answers)) as documented:
        for done, step in enumerate(shipped.STEPS):
            if step == "susun_skp":
                for person in everybody:
                    person.write()
            stored = documented.store(documented.state_after(done), people)
            found = in_turn(_step(everybody, step, bare, documented, stored))
            least = p50(found["bare"])
            rows.append([step, *(_cell(found[name], least) for name in NAMES)])
    return (table(["step, median ms (x of a)", *NAMES.values()], rows),)


def _step(
    everybody: Sequence[shipped.Person], step: str, bare: Bare, documented: Documented, rows: Sequence[int]
) -> Mapping[str, Sequence[Thunk]]:
    warm = [person.act(step) for person in everybody if person.is_warm]
    cold = [person.act(step) for person in everybody if not person.is_warm]
    return {
        "bare": [bare.act] * len(warm),
        "documented": [partial(documented.act, row) for row in rows],
        "cold": cold,
        "warm": warm,
    }


def _by_length(found: Mapping[Name, Sequence[float]], lengths: Sequence[int]) -> str:
    rows = []
    for name, words in NAMES.items():
        for pick, mark in ((p50, "p50"), (p95, "p95")):
            cells = [f"{pick(found[name, length]):.2f}" for length in lengths]
            ratios = [_ratio(found, name, length, pick) for length in lengths]
            rows.append([f"{words}, {mark}", *cells, *(f"{ratio:.2f}" for ratio in ratios)])
    head = ["ms; x of (a)", *(f"at {n}" for n in lengths), *(f"x at {n}" for n in lengths)]
    return table(head, rows)


def _ratio(
    found: Mapping[Name, Sequence[float]],
    name: str,
    length: int,
    pick: Callable[[Sequence[float]], float] = p50,
) -> float:
    return pick(found[name, length]) / pick(found["bare", length])


def _targets(found: Mapping[Name, Sequence[float]], lengths: Sequence[int]) -> list[str]:
    warm = [_ratio(found, "warm", length) for length in lengths]
    flat = max(p50(found["warm", n]) for n in lengths) / min(p50(found["warm", n]) for n in lengths)
    cold, documented = p50(found["cold", 20]), p50(found["documented", 20])
    return [
        f"\nwarm at most {TARGET_WARM:.0f} x (a) at every length: {max(warm):.2f} x, {verdict(max(warm) <= TARGET_WARM)}",
        f"warm flat within {TARGET_FLAT} x over the lengths: {flat:.2f} x, {verdict(flat <= TARGET_FLAT)}",
        f"cold at 20 not slower than (b): {cold:.2f} against {documented:.2f} ms, {verdict(cold <= documented)}",
    ]


def _cell(values: Sequence[float], least: float) -> str:
    return f"{p50(values):.2f} (x{p50(values) / least:.1f})"


def _engine(contract: yearly.Yearly, rounds: int) -> str:
    rows = [
        [
            f"at {length} entries",
            f"{engine.per_entry(contract, length, rounds):.3f}",
            f"{engine.kib_per_run(contract, length, max(50, rounds)):.1f}",
        ]
        for length in LENGTHS
    ]
    return table(["diagram 1", "replay, ms per entry", "run in memory, KiB"], rows)


if __name__ == "__main__":
    main()
