"""Half-open date ranges."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.masa import SELAMANYA, Masa

hari = st.dates(date(2020, 1, 1), date(2020, 3, 1))


@st.composite
def masa(draw: st.DrawFn) -> Masa:
    mulai = draw(hari)
    panjang = draw(st.none() | st.integers(1, 40))
    return Masa(mulai, None if panjang is None else mulai + timedelta(days=panjang))


def test_the_first_day_belongs_and_the_end_does_not() -> None:
    mei = Masa(date(2026, 5, 4), date(2026, 8, 1))
    assert date(2026, 5, 3) not in mei
    assert date(2026, 5, 4) in mei
    assert date(2026, 7, 31) in mei
    assert date(2026, 8, 1) not in mei


def test_a_letter_with_its_last_day_is_read_inclusively() -> None:
    surat = Masa.inklusif(date(2026, 5, 4), date(2026, 7, 31))
    assert surat == Masa(date(2026, 5, 4), date(2026, 8, 1))
    assert surat.hari_terakhir == date(2026, 7, 31)


def test_an_open_end_has_no_last_day() -> None:
    assert SELAMANYA.hari_terakhir is None
    assert date.max in SELAMANYA


def test_a_period_without_a_day_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="tidak memuat satu hari pun"):
        Masa(date(2026, 1, 1), date(2026, 1, 1))


@given(masa(), masa(), hari)
def test_the_intersection_holds_exactly_the_shared_days(satu: Masa, lain: Masa, tanggal: date) -> None:
    irisan = satu.irisan(lain)
    assert (irisan is not None and tanggal in irisan) == (tanggal in satu and tanggal in lain)
    assert satu.beririsan(lain) == lain.beririsan(satu) == (irisan is not None)
