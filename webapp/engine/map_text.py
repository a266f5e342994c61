"""The texts of a map: names inside shapes, beside them and on flows, wrapped by an estimate of their width.

The server knows no font, so a width is estimated on the wide side. Every text written here is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import accumulate, pairwise
from math import dist

from .model import Bounds

Point = tuple[float, float]

FONT_SIZE = 14
LINE_HEIGHT = 16
EVENT_LABEL_WIDTH = 100
MIN_LABEL_WIDTH = 80
BOLD = 1.12  # the current step is told in bold, and must not be wrapped otherwise than the rest


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{round(value, 1):g}" if abs(value) < 1e5 else str(round(value))


def name_inside(name: str, bounds: Bounds, room: Bounds) -> str:
    """An activity's name, as near to the middle of its shape as the room inside lets it stand."""
    lines = wrap(name, (room.width - 8) / BOLD, max(1, int(room.height / LINE_HEIGHT)))
    half = len(lines) * LINE_HEIGHT / 2
    middle = min(max(bounds.y + bounds.height / 2, room.y + half), room.y + room.height - half)
    return _text(lines, bounds.x + bounds.width / 2, middle)


def name_beside(name: str, bounds: Bounds, label: Bounds | None, *, below: bool) -> str:
    """A name at the place that the drawing gives it, or under an event, or above a gateway.

    A longer text grows away from its shape: down where it stands below, up where it stands above.
    """
    top, bottom = bounds.y, bounds.y + bounds.height
    if label is None:
        at = bottom + 4 if below else top - 4
        label = Bounds(bounds.x + (bounds.width - EVENT_LABEL_WIDTH) / 2, at, EVENT_LABEL_WIDTH, 0)
    lines = wrap(name, max(label.width, MIN_LABEL_WIDTH), 3)
    half = len(lines) * LINE_HEIGHT / 2
    middle = label.y + label.height / 2
    if label.y >= bottom:
        middle = label.y + half
    elif label.y + label.height <= top:
        middle = label.y + label.height - half
    return _text(lines, label.x + label.width / 2, middle)


def name_on_line(name: str, points: Sequence[Point], label: Bounds | None) -> str:
    """A flow's name at the place that the drawing gives it, or just above its longest stretch."""
    if label is not None:
        return _text([name], label.x + label.width / 2, label.y + label.height / 2)
    (ax, ay), (bx, by) = max(pairwise(points), key=lambda ends: dist(*ends))
    return _text([name], (ax + bx) / 2, (ay + by) / 2 - 10)


def _text(lines: list[str], x: float, middle: float) -> str:
    if not lines:
        return ""
    first = middle - (len(lines) - 1) * LINE_HEIGHT / 2 + FONT_SIZE * 0.35  # baseline of the first line
    rows = "".join(
        f'<tspan x="{number(x)}" y="{number(first + place * LINE_HEIGHT)}">{escape(line)}</tspan>'
        for place, line in enumerate(lines)
    )
    return f'<text class="label" text-anchor="middle" fill="currentColor" stroke="none">{rows}</text>'


def text_width(text: str) -> float:
    """About how wide a text is in a common sans-serif face of `FONT_SIZE`, on the wide side."""
    return FONT_SIZE * sum(_em(character) for character in text)


def _em(character: str) -> float:
    if character in "iljtfrI.,:;'|!()[] -":
        return 0.33
    if character in "mwMW@%—…":
        return 0.9
    return 0.7 if character.isupper() or not character.isascii() else 0.57


def shorten(text: str, width: float) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if text_width(text) <= width:
        return text
    room = width - text_width("…")
    fits = sum(reach <= room for reach in accumulate(map(text_width, text)))
    return text[:fits].rstrip() + "…"


def wrap(text: str, width: float, most: int) -> list[str]:
    """The text in lines that fit the width, at most so many; an ellipsis tells that some is left over."""
    lines = list(_lines(text, width))
    return lines if len(lines) <= most else [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), width)]


def _lines(text: str, width: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if not line or text_width(longer) <= width:
            line = longer
        else:
            yield shorten(line, width)
            line = word
    if line:
        yield shorten(line, width)
