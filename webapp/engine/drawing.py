"""BPMN-DI: where things stand on the drawing. Coordinates that are not numbers are left out, never trusted."""

from __future__ import annotations

import math

from lxml import etree

from .model import Bounds, Drawing
from .subset import BPMNDI, DC, DI


def read_drawing(root: etree._Element) -> Drawing:
    """Shapes, labels and edges of the whole file (a file has one diagram)."""
    shapes: dict[str, Bounds] = {}
    labels: dict[str, Bounds] = {}
    edges: dict[str, tuple[tuple[float, float], ...]] = {}
    expanded: set[str] = set()
    for part in root.iterfind(f"{{{BPMNDI}}}BPMNDiagram/{{{BPMNDI}}}BPMNPlane/*"):
        owner = part.get("bpmnElement", "")
        if (bounds := _bounds(part.find(f"{{{DC}}}Bounds"))) is not None:
            shapes[owner] = bounds
        if (label := _bounds(part.find(f"{{{BPMNDI}}}BPMNLabel/{{{DC}}}Bounds"))) is not None:
            labels[owner] = label
        points = [_point(point) for point in part.iterfind(f"{{{DI}}}waypoint")]
        if points and None not in points:
            edges[owner] = tuple(point for point in points if point is not None)
        if part.get("isExpanded") == "true":
            expanded.add(owner)
    return Drawing(shapes, labels, edges, frozenset(expanded))


def _bounds(node: etree._Element | None) -> Bounds | None:
    if node is None:
        return None
    numbers = [_number(node.get(name)) for name in ("x", "y", "width", "height")]
    x, y, width, height = numbers
    if x is None or y is None or width is None or height is None:
        return None
    return Bounds(x, y, width, height)


def _point(node: etree._Element) -> tuple[float, float] | None:
    x, y = _number(node.get("x")), _number(node.get("y"))
    return None if x is None or y is None else (x, y)


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= 100_000 else None
