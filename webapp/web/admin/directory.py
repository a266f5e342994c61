"""Search, and the pages of one person and one unit, for admins and for performance managers of an OPD.

Nothing can be edited here: posts and grades come from the personnel system.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.services.people.directory import Group, search
from webapp.services.people.person_page import open_person
from webapp.services.people.unit_page import unit_page
from webapp.storage.organisasi import StatusAsn
from webapp.storage.queries import TanpaKepalaDaerah
from webapp.web import sought
from webapp.web.context import current_actor, work
from webapp.web.planning.skp_words import STATUS
from webapp.web.policy import policy

from .admin_hub import rooms
from .admin_words import ABSENCES, HOLDING, MANDATE_STATES, MANDATES
from .calendar_pages import read_day

blueprint = Blueprint("directory", __name__, url_prefix="/admin")

MOST_PAGES = 10_000


@blueprint.get("/cari")
@policy("peran", "admin_bkpp", "pengelola_opd")
def search_page() -> str:
    """What was found of people, units and posts; all of one group with `?di=`."""
    asked, words = request.args.get("di", ""), sought.opened(request.args.get("q", ""))
    group = Group(asked) if asked in set(Group) else None
    with work().reading() as tx:
        found = search(tx, current_actor(), words, group, asked_page())
    q = sought.sealed(words)
    address = url_for(".search_page", q=q, di=asked or None, hal="HAL").replace("hal=HAL", "hal={page}")
    return render_template(
        "admin/cari.html", found=found, groups=Group, q=q, address=address, rooms=rooms(current_actor())
    )


@blueprint.post("/cari")
@policy("peran", "admin_bkpp", "pengelola_opd")
def look() -> ResponseReturnValue:
    """Look for people, units and posts."""
    return sought.found_at(".search_page", "q")


@blueprint.get("/pegawai/<int:pegawai_id>")
@policy("peran", "admin_bkpp", "pengelola_opd")
def person(pegawai_id: int) -> ResponseReturnValue:
    """One employee; with `?pada=` also who evaluates on that day."""
    on, error = asked_day()
    try:
        page = open_person(work(), current_actor(), pegawai_id, on)
    except TanpaKepalaDaerah:
        if on is None:
            raise
        page, error = open_person(work(), current_actor(), pegawai_id), unknown_day()
    html = render_template(
        "admin/pegawai.html",
        page=page,
        typed=request.args.get("pada", ""),
        error=error,
        active=page.row.status_asn is StatusAsn.AKTIF,
        status=STATUS,
        absences=ABSENCES,
        mandates=MANDATES,
        states=MANDATE_STATES,
    )
    return html, 422 if error else 200


@blueprint.get("/unit/<int:unit_id>")
@policy("peran", "admin_bkpp", "pengelola_opd")
def unit(unit_id: int) -> str:
    """One unit as it stands today."""
    with work().reading() as tx:
        page = unit_page(tx, current_actor(), unit_id, asked_page())
        address = url_for(".unit", unit_id=unit_id, hal="HAL").replace("hal=HAL", "hal={page}")
        return render_template("admin/unit.html", page=page, holding=HOLDING, address=address)


def asked_page() -> int:
    """The page of a list that the address names; 1 where it names none."""
    return min(max(request.args.get("hal", 1, type=int), 1), MOST_PAGES)


def asked_day() -> tuple[date | None, str]:
    """The day of the address (`?pada=`), or what is wrong with it."""
    typed = request.args.get("pada", "").strip()
    day = read_day(typed) if typed else None
    if day is None and typed:
        return None, _("Isi tanggal yang ada, misalnya 01-07-2026.")
    return day, ""


def unknown_day() -> str:
    """What is said of a day that the organisation's data do not reach."""
    return _("Data organisasi tidak sampai ke tanggal itu. Pilih tanggal lain.")
