"""`lakon worker`: a process beside it looks at links; nothing waits for it, and it comes and goes with the worker."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import psutil
import pytest
from sqlalchemy import text

from tests.kota import Kota
from tests.services.links import site
from tests.services.test_evidence_links import link, waiting
from webapp.storage.jobs import LINKS, defer

from .serving import background

pytestmark = pytest.mark.slow

PATIENCE = 300  # seconds
Seen = TypeVar("Seen")


def until(look: Callable[[], Seen | None]) -> Seen:
    """What is looked for, once it is there."""
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
    return found


MEANWHILE = """
SELECT count(*) FROM procrastinate_events m JOIN procrastinate_jobs mj ON mj.id = m.job_id
JOIN procrastinate_events l ON l.at < m.at JOIN procrastinate_jobs lj ON lj.id = l.job_id
WHERE m.type = 'started' AND mj.queue_name = 'pesan' AND l.type = 'started' AND lj.queue_name = 'tautan'
AND NOT EXISTS (
  SELECT FROM procrastinate_events e WHERE e.job_id = lj.id AND e.type IN ('succeeded', 'failed') AND e.at < m.at)"""
"""Looks that had begun and not ended when a message began."""


def jobs(city: Kota, queue: str, status: str) -> set[int]:
    query = text("SELECT id FROM procrastinate_jobs WHERE queue_name = :queue AND status = :status")
    with city.engine.connect() as connection:
        return set(connection.scalars(query, {"queue": queue, "status": status}))


def beside(worker: psutil.Process) -> psutil.Process | None:
    """The process that looks at links; None also where one goes while it is looked for."""
    with suppress(psutil.NoSuchProcess):
        return next((one for keeper in worker.children() for one in keeper.children()), None)
    return None


def is_gone(process: psutil.Process) -> bool:
    """Whether a process has ended. Nobody may be there to take note of the end of one whose parents are gone."""
    with suppress(psutil.NoSuchProcess):
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    return True


def receive_a_message(city: Kota) -> None:
    """A job for the worker itself."""
    with city.work.transaction() as tx:
        defer(tx.session, "terima_pesan", {"case_id": city.case_id("SR")})


def test_a_message_does_not_wait_for_a_server_that_says_nothing(city: Kota, tmp_path: Path) -> None:
    waiting(city)
    url = city.engine.url.render_as_string(hide_password=False)
    with site() as held, background(url, tmp_path, LAKON_LINK_ALLOW=f"127.0.0.1@{held.port}"):
        for nth in range(18):
            link(city, held.url(f"/diam?{nth}"))
        until(lambda: jobs(city, LINKS, "doing"))
        receive_a_message(city)
        until(lambda: jobs(city, "pesan", "succeeded"))
        with city.engine.connect() as connection:
            assert connection.scalar(text(MEANWHILE)), "strangers' servers keep their process, and none else"


def test_a_process_that_dies_of_a_link_begins_again_and_the_worker_goes_on(
    city: Kota, tmp_path: Path
) -> None:
    url = city.engine.url.render_as_string(hide_password=False)
    with background(url, tmp_path) as worker:
        main = psutil.Process(worker.pid)
        first = until(lambda: beside(main))
        first.kill()

        def another() -> psutil.Process | None:
            one = beside(main)
            return one if one is not None and one.pid != first.pid else None

        second = until(another)
        receive_a_message(city)
        until(
            lambda: jobs(city, "pesan", "succeeded")
        )  # before its first job it knows no stop but the system's
        assert worker.poll() is None
    assert worker.returncode == 0
    assert not second.is_running(), "nothing stays behind"


def test_a_worker_that_is_killed_takes_the_process_along(city: Kota, tmp_path: Path) -> None:
    url = city.engine.url.render_as_string(hide_password=False)
    with background(url, tmp_path) as worker:
        looking = until(lambda: beside(psutil.Process(worker.pid)))
        worker.kill()
        worker.wait()
        until(lambda: is_gone(looking))
