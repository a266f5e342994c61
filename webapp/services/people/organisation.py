"""The organisation on one day, held in memory: who evaluates and verifies whom, and who belongs to which OPD.

Loaded once per day and version: any change of an organisation row raises the version in the same transaction, so a
decree that is committed is seen by the next action. Nothing about people is copied onto cases or work items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock

from sqlalchemy.orm import Session

from webapp.domain.organisasi import (
    BaganOrganisasi,
    Lingkup,
    Unit,
    Urusan,
    opd_pegawai,
    opd_unit,
    unit_ke_atas,
)
from webapp.domain.penilai import Penilai, PenilaiHasil, atasan_penilai, tentukan_penilai
from webapp.domain.rekan import rekan_seunit
from webapp.domain.verifikator import tentukan_verifikator
from webapp.storage.queries import muat_organisasi, versi_organisasi

from .long_lived import settle

ByHolder = Mapping[int | None, tuple[int, ...]]
"""Employees by the id of who holds a role over them; None holds those of the Kepala Daerah."""

SPANS = 3
"""Spans of days that are kept: from the beginning of a month that is still open until today."""

LARGE = 2_000
"""Postings from which on a chart is worth being told apart from what requests leave behind."""

Answers = dict[tuple[int, Urusan | None], PenilaiHasil]
"""Answers by employee and matter."""

KEPT = 512
"""Answers of one kind that are kept. One is found in twenty microseconds; 15,000 would weigh more than they help."""

OTHER = "*"
"""Stands for every process or kind of step that no mandate names."""


@dataclass(frozen=True)
class OrganisationDay:
    """One version of the organisation on one day. The last answers are kept, as many as one page asks for."""

    versi: int
    tanggal: date
    bagan: BaganOrganisasi

    @cached_property
    def _penilai(self) -> Answers:
        return {}

    @cached_property
    def _atasan(self) -> Answers:
        return {}

    @cached_property
    def _verifikator(self) -> Answers:
        return {}

    def penilai(self, pegawai_id: int, urusan: Urusan | None = None) -> PenilaiHasil:
        """The evaluator of an employee on the day, in a matter where one is named, with the reason."""
        key = (pegawai_id, self._seen(urusan))
        return _kept(
            self._penilai, key, lambda: tentukan_penilai(pegawai_id, self.tanggal, self.bagan, urusan=key[1])
        )

    def atasan_penilai(self, pegawai_id: int) -> PenilaiHasil:
        """The superior of an employee's evaluator on the day, with the reason."""
        key = (pegawai_id, None)
        return _kept(self._atasan, key, lambda: atasan_penilai(pegawai_id, self.tanggal, self.bagan))

    def verifikator(self, pegawai_id: int, urusan: Urusan | None = None) -> PenilaiHasil:
        """Who verifies an employee's daily work on the day, with the reason."""
        key = (pegawai_id, self._seen(urusan))
        return _kept(
            self._verifikator, key, lambda: tentukan_verifikator(pegawai_id, self.tanggal, self.bagan, key[1])
        )

    @cached_property
    def dinilai_oleh(self) -> ByHolder:
        """Whom somebody evaluates in any matter."""
        return self._by_holder(self.penilai)

    @cached_property
    def diverifikasi_oleh(self) -> ByHolder:
        """Whom somebody verifies in any matter."""
        return self._by_holder(self.verifikator)

    @cached_property
    def di_atas_oleh(self) -> ByHolder:
        """Above whose evaluator somebody stands."""
        return self._by_holder(lambda pegawai_id, _urusan: self.atasan_penilai(pegawai_id))

    def _by_holder(self, ask: Callable[[int, Urusan | None], PenilaiHasil]) -> ByHolder:
        """One question serves all colleagues of a unit; whoever is not just one of many is asked about alone."""
        found: dict[int | None, list[int]] = defaultdict(list)
        of_unit: dict[int, set[int | None]] = {}
        plain = rekan_seunit(self.bagan, self.tanggal)
        for pegawai_id in sorted({satu.pegawai_id for satu in self.bagan.daftar_penugasan}):
            unit = plain.get(pegawai_id)
            holders = None if unit is None else of_unit.get(unit)
            if holders is None:
                answers = (ask(pegawai_id, urusan) for urusan in self._matters)
                holders = {hasil.penilai_id for hasil in answers if isinstance(hasil, Penilai)}
                if unit is not None:
                    of_unit[unit] = holders
            for holder in holders:
                found[holder].append(pegawai_id)
        return {holder: tuple(people) for holder, people in found.items()}

    # -- scopes -------------------------------------------------------------------------------------------

    @cached_property
    def _scopes(self) -> tuple[frozenset[str], frozenset[str]]:
        """Every process, and every kind of step, that some mandate names."""
        scopes = list(self._limited())
        return (
            frozenset(name for scope in scopes for name in scope.proses),
            frozenset(name for scope in scopes for name in scope.langkah),
        )

    def _limited(self) -> Iterator[Lingkup]:
        bagan = self.bagan
        for rows in (
            bagan.daftar_penugasan, bagan.daftar_penetapan_khusus, bagan.daftar_delegasi, bagan.daftar_verifikator
        ):  # fmt: skip
            yield from (row.lingkup for row in rows if not row.lingkup.penuh)

    @property
    def has_scopes(self) -> bool:
        """Whether some mandate of the day holds for a part of the matters only."""
        return any(self._scopes)

    @cached_property
    def _matters(self) -> tuple[Urusan | None, ...]:
        """One matter for each way in which scopes can tell matters apart, and the general question."""
        processes, steps = self._scopes
        if not processes and not steps:
            return (None,)
        every = tuple(Urusan(p, s) for p in (*sorted(processes), OTHER) for s in (*sorted(steps), OTHER))
        return (None, *every)

    def _seen(self, urusan: Urusan | None) -> Urusan | None:
        """The matter as scopes see it, so that answers are kept once for all that they do not tell apart."""
        processes, steps = self._scopes
        if urusan is None or (not processes and not steps):
            return None
        return Urusan(
            urusan.proses if urusan.proses in processes else OTHER,
            urusan.langkah if urusan.langkah in steps else OTHER,
        )

    # -- OPD ----------------------------------------------------------------------------------------------

    def opd(self, pegawai_id: int) -> int | None:
        """The unit right below the whole region in which an employee serves; None without a post."""
        return opd_pegawai(pegawai_id, self.tanggal, self.bagan)

    def opd_of_unit(self, unit_id: int) -> int:
        """The unit right below the whole region to which a unit belongs; itself at the top."""
        return opd_unit(unit_id, self.tanggal, self.bagan)

    def above(self, unit_id: int) -> Iterator[Unit]:
        """A unit and those above it, nearest first."""
        return unit_ke_atas(unit_id, self.tanggal, self.bagan)

    @cached_property
    def anggota_opd(self) -> Mapping[int, frozenset[int]]:
        """Employees by OPD."""
        found: dict[int, set[int]] = defaultdict(set)
        for pegawai_id in {satu.pegawai_id for satu in self.bagan.daftar_penugasan}:
            opd = self.opd(pegawai_id)
            if opd is not None:
                found[opd].add(pegawai_id)
        return {opd: frozenset(people) for opd, people in found.items()}


def _kept(answers: Answers, key: tuple[int, Urusan | None], find: Callable[[], PenilaiHasil]) -> PenilaiHasil:
    found = answers.get(key)
    if found is None:
        found = find()
        if len(answers) >= KEPT:
            answers.clear()
        answers[key] = found
    return found


class OrganisationCache:
    """The latest version of a few days."""

    def __init__(self, size: int = 16) -> None:
        self.size = size
        self._days: dict[date, OrganisationDay] = {}
        self._spans: dict[tuple[date, date], dict[date, OrganisationDay]] = {}
        self._lock = Lock()

    def day(self, session: Session, tanggal: date, versi: int | None = None) -> OrganisationDay:
        """The organisation on a day, as this transaction sees it. `versi`, where the caller has just read it."""
        versi = versi_organisasi(session) if versi is None else versi
        held = self._days.get(tanggal)
        if held is not None and held.versi == versi:
            return held
        day = OrganisationDay(versi, tanggal, muat_organisasi(session, tanggal))
        with self._lock:
            self._days = {key: one for key, one in self._days.items() if one.versi >= versi}
            self._days[tanggal] = day
            while len(self._days) > self.size:
                self._days.pop(next(iter(self._days)))
        self._settle(day.bagan)
        return day

    def day_of_span(
        self, session: Session, tanggal: date, span: tuple[date, date], versi: int
    ) -> OrganisationDay:
        """The same for one of the many days of a span (its end not included), which is read by one load.

        Such a day answers who stands above whom; its chart also holds what is in force on other days of the span, so
        lists of everybody are to be asked of `day`.
        """
        held = self._spans.get(span)
        first = None if held is None else next(iter(held.values()))
        if held is None or first is None or first.versi != versi:
            first = OrganisationDay(versi, span[0], muat_organisasi(session, *span))
            held = {span[0]: first}
            with self._lock:
                self._spans = {
                    key: days
                    for key, days in self._spans.items()
                    if key[1] >= span[1] and all(day.versi >= versi for day in list(days.values()))
                }
                self._spans[span] = held
                while len(self._spans) > SPANS:
                    self._spans.pop(next(iter(self._spans)))
            self._settle(first.bagan)
        if tanggal not in held:
            held[tanggal] = OrganisationDay(versi, tanggal, first.bagan)
        return held[tanggal]

    def _settle(self, bagan: BaganOrganisasi) -> None:
        """Take a large chart out of the collector's sight."""
        if len(bagan.daftar_penugasan) >= LARGE:
            settle()
