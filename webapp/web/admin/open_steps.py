"""Open steps at the admins' desk: who holds what and why, on which day somebody else would, and giving one away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.errors import InvalidAnswers
from webapp.services.people import reassign as giving
from webapp.services.people.assignments import Desk
from webapp.services.people.roles import ROLES
from webapp.services.process.open_steps import Asked, open_steps, step_page
from webapp.storage.queries import TanpaKepalaDaerah
from webapp.web import sought
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.numbers import whole
from webapp.web.planning.editor_page import errors_of, posted
from webapp.web.policy import policy
from webapp.web.workspaces.page import Errors, Post, Text, first, summary, take

from .directory import asked_day, asked_page, unknown_day

blueprint = Blueprint("open_steps", __name__, url_prefix="/admin/tugas")


@blueprint.get("")
@policy("peran", "admin_bkpp")
def page() -> str:
    """The list with its filters."""
    asked = _asked()
    with work().reading() as tx:
        found = open_steps(tx, current_actor(), asked, asked_page())
        return render_template(
            "admin/tugas.html",
            found=found,
            asked=asked,
            roles={role: name for role, name in ROLES.items() if role != "sistem"},
            address=url_for(".page", **_kept(asked), hal="HAL").replace("hal=HAL", "hal={page}"),
        )


@blueprint.post("")
@policy("peran", "admin_bkpp")
def look() -> ResponseReturnValue:
    """Look for open steps: of one who holds them, older than so many days, of a role, of a unit."""
    return sought.found_at(".page", "nama", keep=("pemegang", "lebih", "peran", "unit"))


@blueprint.get("/<int:case_id>/<step:key>")
@policy("peran", "admin_bkpp")
def one(case_id: int, key: str) -> ResponseReturnValue:
    """One step; with `?pada=` also who would get it on that day."""
    return _one(case_id, key)


@blueprint.post("/<int:case_id>/<step:key>")
@policy("peran", "admin_bkpp")
def give(case_id: int, key: str) -> ResponseReturnValue:
    """Give the step to another person."""
    post, request_key = posted(), request_id()
    try:
        said = take(post, {"kepada": Text(20), "alasan": Text(giving.MAX_REASON)})
        to = whole(said["kepada"])
        giving.reassign(work(), current_actor(), case_id, key, to, said["alasan"], request_key)
    except (InvalidAnswers, Refused) as error:
        return _one(case_id, key, post, errors_of(error))
    flash(_("Tugas dialihkan. Kedua pemegang diberi tahu."), "success")
    return redirect(url_for(".one", case_id=case_id, key=key), 303)


@blueprint.post("/<int:case_id>/<step:key>/cabut")
@policy("peran", "admin_bkpp")
def take_back(case_id: int, key: str) -> ResponseReturnValue:
    """Let the step be with whom the organisation says, again."""
    try:
        giving.take_back(work(), current_actor(), case_id, key, request_id())
    except Refused as error:
        return _one(case_id, key, {}, errors_of(error))
    flash(_("Pengalihan dicabut. Kedua pemegang diberi tahu."), "success")
    return redirect(url_for(".one", case_id=case_id, key=key), 303)


def _one(
    case_id: int, key: str, post: Post | None = None, errors: Errors | None = None
) -> ResponseReturnValue:
    on, error = asked_day()
    with work().reading() as tx:
        actor = current_actor()
        try:
            found = step_page(tx, actor, case_id, key, on)
        except TanpaKepalaDaerah:
            if on is None:
                raise
            found, error = step_page(tx, actor, case_id, key), unknown_day()
        properties = found.element.properties if found.element is not None else {}
        never = giving.why_not(found.item.role, properties)
        html = render_template(
            "admin/satu_tugas.html",
            page=found,
            never=say(never),
            candidates=[] if never else giving.candidates(Desk(tx), found.item.place),
            roles=ROLES,
            typed=request.args.get("pada", ""),
            date_error=error,
            values={name: first(post or {}, name) for name in ("kepada", "alasan")},
            errors=errors or {},
            lines=summary({**(errors or {}), **({"pada": [error]} if error else {})}),
        )
    return html, 422 if errors or error else 200


def _asked() -> Asked:
    args = request.args
    older = args.get("lebih", type=int)
    return Asked(
        orphans=args.get("pemegang") == "tidak-ada",
        older=older if older is not None and older >= 0 else None,
        role=args.get("peran", "") if args.get("peran", "") in ROLES else "",
        unit_id=args.get("unit", type=int),
        holder=sought.opened(args.get("nama", "")),
    )


def _kept(asked: Asked) -> dict[str, Any]:
    return {
        "pemegang": "tidak-ada" if asked.orphans else None,
        "lebih": asked.older,
        "peran": asked.role or None,
        "unit": asked.unit_id,
        "nama": sought.sealed(asked.holder),
    }
