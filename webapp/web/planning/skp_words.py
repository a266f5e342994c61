"""Words for the states of an SKP and for what happens to it, in the reader's language.

A state has a word and the look of its chip; an event has a sentence part that follows the actor's name. Steps that
another diagram may bring have no words here and are told by the names that the diagram gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.domain.perilaku import BERAKHLAK, NilaiDasar
from webapp.domain.skp import StatusSkp
from webapp.services.planning.timeline import ISSUED, Event
from webapp.storage.skp import SkpRevisi, StatusRevisi
from webapp.web.language import say

Code = TypeVar("Code")

STATUS: Final[Mapping[StatusSkp, tuple[str, LazyString]]] = {
    StatusSkp.BELUM_ADA: ("neutral", _l("Belum dibuka")),
    StatusSkp.DIALOG: ("current", _l("Dialog kinerja")),
    StatusSkp.DRAF: ("draft", _l("Draf")),
    StatusSkp.REVIU: ("waiting", _l("Direviu")),
    StatusSkp.DIAJUKAN: ("waiting", _l("Diajukan")),
    StatusSkp.MENUNGGU_TTD_PEGAWAI: ("waiting", _l("Menunggu tanda tangan pegawai")),
    StatusSkp.MENUNGGU_PENETAPAN: ("waiting", _l("Menunggu penetapan")),
    StatusSkp.DITETAPKAN: ("done", _l("Ditetapkan")),
    StatusSkp.PERUBAHAN: ("draft", _l("Perubahan")),
    StatusSkp.DITUTUP_SEGMEN: ("neutral", _l("Ditutup")),
    StatusSkp.SELESAI: ("done", _l("Selesai")),
}
"""The chip's look and its word for each state of an SKP."""

_DONE: Final[Mapping[str, LazyString]] = {
    "catat_dialog": _l("mencatat dialog kinerja"),
    "konfirmasi_dialog": _l("menjawab catatan dialog kinerja"),
    "konfirmasi_dialog:sesuai": _l("menyatakan catatan dialog kinerja sesuai"),
    "konfirmasi_dialog:perlu_diperbaiki": _l("meminta catatan dialog kinerja diperbaiki"),
    "susun_skp": _l("mengajukan SKP"),
    "reviu": _l("mereviu SKP"),
    "reviu:setujui": _l("menyetujui SKP"),
    "reviu:kembalikan": _l("mengembalikan SKP"),
    "tanda_tangan": _l("menandatangani SKP"),
    "tetapkan": _l("menetapkan SKP"),
    "tanggapi_pegawai:setuju": _l("menyetujui usul perubahan SKP"),
    "tanggapi_pegawai:tolak": _l("menolak usul perubahan SKP"),
    "tanggapi_penilai:setuju": _l("menyetujui usul perubahan SKP"),
    "tanggapi_penilai:tolak": _l("menolak usul perubahan SKP"),
    "tarik_pegawai": _l("menarik usul perubahan SKP"),
    "tarik_penilai": _l("menarik usul perubahan SKP"),
}
"""What a person did, by the step's id, and by the answer given where it makes a difference."""

_FIRED: Final[Mapping[str, LazyString]] = {"batas_penetapan": _l("Batas waktu penetapan SKP lewat")}
_DECIDING = ("konfirmasi", "keputusan", "tanggapan")


def core_values() -> tuple[NilaiDasar, ...]:
    """The seven values with their conducts, in the reader's language; the document itself keeps the official words."""
    return tuple(
        NilaiDasar(
            one.kode, say(one.nama), (say(one.perilaku[0]), say(one.perilaku[1]), say(one.perilaku[2]))
        )
        for one in BERAKHLAK
    )


def named(names: Mapping[Code, str]) -> dict[Code, str]:
    """The names of a law's codes, in the reader's language."""
    return {code: say(name) for code, name in names.items()}


def event_title(event: Event) -> str:
    """One event as a sentence without its full stop: "Agus Prasetya mengembalikan SKP"."""
    if event.kind == "started" and event.process_id == "perubahan":
        return _("%(who)s mengusulkan perubahan SKP", who=event.actor or _("Sistem"))
    if event.kind == "started":
        return _("SKP dibuka untuk tahun kinerja ini")
    if event.kind == "cancelled":
        return _("Proses SKP dihentikan")
    if event.kind == "migrated":
        return _("Proses SKP dipindahkan ke alur yang baru")
    if event.kind == ISSUED:
        return _("Dokumen resmi SKP diterbitkan")
    if event.kind == "fired":
        return str(_FIRED.get(event.step) or _("Waktu tiba: %(name)s", name=say(event.name) or event.step))
    if event.kind == "received":
        return _("Kabar diterima: %(name)s", name=say(event.name) or event.step)
    return f"{event.actor or _('Sistem')} {_did(event)}"


def _did(event: Event) -> str:
    answers = [f"{event.step}:{event.facts[name]}" for name in _DECIDING if name in event.facts]
    for key in (*answers, event.step):
        if key in _DONE:
            return str(_DONE[key])
    return _("menyelesaikan langkah “%(name)s”", name=say(event.name) or event.step)


def event_state(event: Event) -> str | None:
    """The look of an event's dot."""
    if event.kind == "fired" and event.step == "batas_penetapan":
        return "late"
    return "done" if event.kind in ("completed", ISSUED) else None


def capacity(mandate: Mapping[str, Any] | None) -> str:
    """In which office somebody acted, as the journal keeps it; empty for one's own SKP."""
    if mandate is None or mandate.get("kapasitas") == "SENDIRI":
        return ""
    return str(mandate.get("jabatan") or "")


def revision_chip(
    row: SkpRevisi, *, was_in_force: bool = False, is_withdrawn: bool = False
) -> tuple[str, str]:
    """The chip of a revision: one that is over was in force, taken back, never handed in, or returned."""
    if row.status is StatusRevisi.DIGANTI:
        if was_in_force:
            return ("neutral", _("Diganti"))
        if is_withdrawn:
            return ("neutral", _("Ditarik"))
        return ("neutral", _("Dikembalikan")) if row.diajukan_pada else ("neutral", _("Draf lama"))
    return {
        StatusRevisi.DRAF: ("draft", _("Draf")),
        StatusRevisi.DIAJUKAN: ("waiting", _("Diajukan")),
        StatusRevisi.DIKUNCI: ("waiting", _("Terkunci, menunggu tanda tangan")),
        StatusRevisi.FINAL: ("done", _("Ditetapkan")),
    }[row.status]
