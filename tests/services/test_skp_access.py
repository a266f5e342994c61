"""Who sees an SKP: the own line, those who decided, and a few offices; to everybody else it is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from tests.alasan import with_reason
from tests.kota import NAMES, Kota
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.planning import skp_page
from webapp.services.policy.matrix import MATRIX, Kind, Relation
from webapp.services.policy.skp import access


def relation(city: Kota, actor: Actor, whose: str = "SR") -> Relation | None:
    with city.reading() as tx:
        try:
            return access(tx, actor, city.skp(whose).id)[1]
        except NotFound:
            return None


def test_each_person_of_the_city_sees_the_skp_of_sr_in_one_relation_or_not_at_all(city: Kota) -> None:
    with_reason(city, "NH", "KBK")
    seen = {code: relation(city, city.actor(code)) for code in NAMES}
    assert seen == {
        "SR": Relation.OWNER,
        "KB": Relation.EVALUATOR,
        "KD": Relation.ABOVE,
        "NH": Relation.ADMIN,
        "YK": Relation.HELPER,
        "DH": None,
        "LN": None,
        "BS": None,
        "KBB": None,
        "KBK": Relation.ADMIN,
        "WS": Relation.HELPER,
        "SD": None,
        "WK": None,
    }


def test_an_skp_that_does_not_exist_is_refused_like_one_that_is_not_ones_own(city: Kota) -> None:
    with city.reading() as tx:
        for skp_id in (city.skp("SR").id, 10**9):
            with pytest.raises(NotFound) as refused:
                access(tx, city.actor("DH"), skp_id)
            assert (refused.value.object_kind, refused.value.object_id) == ("skp", skp_id)


def test_the_kepala_daerah_sees_those_whom_he_evaluates(city: Kota) -> None:
    assert relation(city, city.actor("WK"), "SR") is None
    assert relation(city, city.actor("WK"), "KB") is Relation.ABOVE
    assert relation(city, city.actor("KD"), "KB") is Relation.EVALUATOR


def test_an_office_never_outweighs_the_own_line(city: Kota) -> None:
    """An auditor who owns or evaluates an SKP is its owner or evaluator there, with what belongs to that."""
    every = frozenset({"admin_bkpp", "pengelola_opd", "pengawas", "pemilik_proses"})
    assert relation(city, replace(city.actor("SR"), peran=every)) is Relation.OWNER
    assert relation(city, replace(city.actor("KB"), peran=every)) is Relation.EVALUATOR


@pytest.mark.parametrize(
    ("office", "seen"),
    [
        ("admin_bkpp", Relation.ADMIN),
        ("pengawas", Relation.AUDITOR),
        ("pengelola_opd", Relation.HELPER),
        ("pemilik_proses", None),
    ],
)
def test_offices_and_what_they_see_of_a_colleague(city: Kota, office: str, seen: Relation | None) -> None:
    with_reason(city, "DH")
    assert relation(city, replace(city.actor("DH"), peran=frozenset({office}))) is seen


def test_an_admin_who_has_given_no_reason_sees_where_an_skp_stands(city: Kota) -> None:
    assert relation(city, city.actor("NH")) is Relation.UNREASONED


def test_a_helper_sees_only_the_own_agency(city: Kota) -> None:
    """NH serves in BKPP, SR in Dinas Contoh."""
    helper = replace(city.actor("NH"), peran=frozenset({"pengelola_opd"}))
    assert relation(city, helper) is None
    assert relation(city, city.actor("YK"), "NH") is None
    assert relation(city, replace(helper, pegawai_id=None)) is None


def test_what_each_relation_shows() -> None:
    assert [one for one in Relation if one.sees_drafts] == [Relation.OWNER]
    assert [one for one in MATRIX[Kind.SKP] if not one.sees_content] == [
        Relation.PARTLY, Relation.HELPER, Relation.UNREASONED,
    ]  # fmt: skip
    watched = [Relation.ADMIN, Relation.AUDITOR, Relation.UNREASONED]
    assert [one for one in Relation if one.is_watched] == watched


def test_one_who_signed_in_the_past_reads_what_carries_the_signature_and_nothing_later(city: Kota) -> None:
    city.until_established()
    skp_id = city.skp("SR").id
    with city.work.transaction() as tx:
        # KB leaves the post; somebody else opens a new revision of the set SKP
        tx.session.execute(
            text(
                "UPDATE posting SET berlaku = daterange(lower(berlaku), DATE '2026-01-05')"
                " WHERE pegawai_id = :id AND upper_inf(berlaku)"
            ),
            {"id": city.pegawai_id("KB")},
        )
        tx.session.execute(
            text(
                "INSERT INTO skp_revisi (skp_id, nomor, pendekatan, status, diajukan_pada)"
                " VALUES (:id, 2, 'KUANTITATIF', 'DIAJUKAN', now())"
            ),
            {"id": skp_id},
        )
    assert relation(city, city.actor("KB")) is Relation.SIGNER
    with city.reading() as tx:
        seen = skp_page.skp_view(tx, city.actor("KB"), skp_id)
        assert [row.nomor for row in seen.head.revisions] == [1]
        assert seen.isi is not None
        with pytest.raises(NotFound):
            skp_page.skp_view(tx, city.actor("KB"), skp_id, 2)


def test_every_single_skp_is_seen_by_exactly_those_who_hold_a_relation_to_it(city: Kota) -> None:
    """All people against all SKP: no relation, no access; the admin sees all, nobody else does."""
    with_reason(city, "NH", "KBK")
    codes = ["KB", "SR", "DH", "LN", "YK", "NH"]
    count = {who: sum(relation(city, city.actor(who), whose) is not None for whose in codes) for who in NAMES}
    assert count == {
        "KD": 5, "KB": 5, "SR": 1, "DH": 1, "LN": 1, "YK": 5, "BS": 0, "NH": 6, "KBB": 0, "KBK": 6, "WK": 2,
        "WS": 5,
        "SD": 0,
    }  # fmt: skip
