"""The heat map of a team: for each person and day how much was entered, and which days are empty without a reason.

A cell says what is there, never that somebody was idle: leave and days off have a tone of their own. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from webapp.domain.kalender import HariKerja
from webapp.domain.masa import Masa


class Rona(StrEnum):
    """Tone of a cell: no working day, away, still to come, empty, little, and as much as a day's part of the target."""

    LIBUR = "LIBUR"
    CUTI = "CUTI"
    AKAN_DATANG = "AKAN_DATANG"
    KOSONG = "KOSONG"
    SEDIKIT = "SEDIKIT"
    CUKUP = "CUKUP"


@dataclass(frozen=True)
class SelPeta:
    """One person's day: minutes entered (approved and waiting) and approved."""

    tanggal: date
    rona: Rona
    menit: int = 0
    disetujui: int = 0


def baris_peta(
    masa: Masa,
    menit: Mapping[date, tuple[int, int]],
    hari_ini: date,
    kalender: HariKerja,
    cuti: Sequence[Masa] = (),
    cukup: int = 300,
) -> list[SelPeta]:
    """The cells of one person. `menit` by day: (entered, approved); `cukup` is a day's part of the target."""
    assert masa.sampai is not None
    panjang = (masa.sampai - masa.mulai).days
    return [
        _sel(masa.mulai + timedelta(days=n), menit, hari_ini, kalender, cuti, cukup) for n in range(panjang)
    ]


def _sel(
    tanggal: date,
    menit: Mapping[date, tuple[int, int]],
    hari_ini: date,
    kalender: HariKerja,
    cuti: Sequence[Masa],
    cukup: int,
) -> SelPeta:
    isi, disetujui = menit.get(tanggal, (0, 0))
    if isi:
        return SelPeta(tanggal, Rona.CUKUP if isi >= cukup else Rona.SEDIKIT, isi, disetujui)
    if any(tanggal in satu for satu in cuti):
        return SelPeta(tanggal, Rona.CUTI)
    if not kalender.hari_kerja(tanggal):
        return SelPeta(tanggal, Rona.LIBUR)
    return SelPeta(tanggal, Rona.AKAN_DATANG if tanggal > hari_ini else Rona.KOSONG)
