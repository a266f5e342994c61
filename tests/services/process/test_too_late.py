"""A step that is not open: who did it and when, a deadline that came first, and nothing for all others."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.kota import Kota, wib
from tests.services.process.test_reassign import give
from tests.services.racing import DUE, KEY, prepare
from webapp.services.errors import AlreadyDone, Denied, NotFound
from webapp.services.process import tasks, timers

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


def test_who_comes_with_the_deadline_is_told_that_the_time_is_over_and_nothing_of_it_is_stored(
    city: Kota,
) -> None:
    (case_id,) = prepare(city, "tenggat", 1)
    city.now = DUE
    with pytest.raises(Denied, match="Batas waktu langkah ini sudah lewat"):
        complete(city, "NH", case_id, KEY)
    with pytest.raises(NotFound):
        complete(city, "SR", case_id, KEY)
    with city.reading() as tx:
        assert case_id in timers.due_cases(tx), "the clock has still to act by itself"
    assert timers.fire_due(city.work, case_id) == 1
    with pytest.raises(NotFound):
        complete(city, "NH", case_id, KEY)
