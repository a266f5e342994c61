"""The drawing of a diagram as steps come and go: place a shape, make room to its right, draw flows straight.

No layout is made: what somebody drew stays where it is or moves right as a whole. Units are those of the diagram.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lxml import etree

from .step_xml import Node, lanes, name

GAP: Final = 45.0
_SIZES: Final = {"Event": (36.0, 36.0), "Gateway": (50.0, 50.0)}
_STEP: Final = (120.0, 80.0)
_LANE: Final = 130.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A shape's rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def centre(self) -> Point:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2


def size(kind: str) -> tuple[float, float]:
    """How big a new element of a kind is drawn."""
    return next((found for word, found in _SIZES.items() if kind.endswith(word)), _STEP)


class Drawing:
    """The shapes and edges of one diagram. Where a file has no drawing, nothing happens."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.plane = root.find(f".//{name('BPMNPlane', 'bpmndi')}")

    def box(self, element_id: str) -> Box | None:
        """Where an element is drawn."""
        shape = self._find("BPMNShape", element_id)
        bounds = None if shape is None else shape.find(name("Bounds", "dc"))
        if bounds is None:
            return None
        return Box(*(float(bounds.get(key, "0")) for key in ("x", "y", "width", "height")))

    def place(self, element_id: str, box: Box) -> None:
        """Draw an element there, for the first time or anew."""
        if self.plane is None:
            return
        shape = self._find("BPMNShape", element_id)
        if shape is None:
            tag = name("BPMNShape", "bpmndi")
            shape = etree.SubElement(self.plane, tag, {"id": f"{element_id}_di", "bpmnElement": element_id})
            etree.SubElement(shape, name("Bounds", "dc"))
        bounds = shape.find(name("Bounds", "dc"))
        assert bounds is not None
        _write(bounds, box)
        _forget_label(shape)

    def room(self, after: Box, width: float, inside: Box | None = None) -> None:
        """Move all that stands right of a box by a width, and let what frames it grow."""
        if self.plane is None:
            return
        frames = {one.get("id") for one in lanes(self.root)}
        frames |= {one.get("id") for one in self.root.iter(name("participant"))}
        for shape in self.plane.findall(name("BPMNShape", "bpmndi")):
            bounds = shape.find(name("Bounds", "dc"))
            if bounds is None or not _within(bounds, inside):
                continue
            x, wide = float(bounds.get("x", "0")), float(bounds.get("width", "0"))
            if shape.get("bpmnElement") in frames or (x < after.x and x + wide > after.right + 1):
                bounds.set("width", _number(wide + width))
            elif x >= after.right - 1:
                _shift(shape, width)
        edges = self.plane.findall(name("BPMNEdge", "bpmndi"))
        points = [one for edge in edges for one in edge.iter(name("waypoint", "di"), name("Bounds", "dc"))]
        for one in points:
            if float(one.get("x", "0")) > after.right + 1 and _within(one, inside):
                one.set("x", _number(float(one.get("x", "0")) + width))

    def connect(self, flow_id: str, source: str, target: str) -> None:
        """Draw a flow from one element to another, with right angles."""
        here, there = self.box(source), self.box(target)
        if self.plane is None or here is None or there is None:
            return
        self.draw(flow_id, route(here, there))

    def draw(self, line_id: str, points: list[Point]) -> None:
        """Draw a flow or another line through these points, for the first time or anew."""
        if self.plane is None:
            return
        edge = self._find("BPMNEdge", line_id)
        if edge is None:
            tag = name("BPMNEdge", "bpmndi")
            edge = etree.SubElement(self.plane, tag, {"id": f"{line_id}_di", "bpmnElement": line_id})
        for child in list(edge):
            edge.remove(child)
        for x, y in points:
            etree.SubElement(edge, name("waypoint", "di"), {"x": _number(x), "y": _number(y)})

    def free(self, here: Box, width: float, height: float) -> Box:
        """A place above or below a shape where nothing stands yet; above it where there is none."""
        if self.plane is None:
            return here
        ids = [one.get("bpmnElement", "") for one in self.plane.findall(name("BPMNShape", "bpmndi"))]
        boxes = [box for one in ids if (box := self.box(one)) is not None]
        taken = [box for box in boxes if not _around(box, here)]
        steps = [here.y - 20 - height, here.bottom + 35, here.y - 80 - height, here.bottom + 95]
        places = [Box(here.x, y, width, height) for y in steps]
        return next((one for one in places if not any(_touch(one, box) for box in taken)), places[0])

    def forget(self, element_id: str) -> None:
        """Draw an element no longer."""
        for tag in ("BPMNShape", "BPMNEdge"):
            found = self._find(tag, element_id)
            if found is not None and self.plane is not None:
                self.plane.remove(found)

    def rename(self, old: str, new: str) -> None:
        """The drawing of an element follows its id."""
        for tag in ("BPMNShape", "BPMNEdge"):
            found = self._find(tag, old)
            if found is not None:
                found.set("bpmnElement", new)

    def add_lane(self, lane_id: str, pool_id: str) -> None:
        """Draw a lane below the others; the pool grows."""
        pool = self.box(pool_id)
        if pool is None:
            return
        self.place(lane_id, Box(pool.x + 30, pool.bottom, pool.width - 30, _LANE))
        self.place(pool_id, Box(pool.x, pool.y, pool.width, pool.height + _LANE))
        for one in (lane_id, pool_id):
            shape = self._find("BPMNShape", one)
            if shape is not None:
                shape.set("isHorizontal", "true")

    def _find(self, tag: str, element_id: str) -> Node | None:
        if self.plane is None:
            return None
        shapes = self.plane.findall(name(tag, "bpmndi"))
        return next((one for one in shapes if one.get("bpmnElement") == element_id), None)


def route(here: Box, there: Box) -> list[Point]:
    """The corners of a flow between two shapes."""
    (x, y), (to_x, to_y) = here.centre, there.centre
    level = abs(y - to_y) < 1
    if there.x >= here.right:
        if level:
            return [(here.right, y), (there.x, to_y)]
        end = there.y if to_y > y else there.bottom
        return [(here.right, y), (to_x, y), (to_x, end)]
    if level:  # back to the left in the same lane: around below
        below = max(here.bottom, there.bottom) + 15
        return [(x, here.bottom), (x, below), (to_x, below), (to_x, there.bottom)]
    start = here.bottom if to_y > y else here.y
    if there.right <= here.x:
        return [(x, start), (x, to_y), (there.right, to_y)]
    return [(x, start), (x, (start + (there.y if to_y > y else there.bottom)) / 2),
            (to_x, (start + (there.y if to_y > y else there.bottom)) / 2),
            (to_x, there.y if to_y > y else there.bottom)]  # fmt: skip


def _around(frame: Box, here: Box) -> bool:
    """Whether a shape frames another one, as a lane does or a subprocess."""
    inside = (
        frame.x <= here.x and frame.y <= here.y and frame.right >= here.right and frame.bottom >= here.bottom
    )
    wide = frame.width > 3 * here.width and frame.height > here.height
    return inside or wide


def _touch(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def _within(bounds: Node, frame: Box | None) -> bool:
    if frame is None:
        return True
    x, y = float(bounds.get("x", "0")), float(bounds.get("y", "0"))
    return frame.y <= y <= frame.bottom and x >= frame.x


def _shift(shape: Node, width: float) -> None:
    for bounds in shape.iter(name("Bounds", "dc")):
        bounds.set("x", _number(float(bounds.get("x", "0")) + width))


def _forget_label(shape: Node) -> None:
    label = shape.find(name("BPMNLabel", "bpmndi"))
    if label is not None:
        shape.remove(label)


def _write(bounds: Node, box: Box) -> None:
    for key in ("x", "y", "width", "height"):
        bounds.set(key, _number(getattr(box, key)))


def _number(value: float) -> str:
    return f"{value:g}" if abs(value) < 1e6 else str(round(value))
