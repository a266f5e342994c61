"""The heat map of a team: for each person and day how much was entered, and which days are empty without a reason.

A cell says what is there, never that somebody was idle: leave and days off have a tone of their own. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

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


class SelPeta(NamedTuple):
    """One person's day: minutes entered (approved and waiting) and approved. An OPD's map has ten thousand of them."""

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
    hasil = []
    for nomor in range((masa.sampai - masa.mulai).days):
        tanggal = masa.mulai + timedelta(days=nomor)
        isi, disetujui = menit.get(tanggal, _KOSONG)
        if isi:
            rona = Rona.CUKUP if isi >= cukup else Rona.SEDIKIT
        elif cuti and any(tanggal in satu for satu in cuti):
            rona = Rona.CUTI
        elif not kalender.hari_kerja(tanggal):
            rona = Rona.LIBUR
        else:
            rona = Rona.AKAN_DATANG if tanggal > hari_ini else Rona.KOSONG
        hasil.append(SelPeta(tanggal, rona, isi, disetujui))
    return hasil


_KOSONG = (0, 0)
