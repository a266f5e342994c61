"""The judgement without a database: what is whole passes, and each kind of meddling is named where it begins."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evidence.world import FIRST_KEY, LOG, SECOND_KEY, World, hashed
from webapp.evidence import Broken, Key, check, check_chain, read_book, read_seal


def judged(world: World, *trusted: str) -> None:
    """Judge the world by its seals."""
    check(world, read_book(world.files(), trusted))


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_what_nobody_touched_is_whole(seed: int) -> None:
    world = World().live(seed, hours=3)
    counted = check(world, read_book(world.files(), [FIRST_KEY.public]))
    assert (counted.seals, counted.cases) == (3, len(world.journals))
    assert counted.entries == sum(len(one) for one in world.journals.values())
    assert (counted.rows[LOG], counted.unsealed_rows, counted.unsealed_entries) == (len(world.rows), 0, 0)


def test_what_came_after_the_last_seal_is_counted_as_not_yet_sealed() -> None:
    world = World().live(1)
    world.act(1, "setujui")
    world.note(max(world.rows) + 1, "masuk")
    counted = check(world, read_book(world.files()))
    assert (counted.unsealed_entries, counted.unsealed_rows) == (1, 1)


def test_a_changed_entry_is_named_by_case_and_number() -> None:
    world = World().live(2)
    world.journals[3][1]["facts"] = {"keputusan": "diubah"}
    with pytest.raises(Broken) as caught:
        judged(world)
    assert (caught.value.file, caught.value.case_id, caught.value.seq) == ("jurnal", 3, 2)


def test_a_chain_that_was_hashed_again_passes_by_itself_and_not_with_seals() -> None:
    world = World().live(3)
    world.journals[2][0]["facts"] = {"keputusan": "diubah"}
    world.journals[2] = hashed(world.journals[2])
    check_chain(world)
    with pytest.raises(Broken) as caught:
        judged(world)
    assert (caught.value.case_id, caught.value.seq) == (2, 1)
    assert "ditulis ulang" in caught.value.sentence


def test_a_cut_tail_passes_the_chain_and_not_the_seals() -> None:
    world = World().live(4)
    del world.journals[1][-1]
    check_chain(world)
    with pytest.raises(Broken, match="ekornya dibuang"):
        judged(world)


def test_a_case_that_has_vanished_is_named() -> None:
    world = World().live(5)
    del world.journals[4]
    with pytest.raises(Broken, match="kasus ini hilang") as caught:
        judged(world)
    assert caught.value.case_id == 4


def test_rows_of_a_log_that_are_lost_changed_or_put_between_are_named() -> None:
    lost, changed, between = World().live(6), World().live(6), World().live(6)
    number = sorted(lost.rows)[5]
    free = next(n for n in range(1, max(lost.rows)) if n not in lost.rows)
    del lost.rows[number]
    changed.rows[number]["kind"] = "lain"
    between.note(free, "masuk")
    for world, word in ((lost, "hilang"), (changed, "bukan lagi"), (between, "disisipkan")):
        with pytest.raises(Broken, match=word) as caught:
            judged(world)
        assert caught.value.file == f"catatan/{LOG}"
        assert caught.value.row == (free if word == "disisipkan" else caught.value.row)


@pytest.mark.parametrize("which", [0, 1, 3])
def test_a_seal_that_is_missing_or_was_changed_is_named(which: int) -> None:
    world = World().live(7)
    body = world.seals[which]
    world.seals[which] = body.replace(b'"jumlah":', b'"jumlah":1', 1)
    with pytest.raises(Broken, match="tanda tangannya") as caught:
        judged(world)
    assert caught.value.seal == which + 1
    world.seals[which] = body
    if which < 3:
        files = [one for one in world.files() if one[1] != body]
        with pytest.raises(Broken, match="tidak ada"):
            read_book(files)


def test_seals_that_somebody_else_signed_are_refused() -> None:
    forged = World(keys=(SECOND_KEY,)).live(8)
    with pytest.raises(Broken, match="tidak satu pun"):
        judged(forged, FIRST_KEY.public)
    mixed = World().live(8)
    mixed.keys = (SECOND_KEY,)
    mixed.seal()
    with pytest.raises(Broken, match="tidak dikenal"):
        judged(mixed, FIRST_KEY.public)


def test_a_key_is_changed_while_both_are_valid_and_either_proves_everything() -> None:
    world = World().live(9, hours=2)
    world.keys = (SECOND_KEY, FIRST_KEY)
    world.seal()
    world.keys = (SECOND_KEY,)
    world.act(1, "setujui")
    world.seal()
    judged(world, FIRST_KEY.public)
    judged(world, SECOND_KEY.public)
    assert read_book(world.files()).trusted == {SECOND_KEY.public}
    stranger = Key.of("33" * 32)
    world.keys = (stranger,)
    world.seal()
    with pytest.raises(Broken, match="tidak dikenal"):
        judged(world, FIRST_KEY.public)


def test_a_key_that_was_given_up_seals_nothing_any_more() -> None:
    world = World().live(10, hours=2)
    world.keys = (SECOND_KEY, FIRST_KEY)
    world.seal()
    world.keys = (SECOND_KEY,)
    world.seal()
    world.keys = (FIRST_KEY,)
    world.seal()
    with pytest.raises(Broken, match="tidak dikenal"):
        judged(world, SECOND_KEY.public)


@given(st.binary(max_size=200))
def test_what_is_no_seal_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(Broken):
        read_book([("meterai-00000001.json", raw)])


def test_a_seal_is_read_as_it_was_written() -> None:
    world = World().live(11)
    for file in world.seals:
        assert read_seal(file).file == file
