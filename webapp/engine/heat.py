"""The map of a process for many cases at once: how much waits at each element, and where it is hottest.

The drawing is that of `map`; an element's level is a class, and its figure a badge on its lower edge. Words and numbers
come from the caller: this module knows nothing of counts and times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from .map import HeatLevel, render_map
from .map_text import number, text_width
from .model import Bounds, Process

_HEIGHT = 20
_SMALL = 12 / 14  # a badge's letters beside those of a name


@dataclass(frozen=True, slots=True)
class Heat:
    """What is told at an element: its level (None: nothing to tell), a badge, and an alarm on the upper edge."""

    level: HeatLevel | None = None
    badge: str = ""
    alarm: str = ""


def level_of(value: float, most: float) -> HeatLevel | None:
    """The level of a value among values of which `most` is the largest; None for nothing."""
    if value <= 0 or most <= 0:
        return None
    levels = list(HeatLevel)
    return levels[min(int(len(levels) * value / most), len(levels) - 1)]


def render_heat(
    process: Process,
    heat: Mapping[str, Heat],
    *,
    title: str,
    summary: str,
    text_for: Callable[[str], str] = str,
) -> str:
    """The drawing as one `<svg>` element. `title` and `summary` are its accessible name and description."""
    states = {one: found.level for one, found in heat.items() if found.level is not None}
    over = "".join(_badges(process, heat))
    return render_map(process, states, title=title, text_for=text_for, summary=summary, over=over)


def _badges(process: Process, heat: Mapping[str, Heat]) -> Iterator[str]:
    for one, found in heat.items():
        bounds = process.drawing.shapes.get(one)
        if bounds is not None:
            middle = bounds.x + bounds.width / 2
            if found.badge:
                yield _badge("badge", found.badge, middle, bounds.y + bounds.height)
            if found.alarm:
                yield _badge("badge badge-alarm", found.alarm, _left(bounds), bounds.y)


def _left(bounds: Bounds) -> float:
    return bounds.x + min(bounds.width, 30) / 2


def _badge(name_of_class: str, text: str, x: float, y: float) -> str:
    width = text_width(text) * _SMALL + 12
    return (
        f'<g class="{name_of_class}" transform="translate({number(x)} {number(y)})">'
        f'<rect class="badge-ground" x="{number(-width / 2)}" y="{-_HEIGHT / 2:g}" width="{number(width)}"'
        f' height="{_HEIGHT}" rx="{_HEIGHT / 2:g}"/>'
        f'<text class="badge-text" y="4" text-anchor="middle" font-size="12" fill="currentColor" stroke="none">'
        f"{escape(text)}</text></g>"
    )
