"""What files and states of the workshop are called, and where a file is edited. The one place of these words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask import current_app, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.engine import Problem
from webapp.services.process.releases import Bundle
from webapp.services.workshop.counter_examples import name_of_finding
from webapp.services.workshop.merging import Conflict
from webapp.services.workshop.scenarios import FOLDER
from webapp.services.workshop.soundness import Finding
from webapp.storage.bengkel import DraftStatus
from webapp.web.language import say

STATES: Final = {
    DraftStatus.OPEN: ("current", _l("Terbuka")),
    DraftStatus.PROPOSED: ("waiting", _l("Menunggu persetujuan")),
    DraftStatus.PUBLISHED: ("done", _l("Terbit")),
    DraftStatus.DISCARDED: ("neutral", _l("Dibuang")),
}
"""Chip and word of a draft's state."""

CHANGES: Final = {
    "baru": ("done", _l("Baru")),
    "ubah": ("current", _l("Diubah")),
    "hapus": ("late", _l("Dihapus")),
}
"""Chip and word of what happened to a file."""

PARTS: Final = {
    "@name": _l("nama"),
    "@label": _l("nama"),
    "label": _l("nama"),
    "@sourceRef": _l("asal alur"),
    "@targetRef": _l("tujuan alur"),
    "@default": _l("cabang bawaan"),
    "documentation": _l("dokumentasi"),
    "description": _l("keterangan"),
    "conditionExpression": _l("syarat"),
    "text": _l("isi"),
    "extensionElements/formDefinition": _l("formulir"),
    "extensionElements/taskDefinition": _l("operasi"),
    "extensionElements/calledElement": _l("proses yang dipanggil"),
    "extensionElements/calledDecision": _l("tabel yang dipakai"),
    "extensionElements/ioMapping": _l("masukan"),
    "Bounds": _l("letak pada gambar"),
    "BPMNLabel": _l("letak namanya"),
    "waypoint": _l("jalur garis"),
    "values": _l("pilihan"),
    "validate": _l("aturan isian"),
    "conditional": _l("syarat tampil"),
    "induk": _l("tempatnya"),
    "urutan": _l("urutan"),
    "isi": _l("yang ada di dalamnya"),
}
"""Parts of an element that two people may both have changed."""

GROUPS: Final = {
    "diagram": _l("Diagram"),
    "tabel": _l("Tabel keputusan"),
    "formulir": _l("Formulir"),
    "skenario": _l("Skenario"),
}


PLAIN: Final = {
    "diagram": ("langkah", _l("Daftar langkah")),
    "formulir": ("isian", _l("Daftar isian")),
    "tabel": ("baris", _l("Daftar baris")),
}
"""The last part of the address of a file's plain page, and its words."""


@dataclass(frozen=True)
class File:
    """A file as people know it. `editor` and `plain` are addresses, None where there is no such page.

    `plain` edits without a mouse and without scripts; `plain_words` say what is listed there.
    """

    path: str
    kind: str
    title: str
    editor: str | None = None
    plain: str | None = None
    plain_words: LazyString | str = ""


def kind_of(path: str) -> str:
    """To which group a file belongs."""
    if path.startswith("forms/"):
        return "formulir"
    if path.startswith("workflows/tables/"):
        return "tabel"
    return "skenario" if path.startswith("workflows/scenarios/") else "diagram"


def name_of(path: str) -> str:
    """The name in an address: without folder and ending."""
    stem = path.rsplit(".", 1)[0]
    for folder in ("forms/", "workflows/tables/", "workflows/scenarios/", "workflows/"):
        if stem.startswith(folder):
            return stem.removeprefix(folder)
    return stem


def title_of(path: str, bundle: Bundle | None) -> str:
    """What people call a file: the name in it where it can be read, with the file's own name."""
    kind, name = kind_of(path), name_of(path)
    if bundle is not None and kind == "diagram":
        found = next((one for one in bundle.definitions.processes.values() if one.file == path), None)
        if found is not None and found.name:
            return _("Diagram %(title)s", title=say(found.name))
    if bundle is not None and kind == "tabel":
        table = bundle.definitions.decisions.get(name)
        if table is not None and table.name:
            return _("Tabel %(title)s", title=say(table.name))
    if kind == "formulir":
        return _("Formulir %(title)s", title=name)
    if kind == "tabel":
        return _("Tabel %(title)s", title=name)
    return _("Skenario %(title)s", title=name) if kind == "skenario" else _("Diagram %(title)s", title=name)


def file(draft_id: int, path: str, bundle: Bundle | None) -> File:
    """A file of a draft with the ways to edit it."""
    kind = kind_of(path)
    part, said = PLAIN.get(kind, ("", ""))
    plain = _address(draft_id, path, f"/{part}") if part else None
    return File(path, kind, title_of(path, bundle), _address(draft_id, path), plain, said)


def _address(draft_id: int, path: str, part: str = "") -> str | None:
    """Where a file is edited, if there is such a page."""
    found = f"/bengkel/{draft_id}/{kind_of(path)}/{name_of(path)}{part}"
    return found if current_app.url_map.bind("").test(found, "GET") else None


def jump(draft_id: int, problem: Problem) -> str:
    """The page on which a finding is mended: the element's own, else the file's."""
    editor = _address(draft_id, problem.file)
    if editor is None:
        return url_for("workshop_files.page", draft_id=draft_id, jalur=problem.file)
    return f"{editor}?unsur={quote(problem.element_id)}" if problem.element_id else editor


def play(draft_id: int, problem: Problem, findings: Sequence[Finding]) -> str | None:
    """The page on which a finding is played: a counter-example step by step, or the scenarios of its process."""
    if problem.file.startswith(FOLDER):
        process = problem.file.removeprefix(FOLDER).split("/")[0]
        return url_for("playground.page", draft_id=draft_id, process=process, _anchor="skenario")
    found = next((one for one in findings if one.problem is problem and one.walk), None)
    if found is None:
        return None
    return url_for(
        "playground.page",
        draft_id=draft_id,
        process=found.process_id,
        temuan=name_of_finding(found),
        langkah=1,
    )


def grouped(files: list[File]) -> Mapping[str, list[File]]:
    """Files by kind, in the order of the groups."""
    return {kind: found for kind in GROUPS if (found := [one for one in files if one.kind == kind])}


def part(conflict: Conflict) -> str:
    """What of an element both changed, in words; what has none is told as the file tells it."""
    own = (
        conflict.part.removeprefix("properties/")
        if conflict.part.startswith("properties/")
        else conflict.part
    )
    return str(PARTS.get(conflict.part, own.lstrip("@")))
