"""What the policy does where nothing is written, where something goes wrong, and in the own case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.policy.conftest import actor_of, actors, row_of
from tests.web.matriks import Dunia
from webapp.operations import Actor
from webapp.services.errors import Denied, NotFound
from webapp.services.policy import decide, lists, relations
from webapp.services.policy.matrix import (
    DESKS,
    DOCUMENTS,
    MATRIX,
    OVER_OTHERS,
    Kind,
    Relation,
    Right,
    holders,
    may,
    withheld,
)
from webapp.services.policy.own_case import OWN, is_own, own_sentence, refuse_own
from webapp.services.policy.standing import Asker, Standing
from webapp.services.work import Transaction
from webapp.storage.akun import Peran
from webapp.storage.queries import TanpaKepalaDaerah

SR = Actor(1, "SR", pegawai_id=7)
NOBODY = cast("Transaction", SimpleNamespace())


def test_what_is_not_written_is_refused() -> None:
    unknown = cast("Kind", "surat_cinta")
    assert not may(unknown, Relation.ADMIN, Right.SEE)
    assert decide.standing(NOBODY, SR, unknown, SimpleNamespace(id=1)) is None
    assert not decide.permits(replace(SR, peran=frozenset({"admin_bkpp"})), Right.WRITE, unknown)
    with pytest.raises(NotFound):
        decide.allowed(NOBODY, SR, Right.READ, Kind.ENTRY, None)
    # a document is no desk: an office alone opens none of it
    assert not decide.permits(replace(SR, peran=frozenset({"admin_bkpp"})), Right.READ, Kind.SKP)


def test_an_account_of_nobody_imports_and_recovers_looks_and_does_nothing_else() -> None:
    nobody = replace(SR, pegawai_id=None, peran=frozenset({"admin_bkpp"}))
    assert nobody.is_nobody
    for desk in Kind:
        for right in Right:
            held = desk in DESKS and Peran.ADMIN_BKPP in holders(desk, right)
            begins = right in (Right.SEE, Right.READ) or desk in (Kind.PERSONNEL, Kind.RECOVERY)
            assert decide.permits(nobody, right, desk) is (held and begins), (desk, right)
    assert is_own(nobody, 7), "it may be anybody's"


def test_every_relation_of_the_matrix_can_be_found_and_every_finder_stands_in_the_matrix() -> None:
    assert {kind: set(row) for kind, row in MATRIX.items()} == {
        kind: set(how) for kind, how in relations.STANDINGS.items()
    }
    assert [kind for kind in MATRIX if list(MATRIX[kind]) != list(relations.STANDINGS[kind])] == []


@pytest.mark.parametrize(
    "fault", [KeyError("x"), AttributeError("x"), ValueError("x"), TypeError("x"), ZeroDivisionError()]
)
def test_a_mistake_of_ours_refuses_and_is_logged(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_asker: Asker, _row: Any) -> bool:
        raise fault

    table = {**relations.STANDINGS, Kind.ENTRY: {Relation.OWNER: Standing(broken)}}
    monkeypatch.setattr(decide, "STANDINGS", table)
    with pytest.raises(NotFound):
        decide.allowed(NOBODY, SR, Right.READ, Kind.ENTRY, SimpleNamespace(id=3, pegawai_id=7))
    assert "policy of aktivitas failed" in caplog.text


def test_where_nobody_is_kepala_daerah_it_is_told_as_such_and_nothing_is_permitted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def headless(_asker: Asker, _row: Any) -> bool:
        raise TanpaKepalaDaerah(date(2026, 1, 1))

    table = {**relations.STANDINGS, Kind.ENTRY: {Relation.OWNER: Standing(headless)}}
    monkeypatch.setattr(decide, "STANDINGS", table)
    with pytest.raises(TanpaKepalaDaerah):
        decide.allowed(NOBODY, SR, Right.READ, Kind.ENTRY, SimpleNamespace(id=3, pegawai_id=7))


def test_nobody_decides_or_acts_as_an_owner() -> None:
    """The owner's row gives no right over the own case, in any kind; offices come after the own line."""
    for kind, row in DOCUMENTS.items():
        own = row.get(Relation.OWNER, frozenset())
        assert not own & (OVER_OTHERS | {Right.EARLY}), kind
        order = list(row)
        if Relation.OWNER in order and kind is not Kind.CORRECTION:
            offices = [order.index(one) for one in (Relation.ADMIN, Relation.HELPER) if one in order]
            assert all(order.index(Relation.OWNER) < one for one in offices), kind


@pytest.mark.parametrize("role", [*OWN, "pyb", "tim_kinerja_org", "pemilik_proses", "konselor"])
def test_nobody_acts_in_the_own_case_through_any_role(role: str) -> None:
    with pytest.raises(Denied) as refused:
        refuse_own(SR, [None, 7], role)
    assert str(refused.value) == own_sentence(role)
    refuse_own(SR, [None, 8], role)
    refuse_own(Actor(2, "Wali Kota", pihak_luar_id=1), [None], role)
    assert (is_own(SR, 7), is_own(SR, None), is_own(Actor(2, "tamu"), None)) == (True, False, False)


@pytest.mark.slow
@pytest.mark.parametrize("office", Peran)
def test_an_office_gives_no_right_over_others_in_the_own_case(dunia: Dunia, office: Peran) -> None:
    """Every office × every kind × SR: what decides or acts upon somebody is refused to SR."""
    actor = actor_of(dunia, "pemilik", office.value)
    with dunia.city.reading() as tx:
        for kind in DOCUMENTS:
            row = row_of(tx, dunia, kind)
            if kind in (Kind.CASCADE, Kind.MANDATE, Kind.ITEM_PROPOSAL):
                continue  # these are of others than SR
            for right in OVER_OTHERS | {Right.EARLY}:
                with pytest.raises((Denied, NotFound)):
                    decide.allowed(tx, actor, right, kind, row)


@pytest.mark.slow
def test_looking_at_what_one_may_not_is_like_nothing_there(dunia: Dunia) -> None:
    with dunia.city.reading() as tx:
        skp = row_of(tx, dunia, Kind.SKP)
        for role, actor in actors(dunia).items():
            if role == "pemilik":
                assert decide.readable(tx, actor, Right.WRITE, Kind.SKP, skp) is Relation.OWNER
                continue
            with pytest.raises(NotFound) as refused:
                decide.readable(tx, actor, Right.WRITE, Kind.SKP, skp)
            assert (refused.value.object_kind, refused.value.object_id) == ("skp", skp.id)


@pytest.mark.slow
def test_who_sees_a_thing_and_may_not_do_this_is_told_who_may(dunia: Dunia) -> None:
    with dunia.city.reading() as tx:
        skp = row_of(tx, dunia, Kind.SKP)
        with pytest.raises(Denied, match="hanya dapat ditulis oleh pemiliknya") as refused:
            decide.allowed(tx, actor_of(dunia, "pengelola"), Right.WRITE, Kind.SKP, skp)
        assert (refused.value.object_kind, refused.value.object_id) == ("skp", skp.id)
        with pytest.raises(Denied, match="bukan untuk Anda"):
            decide.allowed(tx, actor_of(dunia, "penilai"), Right.DECIDE, Kind.SKP, skp)


@pytest.mark.slow
def test_an_unknown_list_is_empty(dunia: Dunia) -> None:
    with dunia.city.reading() as tx:
        condition = lists.visible(tx, actor_of(dunia, "admin"), Right.READ, cast("Kind", "surat_cinta"))
    assert str(condition) == "false"


def test_offices_of_a_right_are_those_of_accounts() -> None:
    assert holders(Kind.RANKING, Right.READ) == {"tim_penilai_kinerja", "pyb", "admin_bkpp"}
    assert holders(Kind.WORKSHOP, Right.DECIDE) == frozenset()


def test_what_is_withheld_of_what_is_read() -> None:
    """An auditor learns of no counselling; the owner learns of an examination from those who examine."""
    assert withheld(Kind.FEEDBACK, Relation.AUDITOR) == {"KONSELING"}
    assert withheld(Kind.EVALUATION, Relation.OWNER) == {"PERIKSA_DISIPLIN"}
    assert (withheld(Kind.FEEDBACK, None), withheld(Kind.SKP, Relation.OWNER)) == (frozenset(), frozenset())
