"""Last days of steps, counted in working or calendar days, and the ladder of reminders around a last day.

Pure: rows of tables, days and calendars come in, days go out. Whom a rung concerns is decided by the caller. [CONFIG:
decision table `batas_waktu`, rule `tangga_pengingat`]
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Self

from webapp.domain.kalender import HariKerja

KERJA = "KERJA"
"""The kind of day that a table counts when it counts working days; any other kind counts every day."""

KalenderTahun = Callable[[int], HariKerja]
"""The working days around a year."""


def _akhir_bulan(tahun: int, bulan: int, mundur: int = 0) -> date:
    """The last day of the month that lies `mundur` months before a month."""
    ke = tahun * 12 + bulan - mundur  # the number of the month after it, counted from year 0
    return date(ke // 12, ke % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Saat:
    """What a step's last day is counted in: the day on which it opened, and the year and month it is about.

    A sheet of a month may begin after the month's first day and end before its last: `sebelum` is then the day before
    its first day, `akhir` its last.
    """

    dibuka: date
    tahun: int
    bulan: int
    sebelum: date | None = None
    akhir: date | None = None


_SEJAK: Mapping[str, Callable[[Saat], date]] = {
    "DIBUKA": lambda saat: saat.dibuka,
    "TAHUN_LALU_BERAKHIR": lambda saat: date(saat.tahun - 1, 12, 31),
    "TAHUN_BERAKHIR": lambda saat: date(saat.tahun, 12, 31),
    "BULAN_BERAKHIR": lambda saat: saat.akhir or _akhir_bulan(saat.tahun, saat.bulan),
    "BULAN_LALU_BERAKHIR": lambda saat: saat.sebelum or _akhir_bulan(saat.tahun, saat.bulan, 1),
    "DUA_BULAN_LALU_BERAKHIR": lambda saat: _akhir_bulan(saat.tahun, saat.bulan, 2),
}

DASAR = frozenset(_SEJAK)
"""Days from which a last day may be counted."""


@dataclass(frozen=True)
class BatasWaktu:
    """So many days after the day `sejak`, and at least `paling_sedikit` working days after the step opened."""

    hari: int
    jenis_hari: str
    sejak: str
    paling_sedikit: int = 0

    @classmethod
    def dari(cls, baris: Mapping[str, Any]) -> Self:
        """A row of the table as it answers."""
        return cls(
            int(baris["hari"]), str(baris["jenis_hari"]), str(baris["sejak"]), int(baris["paling_sedikit"])
        )

    def hari_terakhir(self, saat: Saat, kalender: KalenderTahun) -> date:
        """The last day of a step. A day counted in calendar days may be a day off."""
        sejak = _SEJAK[self.sejak](saat)
        if self.jenis_hari == KERJA:
            akhir = kalender(sejak.year).tambah_hari_kerja(sejak, self.hari)
        else:
            akhir = sejak + timedelta(days=self.hari)
        if not self.paling_sedikit:
            return akhir
        return max(akhir, kalender(saat.dibuka.year).tambah_hari_kerja(saat.dibuka, self.paling_sedikit))


@dataclass(frozen=True)
class AnakTangga:
    """A rung: `selisih` working days after the last day (before it where negative). `eskalasi`: the leader is told."""

    selisih: int
    eskalasi: bool = False

    def hari(self, batas: date, kalender: HariKerja) -> date:
        """The day on which the rung is reached."""
        if self.selisih < 0:
            return kalender.kurangi_hari_kerja(batas, -self.selisih)
        return kalender.tambah_hari_kerja(batas, self.selisih)


@dataclass(frozen=True)
class Tangga:
    """The ladder. `eskalasi` is counted in working days after the last day, `eskalasi_langkah` says it for single steps
    ("<process>.<element>"); `atasan` names for a role the role of the leader who is told.
    """

    sebelum: Sequence[int] = ()
    sesudah: Sequence[int] = ()
    eskalasi: int = 1
    eskalasi_langkah: Mapping[str, int] = field(default_factory=dict)
    atasan: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def dari(cls, nilai: Mapping[str, Any] | None) -> Self:
        """The ladder of a rule's value; nothing is reminded of where there is none."""
        return cls(**nilai) if nilai is not None else cls(atasan={}, eskalasi=0)

    def anak_tangga(self, langkah: str) -> list[AnakTangga]:
        """The rungs for a step, in order."""
        naik = self.eskalasi_langkah.get(langkah, self.eskalasi)
        pengingat = [*(-n for n in sorted(self.sebelum, reverse=True)), *sorted(self.sesudah)]
        return [AnakTangga(n) for n in pengingat] + ([AnakTangga(naik, True)] if naik > 0 else [])

    def tercapai(
        self, langkah: str, batas: date, dibuka: date, hari_ini: date, kalender: HariKerja
    ) -> list[AnakTangga]:
        """The rungs that are reached today or were before.

        One that lay before the step opened was never reached, and after the last day nobody is told how many days are
        left. Asking again gives the same and more: who remembers what was sent sends each once.
        """
        return [
            satu
            for satu in self.anak_tangga(langkah)
            if (hari := satu.hari(batas, kalender)) <= hari_ini
            and (satu.selisih > 0 or (dibuka <= hari and hari_ini <= batas))
        ]
