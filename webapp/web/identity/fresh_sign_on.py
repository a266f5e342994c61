"""Pages of a signature that is proven by the agency's provider: away to it, and back with what was typed."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.services.errors import NotFound
from webapp.services.identity import fresh_sign_on
from webapp.services.identity.provider import ProviderDown
from webapp.web.addresses import local_path
from webapp.web.context import current_session, work
from webapp.web.policy import before_duties, policy
from webapp.web.security import LARGEST_POST, large_body

from . import signing
from .session import client
from .single_sign_on import back_address, down, needed

blueprint = Blueprint("fresh_sign_on", __name__)


@blueprint.post("/akun/ulang")
@policy("masuk")
@before_duties
@large_body(LARGEST_POST)
def hold() -> ResponseReturnValue:
    """Keep what the form of the address `untuk` holds, and lead on to the provider."""
    needed()
    address = local_path(request.args.get("untuk"), "")
    if not address:
        raise NotFound
    fields = signing.fields_of(request.args.get("nama"), request.args.get("nilai"))
    number = fresh_sign_on.hold(
        work(), current_session(), client(), address, fields, signing.digest(address, fields, signing.files())
    )
    return redirect(url_for(".page", permintaan_id=number), 303)


@blueprint.get("/akun/ulang/<uuid:permintaan_id>")
@policy("masuk")
@before_duties
def page(permintaan_id: UUID) -> ResponseReturnValue:
    """Before the provider: the way to it. After it: what waits, ready to be sent."""
    source = needed()
    with work().reading() as tx:
        found = fresh_sign_on.waiting(tx, current_session(), permintaan_id)
    signs = found.address.startswith("/tugas/")
    return render_template(
        "akun/ulang.html", found=found, signs=signs, name=source.settings.name, proof=signing.PROOF
    )


@blueprint.get("/akun/ulang/<uuid:permintaan_id>/pergi")
@policy("masuk")
@before_duties
def leave(permintaan_id: UUID) -> ResponseReturnValue:
    """Go to the provider, to be recognised anew."""
    try:
        address = fresh_sign_on.leave(work(), needed(), current_session(), permintaan_id, back_address())
    except ProviderDown:
        return down()
    return redirect(address, 303)
