"""Education and titles: what somebody in a post has studied, and how that stands around the name."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from webapp.domain.jabatan import JenisJabatan, JenjangJf
from webapp.domain.pangkat import PANGKAT_PNS
from webapp.examples.kota_besar.plan import PlannedPost

GRADES = tuple(PANGKAT_PNS)
_AT: Mapping[str, int] = {grade: number for number, grade in enumerate(GRADES)}


class Schooling(IntEnum):
    """How far somebody went."""

    SCHOOL = 1
    DIPLOMA = 2
    DEGREE = 3


FIRST_GRADE: Mapping[Schooling, int] = {
    Schooling.SCHOOL: _AT["II/a"],
    Schooling.DIPLOMA: _AT["II/c"],
    Schooling.DEGREE: _AT["III/a"],
}
"""The grade of a PNS on the first day, as a place in `GRADES`."""

CONTRACT_GRADE: Mapping[Schooling, str] = {
    Schooling.SCHOOL: "V",
    Schooling.DIPLOMA: "VII",
    Schooling.DEGREE: "IX",
}
"""The grade of a PPPK."""

_KIND: Mapping[JenisJabatan, tuple[str, str]] = {
    JenisJabatan.JPT_MADYA: ("IV/d", "IV/e"),
    JenisJabatan.JPT_PRATAMA: ("IV/b", "IV/d"),
    JenisJabatan.ADMINISTRATOR: ("III/d", "IV/b"),
    JenisJabatan.PENGAWAS: ("III/c", "IV/a"),
}
_LEVEL: Mapping[JenjangJf, tuple[str, str]] = {
    JenjangJf.PEMULA: ("II/a", "II/a"),
    JenjangJf.TERAMPIL: ("II/c", "II/d"),
    JenjangJf.MAHIR: ("III/a", "III/b"),
    JenjangJf.PENYELIA: ("III/c", "III/d"),
    JenjangJf.AHLI_PERTAMA: ("III/a", "III/b"),
    JenjangJf.AHLI_MUDA: ("III/c", "III/d"),
    JenjangJf.AHLI_MADYA: ("IV/a", "IV/c"),
    JenjangJf.AHLI_UTAMA: ("IV/d", "IV/e"),
}
_CLERK: Mapping[Schooling, tuple[str, str]] = {
    Schooling.SCHOOL: ("II/a", "III/b"),
    Schooling.DIPLOMA: ("II/c", "III/c"),
    Schooling.DEGREE: ("III/a", "III/d"),
}
_DEGREES: Mapping[str, tuple[str, ...]] = {
    "guru": ("S.Pd.", "S.Pd.", "S.Pd.", "S.Pd.I.", "S.Si."),
    "keuangan": ("S.E.", "S.E.", "S.Ak.", "S.H."),
    "hukum": ("S.H.", "S.IP."),
    "teknis": ("S.T.", "S.T.", "S.Si.", "S.P."),
    "lapangan": ("S.IP.", "S.H.", "S.Sos.", "S.STP."),
    "perawat": ("S.Kep., Ns.",),
    "bidan": ("S.Tr.Keb.", "S.Keb."),
    "kesehatan": ("S.K.M.", "S.Farm., Apt.", "S.Gz."),
    "umum": ("S.E.", "S.Sos.", "S.AP.", "S.H.", "S.Kom.", "S.IP."),
}
_DIPLOMAS = {
    "perawat": "A.Md.Kep.",
    "bidan": "A.Md.Keb.",
    "teknis": "A.Md.T.",
    "kesehatan": "A.Md.Kes.",
}
_MASTERS = {"guru": "M.Pd.", "teknis": "M.T.", "hukum": "M.H.", "dokter": "M.Kes.", "kesehatan": "M.Kes."}
_DOCTORS = {"dokter": "dr.", "dokter gigi": "drg."}
_SPECIALISTS = ("Sp.A.", "Sp.B.", "Sp.PD.", "Sp.OG.", "Sp.An.")


@dataclass(frozen=True)
class Titles:
    """Titles before and behind a name; empty where there are none."""

    front: str = ""
    back: str = ""


def schooling(rng: random.Random, post: PlannedPost) -> Schooling:
    """What the holder of a post has studied."""
    if post.kind is JenisJabatan.PELAKSANA:
        return rng.choices(list(Schooling), (40, 20, 40))[0]
    if post.level is JenjangJf.PEMULA:
        return Schooling.SCHOOL
    is_skilled = post.level in (JenjangJf.TERAMPIL, JenjangJf.MAHIR, JenjangJf.PENYELIA)
    return Schooling.DIPLOMA if is_skilled else Schooling.DEGREE


def grade_of(rng: random.Random, post: PlannedPost, learned: Schooling) -> int:
    """The present grade of a PNS in a post, as a place in `GRADES`."""
    if post.kind is JenisJabatan.JF and post.level is not None:
        low, high = _LEVEL[post.level]
    else:
        low, high = _KIND[post.kind] if post.kind in _KIND else _CLERK[learned]
    return rng.randint(_AT[low], _AT[high])


def titles(rng: random.Random, post: PlannedPost, learned: Schooling) -> Titles:
    """Titles that fit the line of work; heads hold a second degree more often than others."""
    if learned is Schooling.SCHOOL:
        return Titles()
    if learned is Schooling.DIPLOMA:
        return Titles(back=_DIPLOMAS.get(post.line, "A.Md."))
    master = _MASTERS.get(post.line, rng.choice(("M.M.", "M.Si.", "M.AP.")))
    has_master = rng.random() < (0.7 if post.leads else 0.08)
    if post.line in _DOCTORS:
        is_specialist = post.level in (JenjangJf.AHLI_MUDA, JenjangJf.AHLI_MADYA) and not post.leads
        back = rng.choice(_SPECIALISTS) if is_specialist and post.line == "dokter" else ""
        return Titles(_DOCTORS[post.line], back or (master if has_master else ""))
    degree = rng.choice(_DEGREES.get(post.line, _DEGREES["umum"]))
    front = "Dr." if post.kind is JenisJabatan.JPT_PRATAMA and rng.random() < 0.2 else ""
    return Titles(front, f"{degree}, {master}" if has_master else degree)
