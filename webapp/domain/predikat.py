"""The words of an evaluation: ratings, the five predikat, and the result of an organisation.

Holds their printed names and reads the spellings that people and other systems write. Which predikat follows from
which ratings is the table `kuadran_predikat`, not this module.
"""

import re
from collections.abc import Mapping
from enum import StrEnum


class Rating(StrEnum):
    """A judgement against what was expected, for results and for behaviour alike [PermenPANRB 6/2022]."""

    DI_ATAS_EKSPEKTASI = "DI_ATAS_EKSPEKTASI"
    SESUAI_EKSPEKTASI = "SESUAI_EKSPEKTASI"
    DI_BAWAH_EKSPEKTASI = "DI_BAWAH_EKSPEKTASI"


class Predikat(StrEnum):
    """What an evaluation ends in, from best to worst [PermenPANRB 6/2022; SE MenPANRB 3/2023]."""

    SANGAT_BAIK = "SANGAT_BAIK"
    BAIK = "BAIK"
    BUTUH_PERBAIKAN = "BUTUH_PERBAIKAN"
    KURANG = "KURANG"
    SANGAT_KURANG = "SANGAT_KURANG"


class CapaianOrganisasi(StrEnum):
    """The result of a unit in one period, from best to worst [SE MenPANRB 3/2023]."""

    ISTIMEWA = "ISTIMEWA"
    BAIK = "BAIK"
    BUTUH_PERBAIKAN = "BUTUH_PERBAIKAN"
    KURANG = "KURANG"
    SANGAT_KURANG = "SANGAT_KURANG"


NAMA_RATING: Mapping[Rating, str] = {
    Rating.DI_ATAS_EKSPEKTASI: "Di atas ekspektasi",
    Rating.SESUAI_EKSPEKTASI: "Sesuai ekspektasi",
    Rating.DI_BAWAH_EKSPEKTASI: "Di bawah ekspektasi",
}

NAMA_PREDIKAT: Mapping[Predikat, str] = {
    Predikat.SANGAT_BAIK: "Sangat Baik",
    Predikat.BAIK: "Baik",
    Predikat.BUTUH_PERBAIKAN: "Butuh Perbaikan",
    Predikat.KURANG: "Kurang/misconduct",
    Predikat.SANGAT_KURANG: "Sangat Kurang",
}

NAMA_CAPAIAN: Mapping[CapaianOrganisasi, str] = {
    CapaianOrganisasi.ISTIMEWA: "Istimewa",
    CapaianOrganisasi.BAIK: "Baik",
    CapaianOrganisasi.BUTUH_PERBAIKAN: "Butuh Perbaikan",
    CapaianOrganisasi.KURANG: "Kurang",
    CapaianOrganisasi.SANGAT_KURANG: "Sangat Kurang",
}

# Spellings that the instruments and other systems use, besides the enumeration's own words.
_CUKUP = ("CUKUP", "BUTUH_PERBAIKAN_CUKUP", "CUKUP_BUTUH_PERBAIKAN")  # PP 30/2019 Pasal 41 says "Cukup"
_MISCONDUCT = ("MISCONDUCT", "KURANG_MISCONDUCT", "KURANG_MISONDUCT")
_PREDIKAT_LAIN: Mapping[str, Predikat] = {
    **dict.fromkeys(_CUKUP, Predikat.BUTUH_PERBAIKAN),
    **dict.fromkeys(_MISCONDUCT, Predikat.KURANG),
}
_RATING_LAIN: Mapping[str, Rating] = {
    "DI_ATAS": Rating.DI_ATAS_EKSPEKTASI,
    "SESUAI": Rating.SESUAI_EKSPEKTASI,
    "DI_BAWAH": Rating.DI_BAWAH_EKSPEKTASI,
}


def baca_rating(teks: str) -> Rating | None:
    """The rating that a text names, in any usual spelling; None when it names none."""
    kata = _kata(teks)
    return Rating(kata) if kata in Rating.__members__ else _RATING_LAIN.get(kata)


def baca_predikat(teks: str) -> Predikat | None:
    """The predikat that a text names ("Cukup" is Butuh Perbaikan, "misconduct" is Kurang); None when it names none."""
    kata = _kata(teks)
    return Predikat(kata) if kata in Predikat.__members__ else _PREDIKAT_LAIN.get(kata)


def baca_capaian(teks: str) -> CapaianOrganisasi | None:
    """The result of a unit that a text names ("Cukup" is Butuh Perbaikan); None when it names none."""
    kata = _kata(teks)
    if kata in _CUKUP:
        return CapaianOrganisasi.BUTUH_PERBAIKAN
    return CapaianOrganisasi(kata) if kata in CapaianOrganisasi.__members__ else None


def kunci_bentuk(nilai: Predikat | CapaianOrganisasi) -> str:
    """The key under which screens and documents know a value's colour and shape: "sangat-baik"."""
    return nilai.value.lower().replace("_", "-")


def _kata(teks: str) -> str:
    """Letters only, in capitals, words joined by one underscore."""
    return re.sub(r"[^A-Z]+", "_", teks.upper()).strip("_")
