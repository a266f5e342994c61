"""A case that can no longer be read, a job that always fails: each is told once, and all others go on."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import select, text

from tests.figures import Figures
from tests.kota import Kota
from tests.services.racing import DUE, admins, attempt, prepare
from webapp.config import Settings
from webapp.jobs import run_worker
from webapp.services.errors import CASE_FAILURES
from webapp.services.process import timers
from webapp.storage.jobs import LINKS, defer
from webapp.storage.kokpit import Incident
from webapp.storage.process import Timer

DAMAGE = {
    "a step that is not there": "UPDATE journal SET kind = 'completed', key = 'tidak_ada#1' WHERE case_id = :id",
    "a missing entry": "DELETE FROM journal WHERE case_id = :id",
    "facts of another kind": "UPDATE journal SET facts = '[1, 2]' WHERE case_id = :id",
    "a process that is not there": "UPDATE process_case SET process_id = 'tidak_ada' WHERE id = :id",
}
"""What a person at the database, or a disk, may do to a case."""
STATES = text("SELECT id, CAST(status AS text) FROM procrastinate_jobs")


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_case_that_cannot_be_read_stops_no_other(city: Kota, damage: str, figures: Figures) -> None:
    poison, *others = prepare(city.at("2026-03-01 09:00"), "tenggat", 6)
    with city.engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))  # past the triggers that forbid it
        connection.execute(text(DAMAGE[damage]), {"id": poison})
        connection.execute(text("SET session_replication_role = DEFAULT"))
    (actor,) = admins(city, 1)
    fresh = Kota(city.engine, city.now)  # a process that holds nothing of it in memory
    with suppress(*CASE_FAILURES, LookupError, ValueError, TypeError, AttributeError):
        assert attempt(fresh.work, actor, poison).kind == "gone"
    fresh.now = DUE
    timers.fire_all(fresh.work)
    with fresh.reading() as tx:
        left = set(tx.session.scalars(select(Timer.case_id)))
        told = list(tx.session.scalars(select(Incident.case_id).where(Incident.closed_at.is_(None))))
    assert left.isdisjoint(others), "the others' deadlines have passed"
    assert told == [poison]
    assert {attempt(fresh.work, actor, one).kind for one in others} == {"gone"}
    figures(f"a damaged case: {damage}", f"{len(others)} of {len(others)} others went on, 1 incident")


def test_a_job_that_always_fails_ends_as_an_incident_and_holds_up_no_other(
    city: Kota, figures: Figures
) -> None:
    cases = prepare(city.at("2026-03-01 09:00"), "tenggat", 3)
    city.now = DUE
    with city.work.transaction() as tx:
        defer(tx.session, "terima_pesan", {"nomor_lama": 1})
        defer(tx.session, "periksa_tautan", {"nomor_lama": 1})
        defer(tx.session, "bunyikan_timer", {"timestamp": 0})
        defer(tx.session, "hitung_tenggat", {"nomor_lama": 1})
        after = defer(tx.session, "ingatkan_tenggat", {"timestamp": 0})  # under the same lock
    address = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(
        city.work,
        Settings(),
        address,
        queues=["timer", "pesan", "siklus", LINKS],
        wait=False,
        install_signal_handlers=False,
    )
    with city.reading() as tx:
        assert list(tx.session.scalars(select(Timer.case_id).where(Timer.case_id.in_(cases)))) == []
        told = set(tx.session.scalars(select(Incident.job).where(Incident.closed_at.is_(None))))
        states = {job: status for job, status in tx.session.execute(STATES)}  # noqa: C416 - a result is no mapping
    assert told == {"periksa_tautan"}, "one has failed for good; the others will be tried again"
    assert states[after] == "succeeded", "what waits to be tried again keeps its lock from nobody"
    figures("a job that always fails among others", "the others done, 1 incident")
