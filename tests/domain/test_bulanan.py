"""The rules of the month: its days by the calendar, its rows under yearly rows, its results, its words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.tabel import answer
from webapp.domain.bulanan import (
    DIJADWALKAN,
    SEMUA_BULAN,
    BarisTarget,
    IsiRealisasi,
    Rencana,
    bulan_penuh,
    bulan_skp,
    hari_buka,
    jadwal,
    penyimpanan_pribadi,
    periksa_penilaian,
    periksa_realisasi,
    periksa_rencana,
    periksa_target,
)
from webapp.domain.kalender import Kalender
from webapp.domain.masa import Masa
from webapp.domain.predikat import Rating
from webapp.domain.tenggat import BatasWaktu

OFFICE = Kalender(frozenset())


def batas(kunci: str) -> BatasWaktu:
    """The shipped table."""
    return BatasWaktu.dari(answer("batas_waktu", langkah=kunci))


TAHUN_2026 = Masa.inklusif(date(2026, 1, 1), date(2026, 12, 31))
LIBUR = Kalender(frozenset({date(2026, 1, 1), date(2026, 1, 16)}))

days_off = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40)
months_ = st.integers(1, 12)


def test_ac_d_04_the_cut_off_of_march_2026_is_wednesday_the_fourth() -> None:
    hari = jadwal(2026, 3, TAHUN_2026, date(2026, 2, 25), LIBUR, batas)
    assert (hari.batas_target, hari.otomatis) == (date(2026, 3, 4), date(2026, 3, 6))
    assert (hari.batas_realisasi, hari.batas_penilaian, hari.kunci) == (
        date(2026, 4, 3), date(2026, 4, 9), date(2026, 4, 10)
    )  # fmt: skip


@given(months_, days_off)
def test_the_cut_off_is_the_third_working_day_of_the_month_for_a_sheet_opened_before(
    bulan: int, libur: frozenset[date]
) -> None:
    kalender = Kalender(libur)
    dibuka = hari_buka(2026, bulan, batas(DIJADWALKAN), kalender)
    hari = jadwal(2026, bulan, TAHUN_2026, dibuka, kalender, batas)
    assert hari.batas_target == kalender.hari_kerja_ke(2026, bulan, 3)


@given(months_, st.dates(date(2025, 12, 25), date(2026, 12, 31)), days_off)
def test_nobody_has_less_than_three_working_days_from_the_day_the_sheet_is_there(
    bulan: int, dibuka: date, libur: frozenset[date]
) -> None:
    kalender = Kalender(libur)
    hari = jadwal(2026, bulan, TAHUN_2026, dibuka, kalender, batas)
    mulai = max(dibuka, hari.mulai)
    assert kalender.hitung_hari_kerja(Masa.inklusif(mulai, hari.batas_target)) == 3
    assert hari.batas_target < hari.otomatis < hari.batas_penilaian
    assert hari.batas_target < hari.batas_realisasi < hari.batas_penilaian <= hari.kunci
    assert hari.selesai < hari.batas_realisasi


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 364))
def test_the_months_of_a_period_are_those_it_touches(mulai: date, lama: int) -> None:
    akhir = min(mulai + timedelta(days=lama), date(2026, 12, 31))
    assert bulan_skp(Masa.inklusif(mulai, akhir), 2026) == list(range(mulai.month, akhir.month + 1))


def test_one_who_joins_in_june_begins_then_and_counts_from_the_first_day() -> None:
    masa = Masa.inklusif(date(2026, 6, 15), date(2026, 12, 31))
    assert bulan_skp(masa, 2026) == [6, 7, 8, 9, 10, 11, 12]
    hari = jadwal(2026, 6, masa, date(2026, 5, 25), LIBUR, batas)
    assert (hari.mulai, hari.selesai, hari.batas_target) == (
        date(2026, 6, 15), date(2026, 6, 30), date(2026, 6, 17)
    )  # fmt: skip


def test_a_sheet_is_made_on_the_25th_of_the_month_before() -> None:
    days = [hari_buka(2026, bulan, batas(DIJADWALKAN), OFFICE) for bulan in (1, 3)]
    assert days == [date(2025, 12, 25), date(2026, 2, 25)]
    late = BatasWaktu(31, "KALENDER", "DUA_BULAN_LALU_BERAKHIR")
    assert hari_buka(2026, 3, late, OFFICE) == date(2026, 2, 28)
    assert bulan_penuh(2026, 2).hari_terakhir == date(2026, 2, 28)


rows = st.lists(st.sampled_from(["r1", "r2", "r3", "x"]), max_size=6)


@given(rows)
def test_a_target_is_taken_only_when_every_row_has_its_yearly_row(chosen: list[str]) -> None:
    baris = {str(n): BarisTarget(kunci, "Menyusun dokumen") for n, kunci in enumerate(chosen)}
    salah = periksa_target(["r1", "r2", "r3"], baris)
    assert {one.letak for one in salah if one.kode == "rhk_id.wajib"} == {
        f"baris.{n}.rhk" for n, kunci in enumerate(chosen) if kunci == "x"
    }
    assert bool(salah) == ("x" in chosen or not chosen)


@given(st.dictionaries(st.sampled_from(["r1", "r2"]), st.sets(st.sampled_from(SEMUA_BULAN)), max_size=2))
def test_a_plan_is_set_only_when_every_yearly_row_has_a_month(months: dict[str, set[int]]) -> None:
    rencana = [Rencana(kunci, bulan, "Menyusun") for kunci, all_ in months.items() for bulan in all_]
    salah = periksa_rencana(["r1", "r2"], SEMUA_BULAN, rencana)
    assert {one.letak for one in salah} == {f"rencana.{k}" for k in ("r1", "r2") if not months.get(k)}


def test_a_month_outside_the_period_and_a_number_without_its_unit_are_refused() -> None:
    rencana = [Rencana("r1", 1, "Menyusun", Decimal(2), None), Rencana("r1", 7, "", None, "dokumen")]
    found = [(one.kode, one.letak) for one in periksa_rencana(["r1"], [7, 8], rencana)]
    assert found == [
        ("rencana.bulan", "rencana.r1.1.target"),
        ("rencana.satuan", "rencana.r1.1.target"),
        ("rencana.uraian", "rencana.r1.7.uraian"),
        ("rencana.satuan", "rencana.r1.7.target"),
    ]


def test_every_row_is_told_with_its_number_or_nil_with_a_reason() -> None:
    told = IsiRealisasi(Decimal(2), "Dua dokumen selesai", "Register")
    assert periksa_realisasi({1: Decimal(2), 2: None}, {1: told, 2: told}) == []
    assert periksa_realisasi({1: Decimal(2)}, {1: IsiRealisasi(nihil=True, alasan_nihil="Ditunda")}) == []
    found = periksa_realisasi({1: Decimal(2), 2: None}, {2: IsiRealisasi(nihil=True)})
    assert [one.letak for one in found] == [
        "realisasi.1.angka", "realisasi.1.narasi", "realisasi.1.sumber_data", "realisasi.2.alasan_nihil"
    ]  # fmt: skip


@given(st.sampled_from(Rating), st.sampled_from(Rating))
def test_ac_g_15_words_are_needed_unless_both_are_as_expected(hasil: Rating, laku: Rating) -> None:
    needs = hasil is not Rating.SESUAI_EKSPEKTASI or laku is not Rating.SESUAI_EKSPEKTASI
    assert bool(periksa_penilaian(hasil, laku, "")) == needs
    assert periksa_penilaian(hasil, laku, "Terima kasih.") == []


def test_ac_d_08_storage_of_a_person_is_known_by_its_host() -> None:
    assert penyimpanan_pribadi("drive.google.com")
    assert penyimpanan_pribadi("WWW.Dropbox.com.")
    assert not penyimpanan_pribadi("notdropbox.com")
    assert not penyimpanan_pribadi("bkpp.contoh.go.id")
