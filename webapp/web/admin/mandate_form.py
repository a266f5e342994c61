"""The form of a proposed mandate: what is typed, what it means, and how it is shown again with everything kept.

People, posts and units are named by what somebody types (a NIP, a part of a name); where that fits several, the page
asks which. The letter's file is kept when it first arrives, so nobody has to choose it twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from webapp.domain.mandat import JenisMandat, UsulMandat
from webapp.domain.masa import Masa
from webapp.domain.organisasi import Lingkup
from webapp.operations import Actor, Refused
from webapp.services import files
from webapp.services.people import finding, registry
from webapp.services.people.finding import Match
from webapp.services.people.registry import Proposal
from webapp.services.people.roles import STEP_KINDS
from webapp.services.work import Transaction
from webapp.storage.berkas import Berkas
from webapp.web.language import say
from webapp.web.numbers import whole

Finder = Callable[[Transaction, str], list[Match]]

TARGETS: Mapping[JenisMandat, tuple[str, ...]] = {
    JenisMandat.PLT: ("jabatan",),
    JenisMandat.PLH: ("jabatan",),
    JenisMandat.VERIFIKATOR: ("dinilai", "unit"),
    JenisMandat.DELEGASI_PENILAI: ("unit",),
    JenisMandat.PENETAPAN_PENILAI: ("dinilai",),
}
"""What each kind is about; of several, one is filled."""

FINDERS: Mapping[str, Finder] = {
    "pemegang": finding.find_people,
    "dinilai": finding.find_people,
    "jabatan": finding.find_posts,
    "unit": finding.find_units,
}
TEXTS: Mapping[str, int] = {"nomor_surat": 120, "penanda_tangan": 120, "alasan": 1_000}
"""Texts of the letter, and how long they may be."""
KEPALA_DAERAH = "kepala_daerah"


@dataclass(frozen=True)
class Letter:
    """A letter's file that is kept already."""

    id: int
    nama: str


@dataclass
class Typed:
    """A form as posted: raw texts, what they were found to mean, and what is wrong."""

    jenis: JenisMandat
    values: dict[str, Any]
    matches: dict[str, Sequence[Match]] = field(default_factory=dict)
    chosen: dict[str, int | None] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    berkas: Letter | None = None

    def wrong(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field, in the reader's language."""
        self.errors.setdefault(name, []).append(say(sentence))


def empty(jenis: JenisMandat) -> Typed:
    """A blank form."""
    return Typed(jenis, {})


def read(tx: Transaction, actor: Actor, jenis: JenisMandat) -> Typed:
    """What the post means, with every fault."""
    typed = Typed(jenis, {name: request.form.get(name, "").strip() for name in _names(jenis)})
    typed.values["langkah"] = [one for one in request.form.getlist("langkah") if one in STEP_KINDS]
    known = {one for one, _name in registry.processes(tx)}
    typed.values["proses"] = [one for one in request.form.getlist("proses") if one in known]
    for name in ("pemegang", *TARGETS[jenis]):
        _find(tx, typed, name)
    _one_target(typed)
    for name in ("mulai", "tanggal_surat"):
        _day(typed, name, needed=True)
    _day(typed, "selesai", needed=jenis in (JenisMandat.PLT, JenisMandat.PLH))
    for name, limit in TEXTS.items():
        if not typed.values[name]:
            typed.wrong(name, _("Isi kolom ini."))
        elif len(typed.values[name]) > limit:
            typed.wrong(name, _("Paling panjang %(n)s huruf. Pendekkan.", n=limit))
    _file(tx, actor, typed)
    return typed


def _names(jenis: JenisMandat) -> list[str]:
    named = ("pemegang", *TARGETS[jenis])
    return [*named, *(f"{name}_id" for name in named), "mulai", "selesai", "tanggal_surat", *TEXTS]


def _find(tx: Transaction, typed: Typed, name: str) -> None:
    """What a text means: the match that was picked, the only one, or a question."""
    said, picked = typed.values[name], typed.values[f"{name}_id"]
    typed.chosen[name] = None
    if not said:
        return
    if name == "pemegang" and picked == KEPALA_DAERAH and typed.jenis is JenisMandat.PENETAPAN_PENILAI:
        return
    found = FINDERS[name](tx, said)
    one = next((match for match in found if str(match.id) == picked), None)
    if one is None and len(found) == 1:
        one = found[0]
    if one is not None:
        typed.chosen[name] = one.id
        typed.values[f"{name}_id"] = str(one.id)
    typed.matches[name] = found
    if not found:
        typed.wrong(
            name, _("Tidak ditemukan: %(text)s. Ketik NIP lengkap, atau sebagian nama lain.", text=said)
        )
    elif one is None:
        typed.wrong(name, _("Ada %(n)s yang cocok. Pilih salah satu di bawah ini.", n=len(found)))


def _one_target(typed: Typed) -> None:
    holder_is_mayor = typed.values["pemegang_id"] == KEPALA_DAERAH
    if not typed.values["pemegang"] and not holder_is_mayor:
        typed.wrong("pemegang", _("Ketik NIP atau nama pegawai yang ditugaskan."))
    targets = TARGETS[typed.jenis]
    filled = [name for name in targets if typed.values[name]]
    if not filled:
        typed.wrong(targets[0], _("Isi kolom ini."))
    elif len(filled) > 1:
        typed.wrong(filled[1], _("Isi salah satu saja: pegawai, atau unit."))


def _day(typed: Typed, name: str, *, needed: bool) -> None:
    said = typed.values[name]
    typed.values[f"_{name}"] = None
    if not said:
        if needed:
            typed.wrong(name, _("Isi tanggalnya."))
        return
    try:
        typed.values[f"_{name}"] = date.fromisoformat(said)
    except ValueError:
        typed.wrong(name, _("Tanggal ini tidak dapat dibaca. Tulis seperti 2026-05-04."))


def letter_of(file: Berkas | None) -> Letter | None:
    """What the form needs of a stored file."""
    return None if file is None else Letter(file.id, file.nama)


def _file(tx: Transaction, actor: Actor, typed: Typed) -> None:
    sent = request.files.get("berkas")
    kept = request.form.get("berkas_id", "")
    if isinstance(sent, FileStorage) and sent.filename:
        content = sent.read()
        sent.close()
        try:
            typed.berkas = letter_of(files.keep(tx, actor, files.Upload(sent.filename, content), "berkas"))
        except Refused as refused:
            typed.wrong("berkas", refused.pelanggaran[0].pesan)
    elif (number := whole(kept)) is not None:
        typed.berkas = letter_of(registry.owned_file(tx, actor, number))
    if typed.berkas is None and "berkas" not in typed.errors:
        typed.wrong("berkas", _("Lampirkan surat perintah atau keputusannya (PDF, JPG, atau PNG)."))


def proposal(typed: Typed) -> Proposal | None:
    """The proposal that a form without faults makes; None with any fault (the faults are noted)."""
    mulai, selesai = typed.values.get("_mulai"), typed.values.get("_selesai")
    if mulai and selesai and selesai < mulai:
        typed.wrong("selesai", _("Tanggal selesai mendahului tanggal mulai. Perbaiki salah satunya."))
    if typed.errors or typed.berkas is None or mulai is None:
        return None
    usul = UsulMandat(
        typed.jenis,
        typed.chosen["pemegang"],
        Masa(mulai) if selesai is None else Masa.inklusif(mulai, selesai),
        jabatan_id=typed.chosen.get("jabatan"),
        unit_id=typed.chosen.get("unit"),
        dinilai_id=typed.chosen.get("dinilai"),
    )
    return Proposal(
        usul,
        nomor_surat=typed.values["nomor_surat"],
        tanggal_surat=typed.values["_tanggal_surat"],
        penanda_tangan=typed.values["penanda_tangan"],
        alasan=typed.values["alasan"],
        berkas_id=typed.berkas.id,
        lingkup=Lingkup(frozenset(typed.values["proses"]), frozenset(typed.values["langkah"])),
    )


FIELD_OF: Mapping[str, str] = {
    "pemegang_id": "pemegang", "jabatan_id": "jabatan", "unit_id": "unit", "dinilai_id": "dinilai"
}  # fmt: skip
"""Where a rule's place stands on the page."""


def refuse(typed: Typed, refused: Refused) -> None:
    """Note what the rules say against it."""
    for one in refused.pelanggaran:
        typed.wrong(FIELD_OF.get(one.letak or "", one.letak or ""), one.pesan)
