"""Corners of who stands how to what: people without a post or without an employee, and where a report goes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.kota import Kota
from tests.penugasan import approved, plt, retire
from tests.policy.conftest import actor_of, row_of
from tests.web.matriks import Dunia
from webapp.domain.organisasi import Lingkup
from webapp.domain.pembinaan import PenerimaLaporan, StatusPembinaan
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.planning.team import team
from webapp.services.policy import decide
from webapp.services.policy.lists import visible
from webapp.services.policy.matrix import Kind, Relation, Right
from webapp.services.policy.of_skp import signed_revisions
from webapp.services.policy.relations import document_of_case
from webapp.services.policy.skp import access, has_signed
from webapp.services.policy.standing import Asker
from webapp.services.work import Transaction
from webapp.storage.caselog import read_case
from webapp.storage.pembinaan import Konseling
from webapp.storage.process import ProcessCase
from webapp.storage.skp import Skp

pytestmark = pytest.mark.slow

STRANGER = Actor(10**6, "Tamu")
"""An account behind which nobody stands."""


def counselling(dunia: Dunia, **changed: object) -> Konseling:
    """SR's counselling with some columns otherwise; it is not stored."""
    plain = {
        "pegawai_id": dunia.values["pegawai_id"], "status": StatusPembinaan.BERLANGSUNG, "konselor_id": None,
        "penerima": PenerimaLaporan.PYB, "penerima_id": None, "diterima_oleh": None,
    }  # fmt: skip
    return Konseling(**plain | changed)


def stands(tx: Transaction, actor: Actor, row: Konseling) -> Relation | None:
    """The relation to a counselling."""
    return decide.standing(tx, actor, Kind.COUNSELLING, row)


def test_the_report_of_a_counselling_goes_to_whom_it_is_for_and_stays_with_who_received_it(
    dunia: Dunia,
) -> None:
    above, pyb, colleague = (actor_of(dunia, one) for one in ("atasan", "pyb", "rekan"))
    with dunia.city.reading() as tx:
        to_above = counselling(dunia, penerima=PenerimaLaporan.ATASAN_PENILAI)
        assert stands(tx, above, to_above) is Relation.RECEIVER
        assert stands(tx, pyb, to_above) is None
        to_pyb = counselling(dunia)
        assert stands(tx, pyb, to_pyb) is Relation.RECEIVER
        assert stands(tx, above, to_pyb) is None
        others = [
            one for one in PenerimaLaporan if one not in (PenerimaLaporan.ATASAN_PENILAI, PenerimaLaporan.PYB)
        ]
        for other in others:
            to_named = counselling(dunia, penerima=other, penerima_id=colleague.pegawai_id)
            assert stands(tx, colleague, to_named) is Relation.RECEIVER
            assert stands(tx, pyb, to_named) is None
        over = counselling(dunia, status=StatusPembinaan.SELESAI, diterima_oleh=colleague.akun_id)
        assert stands(tx, colleague, over) is Relation.RECEIVER
        assert stands(tx, pyb, over) is None


def test_an_account_without_an_employee_stands_to_nothing(dunia: Dunia) -> None:
    with dunia.city.reading() as tx:
        asker = Asker(tx, STRANGER)
        assert (asker.evaluated, asker.below, asker.helped) == (frozenset(), frozenset(), frozenset())
        assert signed_revisions(asker, dunia.values["skp_id"]) == frozenset()
        assert not has_signed(tx, STRANGER, dunia.values["skp_id"])
        for kind in (
            Kind.SKP,
            Kind.EVALUATION,
            Kind.FEEDBACK,
            Kind.CASCADE,
            Kind.CONTRACT,
            Kind.MANDATE,
            Kind.CASE,
        ):
            assert decide.standing(tx, STRANGER, kind, row_of(tx, dunia, kind)) is None


def test_the_kepala_daerah_stands_above_without_being_an_employee(dunia: Dunia) -> None:
    wali = actor_of(dunia, "kepala_daerah")
    assert wali.pegawai_id is None
    with dunia.city.reading() as tx:
        asker = Asker(tx, wali)
        assert dunia.city.pegawai_id("KD") in asker.evaluated
        assert asker.evaluates(dunia.city.pegawai_id("KD"))
        assert not asker.evaluates(dunia.values["pegawai_id"])
        assert asker.below
        assert all(asker.stands_above(one) for one in asker.below)
        # above the highest evaluator stands nobody of the line
        assert not asker.stands_above(dunia.city.pegawai_id("KD"))


def test_a_case_is_opened_through_its_document_only(dunia: Dunia) -> None:
    """Of coaching and other documents an office without the cockpit's own learns nothing."""
    auditor = replace(actor_of(dunia, "orang_lain"), peran=frozenset({"pengawas"}))
    seen: dict[str, set[bool]] = {}
    with dunia.city.reading() as tx:
        for case_id in tx.session.scalars(select(ProcessCase.id)).all():
            case = read_case(tx.session, case_id)
            assert case is not None
            opens = decide.standing(tx, auditor, Kind.CASE, case) is not None
            assert opens == (document_of_case(Asker(tx, auditor), case) is not None)
            seen.setdefault(case.document_kind, set()).add(opens)
    assert {kind for kind, answers in seen.items() if answers == {True}} == {"skp", "skp_bulanan"}
    assert seen["konseling"] == seen["bimbingan"] == {False}


def test_an_skp_that_is_not_there_is_refused_by_its_number(dunia: Dunia) -> None:
    with dunia.city.reading() as tx, pytest.raises(NotFound) as refused:
        access(tx, actor_of(dunia, "admin"), 10**9, Right.READ)
    assert (refused.value.object_kind, refused.value.object_id) == ("skp", 10**9)


def test_a_mandate_for_a_part_of_the_matters_shows_where_an_skp_stands_and_no_content(city: Kota) -> None:
    """Who evaluates by a letter that names a step only lists the people, and reads nothing beyond the steps."""
    retire(city, "KB", "2026-04-30")
    city.at("2026-05-02 08:00")
    approved(city, replace(plt(city), lingkup=Lingkup(langkah=frozenset({"perencanaan"}))))
    yk = replace(city.at("2026-05-05 08:00").actor("YK"), peran=frozenset())
    with city.reading() as tx:
        asker = Asker(tx, yk)
        skp = tx.session.get_one(Skp, city.skp("SR").id)
        assert skp.pegawai_id in asker.evaluated
        assert skp.pegawai_id not in asker.wholly_evaluated
        relation = decide.standing(tx, yk, Kind.SKP, skp)
        assert relation is Relation.PARTLY
        assert (relation.sees_content, relation.sees_talk) == (False, False)
        listed = tx.session.scalars(select(Skp.id).where(visible(tx, yk, Right.SEE, Kind.SKP))).all()
        assert skp.id in listed
        read = tx.session.scalars(select(Skp.id).where(visible(tx, yk, Right.READ, Kind.SKP))).all()
        assert skp.id not in read
        assert {one.skp.id for one in team(tx, yk).members if one.skp is not None} <= set(listed)
    assert decide_for(city, "KD") is Relation.EVALUATOR


def decide_for(city: Kota, who: str) -> Relation | None:
    """How somebody stands to SR's SKP."""
    with city.reading() as tx:
        return decide.standing(tx, city.actor(who), Kind.SKP, tx.session.get_one(Skp, city.skp("SR").id))
