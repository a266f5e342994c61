"""The results of an own SKP: the list of rows, and one page for each row with its indicators or measures.

Rows of part A stand under the results that the leader handed down; the employee words and splits them, but picks and
drops none. Must not decide who may write, and judges nothing: a draft may be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.jabatan import Jalur
from webapp.domain.pelanggaran import Pelanggaran, penolakan, peringatan
from webapp.domain.skp import NAMA_ASPEK, NAMA_PERSPEKTIF, IsiSkp, Pendekatan, Rhk
from webapp.services.errors import NotFound
from webapp.services.planning import quality
from webapp.services.planning.editor import Draft
from webapp.storage.rumusan import RumusanContoh
from webapp.web.context import work
from webapp.web.language import say
from webapp.web.policy import policy
from webapp.web.workspaces import isi as contents
from webapp.web.workspaces.page import Errors, answers_of, first, summary
from webapp.web.workspaces.sections import is_at, remarks_at

from .editor_page import draft_of, lines_shown, posted, row_of, stale_page, store

blueprint = Blueprint("skp_rows", __name__)

USE = "usul"
"""The button that takes a suggested wording."""


@blueprint.get("/skp/<int:skp_id>/sunting/hasil-kerja")
@policy("masuk")
def hasil_kerja(skp_id: int) -> ResponseReturnValue:
    """All rows: under the results handed down, and those of part B."""
    return _results_page(draft_of(skp_id))


def _results_page(draft: Draft, errors: Errors | None = None) -> str:
    given = [
        (cell, [r for r in draft.isi.rhk_utama if r.rhk_pimpinan_kunci == cell.kunci]) for cell in draft.peran
    ]
    linked = {rhk.kunci for _cell, rows in given for rhk in rows}
    return render_template(
        "kerja/hasil_kerja.html",
        draft=draft,
        given=given,
        unlinked=[rhk for rhk in draft.isi.rhk_utama if rhk.kunci not in linked],
        extra=draft.isi.rhk_tambahan,
        state={rhk.kunci: _state(draft, rhk) for rhk in draft.isi.rhk},
        remarks={rhk.kunci: remarks_at(draft, f"rhk.{rhk.kunci}") for rhk in draft.isi.rhk},
        errors=errors or {},
    )


def _state(draft: Draft, rhk: Rhk) -> str:
    if not any(is_at(one.letak, f"rhk.{rhk.kunci}") for one in penolakan(draft.temuan)):
        return "done"
    return "doing" if rhk.iki or rhk.ukuran else "todo"


@blueprint.post("/skp/<int:skp_id>/sunting/hasil-kerja")
@policy("masuk")
def tambah_rhk(skp_id: int) -> ResponseReturnValue:
    """One more row: under a result that was handed down, or in part B; then its page."""
    draft = draft_of(skp_id)
    post = posted()
    added: list[str] = []

    def change(isi: IsiSkp) -> IsiSkp:
        cell = next((one for one in draft.peran if one.kunci == first(post, "_peran")), None)
        if cell is None and first(post, "_peran"):
            raise NotFound("skp", skp_id)
        isi, kunci = contents.add(isi, cell)
        added.append(kunci)
        return isi

    return store(
        draft,
        change,
        lambda errors: _results_page(draft, errors),
        lambda: url_for(".rhk", skp_id=skp_id, kunci=added[-1]),
    )


@blueprint.get("/skp/<int:skp_id>/sunting/rhk/<kunci>")
@policy("masuk")
def rhk(skp_id: int, kunci: str) -> ResponseReturnValue:
    """One row with its indicators or measures."""
    draft = draft_of(skp_id)
    return _rhk_page(draft, row_of(draft, kunci))


def _rhk_page(
    draft: Draft, row: Rhk, values: Mapping[str, str] | None = None, errors: Errors | None = None
) -> str:
    place = f"rhk.{row.kunci}"
    found = [one for one in draft.temuan if is_at(one.letak, place)]
    shown: Errors = errors or {}
    if errors is None and "periksa" in request.args:
        shown = {str(one.letak): [say(one.pesan)] for one in penolakan(found)}
    kinds = NAMA_PERSPEKTIF if draft.isi.jalur is Jalur.JPT_PUKM else NAMA_ASPEK
    held = contents.values_rhk(row) if values is None else values
    more = "baris" in request.args
    return render_template(
        "kerja/rhk.html",
        draft=draft,
        row=row,
        number=draft.isi.rhk.index(row) + 1,
        values=held,
        lines_shown=lines_shown(f"{place}.ukuran", held, more),
        errors=shown,
        lines=summary(shown),
        warnings=_warnings(found),
        suggested=_suggested(found),
        examples=_examples(draft),
        remarks=remarks_at(draft, place),
        classifier="perspektif" if draft.isi.jalur is Jalur.JPT_PUKM else "aspek",
        kinds=[{"value": kind.value, "text": say(name)} for kind, name in kinds.items()],
        removable=contents.may_be_removed(draft.isi, row, is_change=draft.is_change),
        more=more,
    )


def _warnings(found: Sequence[Pelanggaran]) -> dict[str, str]:
    """What is worth a second look, by the field it is about."""
    said: dict[str, list[str]] = {}
    for one in peringatan(found):
        said.setdefault(str(one.letak), []).append(say(one.pesan))
    return {path: " ".join(sentences) for path, sentences in said.items()}


def _suggested(found: Sequence[Pelanggaran]) -> dict[str, list[str]]:
    """Wordings that would mend a field, for its writer to take or leave."""
    offered: dict[str, list[str]] = {}
    for one in peringatan(found):
        if one.usul is not None:
            offered.setdefault(str(one.letak), []).append(one.usul)
    return offered


def _examples(draft: Draft) -> list[RumusanContoh]:
    with work().reading() as tx:
        return quality.examples_for(tx, draft.skp.pegawai_id)


@blueprint.post("/skp/<int:skp_id>/sunting/rhk/<kunci>")
@policy("masuk")
def simpan_rhk(skp_id: int, kunci: str) -> ResponseReturnValue:
    """Save a row; a button may ask for an indicator more or less on top."""
    draft = draft_of(skp_id)
    post = posted()
    if first(post, "_versi") != draft.versi:
        return stale_page(draft)
    row = row_of(draft, kunci)
    act, _colon, target = first(post, "_aksi").partition(":")
    if act == USE:  # the wording that was shown goes into its field, with all else that was typed
        post = {**post, target.rpartition(":")[0]: [first(post, f"_usul:{target}")]}

    def change(isi: IsiSkp) -> IsiSkp:
        new = contents.read_rhk(row, draft.isi, post)
        if act == "tambah" and isi.pendekatan is Pendekatan.KUANTITATIF:
            new = contents.with_iki(new)
        elif act == "hapus":
            new = contents.without_iki(new, target)
        return contents.put(isi, new)

    def after() -> str:
        if act == "tambah":
            return url_for(".rhk", skp_id=skp_id, kunci=kunci, baris=1) + "#baris-terakhir"
        if act in ("hapus", USE):
            return url_for(".rhk", skp_id=skp_id, kunci=kunci)
        flash(_("RHK tersimpan sebagai draf."), "success")
        return url_for(".hasil_kerja", skp_id=skp_id)

    typed = {name: texts[-1] for name, texts in answers_of(post).items()}
    return store(draft, change, lambda errors: _rhk_page(draft, row, typed, errors), after)


@blueprint.get("/skp/<int:skp_id>/sunting/rhk/<kunci>/hapus")
@policy("masuk")
def tanya_hapus_rhk(skp_id: int, kunci: str) -> ResponseReturnValue:
    """Ask before a row goes: says what goes with it."""
    draft = draft_of(skp_id)
    return _remove_page(draft, row_of(draft, kunci))


def _remove_page(draft: Draft, row: Rhk, errors: Errors | None = None) -> str:
    removable = contents.may_be_removed(draft.isi, row, is_change=draft.is_change)
    return render_template(
        "kerja/hapus_rhk.html",
        draft=draft, row=row, removable=removable, lines=summary(errors or {}),
    )  # fmt: skip


@blueprint.post("/skp/<int:skp_id>/sunting/rhk/<kunci>/hapus")
@policy("masuk")
def hapus_rhk(skp_id: int, kunci: str) -> ResponseReturnValue:
    """Remove a row. What was handed down keeps at least one: the service refuses the last."""
    draft = draft_of(skp_id)
    row = row_of(draft, kunci)

    def after() -> str:
        flash(_("RHK dihapus dari draf."), "success")
        return url_for(".hasil_kerja", skp_id=skp_id)

    return store(
        draft,
        lambda isi: contents.remove(isi, kunci),
        lambda errors: _remove_page(draft, row, errors),
        after,
    )
