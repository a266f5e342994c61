"""Incidents: the list, one with its repair, trying again, and ending a case after a second look.

May use services; acts are those of process owners.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.cockpit import batches, incidents, overview, travel
from webapp.services.errors import Denied
from webapp.storage.kokpit import Closing
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.policy import policy

from .words import CLOSINGS, common, migration_path

blueprint = Blueprint("cockpit_incidents", __name__, url_prefix="/kokpit")

MOST_PAGES = 10_000


@blueprint.get("/insiden")
@policy("peran", "pemilik_proses", "admin_bkpp", "pengawas")
def page() -> str:
    """Open incidents, or with `?selesai=ya` those that are over."""
    closed, process_id = request.args.get("selesai") == "ya", request.args.get("proses", "")[:80]
    number = min(request.args.get("hal", 1, type=int), MOST_PAGES)
    with work().reading() as tx:
        found = incidents.listed(tx, current_actor(), process_id or None, closed=closed, page=number)
        address = url_for(
            ".page", selesai="ya" if closed else None, proses=process_id or None, hal="HAL"
        ).replace("hal=HAL", "hal={page}")
        return render_template(
            "kokpit/insiden.html",
            found=found,
            closed=closed,
            address=address,
            process_id=process_id,
            **common(tx),
        )


@blueprint.get("/insiden/<int:incident_id>")
@policy("peran", "pemilik_proses", "admin_bkpp", "pengawas")
def one(incident_id: int) -> str:
    """One incident and what can be done about it."""
    return _one(incident_id)


def _one(incident_id: int, error: str = "") -> str:
    with work().reading() as tx:
        found = incidents.one(tx, current_actor(), incident_id)
        releases = overview.releases(tx)
        return render_template(
            "kokpit/satu_insiden.html",
            found=found,
            error=error,
            migrate=migration_path(releases.number(releases.current)),
            **common(tx),
        )


@blueprint.post("/insiden/<int:incident_id>/ulangi")
@policy("peran", "pemilik_proses")
def retry(incident_id: int) -> ResponseReturnValue:
    """Try again."""
    try:
        how = incidents.retry(work(), current_actor(), incident_id, request_id())
    except Refused as refused:
        return _one(incident_id, say(refused.pelanggaran[0].pesan)), 422
    if how is Closing.GIVEN_BACK:
        flash(_("Pemegang langkahnya sudah diberi tahu bahwa ia dapat mencoba lagi."), "success")
    else:
        flash(str(CLOSINGS[how]), "success")
    return redirect(url_for(".one", incident_id=incident_id), 303)


@blueprint.post("/insiden/<int:incident_id>/sisihkan")
@policy("peran", "pemilik_proses")
def dismiss(incident_id: int) -> ResponseReturnValue:
    """Put away an incident of background work."""
    try:
        incidents.dismiss(work(), current_actor(), incident_id, request_id())
    except Refused as refused:
        return _one(incident_id, say(refused.pelanggaran[0].pesan)), 422
    flash(_("Insiden disisihkan."), "success")
    return redirect(url_for(".page"), 303)


@blueprint.get("/kasus/<int:case_id>/batal")
@policy("peran", "pemilik_proses")
def cancel_page(case_id: int) -> str:
    """What cancelling would do, and the reason that it needs."""
    return _cancel(case_id, "", {})


@blueprint.post("/kasus/<int:case_id>/batal")
@policy("peran", "pemilik_proses")
def cancel(case_id: int) -> ResponseReturnValue:
    """First show once more what will happen; with `yakin` do it."""
    reason, key = request.form.get("alasan", "").replace("\x00", "").strip(), request_id()
    if not reason:
        return _cancel(case_id, reason, {"alasan": [_("Tulis alasan pembatalannya.")]}), 422
    if request.form.get("yakin") != "ya":
        return _cancel(case_id, reason, {"yakin": [_("Tandai bahwa Anda yakin.")]}), 422
    actor = current_actor()
    try:
        with work().reading() as tx:
            second = incidents.needs_second(tx, case_id)
        if second:
            return _asked(batches.propose_to_cancel(work(), actor, case_id, reason, key))
        incidents.cancel(work(), actor, case_id, reason, key)
    except Refused as refused:
        return _cancel(case_id, reason, {"": [say(refused.pelanggaran[0].pesan)]}), 422
    flash(_("Kasus %(number)s dibatalkan. Pegawainya diberi tahu.", number=case_id), "success")
    return redirect(url_for("cockpit_travel.case", case_id=case_id), 303)


def _asked(batch_id: int) -> ResponseReturnValue:
    flash(_("Pemilik proses atau admin BKPP lain sekarang dapat mengonfirmasi."), "success")
    return redirect(url_for("cockpit_batches.one", batch_id=batch_id), 303)


def _cancel(case_id: int, reason: str, errors: dict[str, list[str]]) -> str:
    with work().reading() as tx:
        found = travel.moment(tx, current_actor(), case_id)
        if not found.may_act and not errors:
            raise Denied(_("Kasus ini sudah selesai, atau tentang Anda sendiri."))
        second = incidents.needs_second(tx, case_id)
        return render_template("kokpit/batal.html", found=found, reason=reason, errors=errors, second=second,
                               longest=incidents.MAX_REASON, **common(tx))  # fmt: skip
