"""The team: those whom the reader evaluates today, with where each one's SKP stands."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from webapp.services.activities import heat
from webapp.services.monitoring import no_progress
from webapp.services.planning.team import Member, team
from webapp.services.process.inbox import inbox
from webapp.services.yearly.arrears import late_below, own_arrears
from webapp.web.context import current_actor, work
from webapp.web.policy import policy

from .skp_words import STATUS

blueprint = Blueprint("team", __name__)


@blueprint.get("/tim")
@policy("masuk")
def page() -> str:
    """The list, of the newest year or of `?tahun=`."""
    with work().reading() as tx:
        found = team(tx, current_actor(), request.args.get("tahun", type=int))
        mine = [one for one in found.members if one.open is not None and one.open.is_mine]
        groups = [
            (_("Menunggu Anda"), mine),
            (_("Sedang berjalan"), [one for one in found.members if one not in mine and _runs(one)]),
            (_("Sudah ditetapkan"), [one for one in found.members if one.is_final]),
            (_("Belum ada SKP"), [one for one in found.members if one.skp is None]),
        ]
        return render_template(
            "tim/tim.html", team=found, groups=groups, status=STATUS, now=tx.now,
            stalled=no_progress.stalled(tx, [one.pegawai_id for one in found.members]),
            escalated=no_progress.escalated(tx, current_actor()),
            arrears=own_arrears(tx, inbox(tx, current_actor())),
            below=late_below(tx, current_actor()),
            today_of_work=heat.today(tx, current_actor()),
            has_mph=current_actor().pegawai_id is not None,
        )  # fmt: skip


def _runs(member: Member) -> bool:
    return member.skp is not None and not member.is_final
