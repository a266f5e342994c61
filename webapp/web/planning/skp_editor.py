"""Editing an own SKP, one thing per page: approach, behaviour, annex, and the check of all answers (rows: `skp_rows`).

Each page saves into the open draft through `services.editor.save` and names the version it was made from. A draft may
be wrong in every way that the database can hold; it is judged when it is handed in. Must not decide who may write.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from webapp.domain.pelanggaran import penolakan, peringatan
from webapp.domain.skp import NAMA_ASPEK, NAMA_PENDEKATAN, NAMA_PERSPEKTIF, IsiSkp, Pendekatan
from webapp.services.errors import NotFound
from webapp.services.planning import editor
from webapp.services.planning.editor import Draft
from webapp.web.context import work
from webapp.web.language import say
from webapp.web.policy import policy
from webapp.web.workspaces import isi as contents
from webapp.web.workspaces.page import Errors, answers_of, first, summary
from webapp.web.workspaces.sections import is_at, remarks_at
from webapp.web.workspaces.susun_skp import check_page, task_url

from .editor_page import LIST_NAMES, draft_of, lines_shown, posted, store
from .skp_words import core_values, named

blueprint = Blueprint("skp_editor", __name__)


@blueprint.get("/skp/<int:skp_id>/sunting")
@policy("masuk")
def sunting(skp_id: int) -> ResponseReturnValue:
    """The list of sections is the page of the step that hands the SKP in."""
    return redirect(task_url(draft_of(skp_id)), 303)


@blueprint.get("/skp/<int:skp_id>/sunting/pendekatan")
@policy("masuk")
def pendekatan(skp_id: int) -> ResponseReturnValue:
    """The approach; with `ke` in the address, what the other one would make of the rows."""
    draft = draft_of(skp_id)
    wanted = request.args.get("ke")
    if wanted in set(Pendekatan) - {draft.isi.pendekatan}:
        return _switch_page(draft, Pendekatan(wanted))
    if wanted is not None:
        return redirect(task_url(draft), 303)
    options = [{"value": one.value, "text": say(name)} for one, name in NAMA_PENDEKATAN.items()]
    return render_template("kerja/pendekatan.html", draft=draft, options=options)


def _converted(draft: Draft, to: Pendekatan) -> IsiSkp:
    with work().reading() as tx:
        return editor.converted(tx, draft, to)


def _switch_page(draft: Draft, to: Pendekatan, errors: Errors | None = None) -> str:
    new = _converted(draft, to)
    return render_template(
        "kerja/ganti_pendekatan.html",
        draft=draft,
        to=to,
        names=named(NAMA_PENDEKATAN),
        pairs=list(zip(draft.isi.rhk, new.rhk, strict=True)),
        count=sum(len(row.iki) + len(row.ukuran) for row in draft.isi.rhk),
        lines=summary(errors or {}),
        aspek=named(NAMA_ASPEK),
        perspektif=named(NAMA_PERSPEKTIF),
    )


@blueprint.post("/skp/<int:skp_id>/sunting/pendekatan")
@policy("masuk")
def ganti_pendekatan(skp_id: int) -> ResponseReturnValue:
    """Convert the whole draft; it never holds both."""
    draft = draft_of(skp_id)
    to = Pendekatan(first(posted(), "ke")) if first(posted(), "ke") in set(Pendekatan) else None
    if to is None:
        raise NotFound("skp", skp_id)

    def after() -> str:
        count = len(draft.isi.rhk)
        flash(
            _n("%(num)d RHK diubah ke pendekatan baru.", "%(num)d RHK diubah ke pendekatan baru.", count),
            "success",
        )
        return url_for("skp_rows.hasil_kerja", skp_id=skp_id)

    new = _converted(draft, to)
    return store(
        draft,
        lambda _isi: new,
        lambda errors: _switch_page(draft, to, errors),
        after,
    )


@blueprint.get("/skp/<int:skp_id>/sunting/perilaku")
@policy("masuk")
def perilaku(skp_id: int) -> ResponseReturnValue:
    """Seven values with their conducts and the leader's expectations: to read, not to edit."""
    draft = draft_of(skp_id)
    return render_template(
        "kerja/perilaku.html",
        draft=draft,
        nilai=core_values(),
        remarks=remarks_at(draft, "ekspektasi_khusus"),
    )


@blueprint.get("/skp/<int:skp_id>/sunting/lampiran")
@policy("masuk")
def lampiran(skp_id: int) -> ResponseReturnValue:
    """The three lists of the annex."""
    return _annex_page(draft_of(skp_id))


def _annex_page(draft: Draft, values: Mapping[str, str] | None = None, errors: Errors | None = None) -> str:
    found = [one for one in draft.temuan if is_at(one.letak, "lampiran")]
    shown: Errors = errors or {}
    if errors is None and "periksa" in request.args:
        shown = {str(one.letak): [say(one.pesan)] for one in penolakan(found)}
    held = contents.values_lampiran(draft.isi) if values is None else values
    more = request.args.get("baris")
    return render_template(
        "kerja/lampiran.html",
        draft=draft,
        lists=[
            (name, LIST_NAMES[name], lines_shown(f"lampiran.{name}", held, name == more))
            for name in contents.LISTS
        ],
        values=held,
        errors=shown,
        lines=summary(shown),
        warnings={str(one.letak): say(one.pesan) for one in peringatan(found)},
        remarks=remarks_at(draft, "lampiran"),
        more=more,
    )


@blueprint.post("/skp/<int:skp_id>/sunting/lampiran")
@policy("masuk")
def simpan_lampiran(skp_id: int) -> ResponseReturnValue:
    """Save the annex; a button may ask for a line more."""
    draft = draft_of(skp_id)
    post = posted()
    act, _colon, target = first(post, "_aksi").partition(":")

    def after() -> str:
        if act == "tambah":
            return url_for(".lampiran", skp_id=skp_id, baris=target) + f"#f-lampiran-{target}-baru"
        flash(_("Lampiran tersimpan sebagai draf."), "success")
        return task_url(draft)

    typed = {name: texts[-1] for name, texts in answers_of(post).items()}
    return store(
        draft,
        lambda isi: contents.read_lampiran(isi, post),
        lambda errors: _annex_page(draft, typed, errors),
        after,
    )


@blueprint.get("/skp/<int:skp_id>/sunting/periksa")
@policy("masuk")
def periksa(skp_id: int) -> ResponseReturnValue:
    """Check all answers; the form on it completes the step."""
    draft = draft_of(skp_id)
    return check_page(draft, "", {})
