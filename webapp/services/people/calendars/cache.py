"""What the calendars of a year share, held in memory: days off, work patterns and the tree of units.

Loaded once per year and version of the organisation, which counts changes of these tables too; a day off that is
committed is seen by the next action. A person's postings and shifts are not held here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from threading import Lock

from sqlalchemy.orm import Session

from webapp.domain.jabatan import Id
from webapp.domain.masa import Masa
from webapp.storage.kalender import IsiKalender, muat_kalender
from webapp.storage.queries import versi_organisasi


@dataclass(frozen=True)
class CalendarYear:
    """One version of a year with its neighbours, so that counting may run over New Year."""

    versi: int
    masa: Masa
    isi: IsiKalender

    @property
    def is_one_for_all(self) -> bool:
        """Whether no unit has a pattern or a day off of its own: all who do not work shifts have one calendar."""
        return not self.isi.pola and all(one.unit_id is None for one in self.isi.libur)

    def garis(self, unit_id: Id) -> tuple[Id, ...]:
        """The unit and every unit above it, the nearest first."""
        garis: list[Id] = []
        langkah: Id | None = unit_id
        while langkah is not None and langkah not in garis:
            garis.append(langkah)
            langkah = self.isi.induk.get(langkah)
        return tuple(garis)


class CalendarCache:
    """The latest version of a few years."""

    def __init__(self, size: int = 4) -> None:
        self.size = size
        self._years: dict[int, CalendarYear] = {}
        self._lock = Lock()

    def year(self, session: Session, tahun: int) -> CalendarYear:
        """The year as this transaction sees it."""
        session.flush()
        versi = versi_organisasi(session)
        held = self._years.get(tahun)
        if held is not None and held.versi == versi:
            return held
        masa = Masa(date(tahun - 1, 1, 1), date(tahun + 2, 1, 1))
        year = CalendarYear(versi, masa, muat_kalender(session, masa))
        with self._lock:
            self._years[tahun] = year
            while len(self._years) > self.size:
                self._years.pop(next(iter(self._years)))
        return year
