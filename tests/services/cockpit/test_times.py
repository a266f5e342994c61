"""Times of steps and cases: written with the action that ends them, and the same when they are derived again."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from sqlalchemy import delete, select, text

from tests.kota import Kota, wib
from tests.services.process.test_rebuild import drive
from webapp.services.process import cases, timers
from webapp.storage.kokpit import CaseTime, StepTime

Rows = list[tuple[object, ...]]


def times(city: Kota, where: str = "true") -> tuple[Rows, Rows]:
    """Every row of both tables."""
    with city.reading() as tx:
        ask = tx.session.execute
        steps = ask(text(f"SELECT * FROM step_time WHERE {where} ORDER BY case_id, seq, key"))  # noqa: S608
        ends = ask(text(f"SELECT * FROM case_time WHERE {where} ORDER BY case_id"))  # noqa: S608
        return [tuple(row) for row in steps], [tuple(row) for row in ends]


@pytest.mark.parametrize(
    "seed", [3, 8, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(20, 32))]
)
def test_times_written_live_are_those_that_a_rebuild_derives(city: Kota, seed: int) -> None:
    drive(city, random.Random(seed))
    before = times(city)
    outcomes = Counter(row[-1] for row in before[0])
    assert outcomes["done"] > 10
    timers.rebuild_all(city.work)
    assert times(city) == before, "a rebuild changes nothing"
    with city.work.transaction() as tx:
        tx.session.execute(delete(StepTime))
        tx.session.execute(delete(CaseTime))
    timers.rebuild_all(city.work)
    assert times(city) == before, "and finds everything again when all of it is lost"


def test_a_step_that_is_done_leaves_its_times_and_its_last_day(city: Kota) -> None:
    city.at("2026-01-12 09:00").dialog("KB", "SR")
    with city.reading() as tx:
        query = select(StepTime).where(StepTime.case_id == city.case_id("SR")).order_by(StepTime.seq)
        first, second = tx.session.scalars(query).all()
    assert (first.element_id, first.process_id, first.outcome) == ("catat_dialog", "dialog", "done")
    assert first.opened_at == wib("2026-01-05 08:00")
    assert first.closed_at == second.opened_at == wib("2026-01-12 09:00")
    assert first.due_at is not None
    assert second.element_id == "konfirmasi_dialog"


def test_a_step_done_a_second_time_is_known_by_its_number(city: Kota) -> None:
    city.at("2026-01-12 09:00").until_submitted("SR")
    city.review("KB", "SR", "kembalikan", "Target masih terlalu rendah.")
    city.submit("SR")
    with city.reading() as tx:
        query = select(StepTime.nth).where(
            StepTime.case_id == city.case_id("SR"), StepTime.element_id == "susun_skp"
        )
        assert sorted(tx.session.scalars(query)) == [1, 2]


def test_a_case_that_is_cancelled_closes_its_steps_and_says_so(city: Kota) -> None:
    city.at("2026-01-12 09:00").dialog("KB", "SR")
    case_id = city.case_id("SR")
    with city.work.transaction() as tx:
        action = cases.open_action(tx, case_id)
        action.cancel({"dibatalkan_karena": "uji"})
        action.write()
    steps, ends = times(city, f"case_id = {case_id}")
    assert [row[-1] for row in steps] == ["done", "done", "cancelled"]
    assert [row[-2:] for row in ends] == [("CANCELLED", "catat_dialog konfirmasi_dialog")]


def test_a_deadline_that_never_came_is_not_told_and_one_that_came_is(city: Kota) -> None:
    city.at("2026-01-30 15:00").until_established("SR")
    city.at("2026-02-01 00:00")
    timers.fire_all(city.work)
    with city.reading() as tx:
        query = select(StepTime.case_id).where(StepTime.element_id == "batas_penetapan")
        late = set(tx.session.scalars(query))
    assert city.case_id("DH") in late
    assert city.case_id("SR") not in late
