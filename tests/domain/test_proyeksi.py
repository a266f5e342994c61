"""Where a month leads: never less for more minutes, what there is at its end, and about the target on pace."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.kalender import Kalender
from webapp.domain.masa import Masa
from webapp.domain.proyeksi import Kemajuan, Menit, kemajuan

JANUARI = Masa(date(2026, 1, 1), date(2026, 2, 1))
KALENDER = Kalender(frozenset({date(2026, 1, 1), date(2026, 1, 16)}))
TARGET = 6_750
DINAS = [hari for n in range(31) if KALENDER.hari_kerja(hari := date(2026, 1, 1) + timedelta(days=n))]

menit_st = st.integers(0, 9_000)
hari_st = st.dates(date(2025, 12, 20), date(2026, 2, 10))
cuti_st = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 10)).map(
        lambda satu: Masa(
            date(2026, 1, 1) + timedelta(days=satu[0]), date(2026, 1, 1) + timedelta(days=sum(satu))
        )
    ),
    max_size=2,
)


def maju(hari: date, menit: Menit, *cuti: Masa, dikunci: bool = False) -> Kemajuan:
    return kemajuan(menit, TARGET, JANUARI, hari, KALENDER, cuti=cuti, dikunci=dikunci)


@given(hari_st, menit_st, menit_st, st.integers(0, 600), menit_st, cuti_st)
def test_more_minutes_never_lower_the_projection(
    hari: date, disetujui: int, menunggu: int, hari_ini: int, tambah: int, cuti: list[Masa]
) -> None:
    lalu = Menit(disetujui + hari_ini, menunggu, 0, hari_ini)
    for lebih in (
        Menit(disetujui + hari_ini + tambah, menunggu, 0, hari_ini),
        Menit(disetujui + hari_ini, menunggu + tambah, 0, hari_ini),
        Menit(disetujui + hari_ini + tambah, menunggu, 0, hari_ini + tambah),
    ):
        assert maju(hari, lebih, *cuti).proyeksi >= maju(hari, lalu, *cuti).proyeksi


@given(hari_st, menit_st, menit_st, st.integers(0, 600), cuti_st)
def test_it_is_never_less_than_what_there_is_and_never_more_than_the_cap_on_every_day_left(
    hari: date, disetujui: int, menunggu: int, hari_ini: int, cuti: list[Masa]
) -> None:
    ada = disetujui + menunggu + hari_ini
    sisa = sum(satu >= hari for satu in DINAS)
    found = maju(hari, Menit(disetujui + hari_ini, menunggu, 50, hari_ini), *cuti)
    assert ada <= found.proyeksi <= ada + 600 * sisa
    assert 0 <= found.hari_lewat <= found.hari_kerja <= len(DINAS)


@given(st.dates(date(2026, 2, 1), date(2026, 3, 1)), menit_st, menit_st, cuti_st)
def test_after_the_last_day_it_is_what_there_is(
    hari: date, disetujui: int, menunggu: int, cuti: list[Masa]
) -> None:
    assert maju(hari, Menit(disetujui, menunggu), *cuti).proyeksi == disetujui + menunggu


@given(hari_st, menit_st, menit_st)
def test_in_a_locked_month_only_approved_minutes_count(hari: date, disetujui: int, menunggu: int) -> None:
    assert maju(hari, Menit(disetujui, menunggu), dikunci=True).proyeksi == disetujui


@given(st.integers(1, len(DINAS) - 1), st.sampled_from((0, 150, 306, 307, 400)), st.booleans())
def test_who_is_on_pace_reads_about_the_target_before_and_after_todays_entries(
    ke: int, hari_ini: int, semua_menunggu: bool
) -> None:
    per_hari = TARGET / len(DINAS)
    ada = round(per_hari * ke)
    menit = Menit(hari_ini, ada, 0, hari_ini) if semua_menunggu else Menit(ada + hari_ini, 0, 0, hari_ini)
    found = maju(DINAS[ke], menit)
    assert TARGET - 20 <= found.proyeksi <= TARGET + 20 + max(0, hari_ini - per_hari)


def test_on_the_fifteenth_who_filled_every_working_day_reads_the_target_and_who_filled_half_reads_half() -> (
    None
):
    lewat = sum(hari < date(2026, 1, 15) for hari in DINAS)
    penuh, separuh = round(TARGET / len(DINAS) * lewat), round(TARGET / len(DINAS) * lewat / 2)
    assert abs(maju(date(2026, 1, 15), Menit(0, penuh)).proyeksi - TARGET) <= 20
    assert abs(maju(date(2026, 1, 15), Menit(separuh, 0)).proyeksi - TARGET / 2) <= 20


def test_leave_is_neither_held_against_the_pace_nor_expected_to_bring_minutes() -> None:
    cuti = Masa(date(2026, 1, 5), date(2026, 1, 10))
    found = maju(date(2026, 1, 13), Menit(600), cuti)
    assert (found.hari_lewat, found.hari_kerja) == (2, len(DINAS) - 5)
    assert found.proyeksi == 300 * found.hari_kerja


def test_on_the_first_day_todays_minutes_are_the_pace_and_an_empty_month_promises_nothing() -> None:
    assert maju(date(2026, 1, 2), Menit(0, 320, 0, 320)).proyeksi == 320 * len(DINAS)
    assert maju(date(2026, 1, 2), Menit(0)).proyeksi == 0


def test_the_pace_is_capped_by_what_a_day_may_hold() -> None:
    found = maju(date(2026, 1, 5), Menit(1_500))
    assert found.proyeksi == 1_500 + 600 * (len(DINAS) - 1)


def test_what_was_returned_is_not_expected() -> None:
    found = maju(date(2026, 1, 15), Menit(0, 0, 900))
    assert (found.proyeksi, found.revisi, found.kurang) == (0, 900, TARGET)
