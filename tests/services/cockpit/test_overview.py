"""Numbers of the cockpit, counted again by hand."""

from __future__ import annotations

import random
from statistics import median
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kota import Kota
from tests.services.cockpit import fragile
from webapp.operations import Actor
from webapp.services.cockpit import overview, periods
from webapp.services.cockpit.times import ended, percentile
from webapp.services.errors import Denied, NotFound
from webapp.storage.kokpit_times import PER_E, bucket_time


def diagram(
    city: Kota, process_id: str, masa: str = "2026-01", release_id: int | None = None
) -> overview.Diagram:
    """A diagram as NH sees it."""
    with city.reading() as tx:
        return overview.diagram(tx, city.actor("NH"), process_id, periods.period(tx, masa), release_id)


def test_steps_are_counted_where_they_wait_and_where_they_were_done(city: Kota) -> None:
    city.at("2026-01-08 09:00").until_submitted("SR")
    city.at("2026-01-10 09:00").review("KB", "SR", "kembalikan", "Target masih terlalu rendah.")
    city.at("2026-01-12 09:00").submit("SR")
    found = diagram(city, "penetapan")
    reviu, susun = found.by_id["reviu"], found.by_id["susun_skp"]
    assert (reviu.waiting, reviu.done, susun.done, susun.again) == (1, 1, 2, 1)
    assert susun.rework == 50
    assert reviu.median == pytest.approx(2 * 86_400, rel=0.05)
    assert [one.id for one in found.roots] != []
    yearly = diagram(city, "skp_pegawai")
    assert yearly.row.running > 3
    assert yearly.by_id["perencanaan"].inside >= yearly.row.running
    assert diagram(city, "penetapan", "2025-12").by_id["reviu"].done == 0
    assert diagram(city, "penetapan", "2026").by_id["reviu"].done == 1


def test_a_step_is_late_when_its_last_day_is_over(city: Kota) -> None:
    assert diagram(city.at("2026-01-05 09:00"), "dialog").row.late == 0
    late = diagram(city.at("2026-03-30 09:00"), "dialog", "2026-03")
    assert late.row.late == late.by_id["catat_dialog"].waiting > 0
    assert late.late.hidden or all(one.people >= 5 for one in late.late.units)


def test_ways_of_finished_cases_are_told_with_their_share(city: Kota) -> None:
    fragile.publish_fragile(city)
    for number in range(4):
        case_id = fragile.begin(
            city.at("2026-01-13 09:00"), "rapuh" if number else "rapuh_batas", number=number
        )
        fragile.do(city, case_id)
        if number:
            fragile.do(city, case_id, "lagi#1")
    (way,) = diagram(city, "rapuh").ways
    assert (list(way.steps), way.cases, way.share) == (["Lihat", "Lagi"], 3, 100)
    assert diagram(city, "rapuh").row.completed == 3


def test_a_release_or_period_leaves_out_what_is_not_of_it(city: Kota) -> None:
    with city.reading() as tx:
        first = overview.releases(tx).current
    fragile.publish_fragile(city)
    fragile.begin(city)
    with city.reading() as tx:
        newest = overview.releases(tx).current
    assert diagram(city, "rapuh", release_id=newest).row.running == 1
    assert diagram(city, "skp_pegawai").row.running > 0, "cases of an older release are told all the same"
    with pytest.raises(NotFound):
        diagram(city, "rapuh", release_id=first)


def test_only_those_with_an_office_read(city: Kota) -> None:
    with city.reading() as tx, pytest.raises(Denied):
        overview.listed(tx, city.actor("KB"), periods.period(tx, ""), None)
    auditor = Actor(1, "x", peran=frozenset({"pengawas"}))
    with city.reading() as tx:
        assert overview.listed(tx, auditor, periods.period(tx, ""), None)


@given(st.text(max_size=12))
def test_any_text_names_some_period(text: str) -> None:
    import datetime

    tx = SimpleNamespace(today=datetime.date(2026, 3, 31))
    found = periods.period(tx, text)  # type: ignore[arg-type]
    assert found.first < found.end


@given(st.lists(st.floats(60, 10_000_000), min_size=5, max_size=200))
def test_a_percentile_from_buckets_is_near_the_true_one(values: list[float]) -> None:
    from collections import Counter
    from math import floor, log

    counts = sorted(Counter(floor(log(one) * PER_E) for one in values).items())
    found = percentile(counts, 0.5)
    assert found is not None
    below = sorted(values)[(len(values) - 1) // 2]
    above = sorted(values)[len(values) // 2]
    width = bucket_time(1, 0) / bucket_time(0, 0)
    assert below / width <= found <= above * width
    assert below <= median(values) <= above
    assert percentile([], 0.5) is None


def test_buckets_of_one_element_make_one_row() -> None:
    rows = [
        SimpleNamespace(element_id="a", bucket=number, done=1, again=number % 2, late=0, by_timer=0)
        for number in range(10)
    ]
    random.Random(1).shuffle(rows)
    found = ended(rows)["a"]
    assert (found.done, found.again) == (10, 5)
    assert found.median is not None
    assert found.p90 is not None
    assert found.median < found.p90


def test_a_called_diagram_tells_in_whose_cases_its_steps_wait(city: Kota) -> None:
    with city.reading() as tx:
        rows = overview.listed(tx, city.actor("NH"), periods.period(tx, ""), None)
    called = next(row for row in rows if row.process.id == "dialog")
    assert (called.running, called.has_own) == (0, False)
    assert set(called.within) == {"skp_jpt", "skp_pegawai"}
    assert sum(called.within.values()) == called.waiting > 0
    assert next(row for row in rows if row.process.id == "skp_pegawai").has_own
