"""Editing an own SKP, one thing per page: results, approach, behaviour, annex, and the check of all answers.

Each page saves into the open draft through `services.editor.save` and names the version it was made from. A draft may
be wrong in every way that the database can hold; it is judged when it is handed in. Must not decide who may write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n
from marshmallow import validate

from webapp.domain.jabatan import Jalur
from webapp.domain.pelanggaran import penolakan, peringatan
from webapp.domain.perilaku import BERAKHLAK
from webapp.domain.skp import NAMA_ASPEK, NAMA_PENDEKATAN, NAMA_PERSPEKTIF, IsiSkp, Pendekatan, Rhk
from webapp.domain.ubah_pendekatan import ubah_pendekatan
from webapp.operations import Refused
from webapp.services import editor
from webapp.services.editor import Draft, StaleDraft
from webapp.services.errors import InvalidAnswers, NotFound

from .context import current_actor, work
from .policy import policy
from .workspaces import isi as contents
from .workspaces.page import Errors, Text, answers_of, first, summary, take
from .workspaces.sections import is_at, remarks_at
from .workspaces.susun_skp import check_page, task_url

blueprint = Blueprint("skp_editor", __name__)

LIST_NAMES = {
    "dukungan": "Dukungan sumber daya",
    "skema": "Skema pertanggungjawaban",
    "konsekuensi": "Konsekuensi",
}


@blueprint.get("/skp/<int:skp_id>/sunting")
@policy("masuk")
def sunting(skp_id: int) -> ResponseReturnValue:
    """The list of sections is the page of the step that hands the SKP in."""
    return redirect(task_url(_draft(skp_id)), 303)


# -- results ---------------------------------------------------------------------------------------------------------


@blueprint.get("/skp/<int:skp_id>/sunting/hasil-kerja")
@policy("masuk")
def hasil_kerja(skp_id: int) -> ResponseReturnValue:
    """All rows: under the results handed down, and those of part B."""
    return _results_page(_draft(skp_id))


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
    draft = _draft(skp_id)
    post = _posted()
    added: list[str] = []

    def change(isi: IsiSkp) -> IsiSkp:
        cell = next((one for one in draft.peran if one.kunci == first(post, "_peran")), None)
        if cell is None and first(post, "_peran"):
            raise NotFound("skp", skp_id)
        isi, kunci = contents.add(isi, cell)
        added.append(kunci)
        return isi

    return _store(
        draft,
        change,
        lambda errors: _results_page(draft, errors),
        lambda: url_for(".rhk", skp_id=skp_id, kunci=added[-1]),
    )


@blueprint.get("/skp/<int:skp_id>/sunting/rhk/<kunci>")
@policy("masuk")
def rhk(skp_id: int, kunci: str) -> ResponseReturnValue:
    """One row with its indicators or measures."""
    draft = _draft(skp_id)
    return _rhk_page(draft, _row(draft, kunci))


def _rhk_page(
    draft: Draft, row: Rhk, values: Mapping[str, str] | None = None, errors: Errors | None = None
) -> str:
    place = f"rhk.{row.kunci}"
    found = [one for one in draft.temuan if is_at(one.letak, place)]
    shown: Errors = errors or {}
    if errors is None and "periksa" in request.args:
        shown = {str(one.letak): [one.pesan] for one in penolakan(found)}
    kinds = NAMA_PERSPEKTIF if draft.isi.jalur is Jalur.JPT_PUKM else NAMA_ASPEK
    held = contents.values_rhk(row) if values is None else values
    more = "baris" in request.args
    return render_template(
        "kerja/rhk.html",
        draft=draft,
        row=row,
        number=draft.isi.rhk.index(row) + 1,
        values=held,
        lines_shown=_numbers(f"{place}.ukuran", held, more),
        errors=shown,
        lines=summary(shown),
        warnings={str(one.letak): one.pesan for one in peringatan(found)},
        remarks=remarks_at(draft, place),
        classifier="perspektif" if draft.isi.jalur is Jalur.JPT_PUKM else "aspek",
        kinds=[{"value": kind.value, "text": name} for kind, name in kinds.items()],
        removable=contents.may_be_removed(draft.isi, row),
        more=more,
    )


@blueprint.post("/skp/<int:skp_id>/sunting/rhk/<kunci>")
@policy("masuk")
def simpan_rhk(skp_id: int, kunci: str) -> ResponseReturnValue:
    """Save a row; a button may ask for an indicator more or less on top."""
    draft = _draft(skp_id)
    post = _posted()
    if first(post, "_versi") != draft.versi:
        return _stale_page(draft)
    row = _row(draft, kunci)
    act, _colon, target = first(post, "_aksi").partition(":")

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
        if act == "hapus":
            return url_for(".rhk", skp_id=skp_id, kunci=kunci)
        flash(_("RHK tersimpan sebagai draf."), "success")
        return url_for(".hasil_kerja", skp_id=skp_id)

    typed = {name: texts[-1] for name, texts in answers_of(post).items()}
    return _store(draft, change, lambda errors: _rhk_page(draft, row, typed, errors), after)


@blueprint.get("/skp/<int:skp_id>/sunting/rhk/<kunci>/hapus")
@policy("masuk")
def tanya_hapus_rhk(skp_id: int, kunci: str) -> ResponseReturnValue:
    """Ask before a row goes: says what goes with it."""
    draft = _draft(skp_id)
    return _remove_page(draft, _row(draft, kunci))


def _remove_page(draft: Draft, row: Rhk, errors: Errors | None = None) -> str:
    removable = contents.may_be_removed(draft.isi, row)
    return render_template(
        "kerja/hapus_rhk.html",
        draft=draft, row=row, removable=removable, lines=summary(errors or {}),
    )  # fmt: skip


@blueprint.post("/skp/<int:skp_id>/sunting/rhk/<kunci>/hapus")
@policy("masuk")
def hapus_rhk(skp_id: int, kunci: str) -> ResponseReturnValue:
    """Remove a row. What was handed down keeps at least one: the service refuses the last."""
    draft = _draft(skp_id)
    row = _row(draft, kunci)

    def after() -> str:
        flash(_("RHK dihapus dari draf."), "success")
        return url_for(".hasil_kerja", skp_id=skp_id)

    return _store(
        draft,
        lambda isi: contents.remove(isi, kunci),
        lambda errors: _remove_page(draft, row, errors),
        after,
    )


# -- approach --------------------------------------------------------------------------------------------------------


@blueprint.get("/skp/<int:skp_id>/sunting/pendekatan")
@policy("masuk")
def pendekatan(skp_id: int) -> ResponseReturnValue:
    """The approach; with `ke` in the address, what the other one would make of the rows."""
    draft = _draft(skp_id)
    wanted = request.args.get("ke")
    if wanted in set(Pendekatan) - {draft.isi.pendekatan}:
        return _switch_page(draft, Pendekatan(wanted))
    if wanted is not None:
        return redirect(task_url(draft), 303)
    options = [{"value": one.value, "text": name} for one, name in NAMA_PENDEKATAN.items()]
    return render_template("kerja/pendekatan.html", draft=draft, options=options)


def _switch_page(draft: Draft, to: Pendekatan, errors: Errors | None = None) -> str:
    new = ubah_pendekatan(draft.isi, to)
    return render_template(
        "kerja/ganti_pendekatan.html",
        draft=draft,
        to=to,
        names=NAMA_PENDEKATAN,
        pairs=list(zip(draft.isi.rhk, new.rhk, strict=True)),
        count=sum(len(row.iki) + len(row.ukuran) for row in draft.isi.rhk),
        lines=summary(errors or {}),
        aspek=NAMA_ASPEK,
        perspektif=NAMA_PERSPEKTIF,
    )


@blueprint.post("/skp/<int:skp_id>/sunting/pendekatan")
@policy("masuk")
def ganti_pendekatan(skp_id: int) -> ResponseReturnValue:
    """Convert the whole draft; it never holds both."""
    draft = _draft(skp_id)
    to = Pendekatan(first(_posted(), "ke")) if first(_posted(), "ke") in set(Pendekatan) else None
    if to is None:
        raise NotFound("skp", skp_id)

    def after() -> str:
        count = len(draft.isi.rhk)
        flash(
            _n("%(num)d RHK diubah ke pendekatan baru.", "%(num)d RHK diubah ke pendekatan baru.", count),
            "success",
        )
        return url_for(".hasil_kerja", skp_id=skp_id)

    return _store(
        draft,
        lambda isi: ubah_pendekatan(isi, to),
        lambda errors: _switch_page(draft, to, errors),
        after,
    )


# -- behaviour, annex, check -----------------------------------------------------------------------------------------


@blueprint.get("/skp/<int:skp_id>/sunting/perilaku")
@policy("masuk")
def perilaku(skp_id: int) -> ResponseReturnValue:
    """Seven values with their conducts and the leader's expectations: to read, not to edit."""
    draft = _draft(skp_id)
    return render_template(
        "kerja/perilaku.html", draft=draft, nilai=BERAKHLAK, remarks=remarks_at(draft, "ekspektasi_khusus")
    )


@blueprint.get("/skp/<int:skp_id>/sunting/lampiran")
@policy("masuk")
def lampiran(skp_id: int) -> ResponseReturnValue:
    """The three lists of the annex."""
    return _annex_page(_draft(skp_id))


def _annex_page(draft: Draft, values: Mapping[str, str] | None = None, errors: Errors | None = None) -> str:
    found = [one for one in draft.temuan if is_at(one.letak, "lampiran")]
    shown: Errors = errors or {}
    if errors is None and "periksa" in request.args:
        shown = {str(one.letak): [one.pesan] for one in penolakan(found)}
    held = contents.values_lampiran(draft.isi) if values is None else values
    more = request.args.get("baris")
    return render_template(
        "kerja/lampiran.html",
        draft=draft,
        lists=[
            (name, LIST_NAMES[name], _numbers(f"lampiran.{name}", held, name == more))
            for name in contents.LISTS
        ],
        values=held,
        errors=shown,
        lines=summary(shown),
        warnings={str(one.letak): one.pesan for one in peringatan(found)},
        remarks=remarks_at(draft, "lampiran"),
        more=more,
    )


def _numbers(place: str, held: Mapping[str, str], more: bool) -> range:
    """Which lines of a list are shown: all that hold something, and one to write in."""
    filled = [int(path.rpartition(".")[2]) for path, text in held.items() if is_at(path, place) and text]
    return range(min(max(filled, default=-1) + 1 + (more or not filled), contents.MAX_LINES))


@blueprint.post("/skp/<int:skp_id>/sunting/lampiran")
@policy("masuk")
def simpan_lampiran(skp_id: int) -> ResponseReturnValue:
    """Save the annex; a button may ask for a line more."""
    draft = _draft(skp_id)
    post = _posted()
    act, _colon, target = first(post, "_aksi").partition(":")

    def after() -> str:
        if act == "tambah":
            return url_for(".lampiran", skp_id=skp_id, baris=target) + f"#f-lampiran-{target}-baru"
        flash(_("Lampiran tersimpan sebagai draf."), "success")
        return task_url(draft)

    typed = {name: texts[-1] for name, texts in answers_of(post).items()}
    return _store(
        draft,
        lambda isi: contents.read_lampiran(isi, post),
        lambda errors: _annex_page(draft, typed, errors),
        after,
    )


@blueprint.get("/skp/<int:skp_id>/sunting/periksa")
@policy("masuk")
def periksa(skp_id: int) -> ResponseReturnValue:
    """Check all answers; the form on it completes the step."""
    draft = _draft(skp_id)
    return check_page(draft, "", {})


# -- comments --------------------------------------------------------------------------------------------------------


@blueprint.post("/skp/<int:skp_id>/komentar")
@policy("masuk")
def komentar(skp_id: int) -> ResponseReturnValue:
    """A remark on a place of the document, or on the whole: the owner, the evaluator and helpers may."""
    post = _posted()
    path = Text(200)
    path.validators.append(validate.Regexp(r"[A-Za-z0-9_.-]*\Z", error=_("Bagian naskah ini tidak dikenal.")))
    try:
        said = take(post, {"letak": path, "isi": Text(editor.MAX_COMMENT)})
        editor.comment(work(), current_actor(), skp_id, said["letak"] or None, said["isi"])
    except (InvalidAnswers, Refused) as error:
        shown = _errors_of(error)
        errors = {"isi" if path == "komentar" else path: said for path, said in shown.items()}
        values = {name: first(post, name) for name in ("letak", "isi")}
        page = render_template(
            "kerja/komentar.html", skp_id=skp_id, values=values, errors=errors, lines=summary(errors)
        )
        return page, 422
    flash(_("Komentar tersimpan dan terlihat oleh pegawai serta pejabat penilai."), "success")
    return redirect(f"/skp/{skp_id}", 303)


# -- what all pages share --------------------------------------------------------------------------------------------


def _draft(skp_id: int) -> Draft:
    with work().reading() as tx:
        return editor.draft(tx, current_actor(), skp_id)


def _row(draft: Draft, kunci: str) -> Rhk:
    row = contents.find(draft.isi, kunci)
    if row is None:
        raise NotFound("skp", draft.skp.id)
    return row


def _posted() -> dict[str, list[str]]:
    return request.form.to_dict(flat=False)


def _errors_of(error: InvalidAnswers | Refused) -> dict[str, list[str]]:
    if isinstance(error, InvalidAnswers):
        return {path: [str(one) for one in said] for path, said in error.errors.items()}
    found: dict[str, list[str]] = {}
    for one in error.pelanggaran:
        found.setdefault(one.letak or "", []).append(one.pesan)
    return found


def _store(
    draft: Draft,
    change: Callable[[IsiSkp], IsiSkp],
    again: Callable[[Errors], str],
    after: Callable[[], str],
) -> ResponseReturnValue:
    """Save and go on; or the same page with what is wrong; or, when the draft has moved on, what was typed."""
    try:
        editor.save(work(), current_actor(), draft.skp.id, first(_posted(), "_versi"), change)
    except (InvalidAnswers, Refused) as error:
        return again(_errors_of(error)), 422
    except StaleDraft:
        return _stale_page(draft)
    return redirect(after(), 303)


def _stale_page(draft: Draft) -> ResponseReturnValue:
    """The draft was saved elsewhere: nothing is stored, nothing typed is lost."""
    typed = [(name, text) for name, texts in answers_of(_posted()).items() for text in texts]
    page = render_template("kerja/usang.html", draft=draft, typed=typed, label=_label, address=request.path)
    return page, 409


def _label(name: str) -> str:
    """Words for the path of a field, as the stale page names it."""
    last = name.rpartition(".")[2]
    if name.startswith("lampiran."):
        return LIST_NAMES.get(name.split(".")[1], name)
    words: dict[str, Any] = {
        "uraian": _("Uraian IKI") if ".iki." in name else _("Uraian RHK"),
        "target": _("Target"),
        "satuan": _("Satuan"),
        "aspek": _("Aspek"),
        "perspektif": _("Perspektif"),
        "penugasan_dari": _("Penugasan dari"),
    }
    return str(words.get(last, _("Ukuran keberhasilan") if ".ukuran." in name else name))
