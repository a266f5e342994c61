"""Where a month of activities stands and where it leads: minutes approved and waiting, and what they would make.

A projection is no promise: it goes on as on the working days so far. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from webapp.domain.kalender import HariKerja
from webapp.domain.masa import Masa


@dataclass(frozen=True)
class Kemajuan:
    """Minutes of a month: counted, waiting, returned; the target; and what it comes to if it goes on like that.

    `hari_kerja` are the person's days of duty in the month, leave left out; `hari_lewat` those before today.
    """

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


@dataclass(frozen=True)
class Menit:
    """Minutes of a month by their state; `hari_ini`: how many of the approved and the waiting ones are today's."""

    disetujui: int
    menunggu: int = 0
    revisi: int = 0
    hari_ini: int = 0


def kemajuan(
    menit: Menit,
    target: int,
    bulan: Masa,
    hari_ini: date,
    kalender: HariKerja,
    *,
    cuti: Sequence[Masa] = (),
    batas_harian: int = 600,
    dikunci: bool = False,
) -> Kemajuan:
    """The month as it stands on `hari_ini`, and what it comes to.

    pace = (approved + waiting minutes of the days before today) / (days of duty before today), at most the daily cap
    projection = approved + waiting minutes before today + the greater of today's minutes and pace (on a day of duty)
                 + pace x days of duty after today, rounded down

    Waiting minutes are expected to be approved; returned ones are not. A day of duty is a working day without leave.
    Today counts with what is entered once that is more than the pace, so a morning without entries lowers nothing;
    with no day behind it, today's minutes are the pace. After the last day it is what there is; in a locked month
    what waits no longer counts.
    """
    assert bulan.sampai is not None
    panjang = (bulan.sampai - bulan.mulai).days
    dinas = [
        hari
        for hari in (bulan.mulai + timedelta(days=n) for n in range(panjang))
        if kalender.hari_kerja(hari) and not any(hari in masa for masa in cuti)
    ]
    lewat = sum(hari < hari_ini for hari in dinas)
    if dikunci:
        proyeksi = max(0, menit.disetujui)
    else:
        sisa = sum(hari > hari_ini for hari in dinas)
        proyeksi = _proyeksi(menit, lewat, hari_ini in dinas, sisa, batas_harian)
    return Kemajuan(
        menit.disetujui,
        menit.menunggu,
        menit.revisi,
        target,
        proyeksi,
        hari_kerja=len(dinas),
        hari_lewat=lewat,
    )


def _proyeksi(menit: Menit, lewat: int, dinas_hari_ini: bool, sisa: int, batas_harian: int) -> int:
    sebelum = max(0, menit.disetujui + menit.menunggu - menit.hari_ini)
    laju = Fraction(sebelum, lewat) if lewat else Fraction(max(sebelum, menit.hari_ini))
    laju = min(laju, Fraction(batas_harian))
    hari_ini = max(Fraction(menit.hari_ini), laju) if dinas_hari_ini else menit.hari_ini
    return int(sebelum + hari_ini + laju * sisa)
