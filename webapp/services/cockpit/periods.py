"""Periods that a reader of the cockpit asks for, as days and as moments of the agency's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from webapp.services.work import Transaction
from webapp.storage.kokpit_times import Span
from webapp.storage.process import ProcessCase


@dataclass(frozen=True)
class Period:
    """A month, a year or everything, as a reader asks for it. The last day is not in it."""

    text: str
    first: date
    end: date

    def span(self, tx: Transaction, release_id: int | None) -> Span:
        """The same in moments of the agency's zone."""
        return Span(start(tx, self.first), start(tx, self.end), release_id)


def period(tx: Transaction, text: str) -> Period:
    """The period that "2026-11", "2026" or "semua" names; this month where it names none."""
    parts = text.split("-")
    if text == "semua":
        return Period(text, date(2000, 1, 1), tx.today + timedelta(days=1))
    if all(part.isascii() and part.isdigit() for part in parts) and 2000 <= int(parts[0]) < 2200:
        if len(parts) == 1:
            return Period(text, date(int(text), 1, 1), date(int(text) + 1, 1, 1))
        if len(parts) == 2 and 1 <= int(parts[1]) <= 12:
            return _month(int(parts[0]), int(parts[1]))
    return _month(tx.today.year, tx.today.month)


def _month(year: int, month: int) -> Period:
    first = date(year, month, 1)
    return Period(f"{first:%Y-%m}", first, (first + timedelta(days=31)).replace(day=1))


def months(tx: Transaction) -> list[str]:
    """The months and years that can be asked for, the newest first."""
    query = select(func.min(ProcessCase.opened_at)).select_from(ProcessCase)
    opened = tx.session.scalar(query)
    first = tx.today if opened is None else opened.astimezone(tx.work.zone).date()
    day = tx.today.replace(day=1)
    found: list[str] = []
    while day >= first.replace(day=1) and len(found) < 36:
        found.append(f"{day:%Y-%m}")
        day = (day - timedelta(days=1)).replace(day=1)
    years = sorted({one[:4] for one in found}, reverse=True)
    return [*found, *years]


def start(tx: Transaction, day: date) -> datetime:
    """The moment at which a day begins."""
    return datetime.combine(day, time.min, tx.work.zone)
