"""The page of the seals: how old the last one is, what the last check found, which key, and each seal as a file."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from webapp.services.evidence import state
from webapp.services.evidence.delivery import file_name
from webapp.web.context import current_actor, work
from webapp.web.policy import policy

blueprint = Blueprint("seals", __name__, url_prefix="/meterai")


@blueprint.get("")
@policy("peran", "pengawas", "admin_bkpp")
def page() -> str:
    """The state of the seals, the newest first (`?hal=`)."""
    with work().reading() as tx:
        found = state.state(tx, current_actor(), request.args.get("hal", 1, type=int))
        return render_template("bukti/meterai.html", found=found)


@blueprint.get("/meterai-<int:number>.json")
@policy("peran", "pengawas", "admin_bkpp")
def file(number: int) -> Response:
    """One seal, to be kept off the machine."""
    with work().reading() as tx:
        content = state.seal_file(tx, current_actor(), number)
    answer = Response(
        content, mimetype="application/x-ndjson"
    )  # the seal, and on a line of its own its signature
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(number)}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
