"""Whether a person works on a date, and why: the unit's work pattern, the days off that hold for it, personal shifts.

The nearest unit on the way up that has a pattern on the date decides; without one the office week of five days holds
[Perpres 21/2023]. Pure: the caller loads the rows of a stretch of time, and other dates are refused, not guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from functools import cached_property

from webapp.domain.jabatan import Id
from webapp.domain.kalender import AKHIR_PEKAN, HariKerja
from webapp.domain.masa import Masa
from webapp.domain.tanggal import cetak_tanggal

HARI = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
"""Names of weekdays, as date.weekday() counts."""


class JenisHariLibur(StrEnum):
    """Kinds of day off: national, joint leave (for ASN by Keppres), regional, and granted in single cases."""

    LIBUR_NASIONAL = "LIBUR_NASIONAL"
    CUTI_BERSAMA = "CUTI_BERSAMA"
    LIBUR_DAERAH = "LIBUR_DAERAH"
    DISPENSASI = "DISPENSASI"


class JenisPola(StrEnum):
    """Work patterns of a unit: five days, six days, or shifts, where each person's schedule alone decides."""

    LIMA_HARI = "LIMA_HARI"
    ENAM_HARI = "ENAM_HARI"
    SHIFT = "SHIFT"


HARI_LIBUR_SEMINGGU: Mapping[JenisPola, int] = {
    JenisPola.LIMA_HARI: 2,
    JenisPola.ENAM_HARI: 1,
    JenisPola.SHIFT: 0,
}
"""How many weekdays a pattern leaves free."""


@dataclass(frozen=True)
class Libur:
    """A day off with its legal basis; `unit_id` None: for everybody, else for the unit and all below it."""

    tanggal: date
    jenis: JenisHariLibur
    nama: str
    dasar: str
    unit_id: Id | None = None


@dataclass(frozen=True)
class PolaKerja:
    """The pattern of a unit and all below it during `masa`; `libur_mingguan` as in `Kalender`.

    Raises ValueError if the number of free weekdays is not the one of the kind.
    """

    unit_id: Id | None
    jenis: JenisPola
    libur_mingguan: frozenset[int]
    masa: Masa

    def __post_init__(self) -> None:
        if not self.libur_mingguan <= frozenset(range(7)):
            raise ValueError("hari libur mingguan harus 0 (Senin) sampai 6 (Minggu)")
        if len(self.libur_mingguan) != HARI_LIBUR_SEMINGGU[self.jenis]:
            raise ValueError(f"jumlah hari libur mingguan tidak cocok dengan pola {self.jenis}")


POLA_KANTOR = PolaKerja(None, JenisPola.LIMA_HARI, AKHIR_PEKAN, Masa(date.min))
"""What holds where no unit says otherwise."""


@dataclass(frozen=True)
class Dinas:
    """One shift; it ends on the next day when `selesai` is not after `mulai` (equal: twenty-four hours)."""

    mulai: time
    selesai: time


@dataclass(frozen=True)
class Penempatan:
    """Where a person serves during `masa`: the unit first, then every unit above it."""

    masa: Masa
    garis: tuple[Id, ...]


@dataclass(frozen=True)
class JawabanHari:
    """Whether a date is a working day, and the reason in words."""

    hari_kerja: bool
    alasan: str


class DiLuarKalender(ValueError):
    """The calendar was loaded for another stretch of time; the answer is not known here."""


def pola_pada(tanggal: date, garis: Sequence[Id], pola: Mapping[Id, Sequence[PolaKerja]]) -> PolaKerja:
    """The pattern that holds on a date: of the first unit in `garis` that has one, else the office week."""
    for unit_id in garis:
        for satu in pola.get(unit_id, ()):
            if tanggal in satu.masa:
                return satu
    return POLA_KANTOR


@dataclass(frozen=True)
class KalenderPegawai(HariKerja):
    """The working days of one person during `masa` (it must have an end), through every change of unit.

    Without a placement on a date the office week and the days off for everybody hold. Raises DiLuarKalender for a date
    outside `masa`; with shifts also when counting runs beyond the schedule, which then has to be entered first.
    """

    masa: Masa
    daftar_libur: tuple[Libur, ...] = ()
    pola: Mapping[Id, Sequence[PolaKerja]] = field(default_factory=dict)
    penempatan: tuple[Penempatan, ...] = ()
    jadwal: Mapping[date, Sequence[Dinas]] = field(default_factory=dict)

    def hari_kerja(self, tanggal: date) -> bool:
        """Whether the person works on the date; asked again, the same calendar knows."""
        kerja = self._kerja.get(tanggal)
        if kerja is None:
            kerja = self._kerja[tanggal] = self.jawab(tanggal).hari_kerja
        return kerja

    def jawab(self, tanggal: date) -> JawabanHari:
        """Whether the person works on the date, and why."""
        if tanggal not in self.masa:
            raise DiLuarKalender(f"kalender ini tidak memuat {cetak_tanggal(tanggal)}")
        pola = self.pola_pada(tanggal)
        if pola.jenis is JenisPola.SHIFT:
            return self._dinas(tanggal)
        libur = self.libur_pada(tanggal)
        if libur is not None:
            return JawabanHari(False, f"Libur: {libur.nama} ({libur.dasar})")
        if tanggal.weekday() in pola.libur_mingguan:
            return JawabanHari(False, f"Libur mingguan: {HARI[tanggal.weekday()]}")
        return JawabanHari(True, "Hari kerja")

    def pola_pada(self, tanggal: date) -> PolaKerja:
        """The pattern of the person's unit on the date."""
        return pola_pada(tanggal, self._garis(tanggal), self.pola)

    def libur_pada(self, tanggal: date) -> Libur | None:
        """The day off that holds for the person on the date, national ones before others."""
        garis = self._garis(tanggal)
        berlaku = [
            satu for satu in self._libur.get(tanggal, ()) if satu.unit_id is None or satu.unit_id in garis
        ]
        return min(berlaku, key=lambda satu: (_URUTAN[satu.jenis], satu.nama), default=None)

    def _dinas(self, tanggal: date) -> JawabanHari:
        jadwal = self.jadwal.get(tanggal)
        if not jadwal:
            return JawabanHari(False, "Tidak ada jadwal dinas")
        jam = [f"{satu.mulai:%H.%M}–{satu.selesai:%H.%M}" for satu in sorted(jadwal, key=lambda x: x.mulai)]
        return JawabanHari(True, f"Jadwal dinas {' dan '.join(jam)}")

    def _garis(self, tanggal: date) -> tuple[Id, ...]:
        return next((satu.garis for satu in self.penempatan if tanggal in satu.masa), ())

    @cached_property
    def _kerja(self) -> dict[date, bool]:
        return {}

    @cached_property
    def _libur(self) -> Mapping[date, list[Libur]]:
        hasil: dict[date, list[Libur]] = {}
        for satu in self.daftar_libur:
            hasil.setdefault(satu.tanggal, []).append(satu)
        return hasil


_URUTAN = {jenis: urutan for urutan, jenis in enumerate(JenisHariLibur)}
