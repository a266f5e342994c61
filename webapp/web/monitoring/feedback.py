"""Feedback on an SKP: the list, the form for a new one, and the employee's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel.dates import format_date
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.forms import FormView, form_view, load
from webapp.operations import Refused
from webapp.services import audit
from webapp.services.errors import InvalidAnswers
from webapp.services.monitoring import coaching, feedback, feedback_givers, feedback_page, no_progress
from webapp.services.monitoring.feedback import Giving, Said
from webapp.services.planning import skp_page
from webapp.services.policy.matrix import Relation
from webapp.services.work import Transaction
from webapp.web.context import current_actor, request_id, work
from webapp.web.form_page import own, places
from webapp.web.language import current, say
from webapp.web.planning.skp_words import STATUS
from webapp.web.policy import policy
from webapp.web.workspaces import Errors, Post
from webapp.web.workspaces.page import first, form_summary, messages, said

from . import coaching_words as words

blueprint = Blueprint("feedback", __name__)

OBJECT = "_objek"
"""The page's own field: what the feedback is about; its choices are the rows of the SKP."""


@blueprint.get("/umpan-balik")
@policy("masuk")
def people() -> str:
    """Those to whom this person may give feedback now."""
    with work().reading() as tx:
        found = feedback_givers.people(tx, current_actor())
        return render_template("umpan_balik/orang.html", people=found, dari=words.DARI)


@blueprint.get("/skp/<int:skp_id>/umpan-balik")
@policy("masuk")
def page(skp_id: int) -> str:
    """All feedback on an SKP that this person may see."""
    return _page(skp_id, {}, {})


def _page(skp_id: int, typed: Mapping[int, str], errors: Errors) -> str:
    with work().reading() as tx:
        actor = current_actor()
        found = feedback_page.page(tx, actor, skp_id)
        head = None if found.relation is None else skp_page.skp_head(tx, actor, skp_id)
        bimbingan, konseling = coaching.of_skp(tx, actor, skp_id)
        html = render_template(
            "skp/umpan_balik.html" if head is not None else "umpan_balik/terbatas.html",
            found=found,
            head=head,
            tab="umpan_balik",
            status=STATUS[found.skp.status],
            differences=[],
            nav_current="skp" if found.relation == "pemilik" else "tim",
            bimbingan=bimbingan,
            konseling=konseling,
            stalled=_stalled(tx, found),
            typed=typed,
            errors=errors,
            w=words,
        )
    if found.is_watched:
        audit.record(work(), current_actor(), "umpan_balik_dibaca", object_kind="skp", object_id=skp_id)
    return html


def _stalled(tx: Transaction, found: feedback_page.Page) -> list[str]:
    """The two months without progress, in words, for those who can do something about it."""
    if found.relation not in (Relation.EVALUATOR, Relation.ABOVE):
        return []
    months = no_progress.stalled(tx, [found.skp.pegawai_id]).get(found.skp.pegawai_id, ())
    return [format_date(month, "MMMM y", locale=current()) for month in months]


@blueprint.get("/skp/<int:skp_id>/umpan-balik/baru")
@policy("masuk")
def form(skp_id: int) -> str:
    """The form; with `?koreksi=` it mends an earlier entry of one's own."""
    mending = request.args.get("koreksi", type=int)
    with work().reading() as tx:
        asked = feedback.giving(tx, current_actor(), skp_id, mending)
    return _form(asked, None, {})


@blueprint.post("/skp/<int:skp_id>/umpan-balik/baru")
@policy("masuk")
def give(skp_id: int) -> ResponseReturnValue:
    """Hand a feedback in. What is refused is shown again with all that was typed."""
    post = _posted()
    mending = request.form.get("_koreksi", type=int)
    errors: Mapping[str, Sequence[str]]
    try:
        said_ = Said(own(post), first(post, OBJECT), mending)
        feedback.give(work(), current_actor(), skp_id, said_, request_id())
    except InvalidAnswers as refused:
        errors = refused.errors
    except Refused as refused:
        errors = places(refused.pelanggaran)
    else:
        flash(_("Umpan balik terkirim. Pegawai diberi tahu dan dapat menanggapinya."), "success")
        return redirect(url_for("feedback.page", skp_id=skp_id), 303)
    with work().reading() as tx:
        asked = feedback.giving(tx, current_actor(), skp_id, mending)
    return _form(asked, post, said(errors)), 422


@blueprint.post("/skp/<int:skp_id>/umpan-balik/isian")
@policy("masuk")
def refresh(skp_id: int) -> str:
    """The body of the form for the answers so far, unchecked."""
    with work().reading() as tx:
        asked = feedback.giving(tx, current_actor(), skp_id)
    return render_template("umpan_balik/isian.html", asked=asked, view=_view(asked, _posted(), {}))


@blueprint.post("/umpan-balik/<int:umpan_id>/tanggapan")
@policy("masuk")
def answer(umpan_id: int) -> ResponseReturnValue:
    """The employee answers."""
    typed = request.form.get(f"tanggapan.{umpan_id}", "")
    try:
        skp_id = feedback.answer(work(), current_actor(), umpan_id, typed, request_id())
    except Refused as refused:
        skp_id = request.form.get("_skp", 0, type=int)
        return _page(skp_id, {umpan_id: typed}, said(places(refused.pelanggaran))), 422
    flash(_("Tanggapan terkirim."), "success")
    return redirect(url_for("feedback.page", skp_id=skp_id, _anchor=f"ub-{umpan_id}"), 303)


def _posted() -> Post:
    return {name: request.form.getlist(name) for name in request.form if name != "csrf_token"}


def _form(asked: Giving, post: Post | None, errors: Errors) -> str:
    view = _view(asked, _start(asked) if post is None else post, errors)
    page_errors = {path: list(lines) for path, lines in errors.items() if path.startswith("_")}
    return render_template(
        "umpan_balik/baru.html",
        asked=asked,
        view=view,
        lines=form_summary(view, errors),
        objek=_object(asked, post),
        page_errors=page_errors,
        dari=words.DARI,
        nav_current="tim",
    )


def _object(asked: Giving, post: Post | None) -> str:
    """What the feedback is about: as posted, as in the entry that is mended, or the work in general."""
    if post is not None:
        return first(post, OBJECT)
    old = asked.mending
    return "UMUM" if old is None or old.objek_kunci is None else f"{old.objek}:{old.objek_kunci}"


def _start(asked: Giving) -> Post:
    """A blank form, or the words of the entry that is mended."""
    old = asked.mending
    return {} if old is None else {"isi": [old.isi], "dasar": [old.dasar or ""], "kanal": [old.kanal]}


def _view(asked: Giving, post: Post, errors: Errors) -> FormView:
    document = load(asked.form, own(post), asked.facts).document if post else None
    of_form = {path: lines for path, lines in errors.items() if not path.startswith("_")}
    return form_view(asked.form, document, messages(of_form), asked.facts, text_for=say)
