"""Periods of validity as half-open date ranges.

`mulai` is the first day, `sampai` the first day that no longer belongs (None: open end), as in PostgreSQL's
daterange. Letters of appointment print the last day instead; `Masa.inklusif` reads those.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


@dataclass(frozen=True)
class Masa:
    """The days from `mulai` up to but not including `sampai`.

    Raises ValueError for a range without a single day: such a row is a mistake, not a period.
    """

    mulai: date
    sampai: date | None = None

    def __post_init__(self) -> None:
        if self.sampai is not None and self.sampai <= self.mulai:
            raise ValueError(f"masa {self.mulai} sampai {self.sampai} tidak memuat satu hari pun")

    @classmethod
    def inklusif(cls, mulai: date, terakhir: date) -> Self:
        """The range whose last day is `terakhir`, as a surat perintah words it."""
        return cls(mulai, terakhir + timedelta(days=1))

    def __contains__(self, tanggal: date) -> bool:
        return self.mulai <= tanggal and (self.sampai is None or tanggal < self.sampai)

    @property
    def hari_terakhir(self) -> date | None:
        """The last day that belongs, or None for an open end."""
        return None if self.sampai is None else self.sampai - timedelta(days=1)

    def beririsan(self, lain: "Masa") -> bool:
        """Whether the two ranges share at least one day."""
        return self.irisan(lain) is not None

    def irisan(self, lain: "Masa") -> "Masa | None":
        """The days that both ranges hold, or None."""
        mulai = max(self.mulai, lain.mulai)
        ujung = [satu.sampai for satu in (self, lain) if satu.sampai is not None]
        sampai = min(ujung) if ujung else None
        if sampai is not None and sampai <= mulai:
            return None
        return Masa(mulai, sampai)


SELAMANYA = Masa(date.min)
