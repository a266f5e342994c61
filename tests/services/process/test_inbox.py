"""Lists beside the inbox: for what of others a person waits, and what the person has done under which name."""

from __future__ import annotations

from datetime import date

import pytest

from tests.engine import small
from tests.kota import Kota, wib
from tests.services.process.small_town import begin, do, release, step
from webapp.services.process.inbox import DoneItem, WaitingItem, done_by, waiting_for_others
from webapp.services.workshop import impact, migration
from webapp.services.workshop.impact import Question
from webapp.storage.impact import CaseVerdict
from webapp.storage.process import ProcessCase


def waiting(city: Kota, who: str) -> list[WaitingItem]:
    with city.reading() as tx:
        return waiting_for_others(tx, city.actor(who))


def done(city: Kota, who: str, limit: int = 30) -> list[DoneItem]:
    with city.reading() as tx:
        return done_by(tx, city.actor(who), limit)


def course(*steps: str) -> bytes:
    """A process of these steps in a row."""
    ids = [one.partition(":")[0] for one in steps]
    return small.diagram(
        small.start(), *(step(*one.split(":")) for one in steps), small.end(),
        small.chain("mulai", *ids, "selesai"), ident="berurut",
    )  # fmt: skip


def test_who_has_handed_in_sees_with_whom_it_lies_since_when_and_until_which_day(city: Kota) -> None:
    city.at("2026-01-12 10:00").until_submitted("SR")
    (one,) = waiting(city, "SR")
    assert (one.name, one.role, one.holder_name) == (
        "Reviu SKP",
        "pejabat_penilai",
        "Agus Prasetya, S.Sos., M.M.",
    )
    assert (one.since, one.year, one.document_kind) == (wib("2026-01-12 10:00"), 2026, "skp")
    assert one.deadline is not None
    assert one.deadline > date(2026, 1, 12)


def test_an_office_and_nobody_are_told_as_such_and_the_own_steps_are_not_among_them(city: Kota) -> None:
    release(city, berurut=course("periksa", "isi:pegawai", "catat:konselor"))
    case_id = begin(city, "berurut")

    def waits() -> list[tuple[str, str, bool]]:
        found = [one for one in waiting(city, "SR") if one.case_id == case_id]
        return [(one.name, one.holder_name, one.held is None) for one in found]

    assert waits() == [("Periksa", "Admin BKPP", False)]
    do(city, "NH", case_id, "periksa#1")
    assert waits() == []
    do(city, "SR", case_id, "isi#1")
    assert waits() == [("Catat", "", True)]


def test_who_is_no_employee_waits_for_nothing(city: Kota) -> None:
    assert waiting(city, "WK") == []


def test_what_was_done_is_listed_newest_first_with_the_office_in_which_it_was_done(city: Kota) -> None:
    city.until_submitted("SR")
    city.at("2026-01-21 09:00").review("KB", "SR")
    found = done(city, "KB")
    assert [(one.name, one.capacity, one.is_own) for one in found] == [
        ("Reviu SKP", "DEFINITIF", False), ("Catat hasil dialog", "DEFINITIF", False),
    ]  # fmt: skip
    assert (found[0].at, found[0].subject_name) == (wib("2026-01-21 09:00"), "Siti Rahmawati, S.Psi.")
    assert found[0].document is not None
    assert found[0].document.address == f"/skp/{city.skp('SR').id}"
    assert done(city, "KB", 1) == found[:1]
    assert [one.is_own for one in done(city, "SR")] == [True, True]


@pytest.mark.parametrize("steps", [("susun", "periksa", "arsip"), ("periksa", "arsip")])
def test_a_step_that_the_diagram_no_longer_has_keeps_the_name_under_which_it_was_done(
    city: Kota, steps: tuple[str, ...]
) -> None:
    release(city, berurut=course("tulis", "periksa", "arsip"))
    case_id = begin(city, "berurut")
    do(city, "NH", case_id, "tulis#1")
    newer = release(city, berurut=course(*steps))
    renames = {("berurut", "tulis"): "susun"} if "susun" in steps else {}
    asked = impact.ask(city.work, city.actor("NH"), Question(release_id=newer, renames=renames))
    impact.answer(city.work, asked)
    number = migration.plan(city.work, city.actor("NH"), asked, tuple(CaseVerdict))
    while not migration.advance(city.work, number):
        pass
    with city.reading() as tx:
        assert tx.session.get_one(ProcessCase, case_id).release_id == newer
    do(city, "NH", case_id, "periksa#1")
    assert [one.name for one in done(city, "NH")] == ["Periksa", "Tulis"]
