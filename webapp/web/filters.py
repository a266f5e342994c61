"""How dates, numbers of persons and fingerprints are written for readers. Filters of the templates.

Moments are shown in the agency's zone, with its Indonesian name.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_date
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import ngettext as _n
from markupsafe import Markup

from webapp.domain.angka import cetak_angka
from webapp.services.process.document_kinds import Document

from .context import work
from .language import DAY, LANGUAGES, current, say

ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}
"""Hours ahead of UTC to the zone's name."""


def waktu(moment: datetime) -> str:
    """A moment: "20 Januari 2026 10.00 WIB"."""
    return f"{tanggal(moment)} {jam(moment)}"


def jam(moment: datetime) -> str:
    """The time of day: "10.00 WIB"."""
    here = moment.astimezone(work().zone)
    ahead = here.utcoffset() or timedelta()
    return f"{here:%H.%M} {ZONES.get(ahead // timedelta(hours=1), here.tzname() or '')}".strip()


def tanggal(day: date | datetime) -> str:
    """A day: "20 Januari 2026"."""
    if isinstance(day, datetime):
        day = day.astimezone(work().zone).date()
    return format_date(day, DAY, locale=get_locale() or "id")


def nip(number: str | None) -> str:
    """A NIP in its groups of digits: "19900115 201503 2 003"; a dash where there is none."""
    if not number:
        return "–"
    if len(number) != 18:
        return number
    return f"{number[:8]} {number[8:14]} {number[14]} {number[15:]}"


def sidik(fingerprint: str) -> str:
    """The beginning of a fingerprint in groups of four, enough to compare by eye."""
    head = fingerprint[:16]
    return " ".join(head[start : start + 4] for start in range(0, len(head), 4))


def lama(since: datetime, now: datetime) -> str:
    """How long ago, in whole calendar days: "hari ini", "3 hari"."""
    zone = work().zone
    days = (now.astimezone(zone).date() - since.astimezone(zone).date()).days
    return _("hari ini") if days <= 0 else str(_n("%(num)s hari", "%(num)s hari", days))


def terjemah(text: str | None) -> str:
    """A name or sentence that another room keeps in Indonesian, in the reader's language."""
    return say(text or "")


def dokumen(document: Document) -> str:
    """What a document is called in a list: "SKP bulanan Februari 2026"."""
    values: dict[str, object] = dict(document.params)
    if document.year is not None:
        values["tahun"] = document.year
    if document.month is not None:
        first = date(document.year or 2000, document.month, 1)
        values["bulan"] = format_date(first, "MMMM", locale=get_locale() or "id")
    return str(_(document.template, **values))


def angka(number: Decimal | None) -> str:
    """A number as forms write it: "92,5"; nothing where there is none."""
    return "" if number is None else cetak_angka(number.normalize())


def asli(text: str | None) -> str:
    """The same for running text: where it stays Indonesian on a page in another language, it says so."""
    said = say(text or "")
    if said != text or current() == LANGUAGES[0]:
        return said
    return Markup('<span lang="id">{}</span>').format(said)


def init_app(app: Flask) -> None:
    """Offer the filters to the templates."""
    for filter_ in (angka, waktu, jam, tanggal, nip, sidik, lama, terjemah, dokumen, asli):
        app.jinja_env.filters[filter_.__name__] = filter_
