"""Rule sets and word lists as people type them: what is written comes back as it was, and each fault at its field."""

from __future__ import annotations

from typing import Any

import pytest

from webapp.domain.aturan_tpp import periksa_aturan
from webapp.domain.isian_aturan_tpp import baca_isian, tulis_isian
from webapp.domain.kamus import ANGKA, PASANGAN, TERBANYAK, TERPANJANG, baca_kamus, tulis_kamus
from webapp.domain.predikat import Predikat
from webapp.domain.rumusan import kamus_dari

ATURAN: dict[str, Any] = {
    "kode": "SMG-2022", "target_menit": 6750, "rumus": "TANGGA", "bobot": {"aktivitas": 60, "skp": 40},
    "sumber_skp": "PREDIKAT_BULANAN", "prorata": {"aktif": True}, "batas_harian": 600, "terlambat_hari": 3,
    "toleransi_durasi": "1.5", "hari_eskalasi": 5, "hari_kunci": 5,
    "tangga": [{"dari": "90", "persen": "100"}, {"dari": "0", "persen": "12.5"}],
    "nilai_predikat": {satu.value: "100" for satu in Predikat},
    "pengecualian": [
        {"kode": "CLTN", "nama": "Cuti", "syarat": "SEBULAN_PENUH", "dasar": "Pasal 9"},
        {"kode": "CB", "nama": "Cuti besar", "syarat": "LEBIH_DARI", "hari": 15, "dasar": "Pasal 9"},
    ],
}  # fmt: skip


def test_a_rule_set_is_written_as_fields_and_read_back_the_same() -> None:
    nilai, salah = baca_isian(tulis_isian(ATURAN))
    assert salah == []
    assert periksa_aturan(nilai) == []
    assert nilai == ATURAN


def test_an_empty_form_tells_every_field_that_is_missing_once() -> None:
    nilai, salah = baca_isian(tulis_isian({}))
    assert nilai["prorata"] == {"aktif": False}
    letak = [satu.letak for satu in salah]
    assert {"target_menit", "batas_harian", "terlambat_hari"} <= set(letak)
    assert letak.count("target_menit") == 1


@pytest.mark.parametrize(
    ("ganti", "letak"),
    [
        ({"target_menit": "6750,5"}, "target_menit"),
        ({"bobot_aktivitas": "banyak"}, "bobot_aktivitas"),
        ({"bobot_aktivitas": "10"}, "bobot_aktivitas"),
        ({"tangga": "sembilan = 100"}, "tangga"),
        ({"nilai_predikat": "= 100"}, "nilai_predikat"),
        ({"pengecualian": "A; B"}, "pengecualian"),
        ({"pengecualian": "A; B; LEBIH_DARI; lama; C"}, "pengecualian"),
        ({"toleransi_durasi": "x"}, "toleransi_durasi"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(ganti: dict[str, str], letak: str) -> None:
    _, salah = baca_isian(tulis_isian(ATURAN) | ganti)
    assert letak in {satu.letak for satu in salah}


def test_word_lists_are_written_as_lines_and_read_back_the_same() -> None:
    teks = tulis_kamus(kamus_dari(None))
    nilai, salah = baca_kamus(teks)
    assert salah == []
    assert tulis_kamus(kamus_dari(nilai)) == teks


@pytest.mark.parametrize(
    ("ganti", "letak"),
    [
        ({"umum": "Tanpa objek"}, "umum"),
        ({"umum": "{objek} dan {lain}"}, "umum"),
        ({"kata_maks": "9"}, "kata_maks"),
        ({"kata_maks": "banyak"}, "kata_maks"),
        ({"frasa_tugas": ""}, "frasa_tugas"),
        ({"frasa_tugas": "\n".join(f"kata{n}" for n in range(TERBANYAK + 1))}, "frasa_tugas"),
        ({"kata_kabur": "x" * (TERPANJANG + 1)}, "kata_kabur"),
        ({"hasil": "melaksanakan"}, "hasil"),
        ({"hasil": "melaksanakan = {lain}"}, "hasil"),
    ],
)
def test_what_is_wrong_with_a_list_is_told_at_the_list(ganti: dict[str, str], letak: str) -> None:
    assert {letak} <= set(PASANGAN) | set(ANGKA) | {"umum", "frasa_tugas", "kata_kabur"}
    _, salah = baca_kamus(tulis_kamus(kamus_dari(None)) | ganti)
    assert [satu.letak for satu in salah] == [letak]
