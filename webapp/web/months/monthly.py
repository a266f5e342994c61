"""The months of an SKP: their list, the page of each, and the vault of evidence.

May use services; who may see what, and what is taken when, is decided there.
"""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.tanggal import BULAN
from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.months import month_list, monthly
from webapp.services.months.evidence import Place, file_of
from webapp.services.months.monthly import why_closed
from webapp.services.policy.skp import access
from webapp.web.context import current_actor, work
from webapp.web.language import say
from webapp.web.months import rechecks
from webapp.web.planning.editor_page import errors_of, posted
from webapp.web.planning.skp_words import core_values
from webapp.web.policy import policy
from webapp.web.security import LARGEST_POST, large_body
from webapp.web.uploads import hand_out
from webapp.web.workspaces.isi_realisasi import act
from webapp.web.workspaces.page import Errors, first, summary

from .monthly_words import link_to_step, why, words

blueprint = Blueprint("monthly", __name__)

_BUTTON = re.compile(r"(berkas|tautan):(\d{1,18})", re.ASCII)


@blueprint.get("/skp/<int:skp_id>/bulanan")
@policy("masuk")
def months(skp_id: int) -> str:
    """All months with where each stands."""
    with work().reading() as tx:
        return render_template(
            "bulanan/daftar.html", found=month_list.months(tx, current_actor(), skp_id), **words()
        )


@blueprint.get("/bulanan/<int:lembar_id>")
@policy("masuk")
def by_number(lembar_id: int) -> ResponseReturnValue:
    """A sheet by its number: on to its page, for those who see it."""
    with work().reading() as tx:
        lembar = monthly.month_of(tx, lembar_id)
        access(tx, current_actor(), lembar.skp_id)
        return redirect(url_for(".page", skp_id=lembar.skp_id, bulan=lembar.bulan), 303)


@blueprint.get("/skp/<int:skp_id>/bulanan/<int:bulan>")
@policy("masuk")
def page(skp_id: int, bulan: int) -> ResponseReturnValue:
    """One month; where there is no sheet yet, why, and what leads to one."""
    return _page(skp_id, bulan, {})


@blueprint.get("/skp/<int:skp_id>/bulanan/<int:bulan>/realisasi")
@policy("masuk")
def results(skp_id: int, bulan: int) -> ResponseReturnValue:
    """To the step in which results are told; while it is closed, the page that says which step is missing."""
    try:
        with work().reading() as tx:
            view = monthly.sheet(tx, current_actor(), skp_id, bulan)
    except NotFound:
        return _page(skp_id, bulan, {})
    step = next((one for one in view.steps if one.element_id == "isi_realisasi"), None)
    if step is None or not view.is_owner:
        return redirect(url_for(".page", skp_id=skp_id, bulan=bulan, _anchor="realisasi"), 303)
    return redirect(url_for("tasks.step", case_id=step.case_id, key=step.key), 303)


@blueprint.post("/skp/<int:skp_id>/bulanan/<int:bulan>/bukti")
@policy("masuk")
@large_body(LARGEST_POST)
def add_evidence(skp_id: int, bulan: int) -> ResponseReturnValue:
    """A file for the vault, or a link, under one row."""
    post = posted()
    found = _BUTTON.fullmatch(first(post, "_bukti"))
    if found is None:
        abort(400)
    kind, number = found[1], int(found[2])
    try:
        act(kind, Place(skp_id, bulan, number), 0, post)
    except Refused as refused:
        said = [text for texts in errors_of(refused).values() for text in texts]
        answer = _page(skp_id, bulan, {f"_{kind}.{number}": said})
        return answer, 422
    return redirect(url_for(".page", skp_id=skp_id, bulan=bulan, _anchor="realisasi"), 303)


@blueprint.post("/skp/<int:skp_id>/bulanan/<int:bulan>/tautan")
@policy("masuk")
def recheck(skp_id: int, bulan: int) -> ResponseReturnValue:
    """Another look at a link of evidence."""
    rechecks.ask(skp_id, bulan, first(posted(), rechecks.BUTTON))
    return redirect(url_for(".page", skp_id=skp_id, bulan=bulan, _anchor="realisasi"), 303)


@blueprint.get("/skp/<int:skp_id>/bulanan/<int:bulan>/bukti/<int:bukti_id>")
@policy("masuk")
def file(skp_id: int, bulan: int, bukti_id: int) -> Response:
    """A file of the vault, to be kept and never to be run in the page."""
    with work().reading() as tx:
        found = file_of(tx, current_actor(), skp_id, bulan, bukti_id)
        answer = Response(found.isi, mimetype=found.jenis_media)
        hand_out(answer, found.nama)
        return answer


def _page(skp_id: int, bulan: int, errors: Errors) -> str:
    if not 1 <= bulan <= 12:
        abort(404)
    with work().reading() as tx:
        try:
            view = monthly.sheet(tx, current_actor(), skp_id, bulan)
        except NotFound:
            return _closed_page(skp_id, bulan)
        closed = view.closed if view.sheet.lembar.keterangan is None else None
        return render_template(
            "bulanan/lembar.html",
            view=view,
            errors=errors,
            lines=summary(errors),
            closed_text=why(closed, view.skp.tahun, bulan) if closed else None,
            closed_link=link_to_step(closed) if closed and view.is_owner else None,
            nilai_names={one.kode.value: one.nama for one in core_values()},
            **words(),
        )


def _closed_page(skp_id: int, bulan: int) -> str:
    """The month has no sheet, for those who would see it. Raises `NotFound` to all others."""
    with work().reading() as tx:
        actor = current_actor()
        if all(line.bulan != bulan or line.lembar for line in month_list.months(tx, actor, skp_id).lines):
            raise NotFound("skp", skp_id)
        skp, relation = access(tx, actor, skp_id)
        closed = why_closed(tx, skp, None)
        assert closed is not None
        mine = relation.sees_drafts
        return render_template(
            "bulanan/bulan_tertutup.html",
            skp=skp,
            name=f"{say(BULAN[bulan - 1])} {skp.tahun}",
            closed=closed,
            text=why(closed, skp.tahun, bulan),
            link=link_to_step(closed) if mine else None,
        )
