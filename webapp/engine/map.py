"""The map of a process: its BPMN-DI drawing as SVG with the states of one case, and the same told as text.

`render_map` is for the eyes, `describe` for everybody: a page shows both. This module is pure: it takes a
checked `Process` and a mapping of states, reads no clock, knows neither SpiffWorkflow nor Flask. It writes
classes, never styles (the content security policy is strict); each state is a class *and* a drawn mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from html import escape

from .map_parts import draw_element, draw_flow, draw_frame
from .map_text import Point, number
from .model import GATEWAYS, Bounds, Element, Flow, Process


class ElementState(StrEnum):
    """How a case stands at an element; at a flow, `DONE` means that the case has passed it."""

    DONE = "done"
    CURRENT = "current"
    LATE = "late"  # current, and past its due time
    WAITING = "waiting"  # nobody has to act: a timer, a message or a calculation is awaited


class HeatLevel(StrEnum):
    """How an element stands among those of many cases, from little to most."""

    SLIGHT = "heat-1"
    SOME = "heat-2"
    MUCH = "heat-3"
    MOST = "heat-4"


STATE_WORDS: Mapping[ElementState | None, str] = {
    ElementState.DONE: "Selesai",
    ElementState.CURRENT: "Sedang berjalan",
    ElementState.LATE: "Lewat tenggat",
    ElementState.WAITING: "Menunggu",
    None: "Belum",
}
"""What a reader is told about a state, in Indonesian; `text_for` gives it in the reader's language."""

NOTHING_OPEN = "Tidak ada langkah yang sedang berjalan."

_PADDING = 12
_TOLD = (ElementState.LATE, ElementState.CURRENT, ElementState.WAITING)
_DONE_BY_SOMEBODY = frozenset({"userTask", "serviceTask", "businessRuleTask", "scriptTask"})


@dataclass(frozen=True, slots=True)
class MapLine:
    """One line of the text equivalent.

    `who` is the lane's name where one role does the step. `when` is the answer to the diagram's question that
    alone leads here ("kembalikan"). `depth` counts the subprocesses around it. `word` tells the state.
    """

    element_id: str
    kind: str
    name: str
    who: str | None
    when: str | None
    depth: int
    state: ElementState | None
    word: str


def describe(
    process: Process, states: Mapping[str, ElementState], *, text_for: Callable[[str], str] = str
) -> list[MapLine]:
    """The map as lines in flow order; a way back or aside stands before the way on, a time-out after it.

    Gateways are told by the `when` of what follows them. Start events, and end events of subprocesses, say
    nothing that their neighbours do not, and are left out.
    """
    return _lines(_in_language(process, text_for), states, text_for)


def render_map(
    process: Process,
    states: Mapping[str, ElementState | HeatLevel],
    *,
    title: str,
    text_for: Callable[[str], str] = str,
    summary: str = "",
    over: str = "",
) -> str:
    """The drawing of a process as one `<svg>` element, for a container that scrolls sideways.

    `states` is keyed by element id and flow id. `title` is the accessible name, in the reader's language, and
    `text_for` turns our words and the diagram's names into that language. Elements without a shape, and those inside a
    collapsed subprocess, are not drawn. `summary` tells the map in a sentence where its states are not those of a case,
    and `over` is SVG drawn last. Every other text is escaped.
    """
    process = _in_language(process, text_for)
    parts = [*_frames(process), *_bodies(process, states), over]
    stood = {key: state for key, state in states.items() if isinstance(state, ElementState)}
    summary = summary or _summary(_lines(process, stood, text_for), text_for)
    ident = escape(f"map-{process.id}")
    x, y, width, height = (number(side) for side in _view(process))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="img"'
        f' aria-labelledby="{ident}-title {ident}-desc"'
        f' width="{width}" height="{height}" viewBox="{x} {y} {width} {height}"'
        ' font-size="14" fill="none" stroke="currentColor">'
        f'<title id="{ident}-title">{escape(title)}</title><desc id="{ident}-desc">{escape(summary)}</desc>'
        f"{''.join(parts)}</svg>"
    )


# -- text ---------------------------------------------------------------------------------------------------


def _in_language(process: Process, text_for: Callable[[str], str]) -> Process:
    """The process with the names of its diagram as `text_for` says them."""

    def say(name: str) -> str:
        return text_for(name) if name else ""

    return replace(
        process,
        elements={key: replace(one, name=say(one.name)) for key, one in process.elements.items()},
        flows={key: replace(one, name=say(one.name)) for key, one in process.flows.items()},
        lanes=tuple(replace(one, name=say(one.name)) for one in process.lanes),
        pool=process.pool and (process.pool[0], say(process.pool[1])),
    )


def _lines(
    process: Process, states: Mapping[str, ElementState], text_for: Callable[[str], str]
) -> list[MapLine]:
    return [
        _line(process, element, depth, states.get(element.id), text_for)
        for element, depth in _walk(process, process.id, 0)
        if _is_told(element, depth)
    ]


def _is_told(element: Element, depth: int) -> bool:
    if element.kind in GATEWAYS or element.kind == "startEvent":
        return False
    return bool(element.name) and (element.kind != "endEvent" or depth == 0)


def _line(
    process: Process, element: Element, depth: int, state: ElementState | None, text_for: Callable[[str], str]
) -> MapLine:
    who = _lane_name(process, element) if element.kind in _DONE_BY_SOMEBODY else None
    word = text_for(STATE_WORDS[state])
    return MapLine(element.id, element.kind, element.name, who, _when(process, element), depth, state, word)


def _lane_name(process: Process, element: Element | None) -> str | None:
    while element is not None:
        for lane in process.lanes:
            if element.id in lane.members:
                return lane.name
        element = process.elements.get(element.scope)
    return None


def _when(process: Process, element: Element) -> str | None:
    flows = process.incoming(element.id)
    if len(flows) != 1 or process.elements[flows[0].source].kind not in GATEWAYS:
        return None  # what is reached in another way too does not depend on one answer
    return flows[0].name or None


def _summary(lines: list[MapLine], text_for: Callable[[str], str]) -> str:
    sentences = []
    for state in _TOLD:
        steps = [_who_does(line) for line in lines if line.state is state]
        if steps:
            sentences.append(f"{text_for(STATE_WORDS[state])}: {', '.join(steps)}.")
    return " ".join(sentences) or text_for(NOTHING_OPEN)


def _who_does(line: MapLine) -> str:
    return f"{line.name} ({line.who})" if line.who else line.name


# -- order --------------------------------------------------------------------------------------------------


def _walk(process: Process, scope: str, depth: int) -> Iterator[tuple[Element, int]]:
    for element in _flow_order(process, scope):
        yield element, depth
        if element.kind == "subProcess":
            yield from _walk(process, element.id, depth + 1)


def _flow_order(process: Process, scope: str) -> list[Element]:
    """A scope's elements, each after what leads to it, loops apart (a reversed depth-first post-order)."""
    members = list(process.members(scope))
    beginnings = [e for e in members if e.attached_to is None and not process.incoming(e.id)]
    seen: set[str] = set()
    order: list[Element] = []
    for beginning in [*beginnings, *members]:
        order.extend(reversed(_finished(process, beginning, seen)))
    return order


def _finished(process: Process, beginning: Element, seen: set[str]) -> list[Element]:
    """Elements reached from a beginning and not seen before, in the order in which the search leaves them."""
    finished: list[Element] = []
    trail: list[tuple[Element, Iterator[Element]]] = []

    def enter(element: Element) -> None:
        if element.id not in seen:
            seen.add(element.id)
            trail.append((element, _followers(process, element)))

    enter(beginning)
    while trail:
        follower = next(trail[-1][1], None)
        if follower is None:
            finished.append(trail.pop()[0])
        else:
            enter(follower)
    return finished


def _followers(process: Process, element: Element) -> Iterator[Element]:
    """What comes next, the last to be told first: time-outs, then the default flow, then the other flows."""
    flows = process.outgoing(element.id)
    flows.sort(key=lambda flow: flow.id != element.default_flow)
    if element.default_flow is None:
        flows.reverse()
    return iter([*process.boundaries(element.id), *(process.elements[flow.target] for flow in flows)])


# -- picture ------------------------------------------------------------------------------------------------


def _frames(process: Process) -> Iterator[str]:
    shapes = process.drawing.shapes
    if process.pool is not None and process.pool[0] in shapes:
        pool_id, name = process.pool
        yield draw_frame("pool", shapes[pool_id], name)
    yield "<g>"  # a group of their own: the style sheet counts lanes to shade every other one
    for lane in process.lanes:
        if lane.id in shapes:
            yield draw_frame("lane", shapes[lane.id], lane.name)
    yield "</g>"


def _bodies(process: Process, states: Mapping[str, ElementState | HeatLevel]) -> Iterator[str]:
    """Subprocess frames, flows, all else, and at last what sits on an edge: the later hides the earlier."""
    drawn = [element for element in process.elements.values() if _is_drawn(process, element)]
    layers: list[list[Element]] = [[], [], []]
    for element in drawn:
        is_frame = element.kind == "subProcess" and element.id in process.drawing.expanded
        layers[0 if is_frame else 2 if element.kind == "boundaryEvent" else 1].append(element)
    yield from _elements(process, layers[0], states)
    yield from _flows(process, {element.id for element in drawn}, states)
    yield from _elements(process, layers[1] + layers[2], states)


def _is_drawn(process: Process, element: Element) -> bool:
    if element.id not in process.drawing.shapes:
        return False
    scope = process.elements.get(element.scope)
    return scope is None or (scope.id in process.drawing.expanded and _is_drawn(process, scope))


def _elements(
    process: Process, elements: Iterable[Element], states: Mapping[str, ElementState | HeatLevel]
) -> Iterator[str]:
    drawing = process.drawing
    for element in elements:
        bounds, label = drawing.shapes[element.id], drawing.labels.get(element.id)
        yield draw_element(element, bounds, label, states.get(element.id), element.id in drawing.expanded)


def _flows(
    process: Process, drawn: set[str], states: Mapping[str, ElementState | HeatLevel]
) -> Iterator[str]:
    for flow in process.flows.values():
        points = process.drawing.edges.get(flow.id, ())
        if len(points) < 2 or not {flow.source, flow.target} <= drawn:
            continue
        is_taken = states.get(flow.id) is ElementState.DONE
        label = process.drawing.labels.get(flow.id)
        yield draw_flow(flow.name, points, label, is_taken=is_taken, is_default=_is_default(process, flow))


def _is_default(process: Process, flow: Flow) -> bool:
    return process.elements[flow.source].default_flow == flow.id


def _view(process: Process) -> tuple[float, float, float, float]:
    """The rectangle that holds this process's part of the drawing: x, y, width, height."""
    drawing = process.drawing
    mine = {
        *process.elements,
        *process.flows,
        *(lane.id for lane in process.lanes),
        *(process.pool or ())[:1],
    }
    boxes = [box for boxes in (drawing.shapes, drawing.labels) for key, box in boxes.items() if key in mine]
    corners = [corner for box in boxes for corner in _corners(box)]
    corners.extend(point for key, points in drawing.edges.items() if key in mine for point in points)
    if not corners:
        return 0, 0, 2 * _PADDING, 2 * _PADDING
    xs, ys = zip(*corners, strict=True)
    left, top = min(xs) - _PADDING, min(ys) - _PADDING
    return left, top, max(xs) + _PADDING - left, max(ys) + _PADDING - top


def _corners(bounds: Bounds) -> tuple[Point, Point]:
    return (bounds.x, bounds.y), (bounds.x + bounds.width, bounds.y + bounds.height)
