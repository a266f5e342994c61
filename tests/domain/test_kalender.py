"""Working days of 2026, with the two test holidays."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.kalender import Kalender, akhir_hari
from webapp.domain.masa import Masa

KALENDER = Kalender(frozenset({date(2026, 1, 1), date(2026, 1, 16)}))
WIB = timezone(timedelta(hours=7))
hari = st.dates(date(2025, 12, 1), date(2026, 2, 28))


def test_weekends_and_holidays_are_no_working_days() -> None:
    assert not KALENDER.hari_kerja(date(2026, 1, 16))
    assert not KALENDER.hari_kerja(date(2026, 1, 31))
    assert KALENDER.hari_kerja(date(2026, 1, 15))


def test_january_2026_has_twenty_working_days() -> None:
    assert KALENDER.hitung_hari_kerja(Masa(date(2026, 1, 1), date(2026, 2, 1))) == 20


def test_the_first_working_day_of_march_2026_is_monday_the_second() -> None:
    assert KALENDER.hari_kerja_ke(2026, 3, 1) == date(2026, 3, 2)
    assert KALENDER.hari_kerja_ke(2026, 3, 3) == date(2026, 3, 4)


def test_the_fifth_working_day_after_the_eighth_of_january_is_the_fifteenth() -> None:
    assert KALENDER.tambah_hari_kerja(date(2026, 1, 8), 5) == date(2026, 1, 15)


def test_zero_working_days_from_a_day_off_is_the_next_working_day() -> None:
    assert KALENDER.tambah_hari_kerja(date(2026, 1, 16), 0) == date(2026, 1, 19)
    assert KALENDER.tambah_hari_kerja(date(2026, 1, 15), 0) == date(2026, 1, 15)


def test_a_shift_unit_may_work_on_sundays() -> None:
    piket = Kalender(frozenset(), libur_mingguan=frozenset({0}))
    assert piket.hari_kerja(date(2026, 1, 4))
    assert not piket.hari_kerja(date(2026, 1, 5))


def test_a_deadline_is_over_with_the_first_instant_of_the_next_day() -> None:
    akhir = akhir_hari(date(2026, 1, 31), WIB)
    assert akhir == datetime(2026, 2, 1, 0, 0, tzinfo=WIB)
    assert akhir == datetime(2026, 1, 31, 17, 0, tzinfo=UTC)


def test_impossible_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="negatif"):
        KALENDER.tambah_hari_kerja(date(2026, 1, 5), -1)
    with pytest.raises(ValueError, match="mulai dari 1"):
        KALENDER.hari_kerja_ke(2026, 1, 0)
    with pytest.raises(ValueError, match="tanpa akhir"):
        KALENDER.hitung_hari_kerja(Masa(date(2026, 1, 1)))
    with pytest.raises(ValueError, match="tanpa satu hari kerja"):
        Kalender(frozenset(), frozenset(range(7)))


@given(hari, st.integers(1, 30))
def test_adding_and_counting_agree(tanggal: date, jumlah: int) -> None:
    tujuan = KALENDER.tambah_hari_kerja(tanggal, jumlah)
    besok = tanggal + timedelta(days=1)
    assert KALENDER.hari_kerja(tujuan)
    assert KALENDER.hitung_hari_kerja(Masa.inklusif(besok, tujuan)) == jumlah
