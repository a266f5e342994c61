"""Walks through the shipped processes in memory: forms, tables, timers, messages, refusals, and who would get it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.kota import Kota
from tests.services.evaluations import give_office
from tests.services.workshop import owners
from tests.services.workshop.owners import DIAGRAM
from tests.wanderer import BEGIN, begun, wander
from tests.workflows.faults import FAULTS
from tests.workflows.planted import SHIPPED_WHOLE, edited
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.process.releases import open_bundle, shipped_files
from webapp.services.workshop import counter_examples, drafts, playground, who_would
from webapp.services.workshop.choices import Choices
from webapp.services.workshop.moves import Move, read_move
from webapp.services.workshop.playground import Where
from webapp.services.workshop.soundness import Searches, sound
from webapp.services.workshop.walks import MAX_MOVES, ZONE, MoveRefused, Walk, play

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def choices() -> Choices:
    """What may be chosen in the shipped bundle."""
    return Choices(open_bundle(shipped_files(ROOT)))


def walked(choices: Choices, process_id: str, *moves: Move) -> Walk:
    """A walk that could be played to its last move."""
    start = begun(choices, process_id).moves
    walk = play(choices, process_id, [*start, *moves])
    assert walk.stop is None, walk.stop
    return walk


def do(key: str, **form: object) -> Move:
    return Move("kerjakan", key, form=form or None)


def test_a_form_is_the_real_one_and_says_what_is_wrong(choices: Choices) -> None:
    walk = walked(choices, "penetapan", do("susun_skp#1"))
    with pytest.raises(MoveRefused) as refused:
        walk.do(do("reviu#1", keputusan="kembalikan"))
    assert "alasan" in refused.value.errors
    walk = walked(
        choices, "penetapan", do("susun_skp#1"), do("reviu#1", keputusan="kembalikan", alasan="Kabur sekali.")
    )
    assert walk.open == ("susun_skp#2",)
    assert walk.run.facts["keputusan"] == "kembalikan"
    assert "alasan" not in walk.run.facts  # as in a real case: only what can be listed goes into the journal


def test_a_table_really_decides_and_says_where_it_cannot(choices: Choices) -> None:
    judged = Move(
        "kerjakan",
        "nilai_tahunan#1",
        facts={"hasil_kerja": "DI_ATAS_EKSPEKTASI", "perilaku": "DI_ATAS_EKSPEKTASI"},
    )
    walk = walked(choices, "penilaian_tahunan", judged)
    assert [(one.table, one.facts) for one in walk.told if one.table] == [
        ("kuadran_predikat", {"predikat": "SANGAT_BAIK"})
    ]
    walk = begun(choices, "tindak_lanjut")
    with pytest.raises(MoveRefused, match="Tabel keputusan tidak dapat menjawab"):
        walk.do(Move("operasi", "siapkan#1", facts={"predikat": "ISTIMEWA SEKALI"}))


def test_an_operation_is_not_run_its_facts_are_chosen_and_a_clock_that_is_turned_fires_what_is_due(
    choices: Choices,
) -> None:
    dates = {"berlaku_mulai": "2026-01-12", "ingatkan_pada": "2026-03-24", "berlaku_habis": "2026-04-01"}
    walk = walked(
        choices, "penugasan", Move("operasi", "catat#1", facts=dates), do("verifikasi#1", putusan="setujui")
    )
    assert "masa_berlaku#1" in walk.open
    assert walk.next_due == datetime(2026, 3, 24, tzinfo=ZONE)
    early = play(choices, "penugasan", [*walk.moves, Move("majukan", at=datetime(2026, 3, 1, tzinfo=ZONE))])
    assert early.open == walk.open
    late = play(choices, "penugasan", [*early.moves, Move("majukan", at=datetime(2026, 5, 1, tzinfo=ZONE))])
    fired = [(one.element.id, one.at.date()) for one in late.told if one.kind == "fired" and one.element]
    assert fired == [("akan_habis", date(2026, 3, 24)), ("habis", date(2026, 4, 1))]
    assert late.run.is_completed


def test_a_clock_stops_where_an_operation_waits_for_a_choice(choices: Choices) -> None:
    ahead = {"masih_ada_bulan": "ya", "buka_bulan_berikut": "2026-02-01"}
    walk = walked(
        choices, "pelaksanaan", Move("operasi", "buka_bulan#1", facts=ahead),
        Move("majukan", at=datetime(2026, 6, 1, tzinfo=ZONE)),
    )  # fmt: skip
    assert walk.clock == datetime(2026, 2, 1, tzinfo=ZONE)
    assert walk.pending is not None
    with pytest.raises(MoveRefused, match="Tentukan dahulu hasil langkah otomatis"):
        walk.do(Move("majukan", at=datetime(2026, 6, 1, tzinfo=ZONE)))


def test_a_message_is_sent_by_hand_with_what_it_declares(choices: Choices) -> None:
    walk = walked(choices, "evaluasi_tahunan", Move("pesan", "tunggu_capaian#1", facts={"capaian": "BAIK"}))
    assert walk.open == ("realisasi_akhir#1",)
    assert walk.run.facts["capaian"] == "BAIK"


def test_a_call_plays_the_real_process_inside(choices: Choices) -> None:
    walk = walked(choices, "perubahan", Move("operasi", "catat#1", facts={"pengusul": "PEGAWAI"}),
                  do("tanggapi_penilai#1", tanggapan="setuju"))  # fmt: skip
    assert "penetapan#1/susun_skp#1" in walk.open
    assert ("penetapan", "susun_skp") in walk.passed


@pytest.mark.parametrize(
    "move",
    [
        Move("kerjakan", "reviu#1", form={"keputusan": "setujui"}),
        Move("kerjakan", "susun_skp#1/../../etc"),
        Move("kerjakan", "susun_skp#1", facts={"__class__": "x"}),
        Move("kerjakan", "susun_skp#1", facts={"mutu_rumusan": "x" * 20_000}),
        Move("kerjakan", "susun_skp#1", facts={"mutu_rumusan": ["x"] * 5_000}),
        Move("operasi", "susun_skp#1"),
        Move("pesan", "susun_skp#1"),
        Move("mulai", at=BEGIN),
        Move("majukan", at=BEGIN),
        Move("majukan", at=BEGIN + timedelta(days=100_000)),
    ],
)
def test_what_is_hostile_or_not_open_is_refused_with_a_sentence(choices: Choices, move: Move) -> None:
    walk = begun(choices, "penetapan")
    with pytest.raises(MoveRefused) as refused:
        walk.do(move)
    assert refused.value.message.endswith(".")
    assert len(refused.value.message) < 400


@pytest.mark.parametrize(
    "held",
    [
        None, [], {}, {"kerjakan": 1}, {"kerjakan": "a", "operasi": "b"}, {"kerjakan": "a", "fakta": []},
        {"mulai": "kemarin"}, {"mulai": "2026-01-05"}, {"mulai": "9999-12-31T23:59:59+00:00"},
        {"kerjakan": "a", "lain": 1}, {"kerjakan": "a", "isian": {"x": "\x00"}},
        {"kerjakan": "a", "isian": {"x": "\ud800"}}, {"kerjakan": "a", "isian": {"x": float("inf")}},
        {"kerjakan": "a", "isian": {"x": "y" * 60_000}},
    ],
)  # fmt: skip
def test_a_move_that_is_none_or_that_no_database_holds_is_refused(held: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_move(held)


def test_a_walk_has_its_limits(choices: Choices) -> None:
    walk = begun(choices, "dialog")
    for nth in range(1, MAX_MOVES // 2):
        walk.do(do(f"catat_dialog#{nth}"))
        walk.do(Move("kerjakan", f"konfirmasi_dialog#{nth}", facts={"konfirmasi": "perlu_diperbaiki"}))
    walk.do(do(f"catat_dialog#{MAX_MOVES // 2}"))
    with pytest.raises(MoveRefused, match="paling banyak 500 langkah"):
        walk.do(do(f"konfirmasi_dialog#{MAX_MOVES // 2}"))


def test_a_timer_that_is_always_due_goes_round_only_as_often_as_somebody_chooses(choices: Choices) -> None:
    walk = begun(choices, "pelaksanaan")
    always = {
        "masih_ada_bulan": "ya",
        "buka_bulan_berikut": "2020-01-01",
    }  # long past: the timer fires at once
    for nth in range(1, 5):
        walk.do(Move("operasi", f"buka_bulan#{nth}", facts=always))
    assert walk.pending is not None  # a choice stands between one round and the next
    automatic = wander(choices, "pelaksanaan", random.Random(1).choice, most=MAX_MOVES)
    assert len(automatic.moves) <= MAX_MOVES


@pytest.mark.parametrize("seed", range(5))
def test_whoever_wanders_through_any_shipped_process_gets_somewhere(choices: Choices, seed: int) -> None:
    pick: Callable[..., object] = random.Random(seed).choice
    for process_id in choices.definitions.processes:
        walk = wander(choices, process_id, pick)
        assert walk.stop is None
        assert walk.run.is_completed or walk.open, process_id


# -- stored, and on a draft -----------------------------------------------------------------------------------------


@pytest.fixture
def draft(city: Kota) -> int:
    """A draft of NH's; KBK is a process owner, too."""
    give_office(city, "NH", "pemilik_proses")
    return drafts.open_draft(city.work, city.actor("NH"), "Dicoba")


def start(city: Kota, draft: int, process_id: str = "penetapan") -> int:
    return playground.begin(city.work, city.actor("NH"), Where(draft), process_id, [Move("mulai", at=BEGIN)])


def seen(city: Kota, draft: int, walk_id: int, who: str = "NH") -> playground.Opened:
    with city.reading() as tx:
        return playground.opened(tx, city.actor(who), Where(draft), "penetapan", walk_id)


def test_a_walk_is_its_owners_own_and_stands_where_it_was_begun(city: Kota, draft: int) -> None:
    walk_id = start(city, draft)
    other = drafts.open_draft(city.work, city.actor("NH"), "Lain")
    with pytest.raises(NotFound):
        seen(city, draft, walk_id, "KBK")
    with pytest.raises(NotFound):
        seen(city, other, walk_id)
    with pytest.raises(Denied):
        seen(city, draft, walk_id, "SR")
    with pytest.raises(NotFound), city.reading() as tx:
        playground.opened(tx, city.actor("NH"), Where(draft), "dialog", walk_id)
    with pytest.raises(NotFound):
        start(city, draft, "tidak_ada")


def test_a_step_back_is_a_move_less_and_a_stale_page_adds_nothing(city: Kota, draft: int) -> None:
    walk_id, actor, where = start(city, draft), city.actor("NH"), Where(draft)
    playground.act(city.work, actor, where, "penetapan", walk_id, 1, do("susun_skp#1"))
    with pytest.raises(Refused, match="sudah berubah di halaman lain"):
        playground.act(city.work, actor, where, "penetapan", walk_id, 1, do("susun_skp#1"))
    assert seen(city, draft, walk_id).walk.open == ("reviu#1",)
    playground.back(city.work, actor, where, "penetapan", walk_id, 1)
    assert seen(city, draft, walk_id).walk.open == ("susun_skp#1",)


def test_a_walk_shows_at_which_move_a_changed_draft_no_longer_fits(city: Kota, draft: int) -> None:
    walk_id, actor, where = start(city, draft), city.actor("NH"), Where(draft)
    playground.act(city.work, actor, where, "penetapan", walk_id, 1, do("susun_skp#1"))
    playground.act(city.work, actor, where, "penetapan", walk_id, 2, do("reviu#1", keputusan="setujui"))
    text = owners.read(city, draft, DIAGRAM).text
    renamed = text.replace('"reviu"', '"telaah"').replace(">reviu<", ">telaah<")
    owners.save(city, "NH", draft, DIAGRAM, renamed)
    walk = seen(city, draft, walk_id).walk
    assert walk.stop is not None
    assert walk.stop.move == 2
    assert len(walk.moves) == 2


def test_only_so_many_walks_are_kept(city: Kota, draft: int) -> None:
    first = start(city, draft)
    for _ in range(playground.KEPT):
        start(city, draft)
    with pytest.raises(NotFound):
        seen(city, draft, first)
    with city.reading() as tx:
        found = playground.ground(tx, city.actor("NH"), Where(draft))
        assert len(playground.mine(tx, city.actor("NH"), found, "penetapan")) == playground.KEPT


def test_who_would_get_a_step_and_who_if_the_head_were_gone(city: Kota, draft: int) -> None:
    sr = city.pegawai_id("SR")
    with city.reading() as tx:
        choices = playground.ground(tx, city.actor("NH"), Where(draft)).ready
        step = walked(choices, "penetapan", do("susun_skp#1")).run.open[0]
        today = tx.today
        real = who_would.would(who_would.SupposedDesk(tx, today, ""), sr, step)
        desk = who_would.SupposedDesk(tx, today, "")
        vacant, leave = who_would.suppositions(desk, sr)[:2]
        gone = who_would.would(who_would.SupposedDesk(tx, today, vacant.value), sr, step)
        absent = who_would.would(who_would.SupposedDesk(tx, today, leave.value), sr, step)
        again = who_would.would(who_would.SupposedDesk(tx, today, ""), sr, step)
    assert real.person
    assert real.person in vacant.text
    assert gone.person != real.person
    assert gone.reason != real.reason
    assert real.above[0].endswith(f"({real.person})")
    assert absent.person == real.person  # a leave hands over the daily verification only
    assert again == real  # nothing of what was supposed has stayed


def test_a_planted_fault_is_played_step_by_step(city: Kota, draft: int) -> None:
    fault = next(one for one in FAULTS if one.code == "deadlock")
    for path, text in edited(*fault.edits).items():
        if text != SHIPPED_WHOLE.get(path):
            owners.save(city, "NH", draft, path, text)
    with city.reading() as tx:
        found = playground.ground(tx, city.actor("NH"), Where(draft))
        one = next(one for one in sound(found.bundle) if one.problem.code == "deadlock")
        name = counter_examples.name_of_finding(one)
        finding = counter_examples.find_one(found, one.process_id, name, Searches())
        with pytest.raises(NotFound):
            counter_examples.find_one(found, one.process_id, "tidak.ada", Searches())
    steps = [counter_examples.walked(found, finding, at) for at in range(1, len(finding.walk) + 1)]
    assert [one.at for one in steps] == list(range(1, len(finding.walk) + 1))
    assert all(not one.stuck for one in steps)
    assert not steps[-1].run.is_completed
    assert steps[-1].run.open == ()
    assert counter_examples.walked(found, finding, 99).at == len(finding.walk)
