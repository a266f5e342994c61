"""Signs in what people did that somebody else did it for them: handed in before it can be read, one device for many.

A sign is for people to look at and proves nothing: an office may share one computer, and somebody may know the own
document by heart. Nothing here decides about anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from webapp.domain.penyuntingan import Sunting

SEBELUMNYA = timedelta(hours=12)
"""Editing of the same account that ended within this time before counts as having had the document open."""


@dataclass(frozen=True)
class Perbuatan:
    """An act: by which account of which employee, about which SKP (if any), on which device, when.

    `detik`: how long the page was open; None where nobody knows. `mengajukan`: whether the act hands an own SKP in.
    """

    akun_id: int
    pegawai_id: int
    skp_id: int | None
    perangkat: str
    pada: datetime
    detik: int | None = None
    mengajukan: bool = False


@dataclass(frozen=True)
class PerangkatBersama:
    """Accounts of several employees that acted on one device on one day."""

    perangkat: str
    hari: date
    akun: tuple[int, ...]
    skp: tuple[int, ...]
    dari: datetime
    sampai: datetime


def diajukan_cepat(
    perbuatan: Iterable[Perbuatan], sunting: Iterable[Sunting], *, detik: int
) -> list[Perbuatan]:
    """Submissions less than `detik` seconds after the document was opened, in the order of their moments.

    Opened is the page, or the own editing shortly before, whichever was earlier.
    """
    mulai: dict[tuple[int, int], list[Sunting]] = defaultdict(list)
    for satu in sunting:
        mulai[satu.akun_id, satu.skp_id].append(satu)
    return sorted(
        (
            satu
            for satu in perbuatan
            if satu.mengajukan and satu.detik is not None and satu.skp_id is not None
            and _lama(satu, satu.detik, mulai[satu.akun_id, satu.skp_id]) < timedelta(seconds=detik)
        ),
        key=lambda satu: (satu.pada, satu.akun_id),
    )  # fmt: skip


def _lama(satu: Perbuatan, detik: int, sunting: Iterable[Sunting]) -> timedelta:
    """For how long the document was open when it was handed in."""
    dibuka = satu.pada - timedelta(seconds=detik)
    lebih_awal = [
        one.mulai for one in sunting if satu.pada - SEBELUMNYA <= one.terakhir and one.mulai <= satu.pada
    ]
    return satu.pada - min([dibuka, *lebih_awal])


def perangkat_bersama(perbuatan: Iterable[Perbuatan], *, nip: int, zona: ZoneInfo) -> list[PerangkatBersama]:
    """Devices on which accounts of at least `nip` employees acted on one day, one finding for each device and day."""
    milik: dict[tuple[date, str], list[Perbuatan]] = defaultdict(list)
    for satu in perbuatan:
        milik[satu.pada.astimezone(zona).date(), satu.perangkat].append(satu)
    return [
        PerangkatBersama(
            perangkat,
            hari,
            tuple(sorted({satu.akun_id for satu in semua})),
            tuple(sorted({satu.skp_id for satu in semua if satu.skp_id is not None})),
            min(satu.pada for satu in semua),
            max(satu.pada for satu in semua),
        )
        for (hari, perangkat), semua in sorted(milik.items())
        if len({satu.pegawai_id for satu in semua}) >= nip
    ]
