"""Posts: their kinds, their order, and which track of the SKP they take.

A post is a place in a unit, not a person. Who holds it, and when, is told in `organisasi`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Id = int
"""Key of a row of the organisation's tables."""


class JenisJabatan(StrEnum):
    """Kinds of post [UU 20/2023]: managerial from JPT to pengawas, then pelaksana and functional (JF)."""

    JPT_MADYA = "JPT_MADYA"
    JPT_PRATAMA = "JPT_PRATAMA"
    ADMINISTRATOR = "ADMINISTRATOR"
    PENGAWAS = "PENGAWAS"
    PELAKSANA = "PELAKSANA"
    JF = "JF"


class JenjangJf(StrEnum):
    """Levels of a functional post: four of skill (keterampilan), four of expertise (keahlian)."""

    PEMULA = "PEMULA"
    TERAMPIL = "TERAMPIL"
    MAHIR = "MAHIR"
    PENYELIA = "PENYELIA"
    AHLI_PERTAMA = "AHLI_PERTAMA"
    AHLI_MUDA = "AHLI_MUDA"
    AHLI_MADYA = "AHLI_MADYA"
    AHLI_UTAMA = "AHLI_UTAMA"


class Jalur(StrEnum):
    """Tracks of the SKP: heads (form with perspektif) and all others (form with aspek)."""

    JPT_PUKM = "JPT_PUKM"
    JA_JF = "JA_JF"


NAMA_JALUR: Mapping[Jalur, str] = {
    Jalur.JPT_PUKM: "Pejabat Pimpinan Tinggi dan Pimpinan Unit Kerja Mandiri",
    Jalur.JA_JF: "Pejabat Administrasi dan Pejabat Fungsional",
}
"""How the title of the forms names the two tracks."""


@dataclass(frozen=True)
class Jabatan:
    """A post. `pukm` marks the head of a self-standing unit (camat, direktur RSUD, kepala puskesmas)."""

    id: Id
    nama: str
    unit_id: Id
    jenis: JenisJabatan
    jenjang: JenjangJf | None = None
    pukm: bool = False


_PERINGKAT = {
    JenisJabatan.JPT_MADYA: 5,
    JenisJabatan.JPT_PRATAMA: 4,
    JenisJabatan.ADMINISTRATOR: 3,
    JenisJabatan.PENGAWAS: 2,
    JenisJabatan.PELAKSANA: 1,
    JenisJabatan.JF: 1,
}


def peringkat(jenis: JenisJabatan) -> int:
    """Managerial height of a kind of post; non-managerial kinds share the lowest."""
    return _PERINGKAT[jenis]


def sekurangnya_pengawas(jabatan: Jabatan) -> bool:
    """Whether the holder may evaluate by the post alone: pengawas or above [PermenPANRB 6/2022 Pasal 1].

    The head of a self-standing unit may, also from a functional post: the unit is that person's to lead.
    """
    return jabatan.pukm or peringkat(jabatan.jenis) >= peringkat(JenisJabatan.PENGAWAS)


def jalur_skp(jabatan: Jabatan) -> Jalur:
    """The track of the SKP that this post takes [PermenPANRB 6/2022, SKP forms]."""
    jpt = jabatan.jenis in (JenisJabatan.JPT_MADYA, JenisJabatan.JPT_PRATAMA)
    return Jalur.JPT_PUKM if jpt or jabatan.pukm else Jalur.JA_JF
