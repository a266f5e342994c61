"""The registry of mandates: lists, one mandate, its letter, and the form that proposes one."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.mandat import NAMA_MANDAT, JenisMandat
from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.services.people import registry
from webapp.services.people.registry import Preview, Proposal
from webapp.services.people.roles import STEP_KINDS
from webapp.services.policy.decide import permits
from webapp.services.policy.matrix import Kind, Right
from webapp.web.context import current_actor, request_id, work
from webapp.web.errors import keep_refusal
from webapp.web.policy import policy
from webapp.web.security import LARGEST_POST, large_body
from webapp.web.uploads import hand_out

from . import mandate_form
from .mandate_form import TARGETS, Typed

blueprint = Blueprint("registry", __name__, url_prefix="/penugasan")


@blueprint.get("")
@policy("masuk")
def page() -> str:
    """The mandates that this person may see, by state (`?status=`)."""
    tab = request.args.get("status", "aktif")
    if tab not in registry.TABS:
        abort(404)
    with work().reading() as tx:
        actor = current_actor()
        return render_template(
            "penugasan/daftar.html",
            rows=registry.rows(tx, actor, tab),
            counts=registry.counts(tx, actor),
            tab=tab,
            today=tx.today,
            may_propose=registry.may_propose(actor),
        )


@blueprint.get("/<int:mandat_id>")
@policy("masuk")
def mandate(mandat_id: int) -> str:
    """One mandate: what, on which letter, who decided, what it moves."""
    with work().reading() as tx:
        found = registry.view(tx, current_actor(), mandat_id)
        return render_template(
            "penugasan/halaman.html",
            view=found,
            today=tx.today,
            step_kinds=STEP_KINDS,
            may_decide=permits(current_actor(), Right.READ, Kind.OPEN_STEPS),
        )


@blueprint.get("/<int:mandat_id>/surat")
@policy("masuk")
def letter(mandat_id: int) -> Response:
    """The letter's file, to be kept and never to be run in the page."""
    with work().reading() as tx:
        file = registry.letter(tx, current_actor(), mandat_id)
        answer = Response(file.isi, mimetype=file.jenis_media)
        hand_out(answer, file.nama)
        return answer


@blueprint.get("/usul")
@policy("peran", *registry.OFFICES)
def choose() -> str:
    """Which kind of mandate is wanted; with `?jenis=` its blank form."""
    jenis = request.args.get("jenis", "")
    if jenis not in set(JenisMandat):
        return render_template("penugasan/jenis.html", kinds=NAMA_MANDAT, error=jenis)
    return _form(mandate_form.empty(JenisMandat(jenis)), None)


@blueprint.post("/usul")
@policy("peran", *registry.OFFICES)
@large_body(LARGEST_POST)
def propose() -> ResponseReturnValue:
    """Preview a proposal (button `periksa`) or hand it in."""
    jenis = request.form.get("jenis", "")
    if jenis not in set(JenisMandat):
        abort(422)
    actor = current_actor()
    with work().transaction() as tx:
        typed = mandate_form.read(tx, actor, JenisMandat(jenis))
        asked = mandate_form.proposal(typed)
    if asked is None:
        return _form(typed, None), 422
    try:
        if "periksa" in request.form:
            return _form(typed, _preview(asked))
        mandat_id = registry.propose(work(), actor, asked, request_id())
    except Refused as refused:
        mandate_form.refuse(typed, refused)
        return _form(typed, None), 422
    except Denied as denied:
        keep_refusal(denied)
        typed.wrong("", str(denied))
        return _form(typed, None), 422
    flash(_("Usul terkirim. BKPP memverifikasinya; sebelum disetujui tidak ada yang berubah."), "success")
    return redirect(url_for("registry.mandate", mandat_id=mandat_id), 303)


def _preview(asked: Proposal) -> Preview:
    with work().reading() as tx:
        registry.check_scope(tx, current_actor(), asked.usul)
        found = registry.preview(tx, asked.usul, asked.lingkup, asked.nomor_surat)
    if found.refusals:
        raise Refused(list(found.refusals))
    return found


def _form(typed: Typed, preview: Preview | None) -> str:
    with work().reading() as tx:
        processes = registry.processes(tx)
    return render_template(
        "penugasan/usul.html",
        typed=typed,
        targets=TARGETS[typed.jenis],
        kind=NAMA_MANDAT[typed.jenis],
        preview=preview,
        step_kinds=STEP_KINDS,
        processes=processes,
        action=url_for("registry.propose"),
        returning=None,
    )
