"""How readers see dates, NIP and fingerprints."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.kota import Kota
from webapp.web import filters


def test_moments_are_written_in_the_zone_of_the_agency(app: Flask) -> None:
    moment = datetime(2026, 1, 20, 3, 0, tzinfo=UTC)
    with app.test_request_context():
        assert filters.waktu(moment) == "20 Januari 2026 10.00 WIB"
        assert filters.tanggal(datetime(2026, 1, 20, 20, 0, tzinfo=UTC)) == "21 Januari 2026"
        assert filters.tanggal(date(2026, 8, 17)) == "17 Agustus 2026"
    with app.test_request_context(headers={"Cookie": "bahasa=en"}):
        assert filters.waktu(moment) == "20 January 2026 10.00 WIB"


@pytest.mark.parametrize(("zone", "name"), [("Asia/Makassar", "11.00 WITA"), ("Asia/Jayapura", "12.00 WIT")])
def test_the_other_zones_of_the_country_have_their_names(
    app: Flask, city: Kota, zone: str, name: str
) -> None:
    city.work.zone = ZoneInfo(zone)
    with app.test_request_context():
        assert filters.jam(datetime(2026, 1, 20, 3, 0, tzinfo=UTC)) == name


def test_a_nip_is_written_in_its_groups() -> None:
    assert filters.nip("199001152015032003") == "19900115 201503 2 003"
    assert filters.nip(None) == "–"
    assert filters.nip("123") == "123"


def test_a_fingerprint_is_shortened_to_what_an_eye_compares() -> None:
    assert filters.sidik("0123456789abcdef" * 4) == "0123 4567 89ab cdef"


def test_how_long_ago_counts_calendar_days_of_the_agency(app: Flask) -> None:
    late = datetime(2026, 1, 20, 16, 59, tzinfo=UTC)  # 23.59 WIB
    with app.test_request_context():
        assert filters.lama(late, datetime(2026, 1, 20, 16, 59, 30, tzinfo=UTC)) == "hari ini"
        assert filters.lama(late, datetime(2026, 1, 20, 17, 1, tzinfo=UTC)) == "1 hari"
        assert filters.lama(late, datetime(2026, 1, 23, 17, 0, tzinfo=UTC)) == "4 hari"
