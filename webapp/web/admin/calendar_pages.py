"""How the pages of work calendars are made, and how their typed days, units and choices are read.

Used by the views of `calendar`; nothing here changes anything.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import render_template, request

from webapp.domain.pola_kerja import JenisHariLibur
from webapp.services.people.calendars.national import FIRST_YEAR, LAST_YEAR
from webapp.services.people.calendars.page import calendar_view, day_off, pattern
from webapp.web.context import current_actor, work
from webapp.web.workspaces.page import Errors, Post, answers_of, first, summary

from .calendar_words import BASIS, KINDS, PATTERNS, SOURCES, WEEKDAYS, by_month

DAY = 20
"""Characters that a typed date may have."""


def year_page(year: int, post: Post | None = None, errors: Errors | None = None) -> str:
    """The page of a year, again with what was typed."""
    with work().reading() as tx:
        view = calendar_view(tx, current_actor(), year)
        return render_template(
            "admin/kalender.html",
            view=view,
            months=by_month(view.days),
            today=tx.today,
            years=_years(tx.today.year, year),
            units=[{"value": unit_id, "text": name} for unit_id, name in view.units.items()],
            kinds=KINDS,
            sources=SOURCES,
            patterns=PATTERNS,
            weekdays=WEEKDAYS,
            **_typed(post, errors),
        )


def proposals_page(year: int, post: Post | None = None, errors: Errors | None = None) -> str:
    """The national list without what is stored; all of it ticked at first."""
    with work().reading() as tx:
        view = calendar_view(tx, current_actor(), year)
        ready = [day for day in view.proposals if not day.perkiraan]
        chosen = [f"{day.tanggal}:{day.jenis}" for day in ready] if post is None else post.get("hari", [])
        return render_template(
            "admin/usulan_libur.html",
            year=year,
            ready=ready,
            estimates=[day for day in view.proposals if day.perkiraan],
            chosen=chosen,
            kinds=KINDS,
            basis={kind: name for kind, name in BASIS.items() if kind in {day.jenis for day in ready}},
            weekdays=WEEKDAYS,
            **_typed(post, errors),
        )


def cancelling_page(libur_id: int, post: Post | None = None, errors: Errors | None = None) -> str:
    """One day off with the form that cancels it."""
    with work().reading() as tx:
        found = day_off(tx, current_actor(), libur_id)
        return render_template(
            "admin/batal_libur.html", day=found, kinds=KINDS, sources=SOURCES, **_typed(post, errors)
        )


def one_pattern_page(pola_id: int, post: Post | None = None, errors: Errors | None = None) -> str:
    """One pattern with the forms that end or remove it."""
    with work().reading() as tx:
        found = pattern(tx, current_actor(), pola_id)
        return render_template(
            "admin/pola_kerja.html", one=found, patterns=PATTERNS, weekdays=WEEKDAYS, **_typed(post, errors)
        )


def _typed(post: Post | None, errors: Errors | None) -> dict[str, Any]:
    """What was typed, what is wrong with it, and the lines of the summary."""
    sent = answers_of(post or {})
    return {
        "values": {name: first(sent, name) for name in sent},
        "ticked": sent.get("libur_mingguan", []),
        "errors": errors or {},
        "lines": summary(errors or {}),
    }


def asked_year() -> int:
    """The year of the address; this one where it names none that the calendar knows."""
    asked = request.args.get("tahun", type=int)
    if asked is not None and FIRST_YEAR <= asked <= LAST_YEAR:
        return asked
    with work().reading() as tx:
        return tx.today.year


def _years(today: int, shown: int) -> list[int]:
    return sorted({today - 1, today, today + 1, shown})


def read_day(text: str) -> date | None:
    """A date as a browser sends it or as people type it (day first); None for anything else."""
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def read_unit(text: str) -> int | None:
    """The id of a unit; one that cannot be is an id that no unit has, so that it is refused and not passed over."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < DAY - 2 else 0


def read_proposal(text: str) -> tuple[date, JenisHariLibur] | None:
    """A ticked day of the national list; None for what the page does not offer."""
    day, _colon, kind = text.partition(":")
    found = read_day(day)
    return (found, JenisHariLibur(kind)) if found and kind in set(JenisHariLibur) else None
