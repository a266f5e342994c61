"""Acts on many cases: choose, look at the dry run, let it begin or be confirmed, watch it, fetch the result.

May use services; who may ask and who may confirm is decided there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.cockpit import batch_reading, batches, incidents, overview
from webapp.services.cockpit.choosing import Asked
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.kokpit import BatchKind
from webapp.web.context import current_actor, request_id, work
from webapp.web.identity import signing
from webapp.web.identity.second_factors import Errors, errors_of
from webapp.web.language import say
from webapp.web.policy import policy

from .words import common

blueprint = Blueprint("cockpit_batches", __name__, url_prefix="/kokpit/massal")

LONGEST = 80


@blueprint.get("")
@policy("peran", "pemilik_proses", "admin_bkpp", "pengawas")
def page() -> str:
    """The latest batches, and for owners the choice of a new one."""
    with work().reading() as tx:
        return render_template(
            "kokpit/massal.html", found=batch_reading.listed(tx, current_actor()), **common(tx)
        )


@blueprint.get("/baru")
@policy("peran", "pemilik_proses")
def choose() -> str:
    """The choice of cases and of what is to be done to them."""
    return _choose(request.args, {})


def _choose(values: Mapping[str, str], errors: Mapping[str, list[str]]) -> str:
    with work().reading() as tx:
        require(current_actor(), Right.ACT, Kind.COCKPIT)
        return render_template(
            "kokpit/massal_baru.html", values=values, errors=errors, **_options(tx, values.get("proses", "")),
            longest=incidents.MAX_REASON, second=batches.SECOND_PERSON, **common(tx),
        )  # fmt: skip


def _options(tx: Transaction, process_id: str) -> dict[str, Any]:
    releases = overview.releases(tx)
    processes = overview.known(tx)
    day = tx.work.organisation.day(tx.session, tx.today)
    found = ((one, day.bagan.unit(one, tx.today)) for one in day.anggota_opd)
    units = [(unit.nama, one) for one, unit in found if unit is not None]
    steps = [
        {"value": element.id, "text": f"{say(element.name)} ({say(process.name or process.id)})"}
        for process in processes.values()
        for element in process.elements.values()
        if element.kind == "userTask" and process_id in ("", process.id)
    ]
    return {
        "processes": [{"value": one.id, "text": say(one.name or one.id)} for one in processes.values()],
        "releases": [
            {"value": number, "text": _("Rilis %(n)s", n=number)} for _one, number in releases.every
        ],
        "units": [{"value": one, "text": name} for name, one in sorted(units)],
        "steps": steps,
    }


@blueprint.post("")
@policy("peran", "pemilik_proses")
def trial() -> ResponseReturnValue:
    """The dry run."""
    form, key = request.form, request_id()
    kind = next((one for one in BatchKind if one.value == form.get("tindakan")), None)
    if kind is None:
        return _choose(form, {"tindakan": [_("Pilih satu tindakan.")]}), 422
    try:
        found = batches.trial(
            work(), current_actor(), kind, _asked(), form.get("alasan", "").replace("\x00", ""), key
        )
    except Refused as refused:
        one = refused.pelanggaran[0]
        return _choose(form, {one.letak or "": [say(one.pesan)]}), 422
    return redirect(url_for(".one", batch_id=found), 303)


def _asked() -> Asked:
    form = request.form
    with work().reading() as tx:
        every = overview.releases(tx).every
    number = form.get("rilis", type=int)
    return Asked(
        process_id=form.get("proses", "")[:LONGEST],
        release_id=next((one for one, shown in every if shown == number), None),
        element_id=form.get("langkah", "")[:LONGEST],
        unit_id=form.get("unit", type=int),
        late=form.get("lewat") == "ya",
        case_id=form.get("kasus", type=int),
    )


@blueprint.get("/<int:batch_id>")
@policy("peran", "pemilik_proses", "admin_bkpp", "pengawas")
def one(batch_id: int) -> str:
    """One batch; looks again by itself while it runs."""
    return _one(batch_id, {})


def _one(batch_id: int, errors: Errors) -> str:
    with work().reading() as tx:
        return render_template(
            "kokpit/satu_massal.html", found=batch_reading.one(tx, current_actor(), batch_id), errors=errors,
            second=batches.SECOND_PERSON, **common(tx),
        )  # fmt: skip


@blueprint.post("/<int:batch_id>/usulkan")
@policy("peran", "pemilik_proses")
def propose(batch_id: int) -> ResponseReturnValue:
    """Hand it to a second person."""
    try:
        batches.propose(work(), current_actor(), batch_id)
    except Refused as refused:
        return _one(batch_id, errors_of(refused)), 422
    flash(_("Pemilik proses atau admin BKPP lain sekarang dapat mengonfirmasi."), "success")
    return redirect(url_for(".one", batch_id=batch_id), 303)


@blueprint.post("/<int:batch_id>/jalankan")
@policy("peran", "pemilik_proses", "admin_bkpp")
def run(batch_id: int) -> ResponseReturnValue:
    """Let it begin; a second person sends the password once more."""
    try:
        batches.run(work(), current_actor(), batch_id, signing.confirmation())
    except Refused as refused:
        return _one(batch_id, errors_of(refused)), 422
    except signing.FAILURES as wrong:
        return _one(batch_id, signing.refused(wrong)), 422
    return redirect(url_for(".one", batch_id=batch_id), 303)


@blueprint.post("/<int:batch_id>/buang")
@policy("peran", "pemilik_proses", "admin_bkpp")
def discard(batch_id: int) -> ResponseReturnValue:
    """Put away what has not begun."""
    try:
        batches.discard(work(), current_actor(), batch_id)
    except Refused as refused:
        return _one(batch_id, errors_of(refused)), 422
    flash(_("Tindakan massal dibuang. Tidak ada kasus yang berubah."), "success")
    return redirect(url_for(".page"), 303)


@blueprint.get("/<int:batch_id>/hasil.csv")
@policy("peran", "pemilik_proses", "admin_bkpp", "pengawas")
def result(batch_id: int) -> Response:
    """Every case and what came of it."""
    with work().reading() as tx:
        body = batch_reading.as_file(tx, current_actor(), batch_id)
    answer = Response(body, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="massal-{batch_id}.csv"'
    return answer
