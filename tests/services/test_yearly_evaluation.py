"""The yearly evaluation: the unit's result first, ratings on a board, the curve, exceptions, segments, reopening."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.kota import Kota
from tests.services.evaluations import (
    DI_ATAS,
    DI_BAWAH,
    SESUAI,
    begin,
    change_result,
    establish,
    evaluation,
    give_office,
    keys,
    open_results,
    paper,
    papers,
    propose,
    rated,
    ready,
    receive,
    report,
    send,
    set_result,
    sign,
    skp_of,
    staff,
    year_case,
)
from tests.services.moves import cases as mutations
from tests.services.moves import judge, move
from webapp.domain.bulanan import StatusBulanan
from webapp.domain.predikat import Predikat
from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.services.people import segments
from webapp.services.process import tasks
from webapp.services.yearly import board, board_exceptions, board_sending, capaian
from webapp.services.yearly.board_model import FIELDS, Group, Row, Stage, Typed
from webapp.services.yearly.board_sending import BoardRefused
from webapp.storage.audit import Pemberitahuan
from webapp.storage.bulanan import EvaluasiBulanan, SkpBulanan
from webapp.storage.dokumen_evaluasi import TandaTanganEvaluasi
from webapp.storage.evaluasi import Papan, PapanBaris

BP = rated(DI_BAWAH, SESUAI)
SB = rated(DI_ATAS, DI_ATAS)


def rows(city: Kota, who: str = "KB") -> dict[str, Row]:
    with city.reading() as tx:
        return {row.nama: row for row in board.board(tx, city.actor(who), 2026).rows}


def group(city: Kota, who: str = "KB") -> Group:
    with city.reading() as tx:
        found = [one for one in board.board(tx, city.actor(who), 2026).groups if one.rows]
    return found[0]


def boards(city: Kota) -> list[Papan]:
    with city.reading() as tx:
        found = list(tx.session.scalars(select(Papan).order_by(Papan.id)))
        for one in found:
            tx.session.expunge(one)
    return found


def notices(city: Kota, code: str, jenis: str) -> list[str]:
    with city.reading() as tx:
        query = select(Pemberitahuan.isi).where(
            Pemberitahuan.pegawai_id == city.pegawai_id(code), Pemberitahuan.jenis == jenis
        )
        return list(tx.session.scalars(query))


def said(refused: pytest.ExceptionInfo[BoardRefused]) -> str:
    return " ".join(text for texts in refused.value.errors.values() for text in texts)


def test_from_the_units_result_to_a_document_that_stands(city: Kota) -> None:
    ready(city, "SR")
    assert list(keys(city, year_case(city, "SR"))) == ["nilai_tahunan"]
    assert send(city, "KB", {"SR": rated()}) == 1
    found = evaluation(city, "SR")
    assert found is not None
    assert (found.predikat, found.hasil_kerja, found.jabatan) == ("BAIK", SESUAI, "Kepala Bidang A")
    assert set(found.tabel) == {"kuadran_predikat"}
    paper(city.at("2027-01-15 10:00"), "SR")
    sign(city, "KB", "SR")
    (document,) = papers(city, "SR")
    assert (document.status, document.batas_keberatan) == ("DISAMPAIKAN", date(2027, 1, 29))
    receive(city.at("2027-01-18 08:00"), "SR")
    assert [one.status for one in papers(city, "SR")] == ["FINAL"]


# -- the unit's result ----------------------------------------------------------------------------------------


def test_the_results_of_a_year_open_by_themselves_on_their_day_and_once(city: Kota) -> None:
    assert capaian.begin_when_due(city.at("2026-11-30 23:00").work) is None
    opened = capaian.begin_when_due(city.at("2026-12-01 00:05").work)
    assert opened is not None
    assert opened.started == 3
    again = capaian.begin_when_due(city.work)
    assert again is not None
    assert again.started == 0


def test_results_are_opened_once_for_every_unit_that_is_led_by_a_jpt(city: Kota) -> None:
    opened = open_results(city.at("2026-12-01 08:00"))
    assert opened.without_head == ()
    assert capaian.open_year(city.work, city.actor("NH"), 2026).started == 0
    with pytest.raises(Denied):
        capaian.open_year(city.work, city.actor("SR"), 2026)
    with city.reading() as tx:
        assert [row.unit for row in capaian.rows(tx, city.actor("SR"), 2026)] == ["Dinas Contoh"]
        everywhere = capaian.rows(tx, city.actor("NH"), 2026)
        assert len(everywhere) == opened.started
        assert {"Dinas Contoh", "Badan Kepegawaian, Pendidikan, dan Pelatihan"} <= {
            row.unit for row in everywhere
        }
        assert "Bidang A" not in {row.unit for row in everywhere}


def test_the_team_proposes_and_only_the_official_above_sets(city: Kota) -> None:
    open_results(city.at("2026-12-01 08:00"))
    with pytest.raises(Denied):
        city.complete(
            "KD", year_case(city, "KD", "capaian_organisasi"), "usulkan#1",
            values={"capaian_usul": "ISTIMEWA", "dasar_usul": "Kinerja dinas luar biasa."},
        )  # fmt: skip
    propose(city, "BAIK")
    with pytest.raises(Denied):
        city.complete(
            "KD", year_case(city, "KD", "capaian_organisasi"), "tetapkan#1",
            values={"capaian_ditetapkan": "ISTIMEWA", "dasar_penetapan": "Saya kepala dinasnya sendiri.",
                    "setuju_penetapan_capaian": "true"},
        )  # fmt: skip


def test_ac_g_11_before_the_units_result_is_set_the_board_is_read_only_and_says_for_whom_it_waits(
    city: Kota,
) -> None:
    open_results(city.at("2026-12-21 09:00"))
    begin(city.at("2027-01-04 09:00"), "SR")
    with city.reading() as tx:
        found = board.board(tx, city.actor("KB"), 2026)
    (row,) = [one for one in found.rows if one.stage is Stage.MENUNGGU_CAPAIAN]
    assert (row.nama, row.step) == ("Siti Rahmawati, S.Psi.", None)
    assert found.waiting_for == ("Dinas Contoh",)
    with pytest.raises(Denied):
        send(city, "KB", {"SR": rated()})
    set_result(city)
    assert list(keys(city, year_case(city, "SR"))) == ["realisasi_akhir"]


def test_no_rating_can_be_stored_on_a_result_that_is_only_proposed(city: Kota) -> None:
    """Invariant 5, at the database."""
    ready(city, "SR")
    send(city, "KB", {"SR": rated()})
    propose_other(city)
    with city.work.transaction() as tx:
        row = tx.session.scalars(select(PapanBaris)).one()
        copied = {name: getattr(row, name) for name in PapanBaris.__table__.columns.keys()}  # noqa: SIM118
        copied |= {"skp_id": skp_of(city, "DH").id, "capaian_versi_id": proposed(city)}
        tx.session.add(PapanBaris(**copied))
        with pytest.raises(IntegrityError, match="the result of the unit is not set"):
            tx.session.flush()
        tx.session.rollback()


def propose_other(city: Kota) -> None:
    propose(city, "ISTIMEWA", "BKPP")


def proposed(city: Kota) -> int:
    with city.reading() as tx:
        (found,) = [row.proposed for row in capaian.rows(tx, city.actor("NH"), 2026) if row.proposed]
        return found.id


HEADS = [("BAIK", SESUAI, "BAIK"), ("ISTIMEWA", DI_ATAS, "SANGAT_BAIK")]


@pytest.mark.parametrize(("result", "hasil", "predikat"), HEADS)
def test_ac_g_12_ac_g_13_the_units_result_rates_the_work_of_its_head_and_behaviour_is_free(
    city: Kota, result: str, hasil: str, predikat: str
) -> None:
    ready(city, "KD", predikat=result)
    row = rows(city, "WK")["Dr. Ratna Widyastuti, M.Si."]
    assert row.fixed == hasil
    with pytest.raises(BoardRefused) as refused:
        tampered(city, DI_BAWAH)
    assert "mengikuti capaian organisasinya" in said(refused)
    send(city, "WK", {"KD": rated("", DI_ATAS)}, unit=None)
    found = evaluation(city, "KD")
    assert found is not None
    assert (found.hasil_kerja, found.dari_capaian, found.predikat) == (hasil, True, predikat)
    assert "capaian organisasi" in found.alasan_hasil_kerja
    assert set(found.tabel) == {"kuadran_predikat", "capaian_ke_hasil_kerja"}


def tampered(city: Kota, hasil: str) -> None:
    """A post that sets what the page does not offer."""
    skp_id, case_id = skp_of(city, "KD").id, year_case(city, "KD")
    line = {"skp_id": skp_id, "hasil_kerja": hasil, "perilaku": SESUAI}
    answers: dict[str, Any] = {"hasil_kerja": hasil, "perilaku": SESUAI, "alasan_hasil_kerja": "Menurut saya.",
               "papan": {"kunci": str(uuid4()), "alasan": "", "baris": [line]}}  # fmt: skip
    try:
        city.complete("WK", case_id, keys(city, case_id)["nilai_tahunan"], **answers)
    except Refused as error:
        raise BoardRefused({"": [one.pesan for one in error.pelanggaran]}) from error


# -- ratings --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rating", [DI_ATAS, DI_BAWAH])
def test_ac_g_15_a_rating_off_the_middle_needs_a_reason_for_work_and_for_behaviour(
    city: Kota, rating: str
) -> None:
    ready(city, "SR")
    with pytest.raises(BoardRefused) as refused:
        send(city, "KB", {"SR": Typed(rating, perilaku=rating)})
    skp_id = skp_of(city, "SR").id
    assert set(refused.value.errors) == {f"{skp_id}.alasan_hasil_kerja", f"{skp_id}.alasan_perilaku"}
    assert evaluation(city, "SR") is None
    assert boards(city) == []


def test_ac_g_17_months_are_history_and_no_yearly_predikat_is_computed_from_them(city: Kota) -> None:
    ready(city, "SR")
    with city.work.transaction() as tx:
        for bulan in range(1, 13):
            month(tx.session, city, bulan, DI_ATAS if bulan in (3, 9) else SESUAI)
    row = rows(city)["Siti Rahmawati, S.Psi."]
    assert [predikat for _, predikat in row.months].count(Predikat.BAIK) == 10
    assert [predikat for _, predikat in row.months].count(Predikat.SANGAT_BAIK) == 2
    assert (row.predikat, row.typed) == (None, Typed())
    with pytest.raises(BoardRefused) as refused:
        send(city, "KB", {"SR": Typed()})
    assert "Pilih penilaian hasil kerja." in said(refused)


def month(session: Any, city: Kota, bulan: int, rating: str) -> None:
    skp_id, day = skp_of(city, "SR").id, date(2026, bulan, 28)
    sheet = SkpBulanan(
        skp_id=skp_id, tahun=2026, bulan=bulan, status="TERKUNCI", mulai=date(2026, bulan, 1), selesai=day,
        batas_target=day, otomatis=day, batas_realisasi=day, batas_penilaian=day, kunci=day,
        dibuka_pada=datetime(2026, bulan, 1, tzinfo=UTC),
    )  # fmt: skip
    session.add(sheet)
    session.flush()
    session.add(
        EvaluasiBulanan(
            skp_bulanan_id=sheet.id, hasil_kerja=rating, perilaku=rating, tabel_sidik="0" * 64, umpan_balik="Baik.",
            predikat="SANGAT_BAIK" if rating == DI_ATAS else "BAIK", pegawai_id=city.pegawai_id("KB"),
            akun_id=city.actor("KB").akun_id, kapasitas="DEFINITIF", pada=city.now, cuplikan={},
        )
    )  # fmt: skip


def test_the_year_is_not_reported_while_a_month_is_open(city: Kota) -> None:
    city.at("2026-12-21 09:00")
    open_results(city)
    set_result(city)
    begin(city.at("2027-01-04 09:00"), "SR")
    with city.work.transaction() as tx:
        month(tx.session, city, 12, SESUAI)
        tx.session.scalars(select(SkpBulanan)).one().status = StatusBulanan.REALISASI_DIAJUKAN
    with pytest.raises(Refused, match="12/2026"):
        report(city, "SR")


def test_ac_g_18_the_last_evaluator_must_say_that_the_closed_segment_was_considered(city: Kota) -> None:
    establish(city, city.pegawai_id("DH"))
    move(city.at("2026-06-20 09:00"), "DH", date(2026, 7, 1), "OPERATOR-B")
    segments.discover(city.work)
    city.at("2026-06-25 09:00")
    judge(city, "KB", mutations(city, "DH")[0])
    city.at("2026-07-01 06:00").tick(seconds=0)
    ready(city, "DH")
    row = rows(city, "KBB")["Dwi Hartono, A.Md."]
    (segment,) = row.segments
    assert (segment.unit_kerja, segment.hasil_kerja, segment.terakhir) == (
        "Bidang A",
        SESUAI,
        date(2026, 6, 30),
    )
    with pytest.raises(BoardRefused) as refused:
        send(city, "KBB", {"DH": rated()}, unit="BID-B")
    assert f"{row.skp_id}.segmen.{segment.skp_id}" in refused.value.errors
    assert "segmen Bidang A" in said(refused)
    send(city, "KBB", {"DH": rated(segmen=frozenset({segment.skp_id}))}, unit="BID-B")
    found = evaluation(city, "DH")
    assert found is not None
    assert (found.jabatan, [one["unit_kerja"] for one in found.segmen]) == ("Kepala Bidang B", ["Bidang A"])


def test_ac_g_20_a_predikat_can_not_be_handed_in(city: Kota) -> None:
    ready(city, "SR")
    assert "predikat" not in FIELDS
    case_id = year_case(city, "SR")
    line = {"skp_id": skp_of(city, "SR").id, "hasil_kerja": SESUAI, "perilaku": SESUAI}
    sent = {"kunci": str(uuid4()), "alasan": "", "baris": [line]}
    for extra in (
        {"predikat": "SANGAT_BAIK"},
        {"papan": {**sent, "baris": [{**line, "predikat": "SANGAT_BAIK"}]}},
    ):
        answers: dict[str, Any] = {"hasil_kerja": SESUAI, "perilaku": SESUAI, "papan": sent} | extra
        with pytest.raises(Refused, match="Predikat tidak diisi"):
            city.complete("KB", case_id, keys(city, case_id)["nilai_tahunan"], **answers)


def test_what_was_typed_is_kept_as_drafts_and_shown_again(city: Kota) -> None:
    ready(city, "SR", "LN")
    typed = {skp_of(city, "SR").id: BP}
    assert board_sending.save(city.work, city.actor("KB"), 2026, typed) == 1
    row = rows(city)["Siti Rahmawati, S.Psi."]
    assert (row.typed, row.predikat) == (BP, Predikat.BUTUH_PERBAIKAN)
    assert rows(city)["Lestari Nugraheni, S.AP."].predikat is None


def test_nobody_hands_in_the_board_of_another_evaluator(city: Kota) -> None:
    ready(city, "SR")
    for who in ("KBB", "KD", "SR"):
        with pytest.raises(Denied):
            send(city, who, {"SR": rated()})


# -- the curve ------------------------------------------------------------------------------------------------


def test_ac_h_13_a_small_unit_gets_advice_and_is_counted_with_the_unit_above(city: Kota) -> None:
    codes = ("SR", "DH", "LN", "YK")
    ready(city, *codes)
    send(city, "KB", dict.fromkeys(codes, rated()))
    (sent,) = boards(city)
    assert (sent.jumlah, sent.saran_saja, sent.pengecualian) == (4, True, False)
    assert any("70 %" in one for one in sent.pelanggaran)
    assert all(evaluation(city, code) is not None for code in codes)
    above = group(city, "KD")
    assert (above.unit, sum(above.below.values()), above.below[Predikat.BAIK]) == ("Dinas Contoh", 4, 4)


def test_ac_h_14_a_departure_needs_a_reason_and_then_goes_to_the_leader_above_in_the_open(city: Kota) -> None:
    people = staff(city, 10)
    ready(city, *people)
    ratings = dict.fromkeys(people[:2], SB) | dict.fromkeys(people[2:], rated())
    with pytest.raises(BoardRefused) as refused:
        send(city, "KB", ratings)
    assert (
        len([one for texts in refused.value.errors.values() for one in texts]) == 3
    )  # two departures, one demand
    assert "70 %" in said(refused)
    assert "Butuh Perbaikan atau Kurang" in said(refused)
    send(city, "KB", ratings, "Sepuluh pegawai menuntaskan layanan yang tertunda tiga tahun.")
    (sent,) = boards(city)
    assert (sent.pengecualian, sent.hitungan["SANGAT_BAIK"], sent.hitungan["BAIK"]) == (True, 2, 8)
    assert all(list(keys(city, year_case(city, one))) == ["setujui_pengecualian"] for one in people)
    assert evaluation(city, people[0]) is None
    with city.reading() as tx:
        assert [one.papan.id for one in board_exceptions.exceptions(tx, city.actor("NH"), 2026)] == [sent.id]
        waiting = board_exceptions.exceptions(tx, city.actor("KD"), 2026)
        assert [one.is_mine for one in waiting] == [True]
        assert board_exceptions.exceptions(tx, city.actor("SR"), 2026) == []
    with pytest.raises(Denied):
        board_exceptions.decide_exception(city.work, city.actor("KB"), sent.id, "setujui", "", uuid4())
    board_exceptions.decide_exception(city.work, city.actor("KD"), sent.id, "setujui", "", uuid4())
    assert all(evaluation(city, one) is not None for one in people)


def test_a_returned_board_is_rated_again_and_its_old_ratings_do_not_count(city: Kota) -> None:
    people = staff(city, 6)
    ready(city, *people)
    send(city, "KB", dict.fromkeys(people, rated()), "Semua pegawai mencapai target yang sama.")
    (sent,) = boards(city)
    with pytest.raises(BoardRefused, match="alasan pengembalian"):
        board_exceptions.decide_exception(city.work, city.actor("KD"), sent.id, "kembalikan", "", uuid4())
    reason = "Bedakan kontribusi; lihat bukti bulanan."
    board_exceptions.decide_exception(city.work, city.actor("KD"), sent.id, "kembalikan", reason, uuid4())
    assert all(list(keys(city, year_case(city, one))) == ["nilai_tahunan"] for one in people)
    ratings = dict.fromkeys(people, rated()) | {people[0]: BP, people[1]: SB}
    send(city, "KB", ratings)
    assert [one.pengecualian for one in boards(city)] == [True, False]
    assert [one.jumlah for one in boards(city)] == [6, 6]


def test_who_comes_later_is_counted_with_those_who_were_rated_before(city: Kota) -> None:
    people = staff(city, 10)
    ready(city, *people[:9])
    send(city, "KB", dict.fromkeys(people[:6], rated()) | dict.fromkeys(people[6:8], SB) | {people[8]: BP})
    begin(city, people[9])
    report(city, people[9])
    assert sum(group(city).counts.values()) == 9
    send(city, "KB", {people[9]: rated()})
    assert [one.jumlah for one in boards(city)] == [9, 10]


def test_a_repeated_submission_is_stored_once(city: Kota) -> None:
    ready(city, "SR")
    request_id = uuid4()
    send(city, "KB", {"SR": rated()}, request_id=request_id)
    with pytest.raises(Denied):
        send(city, "KB", {"SR": rated()}, request_id=request_id)
    assert len(boards(city)) == 1


# -- a result that changes ------------------------------------------------------------------------------------


def test_ac_h_15_a_changed_result_opens_the_board_again_and_tells_who_has_to_work(city: Kota) -> None:
    people = staff(city, 6)
    ready(city, *people)
    send(city, "KB", dict.fromkeys(people, rated()), "Semua pegawai mencapai target yang sama.")
    change_result(city, "BUTUH_PERBAIKAN")
    assert all(list(keys(city, year_case(city, one))) == ["nilai_tahunan"] for one in people)
    assert "menjadi Butuh Perbaikan" in notices(city, "KB", "CAPAIAN_DIUBAH")[0]
    assert (
        sum(group(city).counts.values()) == 6
    )  # what was typed stands in the fields, and is counted from there
    assert group(city).capaian is not None
    ratings = dict.fromkeys(people, BP)
    send(city, "KB", ratings)
    assert boards(city)[-1].pengecualian is False
    assert evaluation(city, people[0]) is not None


def test_ac_h_15_after_the_evaluation_and_before_the_signature_the_board_opens_again(city: Kota) -> None:
    ready(city, "SR")
    send(city, "KB", {"SR": rated()})
    case_id = paper(city, "SR")
    change_result(city, "ISTIMEWA")
    assert list(keys(city, case_id)) == ["nilai_tahunan"]
    send(city, "KB", {"SR": SB})
    assert list(keys(city, case_id)) == ["tanda_tangani_dokumen"]
    found = evaluation(city, "SR")
    assert found is not None
    assert (found.nomor, found.predikat) == (2, "SANGAT_BAIK")
    sign(city, "KB", "SR")
    assert len(papers(city, "SR")) == 1


def test_ac_h_15_no_change_while_a_document_of_the_unit_is_signed(city: Kota) -> None:
    ready(city, "SR")
    send(city, "KB", {"SR": rated()})
    paper(city, "SR")
    sign(city, "KB", "SR")
    with pytest.raises(Refused, match="1 dokumen evaluasi"):
        change_result(city, "BUTUH_PERBAIKAN")


def test_a_document_is_not_signed_on_a_result_that_has_changed(city: Kota) -> None:
    """The message that opens the board again may come a moment later than the signature is tried."""
    ready(city, "SR")
    send(city, "KB", {"SR": rated()})
    case_id = paper(city, "SR")
    values = {"capaian_baru": "ISTIMEWA", "dasar_perubahan": "Angka capaian diperbaiki pada sumbernya."}
    city.complete("WK", year_case(city, "KD", "capaian_organisasi"), "ubah_capaian#1", values=values)
    assert list(keys(city, case_id)) == ["tanda_tangani_dokumen"]
    with pytest.raises(Refused, match="Capaian organisasi berubah"):
        sign(city, "KB", "SR")


def test_a_judgement_that_changed_while_its_page_was_open_is_not_signed(city: Kota) -> None:
    ready(city, "SR")
    send(city, "KB", {"SR": rated()})
    case_id = paper(city, "SR")
    seen = city.fingerprint(case_id, keys(city, case_id)["tanda_tangani_dokumen"])
    change_result(city, "ISTIMEWA")
    send(city, "KB", {"SR": SB})
    key = keys(city, case_id)["tanda_tangani_dokumen"]
    values = {
        "catatan": "Pertahankan mutu analisis.",
        "tempat_dokumen": "Kota Contoh",
        "setuju_dokumen": "true",
    }
    for shown in (seen, {"sidik": ""}):
        with pytest.raises(Refused, match="berbeda dari yang Anda lihat"):
            city.complete("KB", case_id, key, values=values, **shown)
    assert papers(city, "SR") == []
    sign(city, "KB", "SR")
    assert len(papers(city, "SR")) == 1


def test_how_the_signer_was_known_cannot_be_handed_in(city: Kota) -> None:
    ready(city, "SR")
    send(city, "KB", {"SR": rated()})
    case_id = paper(city, "SR")
    values = {
        "catatan": "Pertahankan mutu analisis.",
        "tempat_dokumen": "Kota Contoh",
        "setuju_dokumen": "true",
    }
    key = keys(city, case_id)["tanda_tangani_dokumen"]
    city.complete("KB", case_id, key, values=values, bukti={"cara": "kunci"})
    with city.reading() as tx:
        kept = tx.session.scalars(select(TandaTanganEvaluasi.bukti)).one()
    assert kept["cara"] == "kata_sandi"


def test_the_yearly_step_belongs_on_the_board_not_on_a_page_of_its_own(city: Kota) -> None:
    ready(city, "SR")
    give_office(city, "YK", "pyb")
    case_id = year_case(city, "SR")
    with city.reading() as tx:
        view = tasks.view(tx, city.actor("KB"), case_id, keys(city, case_id)["nilai_tahunan"])
        assert view.step.element.workspace == "papan_evaluasi"
