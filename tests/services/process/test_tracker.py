"""Where a case stands: who holds what, what comes next through calls and loops, and which maps are shown."""

from __future__ import annotations

import pytest

from tests.engine import small
from tests.kota import Kota
from tests.services.process.small_town import begin, do, release, step
from webapp.engine import ElementState
from webapp.services.process.tracker import Tracker, case_tracker, in_call_order, tracker
from webapp.storage.skp import Skp

ROUND = small.diagram(
    small.start(), step("periksa"), small.element("exclusiveGateway", "putus", default="lanjut"),
    small.element("subProcess", "kelompok", parts=(
        small.start("buka") + step("isi", "pegawai") + small.end("tutup") + small.chain("buka", "isi", "tutup")
    )),
    small.call("pertama", "anak"), small.call("kedua", "anak"), small.end(), small.chain("mulai", "periksa", "putus"),
    small.flow("putus", "periksa", 'hasil = "kurang"', "kembali").replace(" id=", ' name="Kembali" id=', 1),
    small.flow("putus", "periksa", 'hasil != "baik"', "ulang").replace(" id=", ' name="Ulang" id=', 1),
    small.flow("putus", "kelompok", ident="lanjut").replace(" id=", ' name="Lanjut" id=', 1),
    small.chain("kelompok", "pertama", "kedua", "selesai"), ident="keliling",
)  # fmt: skip
"""A check that may come again, a group of steps, and the same process called twice."""
CALLED = small.diagram(
    small.start(),
    step("catat", "konselor"),
    small.end(),
    small.chain("mulai", "catat", "selesai"),
    ident="anak",
)

BRANCH = small.diagram(
    small.start(), step("pilih"), small.element("exclusiveGateway", "cabang", default="lain"), step("satu"),
    step("dua"), small.end(), small.chain("mulai", "pilih", "cabang"), small.flow("cabang", "satu", 'hasil = "kurang"'),
    small.flow("cabang", "dua", ident="lain"), small.chain("satu", "selesai"), small.chain("dua", "selesai"),
    ident="bercabang",
)  # fmt: skip
"""Two ways for the same office, each the last step."""


@pytest.fixture
def town(city: Kota) -> Kota:
    """The city with the small diagrams in force."""
    release(city, keliling=ROUND, anak=CALLED, bercabang=BRANCH)
    return city


def stands(town: Kota, case_id: int, who: str = "NH") -> Tracker:
    with town.reading() as tx:
        found = case_tracker(tx, town.actor(who), case_id)
    assert found is not None
    return found


def after(town: Kota, case_id: int) -> list[tuple[str, str, str]]:
    return [
        (one.name, one.when, one.person.name if one.person else "") for one in stands(town, case_id).ahead
    ]


def test_what_may_come_next_is_told_once_each_the_ordinary_way_first_with_the_answer_and_the_person(
    town: Kota,
) -> None:
    case_id = begin(town, "keliling")
    assert after(town, case_id) == [
        ("Isi", "Lanjut", "Siti Rahmawati"), ("Periksa", "Kembali", "Admin BKPP"),
    ]  # fmt: skip


def test_the_way_on_leads_out_of_a_group_into_a_called_process_and_out_of_it_to_the_end(town: Kota) -> None:
    case_id = begin(town, "keliling")
    do(town, "NH", case_id, "periksa#1")
    assert after(town, case_id) == [("Catat", "", "")], "nobody is appointed, so no name is told"
    (waits,) = stands(town, case_id, "SR").waiting
    assert (waits.name, waits.holder_name, waits.is_mine) == ("Isi", "Siti Rahmawati", True)
    do(town, "SR", case_id, waits.key)
    assert after(town, case_id) == [("Catat", "", "")], "the same process is called once more"


def test_before_a_branch_both_ways_are_told_and_at_the_last_step_nothing_comes_next(town: Kota) -> None:
    case_id = begin(town, "bercabang")
    assert after(town, case_id) == [("Dua", "", "Admin BKPP"), ("Satu", "", "Admin BKPP")]
    do(town, "NH", case_id, "pilih#1")
    assert (stands(town, case_id).next_steps, stands(town, case_id).completed) == ([], False)
    do(town, "NH", case_id, "dua#1")
    assert (stands(town, case_id).waiting, stands(town, case_id).completed) == ([], True)


def test_a_step_that_nobody_holds_and_one_of_an_office_say_so(town: Kota) -> None:
    case_id = begin(town, "keliling")
    (waits,) = stands(town, case_id).waiting
    assert waits.person is not None
    assert (waits.person.full_name, waits.is_mine) == ("Admin BKPP", False), "an office is nobody's alone"
    do(town, "NH", case_id, "periksa#1")
    do(town, "SR", case_id, "kelompok#1/isi#1")
    (waits,) = stands(town, case_id).waiting
    assert (waits.name, waits.held, waits.holder_name, waits.is_mine) == ("Catat", None, "", False)


def test_the_maps_are_those_that_the_case_has_come_to_and_the_next_one(town: Kota) -> None:
    case_id = begin(town, "keliling")
    assert [(chart.process.id, chart.state) for chart in stands(town, case_id).charts] == [
        ("keliling", ElementState.CURRENT), ("anak", None),
    ]  # fmt: skip
    with town.reading() as tx:
        releases = tx.work.releases
        processes = releases.get(tx.session, releases.current(tx.session, tx.today)).definitions.processes
    assert [one.id for one in in_call_order(processes, "keliling")] == ["keliling", "anak"]


def test_an_skp_without_a_case_stands_nowhere_and_a_case_that_is_not_there_neither(city: Kota) -> None:
    with city.reading() as tx:
        assert tracker(tx, city.actor("SR"), Skp(case_id=None)) is None
        assert case_tracker(tx, city.actor("SR"), 10**9) is None


def test_what_is_past_its_day_is_late_on_the_map(city: Kota) -> None:
    city.at("2026-01-31 08:00").tick(days=1)
    with city.reading() as tx:
        found = tracker(tx, city.actor("SR"), city.skp("SR"))
    assert found is not None
    assert found.charts[0].state is ElementState.LATE


def test_the_kepala_daerah_is_told_by_name_and_office_and_knows_it_as_the_own_step(city: Kota) -> None:
    with city.reading() as tx:
        found = tracker(tx, city.actor("WK"), city.skp("SD"))
        head = tx.work.organisation.day(tx.session, tx.today).bagan.kepala_daerah
    assert found is not None
    (waits,) = [one for one in found.waiting if one.held is not None and one.held.kepala_daerah]
    assert waits.person is not None
    assert (waits.holder_name, waits.person.full_name, waits.is_mine) == (head.nama, head.nama, True)
    assert waits.person.office
