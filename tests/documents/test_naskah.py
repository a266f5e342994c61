"""What a document may be made of: signatures in order over one content, times in official words."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from webapp.documents import DokumenSkp, Penandatangan
from webapp.documents.naskah import cetak_periode, cetak_sidik, cetak_waktu, naskah
from webapp.domain.kanonik import sidik
from webapp.domain.skp import Bagian, Rhk

from . import contoh


def test_a_period_is_headed_in_capitals_with_the_year_at_its_end() -> None:
    cetakan = cetak_periode(date(2026, 1, 1), date(2026, 12, 31))
    assert cetakan == "PERIODE PENILAIAN: 1 JANUARI SD 31 DESEMBER TAHUN 2026"


def test_a_period_over_two_years_names_both() -> None:
    cetakan = cetak_periode(date(2026, 7, 1), date(2027, 6, 30))
    assert cetakan == "PERIODE PENILAIAN: 1 JULI 2026 SD 30 JUNI TAHUN 2027"


@pytest.mark.parametrize(
    ("zona", "cetakan"),
    [
        ("Asia/Jakarta", "1 Februari 2026 pukul 00.30 WIB"),
        ("Asia/Makassar", "1 Februari 2026 pukul 01.30 WITA"),
        ("Asia/Jayapura", "1 Februari 2026 pukul 02.30 WIT"),
    ],
)
def test_a_moment_is_printed_in_the_zone_of_the_office(zona: str, cetakan: str) -> None:
    assert cetak_waktu(datetime(2026, 1, 31, 17, 30, tzinfo=UTC), zona) == cetakan


def test_the_short_fingerprint_is_its_first_sixteen_digits_in_groups() -> None:
    assert cetak_sidik("0123456789abcdef" * 4) == "0123 4567 89ab cdef"


def test_the_fingerprint_of_a_document_is_that_of_the_canonical_form() -> None:
    dokumen = contoh.draf(contoh.kuantitatif())
    assert dokumen.sidik == sidik(dokumen.isi, dokumen.cuplikan)


def test_only_a_document_with_both_signatures_may_be_without_watermark() -> None:
    with pytest.raises(ValueError, match="kedua pihak"):
        replace(contoh.draf(contoh.kuantitatif()), watermark=None)


def test_the_evaluator_cannot_have_signed_before_the_employee() -> None:
    dokumen = contoh.final(contoh.kuantitatif())
    terbalik = dokumen.tanda_tangan[::-1]
    with pytest.raises(ValueError, match="berurutan"):
        replace(dokumen, tanda_tangan=terbalik)
    mundur = replace(terbalik[0], waktu=dokumen.tanda_tangan[0].waktu.replace(year=2025))
    with pytest.raises(ValueError, match="berurutan"):
        replace(dokumen, tanda_tangan=(dokumen.tanda_tangan[0], mundur))


def test_a_signature_over_another_content_is_refused() -> None:
    dokumen = contoh.final(contoh.kuantitatif())
    with pytest.raises(ValueError, match="naskah yang berbeda"):
        replace(dokumen, isi=contoh.kualitatif())


def test_a_time_without_zone_and_an_unknown_zone_are_refused() -> None:
    dokumen = contoh.draf(contoh.kuantitatif())
    with pytest.raises(ValueError, match="zona waktu"):
        replace(dokumen, terbit=datetime(2026, 1, 20, 10, 0))  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="WIB"):
        replace(dokumen, zona="Asia/Tokyo")


def test_the_signature_blocks_name_the_parties_even_before_they_sign() -> None:
    assert _penanda_tangan(contoh.draf(contoh.kuantitatif())) == [
        (Penandatangan.PEGAWAI, "Siti Rahmawati", "19900115 201503 2 003", False),
        (Penandatangan.PENILAI, "Agus Prasetya", "19750820 199903 1 002", False),
    ]
    setengah = contoh.final(contoh.kuantitatif())
    setengah = replace(setengah, tanda_tangan=setengah.tanda_tangan[:1], watermark="DRAF")
    assert [tertanda for *_, tertanda in _penanda_tangan(setengah)] == [True, False]


def test_a_draft_result_without_indicator_still_has_a_row() -> None:
    isi = replace(contoh.kuantitatif(), rhk=(Rhk("r1", Bagian.UTAMA, "Tersusunnya peta jabatan"),))
    (rencana,) = naskah(contoh.draf(isi))["utama"]  # type: ignore[misc]
    assert rencana["indikator"] == [{"uraian": "", "target": "", "penggolong": ""}]


def _penanda_tangan(dokumen: DokumenSkp) -> list[tuple[object, ...]]:
    daftar = naskah(dokumen)["penanda_tangan"]
    assert isinstance(daftar, list)
    return [(satu["peran"], satu["nama"], satu["nip"], satu["catatan"] is not None) for satu in daftar]
