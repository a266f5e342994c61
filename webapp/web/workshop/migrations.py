"""Moving running cases to a release: choose, look at the dry run, let it begin or be confirmed, watch it, take it back.

May use services; who may ask and who may confirm is decided there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.workshop import (
    impact_results,
    migration,
    migration_people,
    migration_results,
    publication,
)
from webapp.services.workshop.drafts import OFFICE
from webapp.storage.impact import CaseVerdict, ImpactState, MigrationState
from webapp.web.context import current_actor, request_id, work
from webapp.web.identity import signing
from webapp.web.planning.editor_page import errors_of
from webapp.web.policy import policy

from .impacts import MOST_PAGES, in_words

blueprint = Blueprint("migrations", __name__, url_prefix="/rilis")

PASSWORD: Final = signing.PASSWORD
STATES: Final[Mapping[MigrationState, tuple[str, Any]]] = {
    MigrationState.WAITING: ("waiting", _l("Menunggu orang kedua")),
    MigrationState.RUNNING: ("current", _l("Sedang dipindahkan")),
    MigrationState.DONE: ("done", _l("Selesai")),
    MigrationState.FAILED: ("late", _l("Terhenti")),
    MigrationState.DECLINED: ("neutral", _l("Tidak jadi")),
}


@blueprint.get("/<int:nomor>/migrasi")
@policy("peran", OFFICE)
def choose(nomor: int) -> str:
    """The choice of cases with its dry run, and the migrations so far."""
    return _choose(nomor, request.args, {})


def _choose(nomor: int, values: Mapping[str, str], errors: Mapping[str, list[str]]) -> str:
    actor = current_actor()
    with work().reading() as tx:
        release = publication.release(tx, nomor)
        found = [one for one in impact_results.listed(tx, actor, release_id=release.id)
                 if one.row.state is ImpactState.DONE]  # fmt: skip
        wanted = _number(values.get("dampak", "")) or (found[0].row.id if found else 0)
        impact = next((one for one in found if one.row.id == wanted), None)
        if wanted and impact is None:
            raise NotFound("impact", wanted)
        verdicts, process_id = _chosen(values)
        dry = None
        if impact is not None:
            dry = migration_results.trial(tx, actor, impact.row.id, verdicts, process_id)
        return render_template(
            "bengkel/migrasi.html", release=release, impacts=found, impact=impact, dry=dry, verdicts=verdicts,
            process_id=process_id, words=None if impact is None else in_words(impact), states=STATES, errors=errors,
            migrations=migration_results.listed(tx, actor, release.id), alone=migration_people.ALONE,
        )  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def _chosen(values: Mapping[str, str]) -> tuple[list[CaseVerdict], str | None]:
    """Which verdicts and which process: who keeps the place always, who moves when asked for."""
    also = [CaseVerdict.MOVES] if values.get("berpindah") == "ya" else []
    return [CaseVerdict.SAME, *also], values.get("proses", "")[:80] or None


@blueprint.post("/<int:nomor>/migrasi")
@policy("peran", OFFICE)
def plan(nomor: int) -> ResponseReturnValue:
    """Let the chosen cases move, or hand the choice to a second person."""
    key, form = request_id(), request.form
    verdicts, process_id = _chosen(form)
    impact_id = _number(form.get("dampak", ""))
    with work().reading() as tx:
        release = publication.release(tx, nomor)
        if impact_results.result(tx, current_actor(), impact_id).row.release_id != release.id:
            raise NotFound("impact", impact_id)
    try:
        found = migration.plan(work(), current_actor(), impact_id, verdicts, process_id, key)
    except Refused as refused:
        return _choose(nomor, form, errors_of(refused)), 422
    return redirect(url_for(".one", migration_id=found), 303)


@blueprint.get("/migrasi/<int:migration_id>")
@policy("peran", OFFICE)
def one(migration_id: int) -> str:
    """One migration; looks again by itself while it runs."""
    return _one(migration_id, {})


def _one(migration_id: int, errors: Mapping[str, list[str]]) -> str:
    page = min(max(request.args.get("hal", 1, type=int), 1), MOST_PAGES)
    with work().reading() as tx:
        found = migration_results.told(tx, current_actor(), migration_id, page)
        address = (
            url_for(".one", migration_id=migration_id, hal="HAL").replace("hal=HAL", "hal={page}") + "#gagal"
        )
        return render_template(
            "bengkel/migrasi_satu.html", found=found, states=STATES, words=in_words(found.impact), errors=errors,
            page=page, pages=-(-found.failures // migration_results.PAGE), address=address,
        )  # fmt: skip


@blueprint.post("/migrasi/<int:migration_id>/putus")
@policy("peran", OFFICE)
def decide(migration_id: int) -> ResponseReturnValue:
    """A second person agrees, with the password once more, or declines; who asked takes it back."""
    key, actor = request_id(), current_actor()
    agree = request.form.get("keputusan") == "setuju"
    confirm = signing.confirmation() if agree else None
    try:
        migration.decide(work(), actor, migration_id, agree=agree, confirm=confirm, request_id=key)
    except signing.FAILURES as wrong:
        return _one(migration_id, signing.refused(wrong)), 422
    except Refused as refused:
        return _one(migration_id, errors_of(refused)), 422
    declined = _("Migrasi ini tidak jadi. Tidak ada kasus yang berubah.")
    flash(_("Disetujui. Kasus sedang dipindahkan.") if agree else declined, "success")
    return redirect(url_for(".one", migration_id=migration_id), 303)


@blueprint.post("/migrasi/<int:migration_id>/ulangi")
@policy("peran", OFFICE)
def retry(migration_id: int) -> ResponseReturnValue:
    """Try what failed once more."""
    try:
        migration.retry(work(), current_actor(), migration_id, request_id())
    except Refused as refused:
        return _one(migration_id, errors_of(refused)), 422
    return redirect(url_for(".one", migration_id=migration_id), 303)


@blueprint.post("/migrasi/<int:migration_id>/kembalikan")
@policy("peran", OFFICE)
def undo(migration_id: int) -> ResponseReturnValue:
    """Take a migration back, after a box that says so."""
    key = request_id()
    if request.form.get("yakin") != "ya":
        return _one(migration_id, {"yakin": [_("Tandai bahwa Anda yakin.")]}), 422
    try:
        found = migration.undo(work(), current_actor(), migration_id, key)
    except Refused as refused:
        return _one(migration_id, errors_of(refused)), 422
    return redirect(url_for(".one", migration_id=found), 303)
