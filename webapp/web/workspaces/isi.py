"""What the editor's sections post, and the content it becomes.

Each section has its declared names, its values as they stand, and a function from the old content to the new. All of
it is pure: nothing here asks who writes or stores anything, and nothing is judged, for a draft may be wrong.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from marshmallow import fields

from webapp.domain.jabatan import Jalur
from webapp.domain.skp import Aspek, Bagian, Iki, IsiSkp, Lampiran, Pendekatan, Perspektif, Rhk
from webapp.storage.dialog import PeranHasil

from .page import Post, Text, choice, take

MAX_LINES = 40
"""Lines that a list may hold while it is a draft."""

LISTS = ("dukungan", "skema", "konsekuensi")

Declared = Mapping[str, fields.Field[Any]]


def new_key(letter: str) -> str:
    """A key for a new row; never one that a removed row had."""
    return f"{letter}{secrets.token_hex(4)}"


def find(isi: IsiSkp, kunci: str) -> Rhk | None:
    """The row with this key."""
    return next((rhk for rhk in isi.rhk if rhk.kunci == kunci), None)


# -- one RHK ---------------------------------------------------------------------------------------------------------


def declared_rhk(rhk: Rhk, isi: IsiSkp) -> Declared:
    """The names that the page of this row may post."""
    path = f"rhk.{rhk.kunci}"
    names: dict[str, fields.Field[Any]] = {f"{path}.uraian": Text()}
    if rhk.bagian is Bagian.TAMBAHAN:
        names[f"{path}.penugasan_dari"] = Text()
    if isi.pendekatan is Pendekatan.KUALITATIF:
        return names | {f"{path}.ukuran.{number}": Text() for number in range(MAX_LINES)}
    for iki in rhk.iki:
        names |= _declared_iki(f"{path}.iki.{iki.kunci}", isi.jalur)
    return names


def _declared_iki(path: str, jalur: Jalur) -> Declared:
    classifier: Declared = {f"{path}.aspek": choice(list(Aspek), empty=True)}
    if jalur is Jalur.JPT_PUKM:
        classifier = {f"{path}.perspektif": choice(list(Perspektif), empty=True)}
    return {f"{path}.uraian": Text(), f"{path}.target": Text(), f"{path}.satuan": Text(), **classifier}


def values_rhk(rhk: Rhk) -> dict[str, str]:
    """The row as its page shows it before anything is typed."""
    path = f"rhk.{rhk.kunci}"
    values = {f"{path}.uraian": rhk.uraian, f"{path}.penugasan_dari": rhk.penugasan_dari or ""}
    for iki in rhk.iki:
        own = f"{path}.iki.{iki.kunci}"
        values |= {
            f"{own}.uraian": iki.uraian,
            f"{own}.target": iki.target,
            f"{own}.satuan": iki.satuan,
            f"{own}.aspek": iki.aspek or "",
            f"{own}.perspektif": iki.perspektif or "",
        }
    return values | {f"{path}.ukuran.{number}": line for number, line in enumerate(rhk.ukuran)}


def read_rhk(rhk: Rhk, isi: IsiSkp, post: Post) -> Rhk:
    """The row as posted. Raises `InvalidAnswers`."""
    sent = take(post, declared_rhk(rhk, isi))["rhk"][rhk.kunci]
    own = replace(rhk, uraian=sent["uraian"])
    if rhk.bagian is Bagian.TAMBAHAN:
        own = replace(own, penugasan_dari=sent["penugasan_dari"] or None)
    if isi.pendekatan is Pendekatan.KUALITATIF:
        return replace(own, ukuran=_lines(sent["ukuran"]))
    return replace(own, iki=tuple(_read_iki(iki, sent["iki"][iki.kunci]) for iki in rhk.iki))


def _read_iki(iki: Iki, sent: Mapping[str, str]) -> Iki:
    aspek, perspektif = iki.aspek, iki.perspektif
    if "aspek" in sent:
        aspek = Aspek(sent["aspek"]) if sent["aspek"] else None
    if "perspektif" in sent:
        perspektif = Perspektif(sent["perspektif"]) if sent["perspektif"] else None
    return replace(
        iki,
        uraian=sent["uraian"],
        target=sent["target"],
        satuan=sent["satuan"],
        aspek=aspek,
        perspektif=perspektif,
    )


def with_iki(rhk: Rhk) -> Rhk:
    """The row with one more indicator, still blank."""
    return replace(rhk, iki=(*rhk.iki, Iki(new_key("i"), "")))


def without_iki(rhk: Rhk, kunci: str) -> Rhk:
    """The row without that indicator."""
    return replace(rhk, iki=tuple(iki for iki in rhk.iki if iki.kunci != kunci))


# -- the rows --------------------------------------------------------------------------------------------------------


def put(isi: IsiSkp, rhk: Rhk) -> IsiSkp:
    """The content with this row in the place of the one with its key."""
    return replace(isi, rhk=tuple(rhk if old.kunci == rhk.kunci else old for old in isi.rhk))


def add(isi: IsiSkp, cell: PeranHasil | None) -> tuple[IsiSkp, str]:
    """One more row, and its key: under a result that was handed down, or, without one, in part B (tambahan)."""
    rhk = Rhk(new_key("r"), Bagian.TAMBAHAN, "")
    if cell is not None:
        rhk = replace(
            rhk, bagian=Bagian.UTAMA, rhk_pimpinan=cell.rhk_pimpinan_uraian, rhk_pimpinan_kunci=cell.kunci
        )
    kept = [old for old in (*isi.rhk, rhk) if old.bagian is Bagian.UTAMA]
    rest = [old for old in (*isi.rhk, rhk) if old.bagian is Bagian.TAMBAHAN]
    return replace(isi, rhk=(*kept, *rest)), rhk.kunci


def remove(isi: IsiSkp, kunci: str) -> IsiSkp:
    """The content without that row."""
    return replace(isi, rhk=tuple(rhk for rhk in isi.rhk if rhk.kunci != kunci))


def may_be_removed(isi: IsiSkp, rhk: Rhk, *, is_change: bool = False) -> bool:
    """Whether a row may go: part B always, part A while its result keeps another row, or in an agreed change."""
    if is_change or rhk.bagian is Bagian.TAMBAHAN or rhk.rhk_pimpinan_kunci is None:
        return True
    return sum(other.rhk_pimpinan_kunci == rhk.rhk_pimpinan_kunci for other in isi.rhk_utama) > 1


# -- the annex -------------------------------------------------------------------------------------------------------


def declared_lampiran() -> Declared:
    """The names that the page of the annex may post."""
    return {f"lampiran.{name}.{number}": Text() for name in LISTS for number in range(MAX_LINES)}


def values_lampiran(isi: IsiSkp) -> dict[str, str]:
    """The annex as its page shows it before anything is typed."""
    return {
        f"lampiran.{name}.{number}": line
        for name in LISTS
        for number, line in enumerate(lines_of(isi.lampiran, name))
    }


def lines_of(lampiran: Lampiran, name: str) -> Sequence[str]:
    """One of the three lists."""
    return {"dukungan": lampiran.dukungan, "skema": lampiran.skema, "konsekuensi": lampiran.konsekuensi}[name]


def read_lampiran(isi: IsiSkp, post: Post) -> IsiSkp:
    """The content with the annex as posted. Raises `InvalidAnswers`."""
    sent = take(post, declared_lampiran())["lampiran"]
    lists = {name: _lines(sent[name]) for name in LISTS}
    return replace(isi, lampiran=Lampiran(**lists))


def _lines(sent: Mapping[str, str]) -> tuple[str, ...]:
    """The lines in their order; one that was left blank, or emptied, goes."""
    return tuple(sent[number] for number in sorted(sent, key=int) if sent[number])
