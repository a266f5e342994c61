"""An office that has not said why it looks: it sees where an SKP stands, and what is the own business; no content."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.policy.conftest import actor_of, row_of
from tests.web.matriks import Dunia
from webapp.operations import Actor
from webapp.services.cockpit import travel
from webapp.services.errors import NotFound, ReasonNeeded
from webapp.services.planning import skp_page
from webapp.services.planning.timeline import timeline
from webapp.services.policy import decide
from webapp.services.policy.lists import visible
from webapp.services.policy.matrix import Kind, Relation, Right
from webapp.services.policy.watching import STATE_OF_SKP
from webapp.storage.skp import Skp

pytestmark = pytest.mark.slow


def admin(dunia: Dunia, role: str = "orang_lain") -> Actor:
    """Somebody who is an admin of BKPP and has given no reason."""
    return actor_of(dunia, role, "admin_bkpp")


def test_where_an_skp_stands_needs_no_reason_and_shows_no_content(dunia: Dunia) -> None:
    skp_id = dunia.values["skp_id"]
    with dunia.city.reading() as tx:
        view = skp_page.skp_view(tx, admin(dunia), skp_id)
        assert view.access is Relation.UNREASONED
        assert (view.tracker is not None, view.head.revisions != []) == (True, True)
        assert (view.isi, view.identity, view.dialogue, view.document) == (None, None, None, None)
        assert (list(view.signatures), list(view.komentar)) == ([], [])
        assert timeline(tx, admin(dunia), skp_id)
        assert not any(event.said for event in timeline(tx, admin(dunia), skp_id))
        listed = select(Skp.id).where(visible(tx, admin(dunia), Right.READ, Kind.SKP))
        assert skp_id not in tx.session.scalars(listed).all()
        assert {(one.jenis, one.peran) for one in tx.readings} == {(STATE_OF_SKP, "admin_bkpp")}
        tx.readings.clear()


@pytest.mark.parametrize("kind", [Kind.SKP, Kind.EVALUATION, Kind.FEEDBACK, Kind.COACHING])
def test_content_asks_for_the_reason_and_nothing_is_kept_of_the_attempt(dunia: Dunia, kind: Kind) -> None:
    with dunia.city.reading() as tx:
        with pytest.raises(ReasonNeeded) as needed:
            decide.allowed(tx, admin(dunia), Right.READ, kind, row_of(tx, dunia, kind))
        assert needed.value.pegawai_id == dunia.values["pegawai_id"]
        assert tx.readings == set()


def test_what_no_reason_would_open_is_not_there(dunia: Dunia) -> None:
    """The page for the reason is no way to learn what there is; a missing number asks for none."""
    with dunia.city.reading() as tx:
        for kind in (Kind.GIVEN, Kind.ENTRY):
            with pytest.raises(NotFound):
                decide.allowed(tx, admin(dunia), Right.READ, kind, row_of(tx, dunia, kind))
        with pytest.raises(NotFound):
            decide.allowed(tx, admin(dunia), Right.READ, Kind.SKP, None)


def test_who_acts_in_an_own_capacity_is_asked_for_no_reason(dunia: Dunia) -> None:
    """A colleague's feedback, the evaluator's SKP, the coach's coaching: the office is not why they look."""
    own = {
        "rekan": (Kind.FEEDBACK, Relation.GIVER),
        "penilai": (Kind.SKP, Relation.EVALUATOR),
        "penilai_lama": (Kind.SKP, Relation.SIGNER),
        "plt_kemarin": (Kind.SKP, Relation.JUDGE),
        "pembimbing": (Kind.COACHING, Relation.MENTOR),
        "ketua_tim": (Kind.CONTRACT, Relation.LEADER),
    }
    with dunia.city.reading() as tx:
        for role, (kind, relation) in own.items():
            row = row_of(tx, dunia, kind)
            assert decide.allowed(tx, admin(dunia, role), Right.READ, kind, row) is relation, role
        assert tx.readings == set()


def test_the_cockpit_names_whose_case_it_is_without_a_reason(dunia: Dunia) -> None:
    with dunia.city.reading() as tx:
        found = travel.moment(tx, admin(dunia), dunia.values["case_id"])
        assert found.subject is not None
        tx.readings.clear()


def test_a_reason_opens_all_of_one_person_and_an_auditor_is_asked_where_the_rule_says_so(
    dunia: Dunia,
) -> None:
    with_reason = actor_of(dunia, "admin")
    auditor = replace(admin(dunia), peran=frozenset({"pengawas"}))
    with dunia.city.reading() as tx:
        row = row_of(tx, dunia, Kind.SKP)
        assert decide.allowed(tx, with_reason, Right.READ, Kind.SKP, row) is Relation.ADMIN
        assert decide.allowed(tx, auditor, Right.READ, Kind.SKP, row) is Relation.AUDITOR
        tx.readings.clear()
