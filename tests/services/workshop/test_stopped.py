"""Impacts and migrations whose worker is killed midway: the next one goes on; what nobody goes on with says so."""

from __future__ import annotations

import os
import signal
from collections import Counter
from multiprocessing import get_context
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select, text

from tests.kota import Kota
from tests.services.evaluations import give_office
from tests.services.journals import check_all
from tests.services.racing import working
from tests.services.workshop.test_migration import begin, bundle, release
from webapp.config import Settings
from webapp.jobs import run_worker
from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.services.process import cases
from webapp.services.workshop import impact, migration, stopped
from webapp.services.workshop.impact import Question
from webapp.storage.caselog import read_journal
from webapp.storage.impact import (
    CaseVerdict,
    Impact,
    ImpactCase,
    ImpactState,
    Migration,
    MigrationCase,
    MigrationCaseState,
    MigrationState,
)
from webapp.storage.jobs import defer
from webapp.storage.process import ProcessCase

pytestmark = pytest.mark.slow
QUEUES = ["timer", "dampak"]
MANY = impact.SLICE * 2 + 30
FEW = 30


@pytest.fixture(autouse=True)
def _offices(city: Kota) -> None:
    give_office(city, "NH", "pemilik_proses")


def begun(city: Kota, count: int) -> int:
    """So many cases on one release. Returns another release, to which they may go."""
    release(city, bundle())
    subject = city.pegawai_id("SR")
    with city.work.transaction() as tx:
        for number in range(count):
            cases.start(tx, "berpindah", subject_id=subject, document_kind="uji", document_id=number)
    return release(city, bundle(inserted=True))


def asked(city: Kota, release_id: int) -> int:
    return impact.ask(city.work, city.actor("NH"), Question(release_id=release_id))


# -- a worker that dies ----------------------------------------------------------------------------------------------


def _work_until(url: str, dsn: str, point: str, turn: int) -> None:
    """A worker that is killed when it reaches a point of a transaction for the so-manieth time."""
    reached = Counter[str]()

    def strike(_session: object) -> None:
        reached[point] += 1
        if reached[point] == turn:
            os.kill(os.getpid(), signal.SIGKILL)

    with working(url) as work:
        event.listen(work.sessions, point, strike)
        run_worker(work, Settings(), dsn, queues=["dampak"], wait=False, install_signal_handlers=False)


def killed(city: Kota, point: str, turn: int) -> None:
    url = city.engine.url
    addresses = [one.render_as_string(hide_password=False) for one in (url, url.set(drivername="postgresql"))]
    child = get_context("spawn").Process(target=_work_until, args=(*addresses, point, turn))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    child.close()


def a_minute_later(city: Kota, attempts: int = 0) -> None:
    """The dead worker has been silent for long; the job that it held was tried so often before."""
    with city.work.transaction() as tx:
        tx.session.execute(
            text("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '2 minutes'")
        )
        held = text("UPDATE procrastinate_jobs SET attempts = :n WHERE status = 'doing' RETURNING task_name")
        (_one,) = tx.session.scalars(held, {"n": attempts})
        defer(tx.session, "kembalikan_pekerjaan", {"timestamp": 0})


def next_worker(city: Kota) -> None:
    dsn = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(city.work, Settings(), dsn, queues=QUEUES, wait=False, install_signal_handlers=False)


def row(city: Kota, impact_id: int) -> Impact:
    with city.reading() as tx:
        found = tx.session.get_one(Impact, impact_id)
        tx.session.expunge(found)
        return found


@pytest.mark.parametrize(("point", "stored"), [("before_commit", 0), ("after_commit", impact.SLICE)])
def test_an_impact_whose_worker_is_killed_goes_on_and_counts_each_case_once(
    city: Kota, point: str, stored: int
) -> None:
    release_id = begun(city, MANY)
    impact_id = asked(city, release_id)
    killed(city, point, 2)  # the first transaction begins the answer, the second stores the first slice
    assert (row(city, impact_id).state, row(city, impact_id).done) == (ImpactState.RUNNING, stored)
    next_worker(city)
    assert row(city, impact_id).state is ImpactState.RUNNING, "the dead worker still holds the job"
    a_minute_later(city)
    next_worker(city)
    found = row(city, impact_id)
    with city.reading() as tx:
        told = select(func.count(), func.count(ImpactCase.case_id.distinct())).where(
            ImpactCase.impact_id == impact_id
        )
        every = select(func.count()).where(ProcessCase.status == "OPEN", ProcessCase.release_id != release_id)
        count = tx.session.scalars(every).one()
        assert tuple(tx.session.execute(told).one()) == (count, count)
    assert (found.state, found.done, found.total) == (ImpactState.DONE, count, count)
    assert count > MANY


@pytest.mark.parametrize(("point", "turn"), [("before_commit", 9), ("after_commit", 17)])
def test_a_migration_whose_worker_is_killed_goes_on_and_moves_each_case_once(
    city: Kota, point: str, turn: int
) -> None:
    release_id = begun(city, FEW)
    impact_id = asked(city, release_id)
    next_worker(city)
    planned = migration.plan(city.work, city.actor("NH"), impact_id, (CaseVerdict.SAME,), "berpindah")
    killed(city, point, turn)
    with city.reading() as tx:
        moved = migration.progress(tx, planned)[MigrationCaseState.MOVED]
    assert 0 < moved < FEW
    a_minute_later(city)
    next_worker(city)
    with city.reading() as tx:
        assert tx.session.get_one(Migration, planned).state is MigrationState.DONE
        assert migration.progress(tx, planned) == {MigrationCaseState.MOVED: FEW}
        for case_id in tx.session.scalars(
            select(MigrationCase.case_id).where(MigrationCase.migration_id == planned)
        ):
            kinds = [one.kind for one in read_journal(tx.session, case_id)]
            assert kinds == ["started", "migrated"]
            assert tx.session.get_one(ProcessCase, case_id).release_id == release_id
    check_all(city.work, city.engine)


# -- a job that nobody tries again -----------------------------------------------------------------------------------


def test_an_impact_that_was_tried_too_often_says_so_and_goes_on_when_asked(city: Kota) -> None:
    release_id = begun(city, MANY)
    impact_id = asked(city, release_id)
    killed(city, "after_commit", 2)
    a_minute_later(city, attempts=7)
    next_worker(city)
    found = row(city, impact_id)
    assert (found.state, found.done) == (ImpactState.FAILED, impact.SLICE)
    assert "terhenti sebelum selesai" in found.reason
    with pytest.raises(Denied):
        stopped.again(city.work, city.actor("KB"), impact_id)
    key = uuid4()
    stopped.again(city.work, city.actor("NH"), impact_id, key)
    stopped.again(city.work, city.actor("NH"), impact_id, key)  # pressed twice
    next_worker(city)
    found = row(city, impact_id)
    assert (found.state, found.reason, found.done) == (ImpactState.DONE, "", found.total)
    assert found.total > MANY
    with pytest.raises(Refused, match="tidak terhenti"):
        stopped.again(city.work, city.actor("NH"), impact_id)


def test_a_migration_that_was_tried_too_often_says_so_and_goes_on_when_asked(city: Kota) -> None:
    release_id = begun(city, FEW)
    impact_id = asked(city, release_id)
    next_worker(city)
    planned = migration.plan(city.work, city.actor("NH"), impact_id, (CaseVerdict.SAME,), "berpindah")
    killed(city, "after_commit", 12)
    a_minute_later(city, attempts=7)
    next_worker(city)
    with city.reading() as tx:
        assert tx.session.get_one(Migration, planned).state is MigrationState.FAILED
        moved = migration.progress(tx, planned)[MigrationCaseState.MOVED]
    assert 0 < moved < FEW
    migration.retry(city.work, city.actor("NH"), planned, uuid4())
    next_worker(city)
    with city.reading() as tx:
        assert tx.session.get_one(Migration, planned).state is MigrationState.DONE
        assert migration.progress(tx, planned) == {MigrationCaseState.MOVED: FEW}
    check_all(city.work, city.engine)


def test_what_waits_for_its_turn_or_for_a_second_person_is_not_given_up(city: Kota) -> None:
    release_id = begun(city, FEW)
    impact_id = asked(city, release_id)
    assert stopped.give_up(city.work) == 0
    next_worker(city)
    begin(city)
    assert stopped.give_up(city.work) == 0
    assert row(city, impact_id).state is ImpactState.DONE


def test_a_dead_job_of_which_another_waits_makes_room_for_it(city: Kota) -> None:
    release_id = begun(city, MANY)
    asked(city, release_id)
    killed(city, "after_commit", 1)
    with city.work.transaction() as tx:
        tx.session.execute(
            text("UPDATE procrastinate_jobs SET queueing_lock = 'satu' WHERE status = 'doing'")
        )
        assert defer(tx.session, "hitung_dampak", {"impact_id": 0}, queueing_lock="satu")
    a_minute_later(city)
    next_worker(city)
    with city.reading() as tx:
        query = text("SELECT status FROM procrastinate_jobs WHERE queueing_lock = 'satu' ORDER BY id")
        assert list(tx.session.scalars(query)) == ["failed", "succeeded"]
