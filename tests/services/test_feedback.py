"""Continuous feedback: its two branches, who may say what, and that nothing said is ever changed."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from tests.alasan import with_reason
from tests.kota import Kota
from tests.pembinaan import bimbingan_of, case_of, give, office, open_steps, row
from webapp.domain.pemantauan import Dari
from webapp.operations import Refused
from webapp.services.errors import Denied, InvalidAnswers, NotFound
from webapp.services.monitoring import feedback, feedback_givers, feedback_page, no_progress
from webapp.storage.audit import Pemberitahuan
from webapp.storage.pembinaan import Bimbingan, Konseling
from webapp.storage.process import CaseStatus, Journal, ProcessCase
from webapp.storage.umpan_balik import UmpanBalik


def counted(city: Kota, model: type) -> int:
    with city.reading() as tx:
        return tx.session.scalars(select(func.count()).select_from(model)).one()


def told(city: Kota, code: str, jenis: str) -> list[str]:
    with city.reading() as tx:
        query = select(Pemberitahuan.isi).where(
            Pemberitahuan.pegawai_id == city.pegawai_id(code), Pemberitahuan.jenis == jenis
        )
        return list(tx.session.scalars(query.order_by(Pemberitahuan.id)))


def test_ac_f_01_progress_leads_to_appreciation_or_a_new_assignment_and_to_no_coaching(city: Kota) -> None:
    umpan_id = give(
        city, "KB", "DH", "MENUNJUKKAN", "APRESIASI", "PENUGASAN_BARU",
        penugasan_baru="Menyusun panduan arsip sampai akhir Mei",
    )  # fmt: skip
    assert row(city, umpan_id).tindak == ["APRESIASI", "PENUGASAN_BARU"]
    assert (counted(city, Bimbingan), counted(city, Konseling)) == (0, 0)
    assert len(told(city, "DH", "UMPAN_BALIK")) == 3
    with city.reading() as tx:
        case = tx.session.get_one(ProcessCase, case_of(city, "umpan_balik", umpan_id))
        assert case.status is CaseStatus.COMPLETED


def test_ac_f_01_progress_does_not_offer_the_actions_of_the_other_branch(city: Kota) -> None:
    with pytest.raises(InvalidAnswers, match="tindak_maju"):
        give(city, "KB", "DH", "MENUNJUKKAN", tindak_tidak_maju="BIMBINGAN")


def test_ac_f_02_without_progress_an_action_must_be_chosen(city: Kota) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        give(city, "KB", "DH", "TIDAK_MENUNJUKKAN")
    (said,) = refused.value.errors["tindak_tidak_maju"]
    for words in ("penyesuaian ekspektasi", "dukungan sumber daya", "pembinaan"):
        assert words in said
    assert counted(city, UmpanBalik) == 0
    assert counted(city, ProcessCase) == counted_cases_of_skp(city)


def counted_cases_of_skp(city: Kota) -> int:
    with city.reading() as tx:
        query = select(func.count()).where(ProcessCase.document_kind != "umpan_balik")
        return tx.session.scalars(query).one()


def test_without_progress_the_chosen_coaching_starts_as_a_case_of_its_own(city: Kota) -> None:
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "BIMBINGAN", "KONSELING")
    assert list(open_steps(city, "bimbingan", bimbingan_of(city, "DH").id)) == ["rencana"]
    assert counted(city, Konseling) == 1


def test_a_coaching_that_runs_is_not_started_again(city: Kota) -> None:
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "BIMBINGAN")
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "BIMBINGAN")
    assert (counted(city, UmpanBalik), counted(city, Bimbingan)) == (2, 1)


def test_changed_support_must_be_told_in_words(city: Kota) -> None:
    with pytest.raises(InvalidAnswers, match="dukungan"):
        give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "PENYESUAIAN_DUKUNGAN", dukungan=" ")
    give(
        city, "KB", "DH", "TIDAK_MENUNJUKKAN", "PENYESUAIAN_DUKUNGAN", dukungan="Laptop pengganti mulai Senin"
    )


def test_an_adjusted_expectation_of_an_skp_that_is_not_set_yet_leaves_the_feedback_standing(
    city: Kota,
) -> None:
    umpan_id = give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "PENYESUAIAN_EKSPEKTASI")
    with city.reading() as tx:
        facts = tx.session.scalars(
            select(Journal.facts).where(
                Journal.case_id == case_of(city, "umpan_balik", umpan_id),
                Journal.operation == "pemantauan.sesuaikan",
            )
        ).one()
    assert facts == {"perubahan_ditawarkan": False}


def test_an_adjusted_expectation_offers_the_change_of_an_skp_that_is_set(city: Kota) -> None:
    city.at("2026-01-20 10:00").until_established("SR")
    city.at("2026-03-10 10:00")
    give(city, "KB", "SR", "TIDAK_MENUNJUKKAN", "PENYESUAIAN_EKSPEKTASI")
    with city.reading() as tx:
        query = select(ProcessCase.id).where(
            ProcessCase.process_id == "perubahan", ProcessCase.document_id == city.skp("SR").id
        )
        assert tx.session.scalars(query).one_or_none() is not None


@pytest.mark.parametrize("table", ["umpan_balik", "tanggapan_umpan_balik", "rincian_tindak"])
def test_ac_f_08_what_was_said_cannot_be_edited_or_deleted(city: Kota, table: str) -> None:
    umpan_id = give(city, "KB", "DH", "MENUNJUKKAN", "PENUGASAN_BARU", penugasan_baru="Menata arsip bidang")
    feedback.answer(city.work, city.actor("DH"), umpan_id, "Terima kasih, saya kerjakan.", uuid4())
    for statement in (
        f"UPDATE {table} SET isi = 'lain'",  # noqa: S608 - names of this test
        f"DELETE FROM {table}",  # noqa: S608
        f"TRUNCATE {table} CASCADE",
    ):
        with pytest.raises(IntegrityError, match="only ever added"), city.work.transaction() as tx:
            tx.session.execute(text(statement))


def test_ac_f_08_a_second_entry_of_the_same_person_may_correct_the_first(city: Kota) -> None:
    first = give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "BIMBINGAN")
    second = give(
        city,
        "KB",
        "DH",
        "MENUNJUKKAN",
        "APRESIASI",
        isi="Keliru: laporannya tepat waktu.",
        mengoreksi_id=first,
    )
    with city.reading() as tx:
        found = feedback_page.page(tx, city.actor("DH"), city.skp("DH").id)
    assert [(one.row.id, one.mended_by) for one in found.entries] == [(second, None), (first, second)]
    with pytest.raises(NotFound):  # it is mended already
        give(city, "KB", "DH", "MENUNJUKKAN", "APRESIASI", mengoreksi_id=first)


def test_nobody_corrects_what_another_has_said(city: Kota) -> None:
    first = give(city, "KB", "DH", "MENUNJUKKAN", "APRESIASI")
    with pytest.raises(NotFound):
        give(city, "LN", "DH", mengoreksi_id=first)


def test_a_repeated_request_gives_one_feedback(city: Kota) -> None:
    request = uuid4()
    once = give(city, "KB", "DH", "MENUNJUKKAN", "APRESIASI", request_id=request)
    assert give(city, "KB", "DH", "MENUNJUKKAN", "APRESIASI", request_id=request) == once
    assert counted(city, UmpanBalik) == 1


@pytest.mark.parametrize(
    ("who", "whose", "capacity"),
    [
        ("KB", "SR", Dari.PENILAI),
        ("DH", "SR", Dari.REKAN),
        ("SR", "KB", Dari.BAWAHAN),
        ("KD", "KB", Dari.PENILAI),
    ],
)
def test_the_capacity_follows_from_the_organisation(city: Kota, who: str, whose: str, capacity: Dari) -> None:
    with city.reading() as tx:
        assert feedback_givers.capacity_of(tx, city.actor(who), city.skp(whose)) is capacity


@pytest.mark.parametrize(
    ("who", "whose"), [("SR", "SR"), ("KD", "SR"), ("NH", "SR"), ("WS", "SR"), ("KBB", "SR")]
)
def test_others_may_not_give_feedback(city: Kota, who: str, whose: str) -> None:
    with_reason(city, "NH")
    with pytest.raises((NotFound, Denied)):
        give(city, who, whose)


def test_feedback_of_colleagues_is_a_row_without_progress_and_without_a_case(city: Kota) -> None:
    before = counted(city, ProcessCase)
    found = row(city, give(city, "DH", "SR"))
    assert (found.dari, found.kemajuan, found.tindak, found.sebagai != "") == (Dari.REKAN, None, [], True)
    assert counted(city, ProcessCase) == before


def test_a_colleague_cannot_slip_in_progress(city: Kota) -> None:
    found = row(city, give(city, "DH", "SR", "TIDAK_MENUNJUKKAN", "BIMBINGAN"))
    assert (found.kemajuan, found.tindak) == (None, [])


def test_colleagues_see_only_what_they_gave_and_never_the_evaluators_verdict(city: Kota) -> None:
    give(city, "KB", "SR", "TIDAK_MENUNJUKKAN", "BIMBINGAN")
    own = give(city, "DH", "SR", isi="Berkas dari Siti selalu lengkap.")
    with city.reading() as tx:
        seen = feedback_page.page(tx, city.actor("DH"), city.skp("SR").id)
        assert [one.row.id for one in seen.entries] == [own]
        assert len(feedback_page.page(tx, city.actor("SR"), city.skp("SR").id).entries) == 2
        assert len(feedback_page.page(tx, city.actor("KD"), city.skp("SR").id).entries) == 2


def test_feedback_names_the_rhk_as_it_stood(city: Kota) -> None:
    city.at("2026-01-20 10:00").until_established("SR")
    kunci = city.isi("SR").rhk[0].kunci
    found = row(city, give(city, "KB", "SR", "MENUNJUKKAN", "APRESIASI", objek=f"RHK:{kunci}"))
    assert found.objek_uraian == city.isi("SR").rhk[0].uraian
    with pytest.raises(Refused, match="Pilih hal"):
        give(city, "KB", "SR", "MENUNJUKKAN", "APRESIASI", objek="RHK:tidak-ada")


def test_an_employee_answers_and_nobody_else(city: Kota) -> None:
    umpan_id = give(city, "DH", "SR")
    feedback.answer(city.work, city.actor("SR"), umpan_id, "Baik, saya perbaiki.", uuid4())
    assert told(city, "DH", "UMPAN_BALIK") == ["Umpan balik Anda ditanggapi pegawai."]
    with pytest.raises(NotFound):
        feedback.answer(city.work, city.actor("KB"), umpan_id, "Saya jawabkan.", uuid4())
    with pytest.raises(Refused, match="Tulis tanggapan"):
        feedback.answer(city.work, city.actor("SR"), umpan_id, "  ", uuid4())


def test_two_months_without_progress_and_without_pembinaan_are_told_to_the_superior(city: Kota) -> None:
    city.at("2026-03-20 10:00")
    give(
        city, "KB", "DH", "TIDAK_MENUNJUKKAN", "PENYESUAIAN_DUKUNGAN", dukungan="Pelatihan daring bulan depan"
    )
    assert told(city, "KD", "TANPA_KEMAJUAN") == []
    city.at("2026-04-20 10:00")
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "PENYESUAIAN_DUKUNGAN", dukungan="Didampingi rekan senior")
    give(
        city, "KB", "DH", "TIDAK_MENUNJUKKAN", "PENYESUAIAN_DUKUNGAN", dukungan="Didampingi rekan senior lagi"
    )
    assert len(told(city, "KD", "TANPA_KEMAJUAN")) == 1
    with city.reading() as tx:
        (found,) = no_progress.escalated(tx, city.actor("KD"))
        assert (found.pegawai_id, [month.month for month in found.months]) == (city.pegawai_id("DH"), [3, 4])
        assert no_progress.escalated(tx, city.actor("KB")) == []
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "BIMBINGAN")
    with city.reading() as tx:
        assert no_progress.escalated(tx, city.actor("KD")) == []


def test_an_auditor_reads_feedback_but_not_that_somebody_is_counselled(city: Kota) -> None:
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "BIMBINGAN", "KONSELING")
    office(city, "WS", "pengawas")
    with city.reading() as tx:
        (seen,) = feedback_page.page(tx, city.actor("WS"), city.skp("DH").id).entries
    assert [one.value for one in seen.tindak] == ["BIMBINGAN"]


def test_the_key_of_anothers_request_tells_nothing_to_who_may_not_give(city: Kota) -> None:
    request = uuid4()
    give(city, "KB", "DH", "MENUNJUKKAN", "APRESIASI", request_id=request)
    with pytest.raises((Denied, NotFound)):
        give(city, "WS", "DH", "MENUNJUKKAN", "APRESIASI", request_id=request)
