"""The sections of an SKP in preparation: how far each is, and where a finding or a comment belongs.

States come from the findings of the rules alone; nobody ticks a section off. Pure but for the addresses of pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext, ngettext

from webapp.domain.pelanggaran import Pelanggaran, penolakan
from webapp.domain.skp import NAMA_PENDEKATAN, IsiSkp
from webapp.services.planning.editor import Draft
from webapp.services.planning.remarks import Remark
from webapp.web.language import say

from .page import anchor


@dataclass(frozen=True)
class Section:
    """One line of the task list; `status` is todo, doing or done. The names are those of the macro `task_list`."""

    name: str
    title: str
    status: str
    hint: str
    href: str


def sections(draft: Draft) -> list[Section]:
    """The five sections in the order of the form."""
    isi, skp_id = draft.isi, draft.skp.id
    refused = penolakan(draft.temuan)
    rows = ngettext("%(num)d RHK", "%(num)d RHK", len(isi.rhk))
    values = gettext("7 nilai BerAKHLAK, 21 perilaku")
    lists = gettext("Tiga daftar hasil dialog")
    return [
        _section("hasil_kerja", gettext("Hasil kerja"), _results(isi, refused), rows, skp_id),
        _section("pendekatan", gettext("Pendekatan"), "done", say(NAMA_PENDEKATAN[isi.pendekatan]), skp_id),
        _section("perilaku", gettext("Perilaku kerja"), _behaviour(refused), values, skp_id),
        _section("lampiran", gettext("Lampiran"), _annex(isi, refused), lists, skp_id),
        _section("periksa", gettext("Periksa dan ajukan"), "todo", _to_do(refused), skp_id),
    ]


def _section(name: str, title: str, status: str, hint: str, skp_id: int) -> Section:
    room = "skp_rows" if name == "hasil_kerja" else "skp_editor"
    return Section(name, title, status, hint, url_for(f"{room}.{name}", skp_id=skp_id))


def _results(isi: IsiSkp, refused: Sequence[Pelanggaran]) -> str:
    if not _about(refused, "rhk"):
        return "done"
    return "doing" if any(rhk.iki or rhk.ukuran for rhk in isi.rhk) else "todo"


def _behaviour(refused: Sequence[Pelanggaran]) -> str:
    return "doing" if _about(refused, "ekspektasi_khusus") else "done"


def _annex(isi: IsiSkp, refused: Sequence[Pelanggaran]) -> str:
    if not _about(refused, "lampiran"):
        return "done"
    return "doing" if any((isi.lampiran.dukungan, isi.lampiran.skema, isi.lampiran.konsekuensi)) else "todo"


def _to_do(refused: Sequence[Pelanggaran]) -> str:
    if not refused:
        return str(gettext("Siap diajukan kepada pejabat penilai"))
    return str(
        ngettext("%(num)d hal harus diperbaiki dulu", "%(num)d hal harus diperbaiki dulu", len(refused))
    )


def _about(found: Sequence[Pelanggaran], root: str) -> list[Pelanggaran]:
    return [one for one in found if is_at(one.letak, root)]


def is_at(letak: str | None, place: str) -> bool:
    """Whether a path is this place or one inside it."""
    return letak is not None and (letak == place or letak.startswith(f"{place}."))


def place_url(skp_id: int, letak: str | None) -> str | None:
    """The page and control a path belongs to; None for what has no place in the editor."""
    root, _, rest = (letak or "").partition(".")
    if root == "dialog":
        return url_for("suggestions.page", skp_id=skp_id) + anchor(letak or "")
    if letak is None or root not in ("rhk", "lampiran", "ekspektasi_khusus", "pendekatan"):
        return None
    if root == "rhk":
        kunci = rest.partition(".")[0]
        if not kunci:
            return url_for("skp_rows.hasil_kerja", skp_id=skp_id)
        return url_for("skp_rows.rhk", skp_id=skp_id, kunci=kunci, periksa=1) + anchor(letak)
    if root == "lampiran":
        return url_for("skp_editor.lampiran", skp_id=skp_id, periksa=1) + anchor(letak)
    page = "skp_editor.perilaku" if root == "ekspektasi_khusus" else "skp_editor.pendekatan"
    return url_for(page, skp_id=skp_id) + anchor(letak)


def row_name(isi: IsiSkp, letak: str | None) -> str:
    """The row that a path is about, for pages that show many: "RHK 2, IKI 1"; empty for what is about no row."""
    root, kunci, *rest = [*(letak or "").split("."), ""]
    numbers = {rhk.kunci: number for number, rhk in enumerate(isi.rhk, start=1)}
    if root != "rhk" or kunci not in numbers:
        return ""
    name = gettext("RHK %(n)s", n=numbers[kunci])
    indicators = [iki.kunci for iki in isi.rhk[numbers[kunci] - 1].iki]
    if rest[:1] == ["iki"] and rest[1] in indicators:
        return str(gettext("%(row)s, IKI %(n)s", row=name, n=indicators.index(rest[1]) + 1))
    return str(name)


def remarks_at(draft: Draft, place: str) -> list[Remark]:
    """Comments of the round before and of this one on a place or inside it, oldest first."""
    return [one for one in recent(draft) if is_at(one.letak, place)]


def remarks_on_whole(draft: Draft) -> list[Remark]:
    """Comments of the round before and of this one that are on no row, oldest first."""
    return [one for one in recent(draft) if one.letak is None]


def recent(draft: Draft) -> list[Remark]:
    """Comments since the last submission was looked at; older ones stand on the page of their own revision."""
    since = draft.returned or draft.revisi.nomor
    return [one for one in draft.komentar if one.nomor_revisi >= since]
