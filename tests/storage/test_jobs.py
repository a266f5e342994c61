"""A job is stored with the action that asks for it, in the queue's own form, or not at all."""

from datetime import UTC, datetime

import procrastinate
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from webapp.storage.jobs import defer

LATER = datetime(2030, 1, 1, tzinfo=UTC)


def test_a_job_carries_what_it_was_given(session: Session) -> None:
    job = defer(session, "kirim_surat", {"kepada": 7, "isi": "10 % : é"}, schedule_at=LATER, lock="orang:7")
    row = session.execute(
        text(
            "SELECT queue_name, task_name, args, lock, scheduled_at, status FROM procrastinate_jobs WHERE id = :id"
        ),
        {"id": job},
    ).one()
    assert tuple(row) == ("surat", "kirim_surat", {"kepada": 7, "isi": "10 % : é"}, "orang:7", LATER, "todo")


def test_a_waiting_job_is_not_asked_for_twice(session: Session) -> None:
    first = defer(session, "meterai", {}, queueing_lock="meterai")
    assert first is not None
    assert defer(session, "meterai", {}, queueing_lock="meterai") is None
    assert defer(session, "meterai", {}) is not None, "the transaction goes on"


def test_a_job_of_an_undone_action_was_never_asked_for(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session:
        defer(session, "kirim_surat", {})
        session.rollback()
        assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0


def test_a_worker_runs_what_was_deferred(fresh_database: str, fresh_engine: Engine) -> None:
    address = fresh_database.replace("+psycopg", "")
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address))
    done: list[int] = []

    @app.task(name="antar_pesan", queue="pesan")
    def catat(nomor: int) -> None:
        done.append(nomor)

    with Session(fresh_engine) as session, session.begin():
        for nomor in (1, 2):
            defer(session, "antar_pesan", {"nomor": nomor})
    with app.open():
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert sorted(done) == [1, 2]
