"""Words of work calendars in the reader's language: kinds of day off, where they came from, patterns, weekdays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

from babel.dates import format_date
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from webapp.domain.pola_kerja import JenisHariLibur, JenisPola
from webapp.services.people.calendars.page import DayOff
from webapp.storage.kalender import SumberLibur

KINDS: Final[Mapping[JenisHariLibur, tuple[str, LazyString]]] = {
    JenisHariLibur.LIBUR_NASIONAL: ("current", _l("Libur nasional")),
    JenisHariLibur.CUTI_BERSAMA: ("waiting", _l("Cuti bersama")),
    JenisHariLibur.LIBUR_DAERAH: ("done", _l("Libur daerah")),
    JenisHariLibur.DISPENSASI: ("neutral", _l("Dispensasi")),
}
"""The chip's look and its word for each kind of day off."""

BASIS: Final[Mapping[JenisHariLibur, str]] = {
    JenisHariLibur.LIBUR_NASIONAL: "dasar_libur_nasional",
    JenisHariLibur.CUTI_BERSAMA: "dasar_cuti_bersama",
}
"""The field that holds the decree of each kind in the form of the national list."""

SOURCES: Final[Mapping[SumberLibur, LazyString]] = {
    SumberLibur.DAFTAR_NASIONAL: _l("Dari daftar nasional"),
    SumberLibur.CATATAN: _l("Dicatat admin"),
}
PATTERNS: Final[Mapping[JenisPola, LazyString]] = {
    JenisPola.LIMA_HARI: _l("Lima hari kerja"),
    JenisPola.ENAM_HARI: _l("Enam hari kerja"),
    JenisPola.SHIFT: _l("Sif menurut jadwal dinas"),
}
WEEKDAYS: Final[Sequence[LazyString]] = (
    _l("Senin"),
    _l("Selasa"),
    _l("Rabu"),
    _l("Kamis"),
    _l("Jumat"),
    _l("Sabtu"),
    _l("Minggu"),
)


def by_month(days: Sequence[DayOff]) -> list[tuple[str, list[DayOff]]]:
    """The days of a year under the names of their months."""
    locale = get_locale() or "id"
    return [
        (format_date(group[0].row.tanggal, "LLLL", locale=locale), group)
        for _month, days_of in groupby(days, key=lambda day: day.row.tanggal.month)
        if (group := list(days_of))
    ]
