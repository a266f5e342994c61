"""The parts of a map: frames, events, tasks, gateways, flows and marks of state, each as a piece of SVG.

Pure geometry, for `map` alone. A piece carries the classes that the style sheet knows (`pool`, `lane`,
`shape`, `icon`, `label`, `flow`, `arrow`, `state-…`) and attributes that hold where no style sheet is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import hypot

from .map_text import Point, name_beside, name_inside, name_on_line, number, shorten
from .model import GATEWAYS, SCOPES, Bounds, Element

HEADER = 30  # width of the band on the left of a pool or lane that carries its name

_RADIUS = 10  # of a task's corners
_INSET = 1.5  # a second outline this far inside the first reads as one thick line
_RING = 4  # the gap between the two circles of an intermediate event
_MARK = 9  # radius of a mark of state
_ARROW = (10, 4)  # length and half width

# Glyphs around (0, 0).
_USER = "M0 1a4 4 0 1 1 .01 0zM-7 10v-3a6 5 0 0 1 14 0v3z"
_GEAR = (
    "M4.5 0a4.5 4.5 0 1 1-.01-.1zM0-8v3.5M0 4.5v3.5M-8 0h3.5M4.5 0h3.5"
    "M-5.7-5.7l2.5 2.5M3.2 3.2l2.5 2.5M-5.7 5.7l2.5-2.5M3.2-3.2l2.5-2.5"
)
_SCRIPT = "M-5-7h10M-5-2.5h7M-5 2h10M-5 6.5h7"
_CLOCK = "M0-6v6l4 3M0-10v2M0 8v2M-10 0h2M8 0h2"
_ENVELOPE = "M-9-6h18v12h-18zM-9-6l9 7 9-7"
_TABLE = "M-8-7h16v13h-16zM-8-3h16M-8 1.5h16M-3-3v9"
_PLUS_BOX = "M-7-7h14v14h-14zM-4 0h8M0-4v8"
_PARALLEL_LOOP = "M-4-5v10M0-5v10M4-5v10"
_SEQUENTIAL_LOOP = "M-5-4h10M-5 0h10M-5 4h10"

_TASK_ICONS: Mapping[str, str] = {
    "userTask": _USER,
    "serviceTask": _GEAR,
    "businessRuleTask": _TABLE,
    "scriptTask": _SCRIPT,
}
_GATEWAY_ICONS: Mapping[str, str] = {
    "exclusiveGateway": "M-7-7l14 14M-7 7l14-14",
    "parallelGateway": "M-10 0h20M0-10v20",
    "inclusiveGateway": "M10 0a10 10 0 1 1-.01-.1z",
}
_MARKS: Mapping[str, str] = {
    "done": '<path class="icon" d="M-4 0l3 3 5-6"/>',
    "current": '<circle r="4" fill="currentColor" stroke="none"/>',
    "late": '<path class="icon" d="M0-5v6M0 4v1"/>',
    "waiting": '<path class="icon" d="M0-5v5h4"/>',
}


# -- frames and elements ------------------------------------------------------------------------------------


def draw_frame(name_of_class: str, bounds: Bounds, name: str) -> str:
    """A pool or a lane: its rectangle, and its name written upwards in the header band."""
    x, y = bounds.x + HEADER / 2, bounds.y + bounds.height / 2
    label = (
        f'<text class="label {name_of_class}-label" text-anchor="middle" fill="currentColor" stroke="none"'
        f' transform="translate({number(x + 5)} {number(y)})rotate(-90)">'
        f"{escape(shorten(name, bounds.height - 8))}</text>"
    )
    across = f"M{number(bounds.x + HEADER)} {number(bounds.y)}v{number(bounds.height)}"
    line = f'<path class="{name_of_class}" d="{across}"/>'
    return _rectangle(name_of_class, bounds) + line + label


def draw_element(
    element: Element, bounds: Bounds, label: Bounds | None, state: str | None, is_expanded: bool
) -> str:
    """An element with its glyphs, name and mark of state, in one group that carries the state's class."""
    if element.kind.endswith("Event"):
        body = _event(element, bounds)
        text = name_beside(element.name, bounds, label, below=True)
    elif element.kind in GATEWAYS:
        body = _gateway(element.kind, bounds)
        text = name_beside(element.name, bounds, label, below=False)
    else:
        body = _activity(element, bounds, is_expanded)
        text = name_inside(element.name, bounds, _room(element, bounds, is_expanded))
    group = f'<g class="state-{state}">' if state else "<g>"
    return f"{group}{body}{text}{_mark(element.kind, bounds, state)}</g>"


def _event(element: Element, bounds: Bounds) -> str:
    x, y, radius = bounds.x + bounds.width / 2, bounds.y + bounds.height / 2, bounds.width / 2
    dashed = "" if element.interrupting else ' stroke-dasharray="4 3"'
    inner = {"startEvent": [], "endEvent": [radius - _INSET]}.get(element.kind, [radius - _RING])
    circles = "".join(
        f'<circle class="shape" cx="{number(x)}" cy="{number(y)}" r="{number(ring)}"{dashed}/>'
        for ring in [radius, *inner]
    )
    if element.timer is not None:
        circles += _glyph(_CLOCK, x, y)
    if element.message is not None:
        circles += _glyph(_ENVELOPE, x, y)
    if element.terminate:
        circles += f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius - 7)}" fill="currentColor"/>'
    return circles


def _gateway(kind: str, bounds: Bounds) -> str:
    half_width, half_height = number(bounds.width / 2), number(bounds.height / 2)
    x, y = bounds.x + bounds.width / 2, bounds.y + bounds.height / 2
    diamond = (
        f'<path class="shape" d="M{number(x)} {number(bounds.y)}l{half_width} {half_height}'
        f'-{half_width} {half_height}-{half_width}-{half_height}z"/>'
    )
    return diamond + _glyph(_GATEWAY_ICONS[kind], x, y)


def _activity(element: Element, bounds: Bounds, is_expanded: bool) -> str:
    body = _rectangle("shape", bounds, _RADIUS)
    if element.kind == "callActivity":
        body += _rectangle("shape", _shrunk(bounds, _INSET), _RADIUS - _INSET)
    if element.kind in _TASK_ICONS:
        body += _glyph(_TASK_ICONS[element.kind], bounds.x + 14, bounds.y + 13)
    foot = _foot(element, is_expanded)
    x, y = bounds.x + bounds.width / 2 - 9 * (len(foot) - 1), bounds.y + bounds.height - 11
    return body + "".join(_glyph(glyph, x + 18 * place, y) for place, glyph in enumerate(foot))


def _foot(element: Element, is_expanded: bool) -> list[str]:
    """Glyphs at an activity's foot: a box with a plus where more is inside, and the bars of a loop."""
    foot = [_PLUS_BOX] if element.kind in SCOPES and not is_expanded else []
    if element.loop is not None:
        foot.append(_SEQUENTIAL_LOOP if element.loop.sequential else _PARALLEL_LOOP)
    return foot


def _room(element: Element, bounds: Bounds, is_expanded: bool) -> Bounds:
    """Where an activity's name may stand: between icon and foot, or on top of an expanded subprocess."""
    if is_expanded:
        return Bounds(bounds.x, bounds.y + 8, bounds.width, 20)
    head = 25 if element.kind in _TASK_ICONS else 4
    foot = 22 if _foot(element, is_expanded) else 4
    return Bounds(bounds.x, bounds.y + head, bounds.width, bounds.height - head - foot)


def _mark(kind: str, bounds: Bounds, state: str | None) -> str:
    """A state's mark on the upper right of a shape: a tick, a dot, an exclamation mark or a clock's hands."""
    if state is None or state not in _MARKS:
        return ""
    away = bounds.width * 0.15 if kind in GATEWAYS else 0
    at = f"{number(bounds.x + bounds.width - away)} {number(bounds.y + away)}"
    return (
        f'<g class="mark" transform="translate({at})"><circle class="shape" r="{_MARK}"/>{_MARKS[state]}</g>'
    )


def _rectangle(name_of_class: str, bounds: Bounds, radius: float = 0) -> str:
    rounded = f' rx="{number(radius)}"' if radius else ""
    return (
        f'<rect class="{name_of_class}" x="{number(bounds.x)}" y="{number(bounds.y)}"'
        f' width="{number(bounds.width)}" height="{number(bounds.height)}"{rounded}/>'
    )


def _shrunk(bounds: Bounds, by: float) -> Bounds:
    return Bounds(bounds.x + by, bounds.y + by, bounds.width - 2 * by, bounds.height - 2 * by)


def _glyph(path: str, x: float, y: float) -> str:
    return f'<path class="icon" transform="translate({number(x)} {number(y)})" d="{path}"/>'


# -- flows --------------------------------------------------------------------------------------------------


def draw_flow(
    name: str, points: Sequence[Point], label: Bounds | None, *, is_taken: bool, is_default: bool
) -> str:
    """A flow: its line through the way points, an arrow head, the stroke of a default flow, and its name."""
    places = [f"{number(x)} {number(y)}" for x, y in _short_of_tip(points)]
    path = f"M{'L'.join(places)}"
    if is_default:
        path += _default_stroke(points)
    name_of_class = "flow flow-taken" if is_taken else "flow"
    text = name_on_line(name, points, label) if name else ""
    return (
        f'<g class="{name_of_class}"><path d="{path}"/>'
        f'<path class="arrow" fill="currentColor" d="{_arrow(points)}"/>{text}</g>'
    )


def _direction(start: Point, end: Point) -> Point:
    """The unit vector from one point to another; to the right where they are the same."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = hypot(across, down)
    return (across / length, down / length) if length else (1.0, 0.0)


def _short_of_tip(points: Sequence[Point]) -> list[Point]:
    """The way points with the last one drawn back, so that a thick line does not stick out of its arrow."""
    x, y = _direction(points[-2], points[-1])
    return [*points[:-1], (points[-1][0] - 5 * x, points[-1][1] - 5 * y)]


def _arrow(points: Sequence[Point]) -> str:
    tip, (x, y) = points[-1], _direction(points[-2], points[-1])
    length, half = _ARROW
    back = tip[0] - length * x, tip[1] - length * y
    corners = [tip, (back[0] - half * y, back[1] + half * x), (back[0] + half * y, back[1] - half * x)]
    return f"M{'L'.join(f'{number(a)} {number(b)}' for a, b in corners)}z"


def _default_stroke(points: Sequence[Point]) -> str:
    """The short slanting stroke near the beginning that BPMN puts on a default flow."""
    (x, y), start = _direction(points[0], points[1]), points[0]
    middle = start[0] + 9 * x, start[1] + 9 * y
    across = 4 * (x - y), 4 * (x + y)
    return (
        f"M{number(middle[0] - across[0])} {number(middle[1] - across[1])}"
        f"L{number(middle[0] + across[0])} {number(middle[1] + across[1])}"
    )
