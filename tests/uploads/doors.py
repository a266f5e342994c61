"""What becomes of a file that is handed in, up to the database: each way from its bytes to a verdict in words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image

from webapp.engine import DiagramRefused
from webapp.engine.decision_reading import read_decision
from webapp.engine.xml import read_xml
from webapp.operations import Refused
from webapp.services.activities import bank, photos
from webapp.services.activities.content import NewEntry
from webapp.services.files import EVIDENCE, LETTERS, Upload, kind_of
from webapp.services.people.imports.reading import read_files
from webapp.services.people.imports.reports import refusals_csv, refusals_xlsx
from webapp.services.people.imports.run import silent
from webapp.services.planning.sakip import reading as sakip
from webapp.services.workshop import bundles, texts
from webapp.services.workshop.editing import form_or_problems, path_of
from webapp.services.workshop.foreign import read_foreign

Words = list[str]
"""Why a file is refused; empty where it is taken."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def photo(name: str, raw: bytes) -> Words:
    """Evidence of an activity: drawn anew, so that it does not say where it was taken."""
    new, wrong = photos.ready(NewEntry(None, None, None, bukti=(Upload(name, raw),)))
    for one in new.bukti:
        if kind_of(one.content) == "image/jpeg":
            with Image.open(io.BytesIO(one.content)) as drawn:
                assert not drawn.getexif(), "a photo says where it was taken"
                assert max(drawn.size) <= photos.EDGE
        elif kind_of(one.content) not in EVIDENCE:
            return ["Jenis berkas ini tidak diterima."]  # said where it is kept (`files.keep`)
    return [one.pesan for one in wrong]


def letter(_name: str, raw: bytes) -> Words:
    """A letter: taken by its own first bytes, whatever its name says; nothing that a browser would run."""
    kind = kind_of(raw)
    return [] if kind in LETTERS else ["Jenis berkas ini tidak diterima."]


def people(name: str, raw: bytes) -> Words:
    """An import of personnel data; its report is exported again and holds no formula."""
    found = read_files({name: raw}, silent)
    exported = refusals_csv(found.faults).decode("utf-8-sig")
    for line in csv.reader(io.StringIO(exported)):
        assert not any(cell.startswith(FORMULA) for cell in line), "a report of refusals holds a formula"
    refusals_xlsx(found.faults[:50], {})
    return [one.message for one in found.faults[:20]]


def promises(name: str, raw: bytes) -> Words:
    """An e-SAKIP file."""
    found = sakip.read(name, raw)
    return [one.message for one in [*found.unreadable, *found.faults][:20]]


def items(name: str, raw: bytes) -> Words:
    """The bank of activities."""
    return _words(lambda: bank.read_file(name, raw))


def release(_name: str, raw: bytes) -> Words:
    """A draft of a release as ZIP."""
    return _words(lambda: bundles.from_zip(raw))


def foreign(_name: str, raw: bytes) -> Words:
    """A diagram of another tool."""
    path = path_of("diagram", "asing")
    return _words(lambda: read_foreign(texts.decode(path, raw), path))


def table(_name: str, raw: bytes) -> Words:
    """A decision table."""
    path = path_of("tabel", "asing")
    wrong: Words = []

    def read() -> None:
        _decision, problems = read_decision(read_xml(texts.decode(path, raw).encode(), path), path)
        wrong.extend(one.message for one in problems)

    return _words(read) or wrong


def form(_name: str, raw: bytes) -> Words:
    """A form."""
    path = path_of("formulir", "asing/langkah")
    wrong: Words = []

    def read() -> None:
        _form, problems = form_or_problems(texts.decode(path, raw), "asing/langkah")
        wrong.extend(one.message for one in problems)

    return _words(read) or wrong


def _words(read: Callable[[], object]) -> Words:
    try:
        read()
    except Refused as refused:
        return [one.pesan for one in refused.pelanggaran]
    except DiagramRefused as refused:
        return [one.message for one in refused.problems]
    return []


@dataclass(frozen=True)
class Door:
    """A way in, and the kinds of file that belong there."""

    enter: Callable[[str, bytes], Words]
    kinds: tuple[str, ...]


DOORS: Mapping[str, Door] = {
    "photo of an activity": Door(photo, ("jpeg", "png", "docx")),
    "letter": Door(letter, ("pdf", "jpeg", "docx", "svg", "html")),
    "personnel data": Door(people, ("csv", "units", "rules", "xlsx", "formulas")),
    "promises of e-SAKIP": Door(promises, ("csv", "xlsx")),
    "bank of activities": Door(items, ("csv", "xlsx", "formulas")),
    "release": Door(release, ("zip",)),
    "diagram of another tool": Door(foreign, ("bpmn",)),
    "decision table": Door(table, ("dmn",)),
    "form": Door(form, ("form",)),
}


def sentence(text: str) -> bool:
    """Whether a refusal is a sentence for people: no name of an exception, nothing that is no text."""
    json.dumps(text).encode()
    return (
        bool(text.strip())
        and text.rstrip()[-1] in ".)…?"
        and "Traceback" not in text
        and "Exception" not in text
    )
