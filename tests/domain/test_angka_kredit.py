"""Credit points through the shipped tables: the cases of the acceptance list, the printed table, and properties."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tabel import answer
from webapp.domain.angka_kredit import (
    AturanBulan,
    Koefisien,
    Konversi,
    SegmenKredit,
    akumulasi,
    baca_koefisien,
    bulan_segmen,
    desimal,
    jumlah,
    konversi,
    konversi_pegawai,
)
from webapp.domain.jabatan import JenjangJf
from webapp.domain.masa import Masa
from webapp.domain.predikat import Predikat

KOEFISIEN = {j: baca_koefisien(answer("koefisien_jenjang", jenjang=j.value)) for j in JenjangJf}
PERSEN = {
    p: desimal(answer("persen_angka_kredit", predikat=p.value)["persen"]) or Decimal(0) for p in Predikat
}


def convert(jenjang: JenjangJf, predikat: Predikat, bulan: int = 12) -> Konversi:
    return konversi(SegmenKredit(jenjang, predikat, bulan, PERSEN[predikat], KOEFISIEN[jenjang]))


def points(jenjang: JenjangJf, predikat: Predikat, bulan: int = 12) -> str:
    return str(convert(jenjang, predikat, bulan).angka_kredit)


def test_ac_j_01_ahli_pertama_sangat_baik_in_a_year() -> None:
    assert points(JenjangJf.AHLI_PERTAMA, Predikat.SANGAT_BAIK) == "18.75"


def test_ac_j_02_ahli_pertama_baik_in_two_months() -> None:
    assert points(JenjangJf.AHLI_PERTAMA, Predikat.BAIK, 2) == "2.08"


def test_ac_j_03_a_year_and_two_months_accumulate() -> None:
    lama = convert(JenjangJf.AHLI_PERTAMA, Predikat.SANGAT_BAIK).angka_kredit
    baru = convert(JenjangJf.AHLI_PERTAMA, Predikat.BAIK, 2)
    hasil = akumulasi(lama, [baru], KOEFISIEN[JenjangJf.AHLI_PERTAMA])
    assert str(hasil.angka_kredit) == "20.83"
    assert (str(hasil.kurang_pangkat), str(hasil.kurang_jenjang)) == ("29.17", "79.17")


def test_ac_j_04_ahli_muda_butuh_perbaikan_in_a_year() -> None:
    assert points(JenjangJf.AHLI_MUDA, Predikat.BUTUH_PERBAIKAN) == "18.75"


def test_ac_j_05_ahli_madya_kurang_in_a_year() -> None:
    assert points(JenjangJf.AHLI_MADYA, Predikat.KURANG) == "18.75"


def test_ac_j_06_ahli_utama_sangat_kurang_in_a_year() -> None:
    assert points(JenjangJf.AHLI_UTAMA, Predikat.SANGAT_KURANG) == "12.50"


def test_ac_j_07_half_a_hundredth_is_rounded_up() -> None:
    assert points(JenjangJf.PEMULA, Predikat.SANGAT_BAIK) == "5.63"


def test_ac_j_10_a_person_in_no_functional_post_earns_no_points() -> None:
    assert konversi_pegawai(None, Predikat.BAIK, 12, PERSEN[Predikat.BAIK], KOEFISIEN) is None
    earned = konversi_pegawai(JenjangJf.MAHIR, Predikat.BAIK, 12, PERSEN[Predikat.BAIK], KOEFISIEN)
    assert earned is not None
    assert str(earned.angka_kredit) == "12.50"


@pytest.mark.parametrize(
    ("jenjang", "row"),
    [
        (JenjangJf.PEMULA, "5.63 3.75 2.81 1.88 0.94"),
        (JenjangJf.TERAMPIL, "7.50 5.00 3.75 2.50 1.25"),
        (JenjangJf.MAHIR, "18.75 12.50 9.38 6.25 3.13"),
        (JenjangJf.PENYELIA, "37.50 25.00 18.75 12.50 6.25"),
        (JenjangJf.AHLI_PERTAMA, "18.75 12.50 9.38 6.25 3.13"),
        (JenjangJf.AHLI_MUDA, "37.50 25.00 18.75 12.50 6.25"),
        (JenjangJf.AHLI_MADYA, "56.25 37.50 28.13 18.75 9.38"),
        (JenjangJf.AHLI_UTAMA, "75.00 50.00 37.50 25.00 12.50"),
    ],
)
def test_a_full_year_earns_what_the_printed_table_says(jenjang: JenjangJf, row: str) -> None:
    assert " ".join(points(jenjang, predikat) for predikat in Predikat) == row


def test_the_highest_jenjang_has_no_next_one_to_reach() -> None:
    hasil = akumulasi(Decimal(250), [], KOEFISIEN[JenjangJf.AHLI_UTAMA])
    assert (hasil.kurang_pangkat, hasil.kurang_jenjang) == (Decimal(0), None)


def test_binary_floats_and_years_of_13_months_are_refused() -> None:
    with pytest.raises(ValueError, match="bukan angka tepat"):
        desimal(3.75)
    with pytest.raises(ValueError, match="koefisien kosong"):
        baca_koefisien({"koefisien": None, "kebutuhan_pangkat": 15, "kebutuhan_jenjang": None})
    with pytest.raises(ValueError, match="13 bulan"):
        points(JenjangJf.PEMULA, Predikat.BAIK, 13)
    assert desimal("3.75") == Decimal("3.75")


def test_a_shared_month_goes_by_its_15th_or_by_most_of_its_days() -> None:
    pindah = date(2026, 2, 15)  # 14 days in the old post, 14 in the new one
    segmen = [Masa(date(2026, 1, 1), pindah), Masa(pindah, date(2027, 1, 1))]
    assert bulan_segmen(segmen, 2026, AturanBulan.TANGGAL_15) == [1, 11]
    assert bulan_segmen(segmen, 2026, AturanBulan.MAYORITAS) == [2, 10]


def test_a_month_without_a_post_counts_for_nobody() -> None:
    segmen = [Masa(date(2026, 1, 1), date(2026, 3, 10)), Masa(date(2026, 6, 20), None)]
    assert bulan_segmen(segmen, 2026, AturanBulan.TANGGAL_15) == [2, 6]
    assert bulan_segmen(segmen, 2026, AturanBulan.MAYORITAS) == [2, 6]
    assert bulan_segmen([], 2026, AturanBulan.MAYORITAS) == []


@given(st.sampled_from(JenjangJf), st.sampled_from(Predikat), st.integers(0, 12))
def test_points_are_the_exact_fraction_rounded_half_up(
    jenjang: JenjangJf, predikat: Predikat, bulan: int
) -> None:
    exact = Fraction(bulan, 12) * Fraction(PERSEN[predikat]) / 100 * Fraction(KOEFISIEN[jenjang].per_tahun)
    assert int(convert(jenjang, predikat, bulan).angka_kredit * 100) == (exact * 200 + 1) // 2


@given(
    st.lists(st.tuples(st.sampled_from(JenjangJf), st.sampled_from(Predikat), st.integers(0, 12)), max_size=6)
)
def test_segments_are_rounded_before_they_are_added(parts: list[tuple[JenjangJf, Predikat, int]]) -> None:
    butir = [convert(*part) for part in parts]
    total = akumulasi(Decimal(0), butir, Koefisien(Decimal(1))).angka_kredit
    assert total == jumlah(satu.angka_kredit for satu in butir) == sum(satu.angka_kredit for satu in butir)
    assert total.as_tuple().exponent == -2


@given(st.lists(st.integers(1, 364), max_size=3, unique=True), st.sampled_from(AturanBulan))
def test_segments_that_fill_a_year_share_its_twelve_months(batas: list[int], aturan: AturanBulan) -> None:
    awal = date(2026, 1, 1)
    hari = [awal, *(awal + timedelta(days=n) for n in sorted(batas)), date(2027, 1, 1)]
    segmen = [Masa(mulai, sampai) for mulai, sampai in pairwise(hari)]
    assert sum(bulan_segmen(segmen, 2026, aturan)) == 12
