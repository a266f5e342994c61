"""What a rule answers when something is wrong.

A violation is a value with a stable code, a sentence for the reader (Indonesian: what is wrong and what to
do), the place it is about and its weight. Nothing here knows a rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Tingkat(StrEnum):
    """Weight of a violation: `TOLAK` refuses the action, `PERINGATAN` lets it pass and is shown."""

    TOLAK = "TOLAK"
    PERINGATAN = "PERINGATAN"


@dataclass(frozen=True)
class Pelanggaran:
    """One broken rule.

    `kode` is stable and dotted ("nip.panjang"); `letak` is the path of the row or field, such as
    "rhk.r1.iki.i2.target", or None when the whole is meant. `usul` is a wording that would mend the field at `letak`;
    it is offered, never put in by itself.
    """

    kode: str
    pesan: str
    letak: str | None = None
    tingkat: Tingkat = Tingkat.TOLAK
    usul: str | None = None


def penolakan(daftar: Iterable[Pelanggaran]) -> list[Pelanggaran]:
    """Those violations that refuse the action."""
    return [satu for satu in daftar if satu.tingkat is Tingkat.TOLAK]


def peringatan(daftar: Iterable[Pelanggaran]) -> list[Pelanggaran]:
    """Those violations that are only shown."""
    return [satu for satu in daftar if satu.tingkat is Tingkat.PERINGATAN]
