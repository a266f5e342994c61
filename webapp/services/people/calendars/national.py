"""The national list of days off, by year, from the package `holidays`: the only place that knows it.

The list is a proposal. What holds is stored by an admin with the number of its decree; a moon-based date that the
package only computes is marked as an estimate and must wait for the decree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.domain.pola_kerja import JenisHariLibur

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Years for which the list is asked."""

_CATEGORIES = {JenisHariLibur.LIBUR_NASIONAL: "public", JenisHariLibur.CUTI_BERSAMA: "government"}
_ESTIMATE = " (perkiraan)"


@dataclass(frozen=True)
class NationalDay:
    """A day of the list. `perkiraan`: the date is computed, no decree has set it yet."""

    tanggal: date
    jenis: JenisHariLibur
    nama: str
    perkiraan: bool


def national_days(year: int) -> Sequence[NationalDay]:
    """The days off of a year in order, empty outside the years that the list knows."""
    # The package takes half a second to load, and only this page of the admins needs it.
    from holidays import country_holidays

    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ()
    found = []
    for jenis, category in _CATEGORIES.items():
        for day, name in country_holidays("ID", years=year, categories=category, language="id").items():
            estimate = _ESTIMATE in name
            found.append(NationalDay(day, jenis, name.replace(_ESTIMATE, ""), estimate))
    return sorted(found, key=lambda one: (one.tanggal, one.jenis))
