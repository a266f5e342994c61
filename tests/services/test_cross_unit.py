"""Assignments across units: proposed, accepted, in part B; the team leader recommends and never rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.kota import Kota
from webapp.domain.predikat import Rating
from webapp.domain.skp import Bagian
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.planning import cross_unit
from webapp.services.planning.cross_unit import Proposal
from webapp.storage.audit import Pemberitahuan
from webapp.storage.kontrak import rekomendasi_skp
from webapp.storage.penjenjangan import SaranPerubahan

RESULT = "Tersusunnya peta layanan lintas bidang"


def proposal(city: Kota, who: str = "SR", **more: object) -> Proposal:
    values = {
        "rhk": RESULT, "indikator": "Jumlah peta layanan", "target": Decimal(2), "satuan": "dokumen",
        "mulai": date(2026, 2, 1), "selesai": date(2026, 6, 30), "pelaporan": "Setiap akhir bulan kepada ketua tim",
    } | more  # fmt: skip
    return Proposal(city.pegawai_id(who), **values)  # type: ignore[arg-type]


def propose(city: Kota, by: str = "KBB", who: str = "SR") -> int:
    return cross_unit.propose(city.work, city.actor(by), proposal(city, who), uuid4())


def answer(city: Kota, kontrak_id: int, jawaban: str = "terima", alasan: str = "", who: str = "SR") -> None:
    with city.reading() as tx:
        step = cross_unit.view(tx, city.actor("SR"), kontrak_id).step
    assert step is not None
    values = {"jawaban_penugasan": jawaban} | ({"alasan_tolak": alasan} if alasan else {})
    city.complete(who, *step, values=values)


def test_ac_c_23_an_accepted_assignment_is_one_rhk_in_part_b_with_its_origin(city: Kota) -> None:
    city.dialog("KB", "SR")
    kontrak_id = propose(city)
    assert city.isi("SR").rhk_tambahan == ()
    answer(city, kontrak_id)
    (row,) = city.isi("SR").rhk_tambahan
    assert (row.bagian, row.uraian, row.penugasan_dari) == (Bagian.TAMBAHAN, RESULT, "Kepala Bidang B")
    assert [(iki.uraian, iki.target, iki.satuan) for iki in row.iki] == [
        ("Jumlah peta layanan", "2", "dokumen")
    ]
    with city.reading() as tx:
        told = tx.session.scalars(
            select(Pemberitahuan).where(Pemberitahuan.pegawai_id == city.pegawai_id("KB"))
        ).all()
        assert [one.jenis for one in told] == ["KONTRAK"]


def test_ac_c_23_the_team_leader_gives_feedback_and_recommends_and_rates_nothing(city: Kota) -> None:
    city.dialog("KB", "SR")
    kontrak_id = propose(city)
    leader, evaluator = city.actor("KBB"), city.actor("KB")
    with pytest.raises(Denied):
        cross_unit.feed_back(city.work, leader, kontrak_id, "Belum diterima, jadi belum dapat dinilai.")
    answer(city, kontrak_id)
    cross_unit.feed_back(city.work, leader, kontrak_id, "Peta bidang pertama sudah rapi.")
    good, fair = Rating.DI_ATAS_EKSPEKTASI, Rating.SESUAI_EKSPEKTASI
    cross_unit.recommend(city.work, leader, kontrak_id, good, fair, "Selesai lebih awal dari janji.")
    with pytest.raises(Denied):
        cross_unit.recommend(city.work, evaluator, kontrak_id, good, fair, "Saya penilainya, bukan ketua.")
    with pytest.raises(NotFound):
        cross_unit.feed_back(city.work, city.actor("DH"), kontrak_id, "Saya tidak ada urusan di sini.")
    with city.reading() as tx:
        seen = cross_unit.view(tx, evaluator, kontrak_id)
        assert [one.oleh for one in seen.feedback] == ["Hendra Gunawan, S.T."]
        ((_kontrak, advice),) = rekomendasi_skp(tx.session, city.skp("SR").id)
        assert (advice.hasil_kerja, advice.perilaku) == (good, fair)


def test_an_assignment_accepted_before_the_draft_is_in_the_draft_that_the_dialogue_opens(city: Kota) -> None:
    answer(city, propose(city))
    city.dialog("KB", "SR", pendekatan="kualitatif")
    (row,) = city.isi("SR").rhk_tambahan
    assert row.ukuran == ("Jumlah peta layanan: 2 dokumen",)


def test_a_set_skp_gets_a_suggestion_instead_of_a_row(city: Kota) -> None:
    city.until_established("SR")
    before = city.isi("SR")
    answer(city, propose(city))
    assert city.isi("SR") == before
    with city.reading() as tx:
        (saran,) = tx.session.scalars(select(SaranPerubahan)).all()
        assert (saran.sumber, saran.status) == ("KONTRAK", "TERBUKA")


def test_a_refused_assignment_leaves_nothing_but_its_reason(city: Kota) -> None:
    city.dialog("KB", "SR")
    kontrak_id = propose(city)
    answer(city, kontrak_id, "tolak", "Beban kerja saya sudah penuh sampai Juni.")
    assert city.isi("SR").rhk_tambahan == ()
    with city.reading() as tx:
        assert cross_unit.view(tx, city.actor("KBB"), kontrak_id).row.alasan is not None


def test_only_the_employee_answers_and_no_leader_bypasses_the_mph(city: Kota) -> None:
    kontrak_id = propose(city)
    with pytest.raises(Denied):
        answer(city, kontrak_id, who="KB")
    with pytest.raises(Refused, match="MPH"):
        propose(city, by="KB")
    with pytest.raises(Denied):
        propose(city, by="SR")
    wrong = proposal(city, rhk=" ", target=Decimal(0), selesai=date(2026, 1, 1))
    with pytest.raises(Refused) as refused:
        cross_unit.propose(city.work, city.actor("KBB"), wrong, uuid4())
    assert sorted(one.kode for one in refused.value.pelanggaran) == [
        "kontrak.isi",
        "kontrak.masa",
        "kontrak.target",
    ]


def test_the_same_request_proposes_once(city: Kota) -> None:
    key = uuid4()
    first = cross_unit.propose(city.work, city.actor("KBB"), proposal(city), key)
    assert cross_unit.propose(city.work, city.actor("KBB"), proposal(city), key) == first


def test_the_key_of_anothers_request_tells_nothing_to_who_may_not_propose(city: Kota) -> None:
    city.dialog("KB", "SR")
    key = uuid4()
    first = cross_unit.propose(city.work, city.actor("KBB"), proposal(city), key)
    assert cross_unit.propose(city.work, city.actor("KBB"), proposal(city), key) == first
    with pytest.raises(Denied):
        cross_unit.propose(city.work, city.actor("SR"), proposal(city), key)
    assert cross_unit.propose(city.work, city.actor("LN"), proposal(city), key) != first
