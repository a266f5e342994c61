"""Figures about few people: a number about fewer than five is never told, nor can it be found by subtraction.

The people of a group fall into cells, each into one. What is published of them is a coarser division into blocks: cells
that are told, and one block of all that are not. Every number that can be computed from what is published is then a
sum of blocks, so it is enough that no block is about one to four people [AC-K-10].
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

FEWEST: Final = 5
"""People below which a number is not told."""

Kunci = TypeVar("Kunci", bound=Hashable)


@dataclass(frozen=True)
class Terkabur(Generic[Kunci]):
    """What may be published of a group: its size (None: too few), the cells that are told, and those that are not."""

    jumlah: int | None
    tampil: Mapping[Kunci, int]
    tertutup: frozenset[Kunci]

    @property
    def jumlah_tertutup(self) -> int:
        """How many people are in the block of cells that are not told; anybody can compute it."""
        return 0 if self.jumlah is None else self.jumlah - sum(self.tampil.values())


def kaburkan(sel: Mapping[Kunci, int], paling_sedikit: int = FEWEST) -> Terkabur[Kunci]:
    """Divide a group into what is told and what is not. `sel`: people by cell, each person in one.

    Small cells are closed; while those together are too few, or only one, the smallest of the others joins them. An
    empty cell is told unless it has to hide another.
    """
    jumlah = sum(sel.values())
    if jumlah == 0:
        return Terkabur(0, dict(sel), frozenset())
    if jumlah < paling_sedikit:
        return Terkabur(None, {}, frozenset(sel))
    tertutup = [kunci for kunci, orang in sel.items() if 0 < orang < paling_sedikit]
    lain = sorted(
        (kunci for kunci in sel if kunci not in tertutup and sel[kunci]), key=lambda kunci: -sel[kunci]
    )
    lain = [
        kunci for kunci in sel if not sel[kunci]
    ] + lain  # the smallest one is last; empty ones hide only at the end
    while tertutup and lain and (len(tertutup) < 2 or sum(sel[kunci] for kunci in tertutup) < paling_sedikit):
        tertutup.append(lain.pop())
    return Terkabur(
        jumlah, {kunci: n for kunci, n in sel.items() if kunci not in tertutup}, frozenset(tertutup)
    )
