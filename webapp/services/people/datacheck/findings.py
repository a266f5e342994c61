"""What the check of data may find: the kinds, and one finding as all parts of the check give it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """Kinds of finding, the gravest first."""

    TUGAS_TANPA_PEMEGANG = "tugas-tanpa-pemegang"
    TANPA_PENILAI = "tanpa-penilai"
    KEBERATAN_TANPA_ATASAN = "keberatan-tanpa-atasan"
    PENILAI_TIDAK_MENJABAT = "penilai-tidak-menjabat"
    TANPA_JABATAN = "tanpa-jabatan"
    KEPALA_KOSONG = "kepala-kosong"
    PLT_DAN_DEFINITIF = "plt-dan-definitif"
    SEGERA_BERAKHIR = "segera-berakhir"
    RENTANG_LEBAR = "rentang-lebar"
    AKUN_TANPA_PEGAWAI = "akun-tanpa-pegawai"
    PEGAWAI_TANPA_AKUN = "pegawai-tanpa-akun"
    TANPA_VERIFIKATOR = "tanpa-verifikator"


INFORMATIVE: Final = frozenset({Kind.TANPA_VERIFIKATOR})
"""Kinds that are no problem: good to know."""

WIDEST: Final = 100
"""How many employees one evaluator may have before it is a finding."""


@dataclass(frozen=True)
class Finding:
    """One thing that was found: about a person or a unit, or about an account or a step. `since` None: unknown."""

    kind: Kind
    nama: str
    teks: str
    since: date | None = None
    nip: str = ""
    pegawai_id: int | None = None
    unit_id: int | None = None
    step: tuple[int, str] | None = None
