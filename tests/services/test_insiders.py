"""What people inside must not be able to do: judge themselves, read on after leaving, learn who is counselled."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests import bulanan
from tests.kota import Kota
from tests.pembinaan import office, until_noted
from tests.penugasan import PDF
from tests.services.evaluations import decide, keys, object_, skp_of, year_case
from tests.services.moves import leave, move
from tests.services.test_cross_unit import answer, propose
from tests.services.test_objections import delivered, explained
from webapp.domain.predikat import Rating
from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.files import Upload
from webapp.services.months import evidence
from webapp.services.papers import copies, issuing
from webapp.services.people.person_page import person_page
from webapp.services.planning import cross_unit, skp_page
from webapp.services.yearly import credit_points, follow_up
from webapp.storage.bulanan import BuktiBulanan
from webapp.storage.kontrak import KontrakRekomendasi, KontrakUmpanBalik

ON = date(2027, 1, 19)


def risen(city: Kota) -> Kota:
    """SR objects to KB's rating; then KB rises into the office that decides, and KBB takes KB's place."""
    object_(delivered(city).at("2027-01-16 09:00"), "SR", "Target tercapai pada November.")
    explained(city)
    leave(city, "KD", ON)
    move(city, "KB", ON, "KADIS")
    move(city, "KBB", ON, "KABID-A")
    return city.at("2027-01-20 09:00")


def test_nobody_decides_the_objection_against_the_own_rating_after_rising(city: Kota) -> None:
    risen(city)
    with pytest.raises(Refused, match="Anda sendiri yang membuat"):
        decide(city, "KB", "SR", "tetap")
    assert "putuskan" in keys(city, year_case(city, "SR", "dokumen_dan_keberatan"))


def test_a_former_evaluator_sees_nothing_of_the_evaluation_that_came_after(city: Kota) -> None:
    city.until_established()
    skp_id = city.skp("SR").id
    move(city.at("2026-05-04 08:00"), "KB", date(2026, 5, 4), "OPERATOR-B")
    with city.reading() as tx:
        head = skp_page.skp_head(tx, city.actor("KB"), skp_id)
        assert [row.nomor for row in head.revisions] == [1]  # what was signed stays readable
        assert head.tracker is None
        told = skp_page.timeline(tx, city.actor("KB"), skp_id)
        assert told[0].step == "tetapkan"
        assert copies.draw(tx, city.actor("KB"), skp_id, copies.Copy.CATATAN_DIALOG)
        for look in (follow_up.follow_up, credit_points.for_page, issuing.issued, copies.offered):
            with pytest.raises(NotFound):
                look(tx, city.actor("KB"), skp_id)


def test_a_performance_manager_does_not_learn_who_is_counselled_and_by_whom(city: Kota) -> None:
    city.open_cycle().at("2026-03-02 09:00")
    until_noted(city, counsellor="YK")
    office(city, "YK")
    with city.reading() as tx:
        for code in ("DH", "YK"):
            page = person_page(tx, city.actor("WS"), city.pegawai_id(code))
            kinds = {one.item.document_kind for one in page.about} | {one.document_kind for one in page.held}
            assert not kinds & {"konseling", "bimbingan", "umpan_balik"}
        page = person_page(tx, city.actor("NH"), city.pegawai_id("YK"))
        assert "konseling" in {one.document_kind for one in page.held}


def test_what_a_team_leader_says_twice_in_one_request_is_said_once(city: Kota) -> None:
    city.until_established()
    kontrak_id = propose(city)
    answer(city, kontrak_id)
    leader, first, second = city.actor("KBB"), uuid4(), uuid4()
    for _ in range(2):
        cross_unit.feed_back(city.work, leader, kontrak_id, "Peta bidang pertama sudah rapi.", first)
        cross_unit.recommend(
            city.work,
            leader,
            kontrak_id,
            Rating.SESUAI_EKSPEKTASI,
            Rating.SESUAI_EKSPEKTASI,
            "Selesai lebih awal.",
            second,
        )
    with city.reading() as tx:
        for table in (KontrakUmpanBalik, KontrakRekomendasi):
            assert tx.session.scalar(select(func.count()).select_from(table)) == 1


def test_the_same_file_or_link_twice_under_a_row_is_one_piece_of_evidence(city: Kota) -> None:
    bulanan.established(city.at("2026-01-12 09:00"), results=bulanan.LIMA[:1])
    bulanan.plan(city)
    bulanan.open_months(city.at("2026-02-02 08:00"))
    bulanan.target(city, "SR", 2)
    bulanan.agree(city, "KB", "SR", 2)
    place = evidence.Place(city.skp("SR").id, 2, bulanan.sheet(city, "SR", 2).rows[0].baris.id)
    numbers = {evidence.add_file(city.work, city.actor("SR"), place, Upload("a.pdf", PDF)) for _ in range(2)}
    for _ in range(2):
        evidence.add_link(city.work, city.actor("SR"), place, "https://contoh.go.id/laporan.pdf")
    with city.reading() as tx:
        count = tx.session.scalar(select(func.count()).select_from(BuktiBulanan))
    assert (len(numbers), count) == (1, 2)
    assert skp_of(city, "SR").id == place.skp_id
