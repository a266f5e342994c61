"""A journal laid along another release: who keeps the place, who moves, and who cannot, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.sizes import size
from webapp.engine import Definitions, Entry, Run, RunError, read_definitions
from webapp.engine.alignment import Alignment, Change, align
from webapp.engine.course import moves, reading_of

from . import small
from .duel import ANSWER, START
from .random_models import facts, models, start_facts

LATER = START + timedelta(days=60)
RETURN = 'putusan = "kembali"'


def review(*, before: str = "", ident: str = "reviu", after: str = "", days: str = "P5D") -> bytes:
    """Somebody writes, somebody reviews and may send it back; the review has a timer on its edge."""
    steps = ["tulis", *([before] if before else []), ident]
    return small.diagram(
        small.start(),
        *(small.user(step) for step in steps),
        small.boundary("batas", ident, days, interrupting=False),
        small.user("tegur"),
        small.element("exclusiveGateway", "putus", default="lanjut"),
        *([small.user(after)] if after else []),
        small.end(),
        small.end("ditegur"),
        small.chain("mulai", *steps, "putus"),
        small.chain("batas", "tegur", "ditegur"),
        small.flow("putus", "tulis", RETURN, ident="kembali"),
        small.flow("putus", after or "selesai", ident="lanjut"),
        small.flow(after, "selesai") if after else "",
    )


def journal_of(*steps: tuple[str, Mapping[str, Any]]) -> list[Entry]:
    """A case that did these human steps, one an hour."""
    rows = [Entry(1, "started", START, None, {})]
    for number, (key, answered) in enumerate(steps, start=2):
        rows.append(Entry(number, "completed", START + timedelta(hours=number), key, answered))
    return rows


def rounds(count: int, *, upto: str = "reviu") -> list[Entry]:
    """A case in its `count`-th round that waits at the review, or at the writing before it."""
    steps: list[tuple[str, Mapping[str, Any]]] = []
    for number in range(1, count):
        steps += [(f"tulis#{number}", {}), (f"reviu#{number}", {"putusan": "kembali"})]
    return journal_of(*steps, *([(f"tulis#{count}", {})] if upto == "reviu" else []))


def moved(old: bytes, new: bytes, journal: list[Entry], **how: Any) -> Alignment:
    """The alignment of a journal of the one-process file `old` with `new`."""
    change = Change(read_definitions({"a.bpmn": old}), read_definitions({"a.bpmn": new}), **how)
    found = align(change, "uji", journal, LATER)
    if found.run is not None:
        entry = Entry(len(journal) + 1, "migrated", LATER, None, found.reading.as_facts())
        again = Run.replay(change.new, "uji", [*journal, entry])
        assert [step.key for step in again.open] == [step.key for step in found.run.open]
        assert again.seq == len(journal) + 1
    return found


def keys(found: Alignment) -> list[str]:
    """What is open on the new diagram."""
    return [] if found.run is None else [step.key for step in found.run.open]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_who_waits_behind_a_new_step_keeps_the_place_and_the_day(count: int) -> None:
    journal = rounds(count)
    before = Run.replay(read_definitions({"a.bpmn": review()}), "uji", journal)
    found = moved(review(), review(before="reviu_pengelola"), journal)
    assert found.verdict == "same"
    assert found.kept == {step.key: step.key for step in before.open}
    assert not found.due
    assert [one.key for one in found.reading.passed] == [f"reviu_pengelola#{n + 1}" for n in range(count)]
    assert found.run is not None
    assert {step.key: step.due for step in found.run.open} == {step.key: step.due for step in before.open}


def test_who_has_not_reached_the_new_step_will_meet_it() -> None:
    found = moved(review(), review(before="reviu_pengelola"), rounds(3, upto="tulis"))
    assert found.verdict == "same"
    assert keys(found) == ["tulis#3"]
    assert found.run is not None
    entry = Entry(found.run.seq + 1, "completed", LATER, "tulis#3", {})
    found.run.apply(entry)
    assert [step.key for step in found.run.open] == ["reviu_pengelola#3"]


def test_an_owner_may_ask_that_the_new_step_be_done_now_and_its_days_count_from_then() -> None:
    found = moved(review(), review(before="reviu_pengelola"), rounds(2), ahead="do")
    assert found.verdict == "moves"
    assert keys(found) == ["reviu_pengelola#2"]
    assert {step.key for step in found.left} == {"reviu#2", "batas#2"}
    assert found.run is not None
    assert found.run.open[0].since == LATER


def test_a_renamed_step_is_found_by_the_name_that_the_owner_maps() -> None:
    renamed = review(ident="telaah")
    found = moved(review(), renamed, rounds(3), renames={("uji", "reviu"): "telaah"})
    assert found.verdict == "same"
    assert found.kept == {"reviu#3": "telaah#3", "batas#3": "batas#3"}
    assert found.reading.keys == {3: "telaah#1", 5: "telaah#2"}
    without = moved(review(), renamed, rounds(1))
    assert without.verdict == "moves"


def test_a_step_that_is_gone_leaves_its_answer_and_takes_no_token_along() -> None:
    journal = journal_of(("tulis#1", {}), ("reviu#1", {"putusan": "lanjut"}))
    old, new = review(after="arsip"), review(after="")
    found = moved(old, new, journal)
    assert found.verdict == "moves"
    assert [step.key for step in found.left] == ["arsip#1"]
    assert found.run is not None
    assert found.run.is_completed
    back = moved(review(before="telaah"), review(), journal_of(("tulis#1", {}), ("telaah#1", {"cek": "ya"})))
    assert back.verdict == "same"
    assert back.reading.skipped == frozenset({3})
    assert back.run is not None
    assert back.run.facts["cek"] == "ya"


def test_a_course_that_the_new_diagram_does_not_know_stays_where_it_is_with_the_reason() -> None:
    old = small.diagram(
        small.start(),
        *(small.user(one) for one in "abc"),
        small.end(),
        small.chain("mulai", *"abc", "selesai"),
    )
    new = small.diagram(
        small.start(),
        *(small.user(one) for one in "bac"),
        small.end(),
        small.chain("mulai", *"bac", "selesai"),
    )
    found = moved(old, new, journal_of(("a#1", {})))
    assert found.verdict == "stuck"
    assert found.reason is not None
    assert (found.reason.code, found.reason.seq) == ("not_open", 2)
    assert "'a'" in found.reason.message
    assert "'b'" in found.reason.message


def test_a_case_goes_back_by_one_more_entry_and_stands_where_it_stood() -> None:
    journal = rounds(3)
    there = moved(review(), review(before="reviu_pengelola"), journal)
    journal.append(Entry(len(journal) + 1, "migrated", LATER, None, there.reading.as_facts()))
    back = moved(review(before="reviu_pengelola"), review(), journal)
    assert back.verdict == "same"
    assert back.reading.passed == ()
    before = Run.replay(read_definitions({"a.bpmn": review()}), "uji", journal[:-1])
    assert back.run is not None
    assert [(s.key, s.since, s.due) for s in back.run.open] == [(s.key, s.since, s.due) for s in before.open]


def test_what_was_done_on_the_new_diagram_keeps_a_case_from_going_back_only_where_it_must() -> None:
    there = moved(review(), review(before="reviu_pengelola"), rounds(1, upto="tulis"))
    journal = rounds(1, upto="tulis")
    journal.append(Entry(2, "migrated", LATER, None, there.reading.as_facts()))
    journal.append(Entry(3, "completed", LATER, "tulis#1", {}))
    journal.append(Entry(4, "completed", LATER, "reviu_pengelola#1", {"cek": "ya"}))
    back = moved(review(before="reviu_pengelola"), review(), journal)
    assert back.verdict == "same"
    assert keys(back) == ["batas#1", "reviu#1"]
    assert back.run is not None
    assert back.run.facts["cek"] == "ya"


def test_another_length_of_a_timer_is_told_and_counts_from_when_the_step_opened() -> None:
    found = moved(review(), review(days="P9D"), rounds(1))
    (pair,) = found.due
    assert pair[1].due is not None
    assert pair[0].due is not None
    assert pair[1].due - pair[0].due == timedelta(days=4)


def test_a_new_step_that_asks_for_an_old_fact_is_passed_in_silence() -> None:
    new = small.diagram(
        small.start(),
        small.user("tulis"),
        small.user("saring"),
        small.element("exclusiveGateway", "cek", default="ke_reviu"),
        small.user("reviu"),
        small.element("exclusiveGateway", "putus", default="lanjut"),
        small.end(),
        small.chain("mulai", "tulis", "saring", "cek"),
        small.flow("cek", "tulis", RETURN, ident="tolak"),
        small.flow("cek", "reviu", ident="ke_reviu"),
        small.chain("reviu", "putus"),
        small.flow("putus", "tulis", RETURN, ident="kembali"),
        small.flow("putus", "selesai", ident="lanjut"),
    )
    journal = rounds(2)
    assert moved(review(), new, journal).verdict == "moves"
    found = moved(review(), new, journal, asks=lambda element: ("putusan",))
    assert [step.element.id for step in found.left] == ["batas"]
    assert found.kept == {"reviu#2": "reviu#2"}


answers = st.lists(st.tuples(st.integers(0, 9), facts), max_size=12)


@settings(max_examples=size(200, 40))
@given(models(), start_facts, answers)
def test_every_case_aligns_with_its_own_release_and_nothing_is_read_otherwise(
    model: dict[str, bytes], first: dict[str, Any], given_answers: list[tuple[int, dict[str, Any]]]
) -> None:
    definitions = read_definitions(model)
    journal = played(definitions, first, given_answers)
    found = align(Change(definitions, definitions), "utama", journal, LATER)
    run = Run.replay(definitions, "utama", journal)
    assert found.verdict == "same"
    assert found.reading.as_facts() == {"keys": {}, "skipped": [], "passed": [], "since": {}}
    assert found.run is not None
    assert [(s.key, s.since, s.due) for s in found.run.open] == [(s.key, s.since, s.due) for s in run.open]
    assert [move.key for move in moves(journal)] == [entry.key for entry in journal]


@settings(max_examples=size(400, 60))
@given(models(), start_facts, answers, st.integers(0, 200))
def test_a_step_put_anywhere_into_any_diagram_takes_nobody_from_the_place(
    model: dict[str, bytes],
    first: dict[str, Any],
    given_answers: list[tuple[int, dict[str, Any]]],
    where: int,
) -> None:
    old = read_definitions(model)
    journal = played(old, first, given_answers)
    new = read_definitions({**model, "utama.bpmn": with_step(model["utama.bpmn"], where)})
    found = align(Change(old, new), "utama", journal, LATER)
    run = Run.replay(old, "utama", journal)
    assert found.verdict == "same", found.reason
    assert set(found.kept) == {step.key for step in run.open}
    assert found.run is not None
    assert {step.key for step in found.opened} <= {
        step.key for step in found.run.open if step.element.id == "baru"
    }
    there = {step.key: (step.since, step.due) for step in found.run.open}
    assert {key: there[found.kept[key]] for key in found.kept} == {s.key: (s.since, s.due) for s in run.open}


def with_step(raw: bytes, where: int) -> bytes:
    """The diagram with one human step `baru` put into one of its flows."""
    root = etree.fromstring(raw)
    bpmn = f"{{{root.nsmap['bpmn']}}}"
    flows = root.findall(f".//{bpmn}sequenceFlow")
    flow = flows[where % len(flows)]
    scope = flow.getparent()
    target = flow.get("targetRef")
    flow.set("targetRef", "baru")
    step = small.definitions(small.user("baru") + small.flow("baru", target, ident="dari_baru"))
    scope.extend(list(etree.fromstring(step)))
    return etree.tostring(root)


def played(
    definitions: Definitions, first: dict[str, Any], given_answers: list[tuple[int, dict[str, Any]]]
) -> list[Entry]:
    """The journal of a case of `utama` that took these answers, as far as its diagram could go on."""
    journal = [Entry(1, "started", START, None, first)]
    try:
        run = Run.start(definitions, "utama", journal[0])
        for which, told in given_answers:
            if not run.open:
                break
            step = run.open[which % len(run.open)]
            at = START + timedelta(hours=len(journal))
            entry = Entry(len(journal) + 1, ANSWER[step.kind], at, step.key, told)
            run.apply(entry)
            journal.append(entry)
    except RunError:
        assume(len(journal) > 1)
    return journal


def test_a_reading_survives_its_own_entry() -> None:
    found = moved(review(), review(before="x"), rounds(2))
    entry = Entry(9, "migrated", LATER, None, found.reading.as_facts())
    assert reading_of([entry]).passed == found.reading.passed
    assert reading_of([entry]).since == found.reading.since
