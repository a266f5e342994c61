"""Distributions against the patterns of the shipped table: the cases of the acceptance list, and properties."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tabel import answer
from webapp.domain.distribusi import (
    HasilDistribusi,
    Pembulatan,
    Pola,
    SyaratPola,
    baca_pola,
    gabungkan,
    hitung,
    periksa_distribusi,
    pesan_unit_kecil,
    slot,
)
from webapp.domain.predikat import CapaianOrganisasi, Predikat

SYARAT = SyaratPola(n_minimum=5)
SB, B, BP, K, SK = Predikat

syarat = st.builds(SyaratPola, st.integers(0, 6), st.sampled_from(Pembulatan))
counts = st.lists(st.integers(0, 12), min_size=5, max_size=5)
capaian = st.sampled_from(CapaianOrganisasi)


def pola(nama: CapaianOrganisasi | str) -> Pola:
    return baca_pola(answer("pola_distribusi", capaian=CapaianOrganisasi(nama).value))


def judge(nama: str, *orang: int) -> HasilDistribusi:
    return periksa_distribusi(dict(zip(Predikat, orang, strict=True)), pola(nama), SYARAT)


def words(hasil: HasilDistribusi) -> list[str]:
    return [satu.pesan for satu in hasil.penyimpangan]


def test_ac_h_01_istimewa_with_seven_of_ten_sangat_baik_conforms() -> None:
    assert judge("ISTIMEWA", 7, 3, 0, 0, 0).sesuai


def test_ac_h_02_istimewa_with_eight_of_ten_sangat_baik_is_over_70_percent() -> None:
    hasil = judge("ISTIMEWA", 8, 2, 0, 0, 0)
    assert words(hasil) == ["Sangat Baik 8 dari 10 orang (80 %): paling banyak 7 orang (70 %)."]
    assert hasil.perlu_alasan


def test_ac_h_03_baik_with_two_to_improve_conforms() -> None:
    assert judge("BAIK", 1, 7, 2, 0, 0).sesuai


def test_ac_h_04_baik_with_eight_baik_and_nobody_to_improve_has_two_violations() -> None:
    assert words(judge("BAIK", 2, 8, 0, 0, 0)) == [
        "Baik 8 dari 10 orang (80 %): paling banyak 7 orang (70 %).",
        "Belum ada orang di Butuh Perbaikan atau Kurang/misconduct: paling sedikit 1 orang.",
    ]


def test_ac_h_05_baik_with_nobody_to_improve_has_one_violation() -> None:
    (satu,) = judge("BAIK", 3, 7, 0, 0, 0).penyimpangan
    assert (satu.kode, satu.kelas, satu.ada, satu.batas) == ("distribusi.gabungan", (BP, K), 0, 1)


def test_ac_h_06_butuh_perbaikan_with_six_of_ten_conforms() -> None:
    assert judge("BUTUH_PERBAIKAN", 1, 3, 6, 0, 0).sesuai


def test_ac_h_08_butuh_perbaikan_with_half_is_under_60_percent() -> None:
    hasil = judge("BUTUH_PERBAIKAN", 0, 5, 5, 0, 0)
    assert words(hasil) == ["Butuh Perbaikan 5 dari 10 orang (50 %): paling sedikit 6 orang (60 %)."]


def test_ac_h_09_kurang_with_six_of_ten_conforms() -> None:
    assert judge("KURANG", 1, 2, 1, 6, 0).sesuai


def test_ac_h_11_sangat_kurang_with_one_kurang_conforms() -> None:
    assert judge("SANGAT_KURANG", 0, 3, 0, 1, 6).sesuai


def test_ac_h_13_in_a_unit_of_four_the_pattern_is_advice_and_counts_with_the_unit_above() -> None:
    hasil = judge("BAIK", 0, 4, 0, 0, 0)
    assert hasil.unit_kecil
    assert not hasil.perlu_alasan
    assert not hasil.sesuai
    assert pesan_unit_kecil(4, SYARAT).startswith("Unit kecil (4 orang, kurang dari 5)")
    bersama = gabungkan([{B: 4}, {SB: 1, B: 3, K: 2}])
    assert periksa_distribusi(bersama, pola("BAIK"), SYARAT).sesuai


def test_a_class_that_must_be_the_largest_may_share_first_place() -> None:
    assert judge("ISTIMEWA", 5, 5, 0, 0, 0).sesuai
    assert words(judge("ISTIMEWA", 4, 6, 0, 0, 0)) == [
        "Sangat Baik 4 orang, padahal harus terbanyak: Baik 6 orang."
    ]


def test_percentages_become_people_by_the_agreed_rounding() -> None:
    dekat = SyaratPola(5, Pembulatan.TERDEKAT)
    assert (SYARAT.paling_banyak(8, Decimal(70)), dekat.paling_banyak(8, Decimal(70))) == (5, 6)
    assert (SYARAT.paling_sedikit(7, Decimal(60)), dekat.paling_sedikit(7, Decimal(60))) == (5, 4)
    assert (SYARAT.paling_banyak(10, Decimal(70)), SYARAT.paling_sedikit(10, Decimal(60))) == (7, 6)


def test_nobody_rated_breaks_no_bound() -> None:
    assert periksa_distribusi({}, pola("SANGAT_KURANG"), SYARAT).sesuai


def test_a_table_with_inexact_percentages_is_not_read() -> None:
    with pytest.raises(ValueError, match="bukan angka tepat"):
        baca_pola({**answer("pola_distribusi", capaian="BAIK"), "baik_maks": 0.7})


def test_slots_tell_what_is_left_of_ten() -> None:
    sisa = slot({B: 6}, 10, pola("BAIK"), SYARAT)
    assert {predikat: satu.sisa for predikat, satu in sisa.items()} == {SB: 3, B: 1, BP: 4, K: 4, SK: 3}
    assert (sisa[B].terisi, sisa[B].paling_banyak) == (6, 7)
    sisa = slot({}, 10, pola("SANGAT_KURANG"), SYARAT)
    assert {predikat: satu.sisa for predikat, satu in sisa.items()} == {SB: 0, B: 3, BP: 4, K: 4, SK: 9}


def test_slots_of_a_draft_beyond_repair_follow_each_class_alone() -> None:
    sisa = slot({B: 8}, 10, pola("BAIK"), SYARAT)
    assert sisa[B].sisa == 0
    assert sisa[BP].sisa == 2


@given(capaian, st.integers(5, 14), syarat, st.data())
def test_following_the_slots_ends_within_the_pattern(
    nama: CapaianOrganisasi, jumlah: int, aturan: SyaratPola, data: st.DataObject
) -> None:
    draf = hitung([])
    for _ in range(jumlah):
        terbuka = [predikat for predikat, satu in slot(draf, jumlah, pola(nama), aturan).items() if satu.sisa]
        draf[data.draw(st.sampled_from(terbuka))] += 1
    assert periksa_distribusi(draf, pola(nama), aturan).sesuai


@cache
def conforming(nama: CapaianOrganisasi, jumlah: int) -> list[dict[Predikat, int]]:
    """Every distribution of so many people that keeps a pattern, found by trying them all."""
    semua = (orang for orang in product(range(jumlah + 1), repeat=5) if sum(orang) == jumlah)
    akhir = [dict(zip(Predikat, orang, strict=True)) for orang in semua]
    return [satu for satu in akhir if periksa_distribusi(satu, pola(nama), SYARAT).sesuai]


@given(capaian, st.integers(5, 7), st.data())
def test_slots_hide_no_way_that_brute_force_finds(
    nama: CapaianOrganisasi, jumlah: int, data: st.DataObject
) -> None:
    sesuai = conforming(nama, jumlah)
    tujuan = data.draw(st.sampled_from(sesuai))
    draf = {predikat: data.draw(st.integers(0, banyak)) for predikat, banyak in tujuan.items()}
    for predikat, satu in slot(draf, jumlah, pola(nama), SYARAT).items():
        akhir = [a[predikat] for a in sesuai if all(a[lain] >= draf[lain] for lain in Predikat)]
        assert satu.sisa == max(akhir) - draf[predikat]


@given(capaian, counts, syarat)
def test_violations_tell_the_counts_and_never_change_them(
    nama: CapaianOrganisasi, orang: list[int], aturan: SyaratPola
) -> None:
    hitungan = dict(zip(Predikat, orang, strict=True))
    hasil = periksa_distribusi(hitungan, pola(nama), aturan)
    assert hitungan == dict(zip(Predikat, orang, strict=True))
    assert hasil.jumlah == sum(orang)
    assert hasil == periksa_distribusi(hitungan, pola(nama), aturan)
    for satu in hasil.penyimpangan:
        assert satu.ada == sum(hitungan[predikat] for predikat in satu.kelas)
        assert (satu.ada > satu.batas) is (satu.kode == "distribusi.paling_banyak")
    assert hasil.perlu_alasan is (bool(hasil.penyimpangan) and sum(orang) >= aturan.n_minimum)


@given(st.lists(st.lists(st.sampled_from(Predikat), max_size=6), max_size=4))
def test_units_counted_together_lose_nobody(unit: list[list[Predikat]]) -> None:
    assert gabungkan(hitung(satu) for satu in unit) == hitung([p for satu in unit for p in satu])
