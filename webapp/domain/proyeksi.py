"""Where a month of activities stands and where it leads: minutes approved and waiting, and what they would make.

A projection is no promise: it takes the minutes of the working days so far and goes on like that. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from webapp.domain.kalender import HariKerja
from webapp.domain.masa import Masa


@dataclass(frozen=True)
class Kemajuan:
    """Minutes of a month: counted, waiting, returned; the target; and what it comes to if it goes on like that."""

    disetujui: int
    menunggu: int
    revisi: int
    target: int
    proyeksi: int
    hari_kerja: int
    hari_lewat: int

    @property
    def kurang(self) -> int:
        """Approved minutes that are still missing."""
        return max(0, self.target - self.disetujui)


def kemajuan(
    disetujui: int, menunggu: int, revisi: int, target: int, bulan: Masa, hari_ini: date, kalender: HariKerja
) -> Kemajuan:
    """The month as it stands at the end of `hari_ini`."""
    terakhir = bulan.hari_terakhir
    assert terakhir is not None
    jumlah = kalender.hitung_hari_kerja(bulan)
    if hari_ini >= terakhir:
        lewat = jumlah
    elif hari_ini < bulan.mulai:
        lewat = 0
    else:
        lewat = kalender.hitung_hari_kerja(Masa.inklusif(bulan.mulai, hari_ini))
    ada = disetujui + menunggu
    proyeksi = ada if lewat == 0 else ada * jumlah // lewat
    return Kemajuan(disetujui, menunggu, revisi, target, proyeksi, jumlah, lewat)
