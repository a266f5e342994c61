"""A case after every entry of its journal: as it stood then, in words, and without anybody's answers."""

from __future__ import annotations

import pytest

from tests.kota import Kota
from tests.services.cockpit import fragile
from tests.services.evaluations import give_office
from webapp.operations import Actor
from webapp.services.cockpit import travel
from webapp.services.errors import Denied, NotFound
from webapp.services.process.replaying import replay
from webapp.storage.caselog import read_case

OWNER = Actor(1, "Pemilik", peran=frozenset({"pemilik_proses"}))


def moment(city: Kota, case_id: int, seq: int | None = None, actor: Actor = OWNER) -> travel.Moment:
    """The case after an entry."""
    with city.reading() as tx:
        return travel.moment(tx, actor, case_id, seq)


def test_each_moment_is_the_replay_so_far(city: Kota) -> None:
    city.at("2026-01-12 09:00").until_established("SR")
    case_id = city.case_id("SR")
    last = moment(city, case_id)
    with city.reading() as tx:
        case = read_case(tx.session, case_id)
        assert case is not None
        for seq in range(1, last.last + 1):
            found = travel.moment(tx, OWNER, case_id, seq)
            then = [step.key for step in replay(tx, case, seq).open if step.kind != "automatic"]
            assert [step.key for step in found.open] == then
            assert found.told.seq == seq
    assert moment(city, case_id, 0).told.seq == 1
    assert moment(city, case_id, 10_000).told.seq == last.last
    assert moment(city, case_id, 1).told.kind == "started"


def test_an_entry_says_who_in_which_right_and_names_facts_without_their_values(city: Kota) -> None:
    city.at("2026-01-12 09:00").until_submitted("SR")
    city.review("KB", "SR", "kembalikan", "Target masih terlalu rendah.")
    case_id = city.case_id("SR")
    told = next(
        found
        for seq in range(1, moment(city, case_id).last + 1)
        if (found := moment(city, case_id, seq).told).step == "Reviu SKP"
    )
    assert told.who.startswith("Ratna") or told.who
    assert told.office
    assert "keputusan" in told.facts
    assert "kembalikan" not in " ".join(told.facts)


def test_owners_see_no_subject_and_no_document_unless_they_may_anyway(city: Kota) -> None:
    case_id = city.case_id("SR")
    assert moment(city, case_id).subject is None
    assert moment(city, case_id).document is None
    admin = moment(city, case_id, actor=city.actor("NH"))
    assert admin.subject is not None
    assert "Siti Rahmawati" in admin.subject
    assert admin.document is not None
    assert admin.may_act


def test_a_case_of_a_kind_that_has_no_policy_here_is_for_owners_only(city: Kota) -> None:
    fragile.publish_fragile(city)
    case_id = fragile.begin(city)
    assert moment(city, case_id).case.id == case_id
    give_office(city, "YK", "pengawas")
    with pytest.raises(NotFound):
        moment(city, case_id, actor=city.actor("YK"))
    with pytest.raises(Denied):
        moment(city, case_id, actor=city.actor("KB"))
    with pytest.raises(NotFound):
        moment(city, 987_654)
