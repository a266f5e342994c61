"""Dates as forms print them."""

from datetime import date

from webapp.domain.tanggal import cetak_tanggal


def test_a_date_is_printed_in_its_long_indonesian_form() -> None:
    assert cetak_tanggal(date(2022, 1, 1)) == "1 Januari 2022"
    assert cetak_tanggal(date(2026, 12, 31)) == "31 Desember 2026"
