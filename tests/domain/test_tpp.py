"""Allowance percentages at rule level: formulas, weights, exclusions, rounding, and the checks of a rule set."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tabel import answer
from webapp.domain.aturan_tpp import AturanTpp, Komponen, periksa_aturan, sidik_aturan
from webapp.domain.masa import Masa
from webapp.domain.tpp import MasukanTpp, bulan_dari, hitung, kalimat, masukan_dari, pilih_pengecualian

NILAI: dict[str, Any] = {
    "kode": "SMG-2022", "target_menit": 6750, "rumus": "PROPORSIONAL", "bobot": {"aktivitas": 100},
    "sumber_skp": "NILAI_FILE", "prorata": {"aktif": False}, "batas_harian": 600, "terlambat_hari": 3,
    "toleransi_durasi": 1,
    "pengecualian": [
        {"kode": "CLTN", "nama": "Cuti di luar tanggungan negara", "syarat": "SEBULAN_PENUH", "dasar": "Pasal 9"},
        {"kode": "CUTI_BESAR", "nama": "Cuti besar", "syarat": "LEBIH_DARI", "hari": 15, "dasar": "Pasal 9"},
    ],
}  # fmt: skip
JANUARI = bulan_dari(date(2026, 1, 31))


def aturan(**ganti: Any) -> AturanTpp:
    return AturanTpp.baca({**NILAI, **ganti})


@pytest.mark.parametrize(
    ("menit", "persen"),
    [(6750, "100.00"), (6600, "97.78"), (3375, "50.00"), (7200, "100.00"), (5400, "80.00")],
)
def test_ac_e_06_to_10_minutes_to_percent(menit: int, persen: str) -> None:
    assert hitung(MasukanTpp(menit), aturan()).persen == Decimal(persen)


def test_the_sentence_says_why() -> None:
    assert (
        kalimat(hitung(MasukanTpp(6600), aturan()).penjelasan(aturan()))
        == "97,78 % karena 6.600 dari 6.750 menit disetujui."
    )


@pytest.mark.parametrize(
    ("nilai", "persen"),
    [("120", 100), ("90", 100), ("89.99", 85), ("80", 85), ("79.99", 70), ("70", 70), ("60", 55), ("50", 40),
     ("40", 25), ("39.99", 0), ("0", 0)],
)  # fmt: skip
def test_ac_e_16_the_table_smg_2022(nilai: str, persen: int) -> None:
    assert answer("tpp_nilai_skp", nilai_skp=Decimal(nilai)) == {"persen": Decimal(persen)}


def test_ac_e_18_cltn_of_a_whole_month() -> None:
    jenis = pilih_pengecualian([("CLTN", Masa(date(2025, 12, 1), date(2026, 3, 1)))], JANUARI, aturan())
    hasil = hitung(MasukanTpp(0, pengecualian=jenis), aturan())
    assert (hasil.persen, kalimat(hasil.penjelasan(aturan()))[:8]) == (Decimal(0), "0 % kare")
    assert pilih_pengecualian([("CLTN", Masa(date(2026, 1, 2)))], JANUARI, aturan()) is None


def test_a_long_leave_counts_whole_even_where_it_touches_two_months() -> None:
    for hari, kena in ((15, False), (16, True)):
        masa = Masa(date(2025, 12, 25), date.fromordinal(date(2025, 12, 25).toordinal() + hari))
        assert (pilih_pengecualian([("CUTI_BESAR", masa)], JANUARI, aturan()) is not None) is kena


def test_ac_k_15_two_rule_sets_two_targets() -> None:
    assert hitung(MasukanTpp(6300), aturan()).persen == Decimal("93.33")
    assert hitung(MasukanTpp(6300), aturan(target_menit=7000)).persen == Decimal("90.00")


def test_weights_and_what_is_missing() -> None:
    campur = aturan(bobot={"aktivitas": 60, "presensi": 40})
    hasil = hitung(MasukanTpp(6750, presensi=Decimal("97.5")), campur)
    assert hasil.persen == Decimal("99.00")
    kosong = hitung(MasukanTpp(6750), campur)
    assert (kosong.persen, kosong.kurang) == (None, (Komponen.PRESENSI,))
    assert "presensi" in kalimat(kosong.penjelasan(campur))


def test_steps_and_pass_or_fail() -> None:
    tangga = aturan(rumus="TANGGA", tangga=[{"dari": 100, "persen": 100}, {"dari": 80, "persen": 75}])
    assert [hitung(MasukanTpp(menit), tangga).persen for menit in (6750, 6749, 5399)] == [100, 75, 0]
    assert [hitung(MasukanTpp(menit), aturan(rumus="LULUS")).persen for menit in (6750, 6749)] == [100, 0]


def test_prorating_is_off_unless_the_rule_set_says_so() -> None:
    assert aturan().target(10, 20) == 6750
    assert aturan(prorata={"aktif": True}).target(10, 20) == 3375
    assert hitung(MasukanTpp(0, hari_wajib=0, hari_kerja=20), aturan(prorata={"aktif": True})).persen is None


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_more_minutes_never_make_less_and_never_more_than_a_hundred(satu: int, dua: int) -> None:
    sedikit, banyak = sorted((satu, dua))
    kecil, besar = (hitung(MasukanTpp(menit), aturan()).persen for menit in (sedikit, banyak))
    assert kecil is not None
    assert besar is not None
    assert 0 <= kecil <= besar <= 100


@given(st.integers(0, 9_000), st.integers(0, 9_000))
def test_a_stored_result_with_other_minutes_is_what_a_run_would_say(lama: int, baru: int) -> None:
    campur = aturan(bobot={"aktivitas": 70, "disiplin": 30})
    masukan = MasukanTpp(lama, disiplin=Decimal("88.25"))
    ulang = hitung(masukan_dari(hitung(masukan, campur).penjelasan(campur), baru, campur), campur)
    assert ulang == hitung(MasukanTpp(baru, disiplin=Decimal("88.25")), campur)


@pytest.mark.parametrize(
    ("ganti", "letak"),
    [
        ({"kode": ""}, "kode"), ({"target_menit": 0}, "target_menit"), ({"target_menit": "6750"}, "target_menit"),
        ({"rumus": "LAIN"}, "rumus"), ({"bobot": {"aktivitas": 99}}, "bobot"), ({"bobot": {"lain": 100}}, "bobot"),
        ({"bobot": {"aktivitas": 120, "skp": -20}}, "bobot"), ({"rumus": "TANGGA"}, "tangga"),
        ({"tangga": [{"dari": 50, "persen": 90}, {"dari": 80, "persen": 10}]}, "tangga"),
        ({"tangga": [{"dari": 50, "persen": 90}, {"dari": 50, "persen": 10}]}, "tangga"),
        ({"prorata": {}}, "prorata"), ({"toleransi_durasi": "x"}, "toleransi_durasi"),
        ({"sumber_skp": "PREDIKAT_BULANAN", "bobot": {"aktivitas": 50, "skp": 50}}, "nilai_predikat"),
        ({"pengecualian": [{"kode": "X"}]}, "pengecualian"),
        ({"pengecualian": [{"kode": "X", "nama": "x", "dasar": "x", "syarat": "LEBIH_DARI"}]}, "pengecualian"),
    ],
)  # fmt: skip
def test_a_rule_set_that_is_not_sound_is_refused(ganti: dict[str, Any], letak: str) -> None:
    assert letak in {satu.letak for satu in periksa_aturan({**NILAI, **ganti})}
    with pytest.raises(ValueError, match=r"\w"):
        aturan(**ganti)


def test_everything_wrong_with_a_rule_set_is_told_at_once() -> None:
    assert len(periksa_aturan({})) >= 8
    assert [satu.letak for satu in periksa_aturan([])] == ["bentuk"]
    assert sidik_aturan({"a": 1, "b": 2}) == sidik_aturan({"b": 2, "a": 1})
