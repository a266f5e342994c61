"""An inbox in the order in which it should be read: by deadline where there is one, else by how long it waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from webapp.services.process.inbox import InboxItem


class When(StrEnum):
    """The groups in their order on the page."""

    LATE = "terlambat"
    TODAY = "hari_ini"
    THIS_WEEK = "minggu_ini"
    LATER = "nanti"
    WAITS_LONG = "lebih_lama"
    CAME_THIS_WEEK = "masuk_minggu_ini"
    CAME_TODAY = "masuk_hari_ini"


@dataclass(frozen=True)
class Group:
    """Steps of one group: the person's own first, then those of others, the oldest first."""

    when: When
    own: Sequence[InboxItem]
    others: Sequence[InboxItem]

    @property
    def total(self) -> int:
        """How many steps there are."""
        return len(self.own) + len(self.others)


def grouped(items: Iterable[InboxItem], today: date, zone: ZoneInfo) -> list[Group]:
    """The groups that have something in them."""
    by_when: dict[When, list[InboxItem]] = {}
    for item in items:
        by_when.setdefault(when(item, today, zone), []).append(item)
    return [
        Group(
            key,
            [item for item in by_when[key] if item.is_own],
            [item for item in by_when[key] if not item.is_own],
        )
        for key in When
        if key in by_when
    ]


def when(item: InboxItem, today: date, zone: ZoneInfo) -> When:
    """The group of one step. A week ends on Sunday."""
    if item.deadline is None:
        return _by_age(item.opened_at.astimezone(zone).date(), today)
    if item.deadline < today:
        return When.LATE
    if item.deadline == today:
        return When.TODAY
    sunday = today + timedelta(days=6 - today.weekday())
    return When.THIS_WEEK if item.deadline <= sunday else When.LATER


def _by_age(opened: date, today: date) -> When:
    days = (today - opened).days
    if days <= 0:
        return When.CAME_TODAY
    return When.CAME_THIS_WEEK if days < 7 else When.WAITS_LONG


def acting_offices(items: Iterable[InboxItem]) -> list[tuple[str, int]]:
    """Offices in which the person only acts (Plt., Plh.), with the number of steps that this brings."""
    counted = Counter(item.held.office for item in items if item.held.capacity in ("PLT", "PLH"))
    return sorted(counted.items())
