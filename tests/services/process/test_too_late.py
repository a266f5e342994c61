"""A step that is not open: who did it and when, what took it away and when, and nothing for all others."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.engine import small
from tests.kota import Kota, wib
from tests.services.process.small_town import begin, do, release, step
from tests.services.process.test_reassign import give
from tests.services.racing import CHOICES, DUE, KEY, prepare
from webapp.services.errors import AlreadyDone, NotFound, StepOver, Typed
from webapp.services.process import cases, drafts, tasks, timers, together
from webapp.services.process.too_late import ENDED, OVER, PASSED

Ask = Callable[[Kota, str, int, str], object]


def view(city: Kota, who: str, case_id: int, key: str) -> object:
    with city.reading() as tx:
        return tasks.view(tx, city.actor(who), case_id, key)


def complete(city: Kota, who: str, case_id: int, key: str) -> object:
    submission = tasks.Submission(uuid4(), {"hasil": ["baik"]})
    return tasks.complete(city.work, city.actor(who), case_id, key, submission)


def reviewed(city: Kota) -> tuple[int, str]:
    """The case of SR, and the key of the review that KB has done."""
    city.until_submitted("SR")
    (key,) = city.open_keys("SR")
    city.at("2026-01-21 09:00").review("KB", "SR")
    return city.case_id("SR"), key


def test_who_could_have_done_it_is_told_who_did_and_everybody_else_that_it_is_not_there(city: Kota) -> None:
    case_id, key = reviewed(city)
    for ask in (view, complete):
        with pytest.raises(AlreadyDone) as done:
            ask(city, "KB", case_id, key)
        assert (done.value.by, done.value.at, done.value.mine) == (
            "Agus Prasetya, S.Sos., M.M.", wib("2026-01-21 09:00"), True,
        )  # fmt: skip
        assert (done.value.document_kind, done.value.document_id) == ("skp", city.skp("SR").id)
        for stranger in ("DH", "SR", "WK"):
            with pytest.raises(NotFound):
                ask(city, stranger, case_id, key)


def test_one_to_whom_the_step_was_given_knows_the_own_act_again_and_so_does_the_ordinary_holder(
    city: Kota,
) -> None:
    city.until_submitted("SR")
    case_id, (key,) = city.case_id("SR"), city.open_keys("SR")
    give(city, "SR", "KD")
    city.review("KD", "SR")
    for ask in (view, complete):
        for who, mine in (("KD", True), ("KB", False)):
            with pytest.raises(AlreadyDone, match="Ratna Widyastuti") as done:
                ask(city, who, case_id, key)
            assert done.value.mine is mine


@pytest.mark.parametrize("ask", [view, complete])
def test_a_key_or_a_case_that_never_was_and_a_step_of_no_person_are_not_there(city: Kota, ask: Ask) -> None:
    (case_id,) = prepare(city, "tenggat", 1)
    for number, key in ((case_id, "tidak_ada#1"), (10**9, KEY), (case_id, "lewat#1"), (case_id, "awal#1")):
        with pytest.raises(NotFound):
            ask(city, "NH", number, key)


def over(city: Kota, who: str, case_id: int, key: str, ask: Ask = view) -> StepOver:
    with pytest.raises(StepOver) as told:
        ask(city, who, case_id, key)
    return told.value


def test_who_comes_with_the_deadline_or_after_it_is_told_what_closed_the_step_and_keeps_the_draft(
    city: Kota,
) -> None:
    (case_id,) = prepare(city, "tenggat", 1)
    drafts.save_draft(city.work, city.actor("NH"), case_id, KEY, {"hasil": ["kurang"]})
    city.now = DUE
    first = over(city, "NH", case_id, KEY, complete)
    assert (first.sentence, first.at, first.by) == (OVER, DUE, "")
    with pytest.raises(NotFound):
        complete(city, "SR", case_id, KEY)
    with city.reading() as tx:
        assert case_id in timers.due_cases(tx), (
            "nothing of it is stored; the clock has still to act by itself"
        )
    assert timers.fire_due(city.work, case_id) == 1
    for ask in (view, complete):
        later = over(city, "NH", case_id, KEY, ask)
        assert later == first
        assert later.typed == Typed({"hasil": ["kurang"]}, {"hasil": "Hasil"}, CHOICES)
        assert over(city, "KBK", case_id, KEY, ask).typed == Typed({}, {"hasil": "Hasil"}, CHOICES), (
            "a draft is its author's"
        )
        with pytest.raises(NotFound):
            ask(city, "SR", case_id, KEY)


def test_one_of_several_steps_handed_in_together_is_told_its_own_reason(city: Kota) -> None:
    (case_id,) = prepare(city, "tenggat", 1)
    city.now = DUE
    with pytest.raises(together.PartsRefused, match="Batas waktu langkah ini sudah lewat"):
        together.complete_all(
            city.work, city.actor("NH"), [together.Part(case_id, KEY, tasks.Submission(uuid4(), {}))]
        )


def test_one_to_whom_a_step_was_given_that_the_clock_took_is_told_so_and_the_ordinary_holder_too(
    city: Kota,
) -> None:
    city.until_submitted("SR")
    case_id, (key,) = city.case_id("SR"), city.open_keys("SR")
    give(city, "SR", "KD")
    city.at("2026-02-02 09:00")
    stop(city, case_id)
    for who in ("KD", "KB"):
        assert (over(city, who, case_id, key).sentence, over(city, who, case_id, key).at) == (ENDED, city.now)
    with pytest.raises(NotFound):
        view(city, "DH", case_id, key)


def stop(city: Kota, case_id: int) -> None:
    with city.work.transaction() as tx:
        action = cases.open_action(tx, case_id)
        action.cancel({})
        action.write()


@pytest.mark.parametrize(("inside", "sentence"), [(True, PASSED), (False, ENDED)])
def test_a_step_that_another_one_took_away_says_whose_act_that_was(
    city: Kota, inside: bool, sentence: str
) -> None:
    parts = (
        small.start("awal"), small.element("parallelGateway", "bagi"), step("satu"), step("dua"),
        small.end("henti", "<bpmn:terminateEventDefinition />"), small.end("biasa"),
        small.chain("awal", "bagi", "satu", "henti"), small.chain("bagi", "dua", "biasa"),
    )  # fmt: skip
    outer = (
        small.start(), small.element("subProcess", "isi", parts="".join(parts)), step("lanjut"), small.end(),
        small.chain("mulai", "isi", "lanjut", "selesai"),
    )  # fmt: skip
    release(city, uji=small.diagram(*(outer if inside else parts), ident="uji"))
    case_id = begin(city, "uji")
    one, other = (f"{'isi#1/' if inside else ''}{name}#1" for name in ("satu", "dua"))
    drafts.save_draft(city.work, city.actor("KBK"), case_id, other, {"hasil": ["kurang"]})
    do(city, "NH", case_id, one)
    found = over(city, "KBK", case_id, other)
    assert (found.sentence, found.by, found.at) == (sentence, city.actor("NH").nama, city.now)
    assert found.typed is not None
    assert found.typed.values == {"hasil": ["kurang"]}
