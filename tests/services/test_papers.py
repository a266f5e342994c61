"""The sheets beside the SKP: what each says, block by block, when it is issued, who may have it, how it is verified."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.alasan import with_reason
from tests.documents import pembaca
from tests.kota import Kota
from tests.services.evaluations import DI_ATAS, SESUAI, decide, explain, object_, skp_of
from tests.services.test_objections import delivered
from tests.services.tindak_lanjut import SANGAT_BAIK, final, follow
from webapp.services.errors import NotFound
from webapp.services.papers import documents, issuing
from webapp.storage.naskah_terbit import JenisNaskah, NaskahTerbit

URL = "https://lakon.contoh.go.id"


def issue(city: Kota, code: str) -> int:
    return issuing.issue_all(city.work, skp_of(city, code).id, URL)


def sheets(city: Kota, code: str) -> dict[JenisNaskah, tuple[str, str]]:
    """Code and text of each issued sheet."""
    skp_id = skp_of(city, code).id
    with city.reading() as tx:
        rows = tx.session.scalars(select(NaskahTerbit).where(NaskahTerbit.skp_id == skp_id))
        return {row.jenis: (row.kode, pembaca.rapat(pembaca.isi(row.isi))) for row in rows}


def in_order(words: str, *parts: str) -> bool:
    rest = words
    for part in parts:
        _, found, rest = rest.partition(part)
        assert found, part
    return True


def test_ac_i_01_the_document_of_the_evaluation_has_its_seven_blocks(city: Kota) -> None:
    delivered(city)
    assert issue(city, "SR") == 2
    _kode, words = sheets(city, "SR")[JenisNaskah.DOKUMEN_EVALUASI]
    assert in_order(
        words,
        "DOKUMEN EVALUASI KINERJA PEGAWAI",
        "PERIODE: AKHIR TAHUN 2026",
        "1. PEGAWAI YANG DINILAI 1 NAMA Siti Rahmawati, S.Psi. 2 NIP 19900115 201503 2 003",
        "2. PEJABAT PENILAI KINERJA 1 NAMA Agus Prasetya",
        "3. ATASAN PEJABAT PENILAI KINERJA 1 NAMA",
        "4 JABATAN Kepala Dinas Contoh",
        "4. EVALUASI KINERJA CAPAIAN KINERJA ORGANISASI BAIK PREDIKAT KINERJA PEGAWAI BUTUH PERBAIKAN",
        "5. CATATAN/REKOMENDASI Pertahankan mutu analisis",
        "7. Pegawai yang Dinilai",
        "Kota Contoh, 15 Januari 2027 6. Pejabat Penilai Kinerja Ditandatangani secara elektronik",
    )


def test_the_evaluation_has_its_blocks_in_the_order_of_the_form(city: Kota) -> None:
    delivered(city)
    issue(city, "SR")
    _kode, words = sheets(city, "SR")[JenisNaskah.EVALUASI]
    assert in_order(
        words,
        "EVALUASI KINERJA PEGAWAI PENDEKATAN HASIL KERJA KUANTITATIF BAGI PEJABAT ADMINISTRASI DAN PEJABAT FUNGSIONAL",
        "PEGAWAI YANG DINILAI",
        "CAPAIAN KINERJA ORGANISASI ☐ ISTIMEWA ☒ BAIK",
        "POLA DISTRIBUSI",
        "HASIL KERJA",
        "REALISASI BERDASARKAN BUKTI DUKUNG",
        "A. UTAMA",
        "12 dokumen analisis jabatan selesai",
        "B. TAMBAHAN",
        "RATING HASIL KERJA",
        "☒ DI BAWAH EKSPEKTASI",
        "PERILAKU KERJA",
        "Berorientasi Pelayanan",
        "Kolaboratif",
        "RATING PERILAKU KERJA",
        "☒ SESUAI EKSPEKTASI",
        "PREDIKAT KINERJA PEGAWAI",
        "☒ BUTUH PERBAIKAN",
        "Pejabat Penilai Kinerja Ditandatangani secara elektronik",
    )


def test_every_sheet_is_an_accessible_archive_file(city: Kota) -> None:
    follow(final(city, "SR", SANGAT_BAIK), "SR")
    issue(city, "SR")
    with city.reading() as tx:
        files = [row.isi for row in tx.session.scalars(select(NaskahTerbit))]
    assert len(files) == 4
    for body in files:
        with pikepdf.open(BytesIO(body)) as pdf:
            with pdf.open_metadata() as xmp:
                assert xmp.pdfa_status == "2A"
            assert pdf.Root.Lang == "id"
            assert pdf.Root.MarkInfo.Marked


def test_issuing_again_makes_nothing_twice_and_nothing_is_ever_changed(city: Kota) -> None:
    final(city, "SR")
    assert issue(city, "SR") == 3
    assert issue(city, "SR") == 0
    with pytest.raises(IntegrityError), city.work.transaction() as tx:
        tx.session.execute(text("UPDATE naskah_terbit SET sha256 = repeat('0', 64)"))


def test_the_final_document_has_both_signatures_and_the_delivered_one_only_the_evaluators(city: Kota) -> None:
    final(city, "SR")
    issue(city, "SR")
    found = sheets(city, "SR")
    assert found[JenisNaskah.PENERIMAAN][1].count("Ditandatangani secara elektronik") == 2
    assert found[JenisNaskah.DOKUMEN_EVALUASI][1].count("Ditandatangani secara elektronik") == 1


def test_a_decision_is_issued_and_the_first_document_counts_no_more(city: Kota) -> None:
    delivered(city)
    object_(city.at("2027-01-20 09:00"), "SR", "Target tercapai pada November.")
    explain(city, "SR", "SR", "pegawai")
    explain(city, "SR", "KB", "penilai")
    decide(city, "KD", "SR", "ubah", putusan_hasil_kerja=SESUAI, putusan_perilaku=DI_ATAS)
    issue(city, "SR")
    kode, words = sheets(city, "SR")[JenisNaskah.KEPUTUSAN_KEBERATAN]
    assert in_order(
        words,
        "KEPUTUSAN ATAS KEBERATAN",
        "BUTIR KEBERATAN",
        "Target tercapai pada November.",
        "PENJELASAN PEGAWAI",
        "PENJELASAN PEJABAT PENILAI",
        "PUTUSAN Putusan Penilaian diubah",
        "Final",
    )
    with city.reading() as tx:
        rows = list(tx.session.scalars(select(NaskahTerbit).order_by(NaskahTerbit.id)))
        valid = {
            (row.jenis, verified.berlaku) for row in rows if (verified := documents.verify(tx, row.kode))
        }
        assert (JenisNaskah.DOKUMEN_EVALUASI, False) in valid
        assert (JenisNaskah.PENERIMAAN, True) in valid
        decided = documents.verify(tx, kode)
        assert decided is not None
        assert decided.nama == "Siti Rahmawati, S.Psi."


def test_the_pak_shows_the_arithmetic_of_every_number(city: Kota) -> None:
    follow(final(city, "SR", SANGAT_BAIK), "SR")
    issue(city, "SR")
    kode, words = sheets(city, "SR")[JenisNaskah.PAK]
    assert in_order(
        words,
        "PENETAPAN ANGKA KREDIT",
        "I. KONVERSI PREDIKAT KINERJA",
        "Ahli Pertama",
        "Sangat Baik 12/12 x 150 % x 12,5 = 18,75 18,75",
        "II. AKUMULASI ANGKA KREDIT",
        "Jumlah 0,00 + 18,75 = 18,75",
        "III. PENETAPAN ANGKA KREDIT Angka kredit kumulatif 18,75",
        "Kebutuhan kenaikan pangkat 50,00 (kurang 31,25)",
        "Kebutuhan kenaikan jenjang 100,00 (kurang 81,25)",
    )
    with city.reading() as tx:
        assert documents.matches(tx, kode, b"%PDF-1.7 lain") is False
        assert Decimal("18.75") == tx.session.execute(text("SELECT nilai FROM angka_kredit")).scalar_one()


def test_only_those_who_may_read_the_skp_get_its_sheets(city: Kota) -> None:
    final(city, "SR")
    issue(city, "SR")
    kode, _words = sheets(city, "SR")[JenisNaskah.PENERIMAAN]
    skp_id = skp_of(city, "SR").id
    with_reason(city, "NH")
    with city.reading() as tx:
        for who, watched in (("SR", False), ("KB", False), ("NH", True)):
            assert issuing.open_file(tx, city.actor(who), skp_id, kode).is_watched is watched
        for who in ("DH", "YK"):
            with pytest.raises(NotFound):
                issuing.open_file(tx, city.actor(who), skp_id, kode)
        with pytest.raises(NotFound):
            issuing.open_file(tx, city.actor("SR"), skp_id, "AAAA-AAAA-AAAA-AAAA")
