"""A job whose worker was killed is done by another, its lock stands in nobody's way, and a deadly one is given up."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.kota import Kota
from webapp.config import Settings
from webapp.jobs import run_worker
from webapp.services.abandoned import MOST, hand_back


def taken(
    city: Kota, name: str, beat: str, attempts: int = 0, args: str = '{"timestamp": 0}', **locks: str
) -> int:
    """A job that a worker took, who was last heard of so long ago."""
    with city.work.transaction() as tx:
        worker = tx.session.execute(
            text("SELECT worker_id FROM procrastinate_register_worker_v1()")
        ).scalar_one()
        tx.session.execute(
            text(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - CAST(:beat AS interval) WHERE id = :id"
            ),
            {"beat": beat, "id": worker},
        )
        return int(
            tx.session.execute(
                text(
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id, attempts, lock, "
                    "queueing_lock) VALUES ('timer', :name, CAST(:args AS jsonb), 'doing', :worker, :attempts, :lock, "
                    ":queueing) RETURNING id"
                ),
                {
                    "name": name, "args": args, "worker": worker, "attempts": attempts, "lock": locks.get("lock"),
                    "queueing": locks.get("queueing"),
                },
            ).scalar_one()
        )  # fmt: skip


def status(city: Kota, job_id: int) -> str:
    with city.reading() as tx:
        found = text("SELECT CAST(status AS text) FROM procrastinate_jobs WHERE id = :id")
        return str(tx.session.execute(found, {"id": job_id}).scalar_one())


@pytest.mark.fast
def test_the_timers_go_on_after_the_worker_was_killed_in_the_middle_of_them(city: Kota) -> None:
    job = taken(city, "bunyikan_timer", "1 hour", lock="timer", queueing="timer")
    assert hand_back(city.work) == 0
    assert status(city, job) == "todo"
    address = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(city.work, Settings(), address, wait=False, install_signal_handlers=False)
    assert status(city, job) == "succeeded"


def test_a_job_in_good_hands_is_left_there(city: Kota) -> None:
    job = taken(city, "bunyikan_timer", "5 seconds")
    hand_back(city.work)
    assert status(city, job) == "doing"


def test_where_a_twin_waits_already_the_abandoned_one_ends(city: Kota) -> None:
    job = taken(city, "bunyikan_timer", "1 hour", lock="timer", queueing="timer")
    with city.work.transaction() as tx:
        tx.session.execute(
            text(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock) VALUES ('timer', 'x', 'timer')"
            )
        )
    assert hand_back(city.work) == 0
    assert status(city, job) == "failed"


def test_a_job_of_which_every_worker_dies_is_given_up_with_an_incident(city: Kota) -> None:
    job = taken(city, "antar_pesan", "1 hour", attempts=MOST - 1, args='{"pesan_id": 7, "timestamp": 0}')
    assert hand_back(city.work) == 1
    assert status(city, job) == "failed"
    with city.reading() as tx:
        found = tx.session.execute(
            text("SELECT job, job_args, code FROM incident WHERE closed_at IS NULL")
        ).all()
    assert [tuple(row) for row in found] == [("antar_pesan", {"pesan_id": 7}, "galat")], (
        "so it can be asked for again"
    )
