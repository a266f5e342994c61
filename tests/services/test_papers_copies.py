"""Copies of forms: what they say and who gets them; notes of a counselling are in none of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests import bulanan
from tests.documents import pembaca
from tests.kota import Kota
from tests.pembinaan import (
    B18,
    B19,
    PLACE,
    PLAN,
    REPORT,
    RESULT,
    SECRET,
    do,
    report,
    until_b18,
    until_noted,
)
from tests.services.evaluations import object_, skp_of
from tests.services.test_mph import CELL, cell, spread
from tests.services.test_objections import delivered
from tests.services.test_papers import in_order
from webapp.services.errors import NotFound
from webapp.services.papers import copies
from webapp.services.papers.copies import Copy
from webapp.storage.penjenjangan import MphVersi


def words(body: bytes) -> str:
    return pembaca.rapat(pembaca.isi(body))


def test_the_objection_is_printed_with_its_points_for_both_sides_and_nobody_else(city: Kota) -> None:
    delivered(city)
    object_(city.at("2027-01-20 09:00"), "SR", "Target tercapai pada November.", "Umpan balik Juni terlewat.")
    skp_id = skp_of(city, "SR").id
    with city.reading() as tx:
        assert Copy.SURAT_KEBERATAN in copies.offered(tx, city.actor("SR"), skp_id)
        body, _relation = copies.draw(tx, city.actor("KD"), skp_id, Copy.SURAT_KEBERATAN)
        with pytest.raises(NotFound):
            copies.draw(tx, city.actor("DH"), skp_id, Copy.SURAT_KEBERATAN)
    assert in_order(
        words(body),
        "SURAT KEBERATAN",
        "PEGAWAI YANG MENGAJUKAN",
        "PEJABAT PENILAI KINERJA",
        "YANG DIKEBERATKAN",
        "Butuh Perbaikan",
        "BUTIR KEBERATAN",
        "1 Hasil kerja Target tercapai pada November.",
        "2 Hasil kerja Umpan balik Juni terlewat.",
        "BUKTI",
        "Pegawai yang Mengajukan Ditandatangani secara elektronik",
    )


def test_the_record_of_the_dialogue_has_the_agreement_and_the_words_back(city: Kota) -> None:
    city.open_cycle().at("2026-01-12 09:00").dialog("KB", "SR")
    skp_id = city.skp("SR").id
    with city.reading() as tx:
        body, _relation = copies.draw(tx, city.actor("SR"), skp_id, Copy.CATATAN_DIALOG)
    assert in_order(
        words(body),
        "CATATAN DIALOG KINERJA",
        "Cara Tatap muka",
        "Disepakati hasil kerja dan perilaku",
        "EKSPEKTASI HASIL KERJA",
        "Terlaksananya analisis jabatan",
        "Saya akan menyerahkan berkas",
    )


def test_formats_b18_and_b19_go_to_their_addressees(city: Kota) -> None:
    city.open_cycle().at("2026-03-02 09:00")
    number = until_b18(city)
    do(city, "DH", "bimbingan", number, "umpan_balik", **B18)
    with city.reading() as tx:
        body, _side = copies.coaching_sheet(tx, city.actor("DH"), number, "b18")
        with pytest.raises(NotFound):
            copies.coaching_sheet(tx, city.actor("KB"), number, "b18")  # the one who coached does not read it
        with pytest.raises(NotFound):
            copies.coaching_sheet(tx, city.actor("DH"), number, "b19")
    assert in_order(
        words(body), "FORMAT B.1.8", "1 Saya merasa didengarkan Setuju", "Saya terbantu contoh nyata"
    )
    do(city, "KD", "bimbingan", number, "baca_umpan_balik", sudah_dibaca="true")
    do(city, "KB", "bimbingan", number, "evaluasi", **B19)
    do(city, "KB", "bimbingan", number, "hasil", **RESULT)
    with city.reading() as tx:
        body, _side = copies.coaching_sheet(tx, city.actor("KB"), number, "b19")
    assert in_order(
        words(body), "FORMAT B.1.9", PLAN["tujuan"], "Menyusun laporan 4 dari 5", "Tujuan bimbingan tercapai."
    )


def test_the_report_of_a_counselling_holds_no_notes_and_no_place(city: Kota) -> None:
    city.open_cycle().at("2026-03-02 09:00")
    number = until_noted(city)
    with city.reading() as tx, pytest.raises(NotFound):
        copies.counselling_report(tx, city.actor("KBK"), number)
    report(city, number)
    with city.reading() as tx:
        said = words(copies.counselling_report(tx, city.actor("KBK"), number))
        with pytest.raises(NotFound):
            copies.counselling_report(tx, city.actor("KB"), number)
    assert in_order(said, "LAPORAN PELAKSANAAN KONSELING KINERJA", REPORT, "Pelatihan", "Rahasia.")
    assert SECRET not in said
    assert PLACE not in said


def test_the_evaluation_of_a_month_has_the_month_as_its_period(city: Kota) -> None:
    bulanan.established(city)
    bulanan.plan(city)
    bulanan.until_told(city)
    skp_id = city.skp("SR").id
    with city.reading() as tx, pytest.raises(NotFound):
        copies.monthly_sheet(tx, city.actor("SR"), skp_id, 2)
    bulanan.judge(city, "KB", "SR", 2)
    with city.reading() as tx:
        body, _relation = copies.monthly_sheet(tx, city.actor("SR"), skp_id, 2)
    assert in_order(
        words(body),
        "EVALUASI KINERJA PEGAWAI",
        "PERIODE: BULAN FEBRUARI 2026",
        "HASIL KERJA",
        "RATING HASIL KERJA",
        "☒ SESUAI EKSPEKTASI",
        "PREDIKAT KINERJA PEGAWAI",
        "☒ BAIK",
    )


def test_a_version_of_the_mph_is_printed_as_it_was_given_out(city: Kota) -> None:
    city.open_cycle().at("2026-01-12 09:00").until_established("KD", "WK").until_established("KB", "KD")
    spread(city, "KB", cell(city, "SR", "KB"))
    with city.reading() as tx:
        version = tx.session.scalars(select(MphVersi)).one()
        said = words(copies.mph_version(tx, city.actor("SR"), version.mph_id, version.nomor))
        with pytest.raises(NotFound):
            copies.mph_version(tx, city.actor("YK"), version.mph_id, version.nomor)
    assert in_order(said, "MATRIKS PERAN HASIL", "TAHUN 2026, VERSI 1", "PIMPINAN", "Agus Prasetya", CELL)
