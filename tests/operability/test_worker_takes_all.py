"""`lakon worker` takes every job that the product asks for, by whichever way: none waits where nobody looks."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from tests.kota import Kota
from webapp.jobs import app, queues
from webapp.services.abandoned import hand_back
from webapp.services.cockpit import incidents
from webapp.services.planning.cycle import request_opening
from webapp.storage.jobs import LINKS, TASKS, defer
from webapp.storage.naskah import Dokumen

from .serving import background
from .test_links_beside import until

WAITING = text(
    "SELECT id, queue_name, lock FROM procrastinate_jobs WHERE task_name = :task AND status = 'todo'"
)
ENDED = text("SELECT DISTINCT task_name FROM procrastinate_jobs WHERE status IN ('succeeded', 'failed')")


def test_every_task_is_known_and_has_a_queue_at_which_a_worker_looks() -> None:
    ours = {one.name: one for one in app.tasks.values() if one.name in TASKS}
    assert set(ours) == set(TASKS), "no row without its task"
    assert {one.queue for one in ours.values()} == {LINKS, *queues()}
    with pytest.raises(KeyError):
        defer(None, "tidak_ada", {})  # type: ignore[arg-type]


def test_what_an_earlier_release_put_elsewhere_comes_home(city: Kota) -> None:
    with city.work.transaction() as tx:
        (old,) = tx.session.scalars(
            text(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args) "
                "VALUES ('default', 'buka_siklus', '{}') RETURNING id"
            )
        )
    hand_back(city.work)
    with city.reading() as tx:
        (found,) = tx.session.execute(WAITING, {"task": "buka_siklus"}).all()
    assert tuple(found) == (old, "siklus", "siklus")


@pytest.mark.slow
def test_a_step_an_admin_and_an_incident_ask_and_the_worker_does(city: Kota, tmp_path: Path) -> None:
    """The ways in which jobs are asked for: by a step, with its entries; by a page; again, from an incident."""
    city.until_established()  # its document
    assert request_opening(city.work, city.actor("NH"), city.now.year)
    with city.work.transaction() as tx:
        defer(tx.session, "periksa_unggahan", {"unggahan_id": 987654})
    url = city.engine.url.render_as_string(hide_password=False)
    wanted = {"terbitkan_dokumen", "buka_siklus", "periksa_unggahan"}

    def ended() -> bool:
        with city.engine.connect() as connection:
            return wanted <= set(connection.scalars(ENDED))

    with background(url, tmp_path):
        until(ended)
        (failed,) = until(lambda: _incidents(city))
        incidents.retry(city.work, city.actor("NH"), failed, uuid4())
        until(lambda: len(_incidents(city)) == 2)
    with city.reading() as tx:
        assert tx.session.scalars(select(Dokumen.jenis)).one(), "the document of the set SKP is there"


def _incidents(city: Kota) -> list[int]:
    with city.engine.connect() as connection:
        return list(
            connection.scalars(text("SELECT id FROM incident WHERE job = 'periksa_unggahan' ORDER BY id"))
        )
