"""Where a journal does not fit another release: the case stays, and why is told; and how far a fit is looked for."""

from __future__ import annotations

import pytest

from webapp.engine import Definitions, Entry, NotOpen, Run, Step, read_definitions
from webapp.engine.alignment import MAX_PASSED, Alignment, Change, align
from webapp.engine.course import Move, Reading
from webapp.engine.places import Places

from . import small
from .duel import START
from .small import chain, diagram, element, end, flow, start, user
from .test_alignment import LATER, journal_of, keys, moved, review, rounds

HEAVY = "count(for i in 1..100, j in 1..100, k in 1..100 return i)"


def line(*ids: str, root: str = "", **written: str) -> bytes:
    """Elements in a row, human steps unless written otherwise."""
    steps = (written.get(one, user(one)) for one in ids)
    return diagram(start(), *steps, end(), chain("mulai", *ids, "selesai"), root=root)


def reason(found: Alignment) -> tuple[str, int]:
    assert found.verdict == "stuck"
    assert (found.run, found.kept, found.opened) == (None, {}, ())
    assert found.reason is not None
    return found.reason.code, found.reason.seq


# -- reasons -----------------------------------------------------------------------------------------------------------


def test_a_process_that_the_other_release_does_not_have_is_told() -> None:
    old = read_definitions({"a.bpmn": line("a")})
    found = align(Change(old, read_definitions({})), "uji", journal_of(), LATER)
    assert reason(found) == ("process_gone", 0)
    assert [step.key for step in found.here] == ["a#1"]


def test_what_was_called_off_cannot_move_to_where_it_would_have_ended_before() -> None:
    called_off = [*journal_of(("a#1", {})), Entry(3, "cancelled", LATER)]
    found = moved(line("a", "b"), line("a"), called_off)
    assert reason(found) == ("ended", 3)
    assert found.reason is not None
    assert "sudah berakhir pada rancangan itu sebelum dimulai" in found.reason.message


STOPS = {
    "expression": (small.script("b", "n", HEAVY), "terlalu berat untuk dihitung"),
    "no_time": (element("intermediateCatchEvent", "b", parts=small.timer("=tiada")), "tidak memberi waktu"),
    "no_correlation": (
        element("intermediateCatchEvent", "b", parts=small.awaits()),
        "tidak punya kunci korelasi",
    ),
    "not_a_list": (user("b", small.repeated("tiada")), "tidak menerima daftar"),
    "too_many_items": (
        user("b", small.repeated("for i in 1..300 return i")),
        "pengulangannya terlalu banyak",
    ),
}


@pytest.mark.parametrize("code", STOPS)
def test_a_release_that_cannot_go_on_from_an_entry_is_told_with_the_element_and_why(code: str) -> None:
    stop, why = STOPS[code]
    found = moved(line("a", "c"), line("a", "b", "c", b=stop, root=small.message()), journal_of(("a#1", {})))
    assert reason(found) == (code, 2)
    assert found.reason is not None
    assert found.reason.message.startswith("Sesudah 'a', rancangan itu berhenti di '")
    assert why in found.reason.message


def test_a_choice_without_a_branch_is_told_though_the_checks_would_have_refused_it() -> None:
    new = small.unchecked(
        diagram(
            start(), user("a"), element("exclusiveGateway", "x"), end(), end("usai"), chain("mulai", "a", "x"),
            flow("x", "selesai", "n = 1"), flow("x", "usai", "n = 2"),
        )
    )  # fmt: skip
    old = read_definitions({"a.bpmn": line("a", "b")})
    assert reason(align(Change(old, new), "uji", journal_of(("a#1", {})), LATER)) == ("no_flow", 2)


def test_a_new_step_behind_which_the_release_cannot_go_on_is_not_passed() -> None:
    stop = element("intermediateCatchEvent", "macet", parts=small.timer("=tiada"))
    new = line("a", "baru", "macet", "b", macet=stop)
    done = journal_of(("a#1", {}), ("b#1", {}))
    found = moved(line("a", "b", "c"), new, done)
    assert reason(found) == ("not_open", 3)
    waits = moved(line("a", "b"), new, done[:2])
    assert (waits.verdict, keys(waits)) == ("moves", ["baru#1"])


# -- how far a fit is looked for ---------------------------------------------------------------------------------------


def inserted(count: int) -> bytes:
    return line("a", *(f"baru{n}" for n in range(count)), "b", "c")


@pytest.mark.parametrize("asks", [(), ("putusan",)], ids=["asking nothing", "asking for a fact"])
def test_only_so_many_new_steps_in_a_row_count_as_past(asks: tuple[str, ...]) -> None:
    done = journal_of(("a#1", {}), ("b#1", {}))
    fits = moved(line("a", "b", "c"), inserted(MAX_PASSED), done, asks=lambda _: asks)
    assert (fits.verdict, keys(fits)) == ("same", ["c#1"])
    assert len(fits.reading.passed) == MAX_PASSED
    beyond = moved(line("a", "b", "c"), inserted(MAX_PASSED + 1), done, asks=lambda _: asks)
    assert reason(beyond) == ("not_open", 3)
    waits = moved(line("a", "b", "c"), inserted(MAX_PASSED + 1), done[:2], asks=lambda _: asks)
    assert (waits.verdict, keys(waits)) == ("moves", ["baru0#1"])


def test_each_recorded_step_is_shown_before_its_entry_takes_it_on_and_new_ones_are_not() -> None:
    seen: list[tuple[int, str, bool]] = []

    def watch(run: Run, step: Step, move: Move) -> None:
        assert run.step(step.key) == step
        seen.append((move.seq, step.key, move.done))

    new = read_definitions({"a.bpmn": line("a", "baru", "b", "c")})
    change = Change(read_definitions({"a.bpmn": line("a", "lama", "b", "c")}), new)
    journal = journal_of(("a#1", {}), ("lama#1", {}), ("b#1", {}))
    assert align(change, "uji", journal, LATER, watch).verdict == "same"
    assert (2, "a#1", True) in seen
    assert (4, "b#1", True) in seen
    assert {seq for seq, _, _ in seen} == {2, 4}


# -- places and moments ------------------------------------------------------------------------------------------------


def test_a_step_that_went_into_a_called_process_is_found_there_by_its_id() -> None:
    whole = diagram(
        start(), user("a"), small.call("bagian", "lain"), end(), chain("mulai", "a", "bagian", "selesai")
    )
    part = diagram(start("m"), user("b"), end("s"), chain("m", "b", "s"), ident="lain")
    old = read_definitions({"a.bpmn": line("a", "b")})
    found = align(
        Change(old, read_definitions({"a.bpmn": whole, "b.bpmn": part})),
        "uji",
        journal_of(("a#1", {})),
        LATER,
    )
    assert (found.verdict, found.kept) == ("same", {"b#1": "bagian#1/b#1"})


def test_a_case_that_has_ended_stays_so_though_a_new_step_stands_before_the_end() -> None:
    done = journal_of(("a#1", {}))
    found = moved(line("a"), line("a", "baru"), done)
    assert (found.verdict, keys(found), found.opened) == ("same", [], ())
    assert [one.key for one in found.reading.passed] == ["baru#1"]
    again = moved(line("a"), line("a", "baru"), done, ahead="do")
    assert (again.verdict, keys(again)) == ("moves", ["baru#1"])


def test_a_process_that_is_called_twice_has_each_of_its_places_once() -> None:
    part = diagram(start("m"), user("b"), end("s"), chain("m", "b", "s"), ident="lain")
    whole = line("satu", "dua", satu=small.call("satu", "lain"), dua=small.call("dua", "lain"))
    places = Places(read_definitions({"a.bpmn": whole, "b.bpmn": part}), "uji")
    assert places.kind(("uji", "b")) == "human", "there is one of that id in the case"
    assert places.renamed({("lain", "b"): "baru"}) >= {("uji", "satu"), ("uji", "dua"), ("lain", "baru")}


def waiting(*ids: str) -> bytes:
    tunggu = element("intermediateCatchEvent", "tunggu", parts=small.awaits())
    return line(*ids, root=small.message(correlation='"satu"'), tunggu=tunggu)


def test_who_waits_for_a_message_waits_since_the_same_moment_and_for_no_time() -> None:
    journal = journal_of(("a#1", {}))
    found = moved(waiting("a", "tunggu"), waiting("tunggu"), journal)
    assert found.verdict == "same"
    assert found.run is not None
    (step,) = found.run.open
    assert (step.since, step.due, step.correlation) == (journal[-1].at, None, "satu")
    assert found.reading.since == {"tunggu#1": journal[-1].at}


def replayed(definitions: Definitions, *more: Entry) -> Run:
    return Run.replay(definitions, "uji", [*journal_of(), *more])


def test_a_migration_that_speaks_of_steps_of_another_release_is_refused() -> None:
    reading = Reading(since={"b#1": START})
    with pytest.raises(NotOpen) as refused:
        replayed(
            read_definitions({"a.bpmn": line("a")}), Entry(2, "migrated", LATER, None, reading.as_facts())
        )
    assert refused.value.key == "b#1"


def test_a_migration_by_which_a_case_left_is_a_turn_in_which_nothing_happens() -> None:
    run = replayed(read_definitions({"a.bpmn": line("a")}))
    before = run.open
    there = moved(review(), review(before="baru"), rounds(1)).reading.as_facts()
    run.apply(Entry(2, "migrated", LATER, None, there))
    assert (run.seq, run.now, run.open, run.facts) == (2, LATER, before, {})
    run.apply(Entry(3, "completed", LATER, "a#1", {}))
    assert run.is_completed
