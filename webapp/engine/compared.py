"""The map of a process with what was added, removed or changed: a frame and a sign on each part, never colour alone.

The drawing is that of `map`. A sign carries an id, so that a list beside the drawing can lead to it. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from math import dist
from typing import Final

from .differences import Kind
from .map import render_map
from .map_text import Point, number
from .model import Bounds, Drawing, Process

SIGNS: Final[Mapping[Kind, str]] = {"added": "+", "removed": "−", "changed": "≠"}
"""What a reader sees beside the colour."""

_RADIUS = 11
_GAP = 4  # between a shape and its frame
_WIDEST = 300
_SHARES: Final = (0.5, 0.35, 0.65, 0.2, 0.8)
"""Where a sign may sit on a stretch of a line, the best first."""


@dataclass(frozen=True, slots=True)
class Sign:
    """How an element or a flow differs, and the id by which it is reached; an empty one gives none."""

    kind: Kind
    anchor: str = ""


def render_compared(
    process: Process,
    signs: Mapping[str, Sign],
    *,
    title: str,
    summary: str,
    side: str,
    text_for: Callable[[str], str] = str,
) -> str:
    """The drawing as one `<svg>` element; `signs` is keyed by element, flow and lane id.

    `side` tells two drawings of one process on a page apart.
    """
    over = "".join(_signs(process, signs))
    one = replace(process, id=f"{process.id}-{side}")
    return render_map(one, {}, title=title, text_for=text_for, summary=summary, over=over)


def _signs(process: Process, signs: Mapping[str, Sign]) -> Iterator[str]:
    drawing = process.drawing
    for ident, sign in signs.items():
        bounds, points = drawing.shapes.get(ident), drawing.edges.get(ident, ())
        if bounds is not None:
            yield _group(sign, _frame(bounds), (bounds.x + bounds.width, bounds.y))
        elif len(points) > 1:
            yield _group(sign, _line(points), _free_spot(points, drawing))


def _group(sign: Sign, body: str, at: Point) -> str:
    ident = f' id="{escape(sign.anchor)}"' if sign.anchor else ""
    return (
        f'<g class="diff diff-{sign.kind}"{ident}>{body}'
        f'<g transform="translate({number(at[0])} {number(at[1])})">'
        f'<circle class="diff-ground" r="{_RADIUS}"/>'
        f'<text class="diff-sign" y="5" text-anchor="middle" font-size="16" fill="currentColor" stroke="none">'
        f"{SIGNS[sign.kind]}</text></g></g>"
    )


def _frame(bounds: Bounds) -> str:
    return (
        f'<rect class="diff-frame" x="{number(bounds.x - _GAP)}" y="{number(bounds.y - _GAP)}"'
        f' width="{number(bounds.width + 2 * _GAP)}" height="{number(bounds.height + 2 * _GAP)}" rx="8"/>'
    )


def _line(points: tuple[Point, ...]) -> str:
    path = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f'<path class="diff-frame" d="M{path}"/>'


def _free_spot(points: tuple[Point, ...], drawing: Drawing) -> Point:
    """A spot on the line at which a sign covers neither a label nor a step; else the middle of its longest stretch."""
    ends = sorted(pairwise(points), key=lambda two: -dist(*two))
    spots = [
        (ax + (bx - ax) * share, ay + (by - ay) * share) for share in _SHARES for (ax, ay), (bx, by) in ends
    ]
    boxes = [
        *drawing.labels.values(),
        *(box for key, box in drawing.shapes.items() if key not in drawing.expanded),
    ]
    own = [one for one in boxes if one.width < _WIDEST]  # pools, lanes and groups lie under everything
    return next((spot for spot in spots if not any(_covers(spot, box) for box in own)), spots[0])


def _covers(spot: Point, box: Bounds) -> bool:
    x = max(box.x, min(spot[0], box.x + box.width))
    y = max(box.y, min(spot[1], box.y + box.height))
    return dist(spot, (x, y)) < _RADIUS
