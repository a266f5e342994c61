"""What a leader opens every day: the board of a month, the board of the year, the inbox; and a unit's year replayed.

Prints server time as processor time of this process plus the wait for the database, so that another program's load does
not hide it, and the wall's time beside it. Stands alone too: `python -m tests.benchmarks.boards [--people N]`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from flask import Flask
from sqlalchemy import Engine, event, select

from tests.conftest import ZONE
from tests.crowd import Crowd, crowded, rated_year, told_month
from tests.crowd_inbox import fill_inbox
from tests.kota import NAMES, PASSWORD
from tests.own_city import own_city
from tests.web.conftest import Person, hidden
from webapp.config import Settings
from webapp.engine import Run
from webapp.services.process.inbox import inbox
from webapp.services.process.ongoing import as_entry
from webapp.storage.caselog import read_case, read_journal
from webapp.storage.process import ProcessCase
from webapp.web.app import create_app

from .figures import p50, p95, table, verdict

STAFF, STEPS, UNIT, READS = 40, 300, 20, 20
BOARD_MS, INBOX_MS, YEAR_MS = 100.0, 30.0, 1000.0


@dataclass
class Clock:
    """Times of one kind of request, in milliseconds: server time (processor and database), and wall."""

    engine: Engine
    waited: float = 0.0

    def __post_init__(self) -> None:
        event.listen(self.engine, "before_cursor_execute", self._begin)
        event.listen(self.engine, "after_cursor_execute", self._end)

    def _begin(self, *_: object) -> None:
        self._wall, self._busy = perf_counter(), process_time()

    def _end(self, *_: object) -> None:
        # The wait alone: what this process computed meanwhile is counted as processor time.
        self.waited += (perf_counter() - self._wall) - (process_time() - self._busy)

    def read(self, act: Callable[[], object], times: int = READS) -> tuple[list[float], list[float]]:
        """Server times and wall times of an act, after one that fills the caches."""
        act()
        server, wall = [], []
        for _ in range(times):
            self.waited = 0.0
            began, busy = perf_counter(), process_time()
            act()
            wall.append((perf_counter() - began) * 1000)
            server.append((process_time() - busy + self.waited) * 1000)
        return server, wall


def measure(folder: Path, people: int = STAFF, steps: int = STEPS) -> str:
    """All figures as a table."""
    rows: list[list[str]] = []
    with own_city(folder) as made:
        crowd = crowded(made.city, people)
        clock = Clock(crowd.engine)
        told_month(crowd, list(crowd.people), 1)
        reader = _reader(crowd, folder)
        rows.append(
            _row(
                f"board of a month, {people} people",
                BOARD_MS,
                clock.read(_page(reader, "/tim/bulanan/2026-1")),
            )
        )
        found = fill_inbox(crowd, steps)
        rows.append(_row(f"inbox of {found} steps, every kind", INBOX_MS, clock.read(_inbox(crowd))))
        rows.append(_replayed(crowd, clock))
    with tempfile.TemporaryDirectory(dir=folder) as other, own_city(Path(other)) as made:
        crowd = crowded(made.city, people)
        rated_year(crowd, list(crowd.people))
        clock = Clock(crowd.engine)
        reader = _reader(crowd, folder)
        rows.append(
            _row(
                f"board of the year, {people} people",
                BOARD_MS,
                clock.read(_page(reader, "/tim/evaluasi/2026")),
            )
        )
    return table(["milliseconds", "server p50", "server p95", "wall p50", "wall p95", "wanted", ""], rows)


def _row(words: str, wanted: float, found: tuple[Sequence[float], Sequence[float]]) -> list[str]:
    server, wall = found
    figures = [f"{pick(values):.0f}" for values in (server, wall) for pick in (p50, p95)]
    return [words, *figures, f"{wanted:.0f}", verdict(p95(server) <= wanted)]


def _reader(crowd: Crowd, folder: Path) -> Person:
    """The leader at a browser."""
    settings = Settings(var_dir=folder, secret_key="rahasia untuk mengukur", zone=ZONE)
    app: Flask = create_app(settings, crowd.work)
    return _signed_in(Person(app.test_client()))


def _signed_in(person: Person) -> Person:
    data = {**hidden(person.get("/masuk")), "nama_pengguna": NAMES["KB"], "sandi": PASSWORD}
    assert person.client.post("/masuk", data=data).status_code == 303
    return person


def _page(reader: Person, url: str) -> Callable[[], object]:
    def act() -> None:
        assert reader.get(url).status_code == 200

    return act


def _inbox(crowd: Crowd) -> Callable[[], object]:
    actor = crowd.actor("KB")

    def act() -> None:
        with crowd.reading() as tx:
            inbox(tx, actor)

    return act


def _replayed(crowd: Crowd, clock: Clock) -> list[str]:
    """The cases of the crowd, read and replayed, as often as makes a year of twenty people with all their months."""
    with crowd.reading() as tx:
        query = select(ProcessCase.id).where(ProcessCase.process_id == "skp_bulanan", ProcessCase.seq > 4)
        months = list(tx.session.scalars(query.order_by(ProcessCase.id)))
        ids = (months * 12)[: UNIT * 12]

    def act() -> None:
        with crowd.reading() as tx:
            for case_id in ids:
                case = read_case(tx.session, case_id)
                assert case is not None
                definitions = tx.work.releases.get(tx.session, case.release_id).definitions
                Run.replay(
                    definitions, case.process_id, map(as_entry, read_journal(tx.session, case_id)), ZONE
                )

    return _row(f"{len(ids)} months of {UNIT} people replayed", YEAR_MS, clock.read(act, 5))


def main() -> None:
    """Measure in a temporary folder and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.boards", description=__doc__)
    parser.add_argument("--people", type=int, default=STAFF)
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lakon-bench-") as folder:
        sys.stdout.write(measure(Path(folder), options.people, options.steps) + "\n")


if __name__ == "__main__":
    main()
