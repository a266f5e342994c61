"""Words of the pages of daily activities that depend on values: states, short names of days, times of the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _

from webapp.domain.aktivitas import DAPAT_DIUBAH, StatusAktivitas, cetak_jam


def words() -> Mapping[str, Any]:
    """What the templates of this room need beside their values."""
    return {
        "entry_status": {
            StatusAktivitas.DIAJUKAN: ("waiting", _("Menunggu verifikasi")),
            StatusAktivitas.DISETUJUI: ("done", _("Disetujui")),
            StatusAktivitas.REVISI: ("late", _("Perlu diperbaiki")),
            StatusAktivitas.DITOLAK: ("late", _("Ditolak")),
            StatusAktivitas.DITARIK: ("neutral", _("Ditarik")),
        },
        "can_change": DAPAT_DIUBAH,
        "clock": cetak_jam,
        "long_day": long_day,
        "short_day": short_day,
        "month_name": month_name,
        "thousands": thousands,
        "percent": percent,
        "permintaan_baru": new_key,
    }


def new_key() -> str:
    """The idempotency key of a small form that stands beside the page's own."""
    return str(uuid4())


def thousands(number: int) -> str:
    """Minutes as people read them: "6.750"."""
    return format_decimal(number, locale=get_locale() or "id")


def percent(number: Decimal) -> str:
    """A percentage with its two decimals: "97,78"."""
    return format_decimal(number, "0.00", locale=get_locale() or "id")


def month_name(first: date) -> str:
    """A month: "November 2026"."""
    return format_date(first, "MMMM yyyy", locale=get_locale() or "id")


def short_day(day: date) -> str:
    """A day in a row of days: "Sel 18"."""
    return format_date(day, "EEE d", locale=get_locale() or "id")


def long_day(day: date) -> str:
    """A day as a heading: "Jumat, 21 November 2026"."""
    return format_date(day, "EEEE, d MMMM yyyy", locale=get_locale() or "id")
