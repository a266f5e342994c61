"""Indonesian numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.angka import baca_angka, cetak_angka


@pytest.mark.parametrize(
    ("teks", "angka"),
    [
        ("12", "12"),
        (" 92,5 ", "92.5"),
        ("1.250", "1250"),
        ("1.250.000,75", "1250000.75"),
        ("0", "0"),
        ("1250", "1250"),
    ],
)
def test_decimal_comma_and_thousand_point_are_understood(teks: str, angka: str) -> None:
    assert baca_angka(teks) == Decimal(angka)


@pytest.mark.parametrize(
    "teks", ["", "dua", "12.5", "1.25.000", "1,2,3", "12 dokumen", "-3", "1e5", "٣", "NaN"]
)
def test_what_is_not_plainly_a_number_is_none(teks: str) -> None:
    assert baca_angka(teks) is None


@given(st.decimals(min_value=0, max_value=10**12, places=3))
def test_a_printed_number_is_read_back(angka: Decimal) -> None:
    assert baca_angka(cetak_angka(angka)) == angka


def test_thousands_are_set_apart_in_print() -> None:
    assert cetak_angka(Decimal("1250000.50")) == "1.250.000,50"
