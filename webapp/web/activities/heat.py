"""The heat map: of the people whose daily work the reader verifies, and of an OPD for those who manage it.

May use services; who may read which map is said there. A cell says a word or a number, never a colour alone.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup, escape

from webapp.domain.peta_aktivitas import Rona, SelPeta
from webapp.services.activities import heat
from webapp.services.activities.heat import Heat
from webapp.services.errors import NotFound
from webapp.web.context import current_actor, work
from webapp.web.policy import policy

from .months import month_name, month_of, neighbours
from .verification_words import TONES

blueprint = Blueprint("activity_heat", __name__)


@blueprint.get("/tim/aktivitas")
@policy("masuk")
def newest() -> ResponseReturnValue:
    """To this month's map of the team."""
    with work().reading() as tx:
        return redirect(url_for(".team", tahun=tx.today.year, bulan=tx.today.month), 303)


@blueprint.get("/tim/aktivitas/<int:tahun>-<int:bulan>")
@policy("masuk")
def team(tahun: int, bulan: int) -> str:
    """The people whose daily work the reader verifies today."""
    with work().reading() as tx:
        found = heat.team(tx, current_actor(), month_of(tahun, bulan))
        return _page(found, tx.today, _("Peta aktivitas tim"), None)


@blueprint.get("/admin/aktivitas")
@policy("peran", "admin_bkpp", "pengelola_opd")
def own() -> ResponseReturnValue:
    """To this month's map of the reader's own OPD."""
    with work().reading() as tx:
        opd_id = heat.own_opd(tx, current_actor())
        if opd_id is None:
            raise NotFound
        return redirect(url_for(".opd", unit_id=opd_id, tahun=tx.today.year, bulan=tx.today.month), 303)


@blueprint.get("/admin/aktivitas/<int:unit_id>/<int:tahun>-<int:bulan>")
@policy("peran", "admin_bkpp", "pengelola_opd")
def opd(unit_id: int, tahun: int, bulan: int) -> str:
    """Everybody of the OPD to which a unit belongs."""
    month = month_of(tahun, bulan)
    with work().reading() as tx:
        opd_id, name = heat.opd_of(tx, unit_id)
        choices = heat.opds(tx, current_actor())
        return _page(heat.opd(tx, current_actor(), opd_id, month), tx.today, name, opd_id, choices)


def _page(
    found: Heat, today: date, title: str, opd_id: int | None, choices: list[tuple[int, str]] | None = None
) -> str:
    before, after = neighbours(found.bulan)
    return render_template(
        "aktivitas/peta.html", heat=found, title=title, opd_id=opd_id, choices=choices or [], rows=_rows(found),
        before=before, after=after if after <= today else None, month_name=month_name, tones=TONES, today=today,
    )  # fmt: skip


CLASSES = {
    Rona.KOSONG: "k", Rona.SEDIKIT: "s", Rona.CUKUP: "c", Rona.CUTI: "l", Rona.LIBUR: "l", Rona.AKAN_DATANG: "a",
}  # fmt: skip
"""Short names, for a page of an OPD holds twelve thousand cells; `i` is what is heard and not seen."""


def _rows(found: Heat) -> list[Markup]:
    """The cells of each person, by hand what a template would write."""
    fixed = {tone: _cell(tone) for tone in Rona}
    mark = f"*<i>, {escape(_('menunggu'))}</i>"

    def cell(one: SelPeta) -> str:
        if not one.menit:
            return fixed[one.rona]
        waits = "" if one.disetujui == one.menit else mark
        return f'<td class="{CLASSES[one.rona]}">{one.menit}{waits}</td>'

    return [Markup("".join(map(cell, row.cells))) for row in found.rows]  # noqa: S704 - numbers and our own words


def _cell(tone: Rona) -> str:
    """A cell without minutes: the first letter to see, the whole word to hear."""
    word = str(TONES[tone])
    seen, heard = ("", word) if tone is Rona.AKAN_DATANG else (word[0], word[1:])
    return f'<td class="{CLASSES[tone]}">{escape(seen)}<i>{escape(heard)}</i></td>'
