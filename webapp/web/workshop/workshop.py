"""The workshop's desk and a draft's home: open, tell what changes, propose, bring a newer release in, throw away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.people.roles import ROLES
from webapp.services.workshop import desk, drafts, publication
from webapp.services.workshop.drafts import OFFICE
from webapp.services.workshop.merging import Choice
from webapp.storage.bengkel import DraftStatus
from webapp.web.admin.calendar_pages import read_day
from webapp.web.context import current_actor, request_id, work
from webapp.web.planning.editor_page import errors_of
from webapp.web.policy import policy

from . import words

blueprint = Blueprint("workshop", __name__, url_prefix="/bengkel")


@blueprint.get("")
@policy("peran", OFFICE)
def page() -> str:
    """Drafts, what is in force, and what has shipped since."""
    return _desk({})


def _desk(errors: Mapping[str, list[str]]) -> str:
    with work().reading() as tx:
        found = desk.desk(tx, current_actor())
        return render_template(
            "bengkel/halaman.html",
            desk=found,
            states=words.STATES,
            errors=errors,
            typed=request.form,
            today=tx.today,
        )


@blueprint.post("")
@policy("peran", OFFICE)
def open_draft() -> ResponseReturnValue:
    """Open a draft on a release."""
    request_id()
    base = request.form.get("dasar", "")
    try:
        draft_id = drafts.open_draft(
            work(), current_actor(), request.form.get("judul", ""),
            base_release_id=int(base) if base.isascii() and base.isdecimal() and len(base) < 18 else None,
        )  # fmt: skip
    except Refused as refused:
        return _desk(errors_of(refused)), 422
    return redirect(url_for(".draft", draft_id=draft_id), 303)


@blueprint.get("/<int:draft_id>")
@policy("peran", OFFICE)
def draft(draft_id: int) -> str:
    """A draft's home."""
    return _home(draft_id, {})


def _home(draft_id: int, errors: Mapping[str, list[str]]) -> str:
    with work().reading() as tx:
        found = desk.home(tx, current_actor(), draft_id)
        files = {path: words.file(draft_id, path, found.bundle) for path in {*found.files, *found.changes}}
        return render_template(
            "bengkel/draf.html",
            home=found,
            draft=found.draft,
            files=files,
            groups=words.grouped([files[path] for path in found.files]),
            group_words=words.GROUPS,
            states=words.STATES,
            changes=words.CHANGES,
            open=found.draft.status is DraftStatus.OPEN,
            jump=lambda one: words.jump(draft_id, one),
            play=lambda one: words.play(draft_id, one, found.findings),
            errors=errors,
            typed=request.form,
        )


@blueprint.get("/<int:draft_id>/pelaku")
@policy("peran", OFFICE)
def people(draft_id: int) -> str:
    """Whether every role has somebody who holds it, today and on a day (`?tanggal=`)."""
    with work().reading() as tx:
        day = read_day(request.args.get("tanggal", ""))
        found = desk.people(tx, current_actor(), draft_id, day)
        return render_template("bengkel/pelaku.html", found=found, draft=found.draft, roles=ROLES)


def _do(draft_id: int, act: Any, said: str) -> ResponseReturnValue:
    """An act on a draft, and back to its home."""
    try:
        act()
    except Refused as refused:
        return _home(draft_id, errors_of(refused)), 422
    flash(said, "success")
    return redirect(url_for(".draft", draft_id=draft_id), 303)


@blueprint.post("/<int:draft_id>/catatan")
@policy("peran", OFFICE)
def describe(draft_id: int) -> ResponseReturnValue:
    """Write the title and the changelog."""
    request_id()
    title, note = request.form.get("judul", ""), request.form.get("catatan", "")
    return _do(
        draft_id,
        lambda: drafts.describe(work(), current_actor(), draft_id, title, note.replace("\r\n", "\n")),
        _("Catatan perubahan tersimpan."),
    )


@blueprint.post("/<int:draft_id>/usulkan")
@policy("peran", OFFICE)
def propose(draft_id: int) -> ResponseReturnValue:
    """Hand the draft to a second person."""
    key, actor = request_id(), current_actor()
    try:
        publication.propose(work(), actor, draft_id, key)
    except Refused as refused:
        return _home(draft_id, errors_of(refused)), 422
    with work().reading() as tx:
        waiting = drafts.draft(tx, draft_id).status is DraftStatus.PROPOSED
    if waiting:
        flash(_("Draf diusulkan dan dibekukan. Pemilik proses lain akan memutusnya."), "success")
    else:
        flash(
            _("Pemeriksaan menemukan kesalahan. Perbaiki, lalu usulkan lagi dari kotak tugas Anda."),
            "warning",
        )
    return redirect(url_for(".draft", draft_id=draft_id), 303)


@blueprint.post("/<int:draft_id>/buang")
@policy("peran", OFFICE)
def discard(draft_id: int) -> ResponseReturnValue:
    """Throw the draft away."""
    request_id()
    said = _("Draf dibuang. Isinya masih dapat dibaca.")
    return _do(draft_id, lambda: drafts.discard(work(), current_actor(), draft_id), said)


@blueprint.post("/<int:draft_id>/ganti")
@policy("peran", OFFICE)
def replace(draft_id: int) -> ResponseReturnValue:
    """The draft is meant to replace what is in force, though it was not made from it."""
    request_id()
    said = _("Dicatat: draf ini menggantikan seluruh rilis yang berlaku.")
    return _do(draft_id, lambda: publication.replace_wholly(work(), current_actor(), draft_id), said)


@blueprint.post("/<int:draft_id>/dasar")
@policy("peran", OFFICE)
def bring(draft_id: int) -> ResponseReturnValue:
    """Bring the changes of another release into the draft; what both changed is asked on a page."""
    request_id()
    number = request.form.get("rilis", "")
    with work().reading() as tx:
        number_ = int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0
        release = publication.release(tx, number_)
    choices: dict[str, dict[str, Choice]] = {}
    for name, chosen in request.form.items():
        _mark, path, key = (*name.split(":", 2), "", "")[:3]
        if name.startswith("_pilih:") and chosen in ("saya", "mereka"):
            choices.setdefault(path, {})[key] = chosen  # type: ignore[assignment]
    try:
        brought = publication.bring(work(), current_actor(), draft_id, release.id, choices)
    except Refused as refused:
        return _home(draft_id, errors_of(refused)), 422
    if not brought.done:
        with work().reading() as tx:
            row = drafts.draft(tx, draft_id)
            page = render_template(
                "bengkel/dasar.html",
                draft=row,
                release=release,
                brought=brought,
                chosen=bool(choices),
                part=words.part,
            )
        return page, 409
    flash(_("Perubahan rilis %(number)s sudah masuk ke draf ini.", number=release.number), "success")
    return redirect(url_for(".draft", draft_id=draft_id), 303)
