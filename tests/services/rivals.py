"""Two actions of one process at the same moment: the second begins while the first is about to commit, and waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from tests.kota import Kota


@contextmanager
def one_inside_the_other(city: Kota, second: Callable[[], Any]) -> Iterator[list[Future[Any]]]:
    """Start `second` when the next action is about to commit, and hold that action until `second` waits for it."""
    started: list[Future[Any]] = []

    def start(_session: object) -> None:
        if not started:
            started.append(pool.submit(second))
            until_it_waits(city, started[0])

    with ThreadPoolExecutor(1) as pool:
        event.listen(city.work.sessions, "before_commit", start)
        yield started
        event.remove(city.work.sessions, "before_commit", start)


def until_it_waits(city: Kota, other: Future[Any]) -> None:
    """Until a statement of another connection waits for a lock, or the other action is over without having waited."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with city.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not (connection.execute(text(waits)).scalar_one() or other.done()):
            pass
