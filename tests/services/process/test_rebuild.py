"""Work items and timers are only a reading of the journals: thrown away and derived again, they are the same rows."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select

from tests.benchmarks.world import register, yearly_files
from tests.kota import Kota
from tests.services.journals import check_all, projections
from webapp.services.process import cases, tasks, timers
from webapp.services.process.releases import publish
from webapp.storage.process import Journal, ProcessCase, Timer, WorkItem

HOLDERS = {"pegawai": "SR", "pejabat_penilai": "KB", "admin_bkpp": "NH"}
SHIPPED = ("SR", "DH", "LN", "YK")


def drive(city: Kota, chance: random.Random) -> None:
    """Play a few yearly contracts and the shipped SKP of a few people, each for a random while."""
    city.at("2026-01-08 09:00")
    for code in SHIPPED:
        _shipped(city, code, chance.randrange(7))
    register()
    with city.work.transaction() as tx:
        publish(tx.session, yearly_files(), date(2020, 1, 1), "tahunan")
        subject = city.pegawai_id("SR")
        started = [
            cases.start(tx, "skp_tahunan", subject_id=subject, document_kind="uji", document_id=number)
            for number in range(3)
        ]
    for case_id in started:
        for _ in range(chance.randrange(70)):
            _one_step(city, chance, case_id)


def _shipped(city: Kota, code: str, steps: int) -> None:
    verbs: list[Callable[[], object]] = [
        lambda: city.dialog("KB", code),
        lambda: city.write(code),
        lambda: city.submit(code),
        lambda: city.review("KB", code, "kembalikan", "Target masih terlalu rendah."),
        lambda: city.submit(code),
        lambda: city.review("KB", code),
    ]
    for verb in verbs[:steps]:
        verb()


def _one_step(city: Kota, chance: random.Random, case_id: int) -> None:
    """Some open step is done with some decision; now and then days pass, and the deadlines act."""
    if chance.random() < 0.2:
        city.now += timedelta(days=chance.randrange(1, 40))
    timers.fire_due(city.work, case_id)
    with city.reading() as tx:
        query = select(WorkItem.key, WorkItem.role).where(WorkItem.case_id == case_id).order_by(WorkItem.key)
        items = list(tx.session.execute(query))
    if not items:
        return
    key, role = chance.choice(items)
    values = {"keputusan": [chance.choice(["setuju", "setuju", "setuju", "kembali"])]}
    submission = tasks.Submission(request_id=uuid4(), values=values)
    tasks.complete(city.work, city.actor(HOLDERS[role]), case_id, key, submission)


def count(city: Kota, model: type) -> int:
    with city.reading() as tx:
        return tx.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize(
    "seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 20))]
)
def test_what_a_rebuild_derives_is_what_was_there(city: Kota, seed: int) -> None:
    drive(city, random.Random(seed))
    items, due, _ = before = projections(city.work)
    journal = count(city, Journal)
    assert items
    assert due
    with city.work.transaction() as tx:
        tx.session.execute(delete(WorkItem))
        tx.session.execute(delete(Timer))
    assert projections(city.work) == ([], [], [])
    assert timers.rebuild_all(city.work) == count(city, ProcessCase)
    assert projections(city.work) == before
    timers.rebuild_all(city.work)
    assert projections(city.work) == before, "a second rebuild changes nothing"
    assert count(city, Journal) == journal, "a rebuild writes no history"
    check_all(city.work, city.engine)


def test_a_rebuild_mends_what_was_put_wrong(city: Kota) -> None:
    before = projections(city.work)
    case_id = city.case_id("SR")
    with city.work.transaction() as tx:
        item = tx.session.scalars(select(WorkItem).where(WorkItem.case_id == case_id)).one()
        item.role = "admin_bkpp"
        tx.session.add(Timer(case_id=case_id, key="tidak_ada#1", due_at=city.now))
    timers.rebuild(city.work, case_id)
    assert projections(city.work) == before


def test_a_finished_case_has_nothing_open_after_a_rebuild(city: Kota) -> None:
    city.at("2026-01-30 09:00").until_established("SR")
    with city.work.transaction() as tx:
        action = cases.open_action(tx, city.case_id("SR"))
        action.cancel({"dibatalkan_karena": "uji"})
        action.write()
    timers.rebuild(city.work, city.case_id("SR"))
    with city.reading() as tx:
        held = select(WorkItem.key).where(WorkItem.case_id == city.case_id("SR"))
        assert tx.session.scalars(held).all() == []
