"""Months in addresses: "2026-01"."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from flask import abort
from flask_babel import get_locale


def month_of(tahun: int, bulan: int) -> date:
    """The first day of the month of an address. There is no page of an impossible month."""
    if not (1 <= bulan <= 12 and 2000 <= tahun <= 2999):
        abort(404)
    return date(tahun, bulan, 1)


def asked_month(text: str) -> date | None:
    """The month that a query names; None for none, and for one that cannot be read."""
    parts = text.split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    year, month = int(parts[0]), int(parts[1])
    return date(year, month, 1) if 1 <= month <= 12 and 2000 <= year <= 2999 else None


def month_name(month: date) -> str:
    """ "Januari 2026"."""
    return str(format_date(month, "MMMM yyyy", locale=get_locale() or "id"))


def neighbours(month: date) -> tuple[date, date]:
    """The months before and after."""
    before = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    return before, date(month.year + month.month // 12, month.month % 12 + 1, 1)
