"""Which fields of a person read otherwise in a record of the personnel system than in our tables.

Blanks and capitals do not count, and what the record leaves open is not compared. A grade and a post are looked up on
the day from which the record counts them, if that day is still to come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from webapp.domain.tanggal import cetak_tanggal
from webapp.services.people.imports import cells
from webapp.services.people.imports.post_kinds import folded, kind_of_person
from webapp.services.people.imports.records import Record
from webapp.services.people.imports.sheets import MASA, Row
from webapp.services.people.imports.siasn import Translator
from webapp.storage.sisdm import Bidang

EMPTY = "–"


@dataclass(frozen=True)
class Compared:
    """A field that differs: what stands here and what stands there, as people read it."""

    bidang: Bidang
    ours: str
    theirs: str


def differences(translator: Translator, record: Record, today: date) -> Iterator[Compared]:
    """Every field of one person that differs. Nothing for a person we do not have."""
    nip = "".join(record.get("nipBaru").split())
    person = translator.tables["pegawai.csv"].get((nip,))
    if person is None:
        return
    yield from _of_person(record, person)
    yield from _of_grade(translator, record, nip, today)
    yield from _of_post(translator, record, nip, today)


def _of_person(record: Record, person: Row) -> Iterator[Compared]:
    ours = person.values
    if record.get("nama"):
        yield from _unlike(Bidang.NAMA, ours["nama"], record.get("nama"))
    if {"gelarDepan", "gelarBelakang"} <= record.cells.keys():
        titles = _titles(ours["gelar_depan"], ours["gelar_belakang"])
        yield from _unlike(
            Bidang.GELAR, titles, _titles(record.get("gelarDepan"), record.get("gelarBelakang"))
        )
    kind = kind_of_person(record, ours["nip"], ours["jenis"])
    yield from _unlike(Bidang.JENIS, ours["jenis"].value, kind.value)


def _of_grade(translator: Translator, record: Record, nip: str, today: date) -> Iterator[Compared]:
    theirs, since = record.get("golRuangAkhir"), _day(record, "tmtGolAkhir")
    if theirs:
        held = translator.on("pangkat.csv", nip, max(today, since or today))
        ours = held.values["golongan"] if held else ""
        yield from _since(Bidang.GOLONGAN, held, ours, theirs, since)


def _of_post(translator: Translator, record: Record, nip: str, today: date) -> Iterator[Compared]:
    theirs, since = record.get("jabatanNama"), _day(record, "tmtJabatan")
    if not theirs:
        return
    held = translator.on("posting.csv", nip, max(today, since or today))
    post = translator.tables["jabatan.csv"][(held.values["jabatan"],)].values if held else None
    yield from _since(Bidang.JABATAN, held, post["nama"] if post else "", theirs, since)
    code = record.get("unorId")
    if code and (post is None or post["unit"] != code):
        unit = translator.tables["unit.csv"].get((post["unit"],)) if post else None
        yield from _unlike(Bidang.UNIT, unit.values["nama"] if unit else "", record.get("unorNama") or code)


def _since(
    bidang: Bidang, held: Row | None, ours: str, theirs: str, since: date | None
) -> Iterator[Compared]:
    """A value with its first day. The day is told where it is what differs."""
    start = held.values[MASA].mulai if held else None
    if start is None or since is None or start == since:
        yield from _unlike(bidang, ours, theirs)
    else:
        yield Compared(
            bidang, f"{ours} (TMT {cetak_tanggal(start)})", f"{theirs} (TMT {cetak_tanggal(since)})"
        )


def _unlike(bidang: Bidang, ours: str, theirs: str) -> Iterator[Compared]:
    if folded(ours) != folded(theirs):
        yield Compared(bidang, ours or EMPTY, theirs or EMPTY)


def _titles(front: str | None, back: str | None) -> str:
    return " / ".join(part for part in (front, back) if part)


def _day(record: Record, name: str) -> date | None:
    try:
        return cells.day(record.get(name))
    except cells.CellRefused:
        return None
