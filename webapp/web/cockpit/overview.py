"""All processes in numbers, and one diagram with its heat map, its ways, its late units and its incidents.

May use services. The map is drawn by the server; the same figures stand in a table below it.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from webapp.engine.heat import Heat, level_of, render_heat
from webapp.services.cockpit import incidents, overview, periods
from webapp.services.cockpit.overview import Diagram, StepFigures
from webapp.services.cockpit.periods import Period
from webapp.services.exports import as_csv
from webapp.web.context import current_actor, work
from webapp.web.language import say
from webapp.web.policy import policy

from .words import asked_period, asked_release, common, migration_path, period_name, spent

blueprint = Blueprint("cockpit", __name__, url_prefix="/kokpit")

BY_TIME, BY_COUNT = "waktu", "jumlah"
SHOWN: Final = 5
MINUTE: Final = 60
"""Seconds below which a step is done at once, and has no colour."""
HEADER: Final = (
    "langkah", "menunggu", "lewat_tenggat", "selesai", "diulang_persen", "median_detik", "p90_detik", "insiden",
)  # fmt: skip


@blueprint.get("")
@policy("peran", "pemilik_proses", "admin_bkpp", "pengawas")
def page() -> ResponseReturnValue:
    """Every process with its numbers; `?nomor=` leads on to one case."""
    number = request.args.get("nomor", type=int)
    if number is not None:
        return redirect(url_for("cockpit_travel.case", case_id=number), 303)
    with work().reading() as tx:
        releases, asked = overview.releases(tx), asked_period(tx)
        release_id = asked_release(releases)
        rows = overview.listed(tx, current_actor(), asked, release_id)
        return render_template(
            "kokpit/kokpit.html",
            rows=[one for one in rows if one.running or one.waiting or one.completed or one.cancelled or one.incidents],
            quiet=[one for one in rows if not (one.running or one.waiting or one.completed or one.cancelled
                                               or one.incidents)],
            found=incidents.listed(tx, current_actor()),
            **_filters(tx, releases, asked, release_id),
            **common(tx),
        )  # fmt: skip


def _filters(tx: Any, releases: overview.Releases, asked: Period, release_id: int | None) -> dict[str, Any]:
    number = None if release_id is None else releases.number(release_id)
    return {
        "releases": [{"value": shown, "text": _("Rilis %(n)s", n=shown)} for _one, shown in releases.every],
        "release": number,
        "periods": [{"value": one, "text": period_name(one)} for one in [*periods.months(tx), "semua"]],
        "asked": asked,
        "kept": {"masa": asked.text, "rilis": number},
    }


@blueprint.get("/proses/<process_id>")
@policy("peran", "pemilik_proses", "admin_bkpp", "pengawas")
def process(process_id: str) -> str:
    """One diagram: the heat map by time or by number, and the same as a table."""
    colour = BY_COUNT if request.args.get("warna") == BY_COUNT else BY_TIME
    with work().reading() as tx:
        releases, asked = overview.releases(tx), asked_period(tx)
        release_id = asked_release(releases)
        found = overview.diagram(tx, current_actor(), process_id, asked, release_id)
        name = say(found.process.name or found.process.id)
        svg = render_heat(
            found.process, heat(found, colour), title=_("Peta panas %(name)s", name=name), summary=summary(found),
            text_for=say,
        )  # fmt: skip
        return render_template(
            "kokpit/proses.html",
            found=found,
            name=name,
            svg=Markup(svg),  # noqa: S704 - the engine escapes every text
            colour=colour,
            process_name=lambda root: say(found.names.get(root, root)),
            troubles=incidents.listed(tx, current_actor(), process_id),
            migrate=migration_path(releases.number(releases.current)),
            shown=SHOWN,
            **_filters(tx, releases, asked, release_id),
            **common(tx),
        )


def heat(found: Diagram, colour: str) -> dict[str, Heat]:
    """Levels and badges of a diagram: by the median time of its steps, or by how many wait at each."""

    def value(one: StepFigures) -> float:
        spent_here = one.median if one.median is not None and one.median >= MINUTE else 0.0
        return spent_here if colour == BY_TIME else float(one.waiting)

    most = max((value(one) for one in found.steps), default=0.0)
    return {
        one.element.id: Heat(
            level_of(value(one), most), _badge(one), f"! {one.incidents}" if one.incidents else ""
        )
        for one in found.by_id.values()
    }


def _badge(one: StepFigures) -> str:
    if one.here == 0 and one.median is None:
        return ""
    return str(one.here) if one.median is None else f"{one.here} · {spent(one.median)}"


def summary(found: Diagram) -> str:
    """The map in a sentence."""
    waiting = sum(one.waiting for one in found.steps)
    hottest = max(found.steps, key=lambda one: one.median or 0.0, default=None)
    if hottest is None or hottest.median is None:
        return str(_("%(n)s langkah menunggu. Belum ada langkah yang selesai pada masa ini.", n=waiting))
    return str(_(
        "%(n)s langkah menunggu. Paling lama: %(step)s, median %(time)s.",
        n=waiting, step=say(hottest.element.name), time=spent(hottest.median),
    ))  # fmt: skip


@blueprint.get("/proses/<process_id>/langkah.csv")
@policy("peran", "pemilik_proses", "admin_bkpp", "pengawas")
def steps_file(process_id: str) -> Response:
    """The table of a diagram as a file."""
    with work().reading() as tx:
        releases, asked = overview.releases(tx), asked_period(tx)
        found = overview.diagram(tx, current_actor(), process_id, asked, asked_release(releases))
    lines = [
        (
            one.element.name,
            one.here,
            one.late,
            one.done,
            one.rework,
            _whole(one.median),
            _whole(one.p90),
            one.incidents,
        )
        for one in found.steps
    ]
    answer = Response(as_csv(HEADER, lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="kokpit-{found.process.id}-{asked.text}.csv"'
    )
    return answer


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
