"""Working days: weekends and the holidays that the caller loads.

Holidays come from the yearly joint decree and regional decisions and are data. `Kalender` is one group's calendar;
`webapp.domain.pola_kerja` finds the one of a person, whose unit may work six days or in shifts. No clock here: every
question names its date.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from webapp.domain.masa import Masa

AKHIR_PEKAN = frozenset({5, 6})  # Saturday and Sunday, as date.weekday() counts
_SEHARI = timedelta(days=1)


class HariKerja(ABC):
    """Counting in working days, for every calendar that knows whether a date is one."""

    @abstractmethod
    def hari_kerja(self, tanggal: date) -> bool:
        """Whether the date is a working day."""

    def tambah_hari_kerja(self, tanggal: date, jumlah: int) -> date:
        """The `jumlah`-th working day after `tanggal`; the day itself is not counted.

        With 0 it is the date itself, or the next working day if it is a day off. Raises ValueError below 0.
        """
        if jumlah < 0:
            raise ValueError("jumlah hari kerja tidak boleh negatif")
        if jumlah == 0:
            tanggal, jumlah = tanggal - _SEHARI, 1
        while jumlah:
            tanggal += _SEHARI
            jumlah -= self.hari_kerja(tanggal)
        return tanggal

    def kurangi_hari_kerja(self, tanggal: date, jumlah: int) -> date:
        """The `jumlah`-th working day before `tanggal`; the day itself is not counted. Raises ValueError below 1."""
        if jumlah < 1:
            raise ValueError("jumlah hari kerja harus paling sedikit 1")
        while jumlah:
            tanggal -= _SEHARI
            jumlah -= self.hari_kerja(tanggal)
        return tanggal

    def hari_kerja_ke(self, tahun: int, bulan: int, urutan: int) -> date:
        """The `urutan`-th working day counted from the first of a month (1 is the first).

        It may fall into a later month. Raises ValueError below 1.
        """
        if urutan < 1:
            raise ValueError("urutan hari kerja mulai dari 1")
        return self.tambah_hari_kerja(date(tahun, bulan, 1) - _SEHARI, urutan)

    def hitung_hari_kerja(self, masa: Masa) -> int:
        """How many working days the period holds; ValueError if it has no end."""
        if masa.sampai is None:
            raise ValueError("masa tanpa akhir tidak dapat dihitung")
        panjang = (masa.sampai - masa.mulai).days
        return sum(self.hari_kerja(masa.mulai + timedelta(days=n)) for n in range(panjang))


@dataclass(frozen=True)
class Kalender(HariKerja):
    """The working days of one group of employees.

    `libur` holds single days off of every kind; `libur_mingguan` the weekdays off (0 Monday .. 6 Sunday).
    Raises ValueError if no weekday is left to work on.
    """

    libur: frozenset[date]
    libur_mingguan: frozenset[int] = AKHIR_PEKAN

    def __post_init__(self) -> None:
        if self.libur_mingguan >= frozenset(range(7)):
            raise ValueError("kalender tanpa satu hari kerja pun dalam seminggu")

    def hari_kerja(self, tanggal: date) -> bool:
        """Whether the date is a working day."""
        return tanggal.weekday() not in self.libur_mingguan and tanggal not in self.libur


def akhir_hari(tanggal: date, zona: tzinfo) -> datetime:
    """The moment at which a deadline on `tanggal` is over: the first instant of the next day in `zona`.

    Compare with `<`: what happens before it is in time, at it or later is late.
    """
    return datetime.combine(tanggal + _SEHARI, time.min, tzinfo=zona)
