"""Hints for a verifikator who approves many entries at once: which ones are worth a look, and why.

A hint decides nothing. It names what is unusual in the entry itself, and draws a small sample of the rest that is the
same each time the list is opened. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Petunjuk(StrEnum):
    """Why an entry is worth a look."""

    TERLAMBAT = "TERLAMBAT"
    VOLUME_BESAR = "VOLUME_BESAR"
    HARI_LIBUR = "HARI_LIBUR"
    PENUH = "PENUH"
    CONTOH = "CONTOH"


@dataclass(frozen=True)
class CalonSampel:
    """An entry as far as hints need it; `biasa` is the person's usual volume of this item (None: never done before)."""

    id: int
    terlambat: bool
    hari_libur: bool
    volume: int
    biasa: int | None
    menit_sehari: int
    batas_harian: int


def petunjuk(calon: CalonSampel, setiap: int = 10) -> frozenset[Petunjuk]:
    """The hints of one entry; one of `setiap` entries without any is drawn as a sample."""
    ada = set()
    if calon.terlambat:
        ada.add(Petunjuk.TERLAMBAT)
    if calon.hari_libur:
        ada.add(Petunjuk.HARI_LIBUR)
    if calon.biasa is not None and calon.volume > 3 * calon.biasa:
        ada.add(Petunjuk.VOLUME_BESAR)
    if calon.menit_sehari * 10 >= calon.batas_harian * 9:
        ada.add(Petunjuk.PENUH)
    if not ada and int(hashlib.sha256(str(calon.id).encode()).hexdigest(), 16) % setiap == 0:
        ada.add(Petunjuk.CONTOH)
    return frozenset(ada)


def sampel(daftar: Iterable[CalonSampel], setiap: int = 10) -> dict[int, frozenset[Petunjuk]]:
    """The hints by entry; entries without one are left out."""
    return {satu.id: tanda for satu in daftar if (tanda := petunjuk(satu, setiap))}
