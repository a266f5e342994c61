"""Feedback of those who receive a service, and of the head of a team: who brings it, who reads it, what it proves."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.kota import NIP, Kota
from webapp.domain.pemantauan import Dari
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.files import Upload
from webapp.services.monitoring import (
    feedback,
    feedback_givers,
    feedback_page,
    service_feedback,
)
from webapp.storage.penunjukan import tunjuk
from webapp.storage.umpan_balik import UmpanBalik

SURVEY = Upload("survei.pdf", b"%PDF-1.4 survei")
TYPED = {
    "nip": NIP["DH"], "sebagai": "pemohon kartu pegawai", "objek": "UMUM", "kanal": "TERTULIS",
    "dasar": "Survei kepuasan 3 Maret 2026", "isi": "Layanannya cepat dan penjelasannya mudah dipahami.",
}  # fmt: skip


@pytest.fixture
def opened(city: Kota) -> Kota:
    return city.at("2026-01-05 08:00").open_cycle().at("2026-03-04 09:00")


def record(city: Kota, who: str = "YK", **other: str) -> int:
    return service_feedback.record(city.work, city.actor(who), {**TYPED, **other}, SURVEY, uuid4())


def test_the_manager_writes_down_what_a_document_says_and_the_employee_answers_it(opened: Kota) -> None:
    city = opened
    skp_id = record(city)
    assert skp_id == city.skp("DH").id
    with city.reading() as tx:
        (entry,) = feedback_page.page(tx, city.actor("DH"), skp_id).entries
        assert (entry.row.dari, entry.row.sebagai) == (Dari.PENERIMA_LAYANAN, "pemohon kartu pegawai")
        assert (entry.row.oleh_pegawai_id, entry.row.oleh_pihak_luar_id) == (None, None)
        assert entry.may_answer
        for who in ("DH", "KB", "YK"):
            assert service_feedback.document(tx, city.actor(who), entry.row.id).nama == "survei.pdf"
        with pytest.raises(NotFound):
            service_feedback.document(tx, city.actor("SR"), entry.row.id)
        umpan_id = entry.row.id
    assert feedback.answer(city.work, city.actor("DH"), umpan_id, "Terima kasih.", uuid4()) == skp_id


def test_only_the_manager_of_the_own_opd_and_never_about_oneself(opened: Kota) -> None:
    for who in ("KB", "NH", "DH"):
        with pytest.raises(Denied):
            record(opened, who)
    for nip in (NIP["YK"], NIP["NH"], "123"):
        with pytest.raises(Refused) as refused:
            record(opened, nip=nip)
        assert [one.kode for one in refused.value.pelanggaran] == ["layanan.nip"]


def test_a_record_without_its_document_or_its_words_is_refused_with_all_that_is_missing(opened: Kota) -> None:
    with pytest.raises(Refused) as refused:
        record(opened, sebagai=" ", dasar="", kanal="BURUNG", isi="baik")
    assert [one.letak for one in refused.value.pelanggaran] == ["sebagai", "dasar", "kanal", "isi"]
    with pytest.raises(Refused) as refused:
        service_feedback.record(opened.work, opened.actor("YK"), TYPED, Upload("", b""), uuid4())
    assert [one.letak for one in refused.value.pelanggaran] == ["berkas"]
    with opened.reading() as tx:
        assert tx.session.query(UmpanBalik).count() == 0


def test_the_same_request_records_once(opened: Kota) -> None:
    request = uuid4()
    for _again in range(2):
        service_feedback.record(opened.work, opened.actor("YK"), TYPED, SURVEY, request)
    with opened.reading() as tx:
        assert tx.session.query(UmpanBalik).count() == 1


def test_the_head_of_a_team_by_appointment_finds_the_member_and_gives_feedback(opened: Kota) -> None:
    city = opened
    skp_id = city.skp("DH").id
    with city.reading() as tx:
        assert feedback_givers.capacity_of(tx, city.actor("NH"), city.skp("DH")) is None
    with city.work.transaction() as tx:
        tunjuk(tx.session, ("skp", skp_id), "ketua_tim", city.pegawai_id("NH"), "SK tim 12/2026", tx.now)
    with city.reading() as tx:
        team = {skp.id: dari for _person, skp, dari in feedback_givers.people(tx, city.actor("NH"))}
    assert team[skp_id] is Dari.KETUA_TIM
    said = feedback.Said(
        {"isi": ["Bahan rapat tim selesai sebelum waktunya."], "kanal": ["TATAP_MUKA"]}, "UMUM"
    )
    umpan_id = feedback.give(city.work, city.actor("NH"), skp_id, said, uuid4())
    with city.reading() as tx:
        assert tx.session.get_one(UmpanBalik, umpan_id).dari is Dari.KETUA_TIM
        page = feedback_page.page(
            tx, city.actor("NH"), skp_id
        )  # an admin of BKPP, too: here it is the own capacity
        assert (page.relation, page.capacity, len(page.entries)) == (None, Dari.KETUA_TIM, 1)
