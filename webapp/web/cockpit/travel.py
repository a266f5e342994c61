"""One case as it stood after an entry of its journal. Links and a number field move through it, without scripts too.

May use services. That an office looked at a case is kept in the audit.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from markupsafe import Markup

from webapp.engine import ElementState, describe, render_map
from webapp.services import audit
from webapp.services.cockpit import travel
from webapp.services.people.roles import ROLES
from webapp.services.process.tracker import Chart
from webapp.web.context import current_actor, work
from webapp.web.language import say
from webapp.web.policy import policy

from .words import common

blueprint = Blueprint("cockpit_travel", __name__, url_prefix="/kokpit/kasus")

READ = "kokpit_kasus_dibaca"


@blueprint.get("/<int:case_id>")
@policy("peran", "pemilik_proses", "admin_bkpp", "pengawas")
def case(case_id: int) -> str:
    """The case after entry `?langkah=`, or after its last."""
    with work().reading() as tx:
        found = travel.moment(tx, current_actor(), case_id, request.args.get("langkah", type=int))
        html = render_template(
            "kokpit/kasus.html",
            found=found,
            charts=[_chart(one) for one in found.charts],
            roles=ROLES,
            **common(tx),
        )
    if found.office_reads and "langkah" not in request.args:
        audit.record(work(), current_actor(), READ, object_kind="process_case", object_id=case_id)
    return html


def _chart(chart: Chart) -> dict[str, Any]:
    name = say(chart.process.name or chart.process.id)
    svg = render_map(chart.process, chart.states, title=name, text_for=say)
    return {
        "name": name,
        "svg": Markup(svg),  # noqa: S704 - the engine escapes every text
        "lines": describe(chart.process, chart.states, text_for=say),
        "open": chart.state in (ElementState.CURRENT, ElementState.LATE, ElementState.WAITING),
    }
