"""The organisation on one day, held in memory: who evaluates whom, and whom one evaluates.

Loaded once per day and version: any change of an organisation row raises the version in the same transaction, so a
decree that is committed is seen by the next action. Nothing about people is copied onto cases or work items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock

from sqlalchemy.orm import Session

from webapp.domain.organisasi import BaganOrganisasi
from webapp.domain.penilai import Penilai, PenilaiHasil, tentukan_penilai
from webapp.storage.queries import muat_organisasi, versi_organisasi


@dataclass(frozen=True)
class OrganisationDay:
    """One version of the organisation on one day. Answers are kept after the first question."""

    versi: int
    tanggal: date
    bagan: BaganOrganisasi

    @cached_property
    def _hasil(self) -> dict[int, PenilaiHasil]:
        return {}

    def penilai(self, pegawai_id: int) -> PenilaiHasil:
        """The evaluator of an employee today, with the reason."""
        if pegawai_id not in self._hasil:
            self._hasil[pegawai_id] = tentukan_penilai(pegawai_id, self.tanggal, self.bagan)
        return self._hasil[pegawai_id]

    @cached_property
    def dinilai_oleh(self) -> Mapping[int | None, tuple[int, ...]]:
        """Employees by their evaluator's id; None holds those of the Kepala Daerah."""
        daftar: dict[int | None, list[int]] = defaultdict(list)
        for pegawai_id in sorted({satu.pegawai_id for satu in self.bagan.daftar_penugasan}):
            hasil = self.penilai(pegawai_id)
            if isinstance(hasil, Penilai):
                daftar[hasil.penilai_id].append(pegawai_id)
        return {penilai: tuple(dinilai) for penilai, dinilai in daftar.items()}


class OrganisationCache:
    """The latest version of a few days."""

    def __init__(self, size: int = 4) -> None:
        self.size = size
        self._days: dict[date, OrganisationDay] = {}
        self._lock = Lock()

    def day(self, session: Session, tanggal: date, versi: int | None = None) -> OrganisationDay:
        """The organisation on a day, as this transaction sees it. `versi`, where the caller has just read it."""
        versi = versi_organisasi(session) if versi is None else versi
        held = self._days.get(tanggal)
        if held is not None and held.versi == versi:
            return held
        day = OrganisationDay(versi, tanggal, muat_organisasi(session, tanggal))
        with self._lock:
            self._days[tanggal] = day
            while len(self._days) > self.size:
                self._days.pop(next(iter(self._days)))
        return day
