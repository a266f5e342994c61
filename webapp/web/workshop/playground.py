"""The playground's pages: walk a process of a draft or of a release, move by move, with its real forms.

Every page is played anew from the walk's moves; a post adds one, or takes some back, and leads to the page again. No
script is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.forms import form_view, load
from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.people.finding import find_people
from webapp.services.workshop import keeping, playground
from webapp.services.workshop.drafts import OFFICE
from webapp.services.workshop.moves import Move
from webapp.services.workshop.playground import Where
from webapp.services.workshop.walks import ZONE, MoveRefused
from webapp.web.context import current_actor, work
from webapp.web.form_page import own
from webapp.web.language import say
from webapp.web.planning.editor_page import errors_of
from webapp.web.policy import policy
from webapp.web.security import CSP

from . import playground_posts as posts
from . import playground_view as view
from .playground_fields import fields
from .playground_view import Shown

blueprint = Blueprint("playground", __name__)

DRAFT, RELEASE = "/bengkel/<int:draft_id>/coba", "/rilis/<int:nomor>/coba"


def _where(of: Mapping[str, int]) -> Where:
    return Where(of.get("draft_id"), of.get("nomor"))


def _to(endpoint: str, of: Mapping[str, Any], **values: Any) -> ResponseReturnValue:
    return redirect(url_for(f".{endpoint}", **{**of, **values}), 303)


@blueprint.errorhandler(playground.NotPlayable)
def not_playable(_error: playground.NotPlayable) -> ResponseReturnValue:
    """A draft that cannot be read is told on the first page."""
    of = {name: value for name, value in (request.view_args or {}).items() if name in ("draft_id", "nomor")}
    return _to("index", of)


@blueprint.get(DRAFT)
@blueprint.get(RELEASE)
@policy("peran", OFFICE)
def index(**of: int) -> str:
    """Every process, with how much of it the scenarios pass."""
    with work().reading() as tx:
        found = playground.ground(tx, current_actor(), _where(of))
        fared = None if found.choices is None else keeping.fared(found)
        return render_template("bengkel/coba.html", found=found, fared=fared, **view.addresses(found))


@blueprint.get(f"{DRAFT}/<process>")
@blueprint.get(f"{RELEASE}/<process>")
@policy("peran", OFFICE)
def page(process: str, **of: int) -> str:
    """One process: begin a walk, go on with one, scenarios and what they pass; or a counter-example (`?temuan=`)."""
    finding = request.args.get("temuan")
    if finding is not None:
        return _finding(process, _where(of), finding)
    return _page(process, _where(of), {})


def _page(process: str, where: Where, errors: dict[str, list[str]]) -> str:
    with work().reading() as tx:
        found = playground.ground(tx, current_actor(), where)
        if process not in found.ready.definitions.processes:
            raise NotFound
        clock = playground.first_clock(tx)
        return render_template(
            "bengkel/coba_proses.html",
            found=found,
            process=found.processes[process],
            walks=playground.mine(tx, current_actor(), found, process),
            fared=keeping.fared(found),
            chart=view.coverage_chart(found, process),
            fields=fields(found.ready, found.ready.at_start(process), clock, request.form),
            clock=clock,
            errors=errors,
            typed=request.form,
            **view.addresses(found),
        )


def _finding(process: str, where: Where, finding: str) -> str:
    """A counter-example of the check, one step further or back."""
    with work().reading() as tx:
        found = playground.ground(tx, current_actor(), where)
        if process not in found.ready.definitions.processes:
            raise NotFound
        shown = view.finding(tx, found, process, finding, request.args.get("langkah", type=int))
        return render_template(
            "bengkel/coba_temuan.html", found=found, process=found.processes[process], shown=shown,
            **view.addresses(found),
        )  # fmt: skip


@blueprint.post(f"{DRAFT}/<process>")
@blueprint.post(f"{RELEASE}/<process>")
@policy("peran", OFFICE)
def begin(process: str, **of: int) -> ResponseReturnValue:
    """Begin a walk; open a scenario as one; or accept what a scenario gives now."""
    where, actor = _where(of), current_actor()
    act, path = request.form.get("_aksi", ""), request.form.get("_skenario", "")
    try:
        if act == "terima":
            keeping.accept(work(), actor, where.draft_id or 0, path)
            flash(_("Hasil baru skenario ini diterima."), "success")
            return _to("page", of, process=process)
        if act == "lanjutkan":
            walk_id = keeping.resume(work(), actor, where, path)
        else:
            walk_id = playground.begin(work(), actor, where, process, [_start(process, where)])
    except MoveRefused as refused:
        return _page(process, where, {"": [say(refused.message)]}), 422
    except Refused as refused:
        return _page(process, where, errors_of(refused)), 422
    return _to("walk", of, process=process, jalan_id=walk_id)


def _start(process: str, where: Where) -> Move:
    with work().reading() as tx:
        found = playground.ground(tx, current_actor(), where)
        if process not in found.ready.definitions.processes:
            raise NotFound
        clock = playground.first_clock(tx)
    day = request.form.get("_mulai", "")
    if day:
        try:
            clock = datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=ZONE)
        except ValueError as error:
            raise MoveRefused(_("Tulis tanggal mulai, misalnya 2026-01-05.")) from error
    return Move("mulai", at=clock, facts=posts.chosen_facts(found.ready.at_start(process)))


# -- one walk --------------------------------------------------------------------------------------------------------


@blueprint.get(f"{DRAFT}/<process>/<int:jalan_id>")
@blueprint.get(f"{RELEASE}/<process>/<int:jalan_id>")
@policy("peran", OFFICE)
def walk(process: str, jalan_id: int, **of: int) -> Response:
    """A walk: the diagram, what waits, the trail, the clock.

    `?langkah=` chooses the step whose form is shown, `?lebar=360` shows it as wide as a phone, too.
    """
    response = make_response(_walk(process, jalan_id, _where(of)))
    response.headers["Content-Security-Policy"] = f"{CSP}; frame-src 'self'"
    return response


def _walk(
    process: str,
    jalan_id: int,
    where: Where,
    form: view.Typed | None = None,
    errors: dict[str, list[str]] | None = None,
) -> str:
    with work().reading() as tx:
        opened = playground.opened(tx, current_actor(), where, process, jalan_id)
        key = request.form.get("_langkah") or request.args.get("langkah")
        shown = Shown(tx, opened, key, form)
        return render_template(
            "bengkel/coba_jalan.html", shown=shown, opened=opened, walk=opened.walk, found=opened.ground,
            process=opened.process, errors=errors or {}, typed=request.form, narrow=request.args.get("lebar") == "360",
            **view.addresses(opened.ground),
        )  # fmt: skip


@blueprint.get(f"{DRAFT}/<process>/<int:jalan_id>/layar")
@blueprint.get(f"{RELEASE}/<process>/<int:jalan_id>/layar")
@policy("peran", OFFICE)
def screen(process: str, jalan_id: int, **of: int) -> Response:
    """The form of a step by itself, for a frame as wide as a phone."""
    with work().reading() as tx:
        opened = playground.opened(tx, current_actor(), _where(of), process, jalan_id)
        shown = Shown(tx, opened, request.args.get("langkah"), None)
        if shown.view is None:
            raise NotFound
        response = make_response(render_template("bengkel/coba_layar.html", shown=shown))
    response.headers["Content-Security-Policy"] = CSP.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    return response


@blueprint.post(f"{DRAFT}/<process>/<int:jalan_id>/isian")
@blueprint.post(f"{RELEASE}/<process>/<int:jalan_id>/isian")
@policy("peran", OFFICE)
def refresh(process: str, jalan_id: int, **of: int) -> str:
    """Only the form's body, for the answers so far."""
    with work().reading() as tx:
        opened = playground.opened(tx, current_actor(), _where(of), process, jalan_id)
        step, form = view.form_of(opened, request.args.get("langkah"))
        answers = load(form, own(posts.posted()), opened.walk.run.facts)
        body = form_view(form, answers.document, {}, opened.walk.run.facts, text_for=say)
        here = view.addresses(opened.ground)["at"](opened, "refresh", langkah=step.key)
        return render_template("bengkel/coba_isian.html", view=body, refresh_url=here)


@blueprint.post(f"{DRAFT}/<process>/<int:jalan_id>")
@blueprint.post(f"{RELEASE}/<process>/<int:jalan_id>")
@policy("peran", OFFICE)
def act(process: str, jalan_id: int, **of: int) -> ResponseReturnValue:
    """Make a move, take some back, choose for whom, keep the walk as a scenario, or throw it away."""
    where, do = _where(of), request.form.get("_aksi", "")
    back = _to("walk", of, process=process, jalan_id=jalan_id, _anchor="langkah")
    typed: view.Typed | None = None
    try:
        if do == "buang":
            playground.drop(work(), current_actor(), where, process, jalan_id)
            return _to("page", of, process=process)
        if do in OTHER_ACTS:
            OTHER_ACTS[do](where, process, jalan_id)
            return back
        with work().reading() as tx:
            opened = playground.opened(tx, current_actor(), where, process, jalan_id)
        typed = posts.typed(opened)
        if typed is not None and typed.rows_changed:
            return _walk(process, jalan_id, where, typed)
        move = posts.move(opened, do, typed)
        playground.act(work(), current_actor(), where, process, jalan_id, posts.number("_dari"), move)
    except MoveRefused as refused:
        if typed is not None and refused.errors:
            return _walk(process, jalan_id, where, typed.wrong(refused.errors)), 422
        return _walk(process, jalan_id, where, typed, {"": [say(refused.message)]}), 422
    except Refused as refused:
        return _walk(process, jalan_id, where, None, errors_of(refused)), 422
    return back


# -- beside the moves ------------------------------------------------------------------------------------------------


def _back(where: Where, process: str, jalan_id: int) -> None:
    playground.back(work(), current_actor(), where, process, jalan_id, posts.number("_ke"))


def _choose(where: Where, process: str, jalan_id: int) -> None:
    """For whom roles are resolved: an example, or a name or NIP that fits one person."""
    said, chosen = request.form.get("cari", "").strip(), posts.number("contoh")
    if said:
        with work().reading() as tx:
            found = find_people(tx, said[:100])
        if len(found) != 1:
            names = ", ".join(f"{one.text} ({one.hint})" for one in found[:5])
            raise MoveRefused(
                _("Tidak ada pegawai aktif dengan nama atau NIP itu.") if not found
                else _("Beberapa pegawai cocok: %(names)s. Tulis NIP-nya.", names=names)
            )  # fmt: skip
        chosen = found[0].id
    supposed = request.form.get("andai", "") if not said else ""
    playground.choose(
        work(), current_actor(), where, process, jalan_id, chosen if chosen > 0 else None, supposed
    )


def _keep(where: Where, process: str, jalan_id: int) -> None:
    keeping.keep(
        work(), current_actor(), where.draft_id or 0, process, jalan_id, request.form.get("judul", ""),
        replace="ganti" in request.form,
    )  # fmt: skip
    flash(_("Tersimpan sebagai skenario. Ia dimainkan pada setiap pemeriksaan."), "success")


OTHER_ACTS: Final = {"kembali": _back, "siapa": _choose, "simpan": _keep}
