"""Codes and words by which the personnel system tells kinds of people, posts and units."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from webapp.domain.jabatan import JenisJabatan, JenjangJf
from webapp.domain.nip import JenisAsn, Nip, baca_nip
from webapp.services.people.imports.records import Record
from webapp.storage.organisasi import JenisPegawai

_STRUCTURAL, _FUNCTIONAL, _GENERAL = "1", "2", "4"
"""Values of jenisJabatanId: structural, functional, and general staff (pelaksana)."""

_LEVELS: Final[Mapping[str, JenisJabatan]] = {
    "I": JenisJabatan.JPT_MADYA,
    "1": JenisJabatan.JPT_MADYA,
    "II": JenisJabatan.JPT_PRATAMA,
    "2": JenisJabatan.JPT_PRATAMA,
    "III": JenisJabatan.ADMINISTRATOR,
    "3": JenisJabatan.ADMINISTRATOR,
    "IV": JenisJabatan.PENGAWAS,
    "4": JenisJabatan.PENGAWAS,
}
"""The old eselon, in Roman numbers or as the first digit of its code, to the kind of post."""

_JF: Final[Mapping[str, JenjangJf]] = {
    **{level.value.replace("_", " "): level for level in JenjangJf},
    "PERTAMA": JenjangJf.AHLI_PERTAMA,
    "MUDA": JenjangJf.AHLI_MUDA,
    "MADYA": JenjangJf.AHLI_MADYA,
    "UTAMA": JenjangJf.AHLI_UTAMA,
    "PELAKSANA PEMULA": JenjangJf.PEMULA,
    "PELAKSANA": JenjangJf.TERAMPIL,
    "PELAKSANA LANJUTAN": JenjangJf.MAHIR,
}

_UNITS: Final = (
    "Sekretariat Daerah", "Sekretariat", "Inspektorat", "Dinas", "Badan", "Kecamatan", "Kelurahan", "Bidang", "Bagian",
    "Subbagian", "Subbidang", "Seksi", "UPTD", "Puskesmas", "RSUD", "Satuan", "Pemerintah",
)  # fmt: skip
"""First words of a unit's name that say what it is."""


def level_of_eselon(said: str) -> JenisJabatan | None:
    """The managerial kind of an eselon: "II.b", "22", "III/a"; None for none of these."""
    found = re.match(r"(IV|III|II|I)\b|([1-4])(?:[1-5])?$", said.strip().upper())
    return _LEVELS[found[1] or found[2]] if found else None


def kind_of_post(jenis_jabatan_id: str, eselon: str) -> JenisJabatan | None:
    """The kind of post by jenisJabatanId and, for a structural one, its eselon."""
    if jenis_jabatan_id == _FUNCTIONAL:
        return JenisJabatan.JF
    if jenis_jabatan_id == _GENERAL:
        return JenisJabatan.PELAKSANA
    return level_of_eselon(eselon) if jenis_jabatan_id == _STRUCTURAL else None


def level_of_jf(said: str, name: str) -> JenjangJf | None:
    """The level of a functional post: as it is said, else as the post's name ends."""
    plain = " ".join(said.upper().replace("_", " ").split())
    if plain in _JF:
        return _JF[plain]
    ending = name.upper()
    fitting = [words for words in _JF if ending.endswith(f" {words}")]
    return _JF[max(fitting, key=len)] if fitting else None


def kind_of_unit(name: str) -> str:
    """What a unit is called by the beginning of its name."""
    return next((word for word in _UNITS if name.casefold().startswith(word.casefold())), "Unit")


def folded(text: str | None) -> str:
    """A name for comparing: blanks and capitals do not count."""
    return " ".join((text or "").split()).casefold()


def kind_of_person(record: Record, nip: str, held: JenisPegawai | None) -> JenisPegawai:
    """PNS, CPNS or PPPK as the record says in words; else as we have it; else by the number."""
    said = record.get("statusPegawai", "jenisPegawaiId").upper()
    for kind in (JenisPegawai.PPPK, JenisPegawai.CPNS, JenisPegawai.PNS):
        if kind.value in said:
            return kind
    number = baca_nip(nip)
    by_number = number.jenis if isinstance(number, Nip) else JenisAsn.PNS
    if held is not None and held.jenis_asn is by_number:
        return held
    return JenisPegawai.PPPK if by_number is JenisAsn.PPPK else JenisPegawai.PNS


def post_code(unit: str, name: str) -> str:
    """The code of a post that the personnel system names only by unit and name: readable, and always the same."""
    digest = sha256(f"{unit}|{folded(name)}".encode()).hexdigest()[:12]
    words = re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-")[:40].strip("-")
    return f"{words}-{digest}" if words else f"J-{digest}"
