"""Work calendars at the admins' desk: days off of a year, the national list to accept, and work patterns of units.

A form that is not filled as it asks comes back with the typed values and stores nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n
from marshmallow import fields

from webapp.domain.pola_kerja import JenisHariLibur, JenisPola
from webapp.operations import Refused
from webapp.services.errors import InvalidAnswers
from webapp.services.people.calendars import days, patterns
from webapp.services.people.calendars.days import MAX_BASIS, MAX_NAME, MAX_REASON, NewDayOff
from webapp.services.people.calendars.page import day_off
from webapp.services.people.calendars.patterns import NewPattern
from webapp.web.context import current_actor, request_id, work
from webapp.web.planning.editor_page import errors_of, posted
from webapp.web.policy import policy
from webapp.web.workspaces.page import Post, Text, choice, take

from .calendar_pages import (
    DAY,
    asked_year,
    cancelling_page,
    one_pattern_page,
    proposals_page,
    read_day,
    read_proposal,
    read_unit,
    year_page,
)
from .calendar_words import BASIS

blueprint = Blueprint("calendar", __name__, url_prefix="/admin/kalender")


@blueprint.get("")
@policy("peran", "admin_bkpp")
def page() -> str:
    """A year's days off and all work patterns."""
    return year_page(asked_year())


@blueprint.post("/libur")
@policy("peran", "admin_bkpp")
def add_day() -> ResponseReturnValue:
    """Write a day off."""
    post, key = posted(), request_id()
    declared: dict[str, fields.Field[Any]] = {
        "tanggal": Text(DAY),
        "jenis": choice(list(JenisHariLibur), empty=True),
        "nama": Text(MAX_NAME),
        "dasar": Text(MAX_BASIS),
        "unit": Text(DAY),
    }
    try:
        said = take(post, declared)
        new = NewDayOff(
            read_day(said["tanggal"]),
            JenisHariLibur(said["jenis"]) if said["jenis"] else None,
            said["nama"],
            said["dasar"],
            read_unit(said["unit"]),
        )
        days.add(work(), current_actor(), new, key)
    except (InvalidAnswers, Refused) as error:
        return year_page(asked_year(), post, errors_of(error)), 422
    assert new.tanggal is not None
    flash(_("%(name)s tersimpan.", name=new.nama), "success")
    return redirect(url_for(".page", tahun=new.tanggal.year), 303)


@blueprint.get("/usulan")
@policy("peran", "admin_bkpp")
def proposals() -> str:
    """The days of the national list that are not stored yet."""
    return proposals_page(asked_year())


@blueprint.post("/usulan")
@policy("peran", "admin_bkpp")
def accept() -> ResponseReturnValue:
    """Store the chosen days of the list."""
    post, year, key = posted(), asked_year(), request_id()
    declared = {"hari": Text(DAY * 3), **{name: Text(MAX_BASIS) for name in BASIS.values()}}
    try:
        said = take(post, declared)
        basis = {kind: said[name] for kind, name in BASIS.items()}
        chosen = {day for text in post.get("hari", []) if (day := read_proposal(text)) is not None}
        count = days.accept(work(), current_actor(), year, chosen, basis, key)
    except (InvalidAnswers, Refused) as error:
        return proposals_page(year, post, errors_of(error)), 422
    if count:
        flash(_n("%(num)d hari tersimpan.", "%(num)d hari tersimpan.", count), "success")
    else:
        flash(_("Hari yang dipilih sudah tersimpan sebelumnya."), "info")
    return redirect(url_for(".page", tahun=year), 303)


@blueprint.get("/libur/<int:libur_id>/batal")
@policy("peran", "admin_bkpp")
def cancel_page(libur_id: int) -> str:
    """One day off, and the form that cancels it."""
    return cancelling_page(libur_id)


@blueprint.post("/libur/<int:libur_id>/batal")
@policy("peran", "admin_bkpp")
def cancel(libur_id: int) -> ResponseReturnValue:
    """Cancel a day off with a reason."""
    post, key = posted(), request_id()
    try:
        said = take(post, {"alasan": Text(MAX_REASON)})
        days.cancel(work(), current_actor(), libur_id, said["alasan"], key)
    except (InvalidAnswers, Refused) as error:
        return cancelling_page(libur_id, post, errors_of(error)), 422
    with work().reading() as tx:
        row = day_off(tx, current_actor(), libur_id).row
        flash(_("%(name)s dibatalkan dan tidak lagi dihitung sebagai hari libur.", name=row.nama), "success")
        return redirect(url_for(".page", tahun=row.tanggal.year), 303)


@blueprint.post("/pola")
@policy("peran", "admin_bkpp")
def add_pattern() -> ResponseReturnValue:
    """Write a unit's work pattern."""
    post, key = posted(), request_id()
    declared: dict[str, fields.Field[Any]] = {
        "unit_pola": Text(DAY),
        "pola": choice(list(JenisPola), empty=True),
        "libur_mingguan": choice([str(day) for day in range(7)], empty=True),
        "mulai": Text(DAY),
        "selesai": Text(DAY),
        "dasar_pola": Text(MAX_BASIS),
    }
    try:
        new = _new_pattern(take(post, declared), post)
        patterns.set_pattern(work(), current_actor(), new, key)
    except (InvalidAnswers, Refused) as error:
        return year_page(asked_year(), post, errors_of(error)), 422
    flash(_("Pola kerja tersimpan."), "success")
    return redirect(url_for(".page", tahun=asked_year(), _anchor="pola-kerja"), 303)


def _new_pattern(said: Mapping[str, Any], post: Post) -> NewPattern:
    days = {
        int(text) for text in post.get("libur_mingguan", []) if text in {"0", "1", "2", "3", "4", "5", "6"}
    }
    last = read_day(said["selesai"])
    return NewPattern(
        unit_id=read_unit(said["unit_pola"]),
        pola=JenisPola(said["pola"]) if said["pola"] else None,
        libur_mingguan=frozenset(days),
        mulai=read_day(said["mulai"]),
        selesai=last,
        dasar=said["dasar_pola"],
        selesai_salah=last is None and bool(said["selesai"]),
    )


@blueprint.get("/pola/<int:pola_id>")
@policy("peran", "admin_bkpp")
def pattern_page(pola_id: int) -> str:
    """One pattern, and the forms that end or remove it."""
    return one_pattern_page(pola_id)


@blueprint.post("/pola/<int:pola_id>/akhiri")
@policy("peran", "admin_bkpp")
def end_pattern(pola_id: int) -> ResponseReturnValue:
    """Let a pattern end with a last day."""
    post, key = posted(), request_id()
    try:
        said = take(post, {"terakhir": Text(DAY)})
        patterns.end_pattern(work(), current_actor(), pola_id, read_day(said["terakhir"]), key)
    except (InvalidAnswers, Refused) as error:
        return one_pattern_page(pola_id, post, errors_of(error)), 422
    flash(_("Tanggal akhir pola kerja tersimpan."), "success")
    return redirect(url_for(".page", _anchor="pola-kerja"), 303)


@blueprint.post("/pola/<int:pola_id>/hapus")
@policy("peran", "admin_bkpp")
def remove_pattern(pola_id: int) -> ResponseReturnValue:
    """Remove a pattern that was wrong."""
    post, key = posted(), request_id()
    try:
        said = take(post, {"alasan": Text(MAX_REASON)})
        patterns.remove_pattern(work(), current_actor(), pola_id, said["alasan"], key)
    except (InvalidAnswers, Refused) as error:
        return one_pattern_page(pola_id, post, errors_of(error)), 422
    flash(_("Pola kerja dihapus."), "success")
    return redirect(url_for(".page", _anchor="pola-kerja"), 303)
