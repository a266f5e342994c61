"""The identity block of a document, frozen on the document's date.

Name, rank, post and unit as they stood then: a later promotion does not reach back into a set SKP.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Pihak:
    """One column of the identity block. The evaluator may be without NIP and rank (Kepala Daerah)."""

    nama: str
    nip: str | None
    pangkat: str | None
    jabatan: str
    unit_kerja: str


@dataclass(frozen=True)
class Cuplikan:
    """Both columns with the agency and the period of assessment (both days included)."""

    instansi: str
    pegawai: Pihak
    penilai: Pihak
    mulai: date
    terakhir: date
