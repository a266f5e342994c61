"""The yearly board as values: where each person stands, what was typed, and one unit's people with its pattern.

There is no field for a predikat: it is what the matrix says of the two ratings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from webapp.domain.distribusi import (
    HasilDistribusi,
    Slot,
    SyaratPola,
    gabungkan,
    pesan_unit_kecil,
)
from webapp.domain.predikat import Predikat, Rating
from webapp.operations.segmen_setahun import SegmenSetahun
from webapp.storage.capaian import CapaianVersi
from webapp.storage.evaluasi import PapanBaris
from webapp.storage.kontrak import KontrakRekomendasi

RATE: Final = "nilai_tahunan"
CONFIRM: Final = "setujui_pengecualian"
AHEAD: Final = "capaian_organisasi"
PREPARED: Final = "evaluasi_tahunan.siapkan"
RESULT_STEP: Final = "capaian_organisasi.tetapkan"
FIELDS: Final = ("hasil_kerja", "alasan_hasil_kerja", "perilaku", "alasan_perilaku", "segmen")
"""What is asked about each person; there is no field for a predikat."""


class Stage(StrEnum):
    """Where a person's yearly evaluation stands, as the board tells it."""

    BELUM = "BELUM"
    MENUNGGU_CAPAIAN = "MENUNGGU_CAPAIAN"
    MENUNGGU_PEGAWAI = "MENUNGGU_PEGAWAI"
    SIAP = "SIAP"
    PENGECUALIAN = "PENGECUALIAN"
    DINILAI = "DINILAI"
    DISAMPAIKAN = "DISAMPAIKAN"


STAGES: Final = {
    "realisasi_akhir": Stage.MENUNGGU_PEGAWAI,
    RATE: Stage.SIAP,
    CONFIRM: Stage.PENGECUALIAN,
    "tanda_tangani_dokumen": Stage.DINILAI,
    "terima_dokumen": Stage.DISAMPAIKAN,
}


@dataclass(frozen=True)
class Typed:
    """Ratings as typed or stored; empty strings where nothing was chosen."""

    hasil_kerja: str = ""
    alasan_hasil_kerja: str = ""
    perilaku: str = ""
    alasan_perilaku: str = ""
    segmen: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Recommended:
    """What the leader of an assignment recommends; the evaluator alone decides."""

    nama: str
    rhk: str
    row: KontrakRekomendasi


@dataclass(frozen=True)
class Row:
    """One person. `step` is the reader's open step as (case, key); `fixed` the rating that the own unit's result gives.

    `typed` is what stands (a draft, or what was handed in), `predikat` what the table says of it; `months` is history
    and computes nothing.
    """

    skp_id: int
    pegawai_id: int
    nama: str
    jabatan: str
    unit_id: int | None
    stage: Stage
    step: tuple[int, str] | None
    capaian: CapaianVersi | None
    fixed: Rating | None
    typed: Typed
    predikat: Predikat | None
    months: Sequence[tuple[int, Predikat]] = ()
    segments: Sequence[SegmenSetahun] = ()
    recommended: Sequence[Recommended] = ()

    @property
    def is_open(self) -> bool:
        """Whether the reader may rate the person now."""
        return self.step is not None


@dataclass(frozen=True)
class Place:
    """How full the class of a person is: people in it, and the most that the pattern allows (None: no bound)."""

    people: int
    most: int | None = None

    @property
    def over(self) -> bool:
        """Whether there are more than allowed."""
        return self.most is not None and self.people > self.most


@dataclass(frozen=True)
class Group:
    """The people of one unit's board, with the pattern of that unit's result.

    `below` are people of small units that are counted here. `hasil` None: no result shapes this board; its `jumlah` are
    all people, also those not yet rated.
    """

    unit_id: int | None
    unit: str
    capaian: CapaianVersi | None
    rows: Sequence[Row]
    counts: Mapping[Predikat, int]
    below: Mapping[Predikat, int]
    hasil: HasilDistribusi | None
    slots: Mapping[Predikat, Slot]
    syarat: SyaratPola

    @property
    def open_rows(self) -> list[Row]:
        """Those who can be handed in now."""
        return [row for row in self.rows if row.is_open]

    @property
    def unrated(self) -> int:
        """How many of them have no two ratings yet; until then a departure is not judged."""
        return sum(row.predikat is None for row in self.open_rows)

    @property
    def all_counts(self) -> dict[Predikat, int]:
        """The whole distribution that is judged."""
        return gabungkan([self.counts, self.below])

    def place(self, row: Row) -> Place | None:
        """Where a person stands in the distribution; None while the person has no two ratings."""
        if row.predikat is None:
            return None
        people, slot = self.all_counts[row.predikat], self.slots.get(row.predikat)
        if slot is None or self.advice:
            return Place(people)
        widest = max(one.paling_banyak for one in self.slots.values())
        return Place(people, slot.paling_banyak if slot.paling_banyak < widest else None)

    @property
    def advice(self) -> str:
        """Why the bounds are only advice; empty where they bind."""
        if self.hasil is None or not self.hasil.unit_kecil:
            return ""
        return pesan_unit_kecil(self.hasil.jumlah, self.syarat)


@dataclass(frozen=True)
class Board:
    """All groups of one evaluator in a year.

    `waiting_for` are units whose result is awaited; `result_due` is the last day to set one.
    """

    tahun: int
    groups: Sequence[Group]
    waiting_for: Sequence[str] = field(default_factory=tuple)
    result_due: date | None = None

    @property
    def rows(self) -> list[Row]:
        """Everybody."""
        return [row for group in self.groups for row in group.rows]


def typed_from(values: Mapping[str, list[str]]) -> Typed:
    """Fields of one person out of a post or a draft."""
    one = {name: (values.get(name) or [""])[-1].strip() for name in FIELDS if name != "segmen"}
    ticked = (text for text in values.get("segmen", ()) if text.isascii() and text.isdecimal())
    return Typed(**one, segmen=frozenset(int(text) for text in ticked if len(text) <= 18))


def typed_of(row: PapanBaris) -> Typed:
    """Fields as they were handed in."""
    return Typed(
        row.hasil_kerja.value, row.alasan_hasil_kerja, row.perilaku.value, row.alasan_perilaku,
        frozenset(int(one["skp_id"]) for one in row.segmen),
    )  # fmt: skip
