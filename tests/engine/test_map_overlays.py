"""What is laid over a map: signs of what differs, and how much waits where. Never colour alone, and nothing hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from tests.player import shipped
from webapp.engine.compared import _RADIUS, SIGNS, Sign, _free_spot, render_compared
from webapp.engine.heat import Heat, level_of, render_heat
from webapp.engine.map import HeatLevel
from webapp.engine.model import Bounds, Drawing, Element, Flow, Process

DEFINITIONS = shipped()
LINE = ((40.0, 100.0), (140.0, 100.0), (140.0, 400.0))


def drawn(
    labels: Mapping[str, Bounds] | None = None, edge: tuple[tuple[float, float], ...] = LINE
) -> Process:
    """Two steps and the flow between them; the second one stands nowhere."""
    elements = {one: Element(one, "userTask", one.upper(), "p") for one in "ab"}
    shapes = {"a": Bounds(0, 80, 40, 40), "pool": Bounds(-50, 0, 900, 600)}
    drawing = Drawing(shapes, labels or {}, {"ab": edge})
    return Process("p", "P", "p.bpmn", elements, {"ab": Flow("ab", "", "a", "b")}, drawing=drawing)


def compared(process: Process, signs: Mapping[str, Sign], **more: Any) -> etree._Element:
    svg = render_compared(process, signs, title="Rilis 2", summary="Satu langkah baru", side="baru", **more)
    return etree.fromstring(svg)


def having(root: etree._Element, name: str) -> list[etree._Element]:
    """Elements that carry a class."""
    return [node for node in root.iter() if name in node.get("class", "").split()]


def texts(nodes: list[etree._Element]) -> list[str]:
    return ["".join(map(str, node.itertext())) for node in nodes]


# -- what differs ------------------------------------------------------------------------------------------------------


def test_each_difference_has_a_frame_a_sign_and_an_id_that_a_list_can_lead_to() -> None:
    root = compared(
        drawn(),
        {"a": Sign("added", 'beda-"1"'), "ab": Sign("changed"), "b": Sign("removed"), "x": Sign("removed")},
    )
    step, flow = having(root, "diff")
    assert [step.get("class"), flow.get("class")] == ["diff diff-added", "diff diff-changed"]
    assert [step.get("id"), flow.get("id")] == ['beda-"1"', None]
    assert texts(having(root, "diff-sign")) == [SIGNS["added"], SIGNS["changed"]]
    rectangle, line = having(root, "diff-frame")
    assert [rectangle.get(side) for side in ("x", "y", "width", "height")] == ["-4", "76", "48", "48"]
    assert line.get("d") == "M40 100L140 100L140 400"


def test_a_flow_that_is_drawn_by_less_than_two_points_has_no_sign() -> None:
    assert having(compared(drawn(edge=((40, 100),)), {"ab": Sign("added")}), "diff") == []


def test_two_drawings_of_one_process_on_a_page_have_ids_of_their_own() -> None:
    names = {
        side: etree.fromstring(render_compared(drawn(), {}, title="T", summary="S", side=side)).get(
            "aria-labelledby"
        )
        for side in ("lama", "baru")
    }
    assert names == {"lama": "map-p-lama-title map-p-lama-desc", "baru": "map-p-baru-title map-p-baru-desc"}


@pytest.mark.parametrize(
    ("labels", "spot"),
    [
        ({}, (140, 250)),
        ({"ab": Bounds(120, 240, 60, 20)}, (90, 100)),
        ({"ab": Bounds(120, 240, 60, 20), "x": Bounds(70, 80, 40, 40)}, (140, 205)),
        ({"pita": Bounds(0, 0, 300, 600)}, (140, 250)),
        ({"ab": Bounds(0, 60, 200, 400)}, (140, 250)),
    ],
    ids=["longest stretch", "another stretch", "another share", "what lies under all", "no room at all"],
)  # fmt: skip
def test_a_sign_sits_where_it_covers_nothing_else_in_the_middle_of_the_longest_stretch(
    labels: dict[str, Bounds], spot: tuple[float, float]
) -> None:
    root = compared(drawn(labels), {"ab": Sign("changed")})
    (sign,) = (node for node in having(root, "diff")[0] if node.get("transform"))
    assert sign.get("transform") == f"translate({spot[0]} {spot[1]})"


def test_a_frame_that_is_open_is_no_hindrance() -> None:
    process = drawn()
    shapes = {**process.drawing.shapes, "bagian": Bounds(130, 200, 50, 100)}
    closed = replace(process, drawing=replace(process.drawing, shapes=shapes))
    opened = replace(closed, drawing=replace(closed.drawing, expanded=frozenset({"bagian"})))
    assert _free_spot(LINE, opened.drawing) == (140, 250)
    assert _free_spot(LINE, closed.drawing) == (90, 100)


def test_a_sign_on_a_line_covers_no_label() -> None:
    for process in DEFINITIONS.processes.values():
        for flow_id, points in process.drawing.edges.items():
            label = process.drawing.labels.get(flow_id)
            if label is None or len(points) < 2:
                continue
            x, y = _free_spot(points, process.drawing)
            inside = label.x - _RADIUS < x < label.x + label.width + _RADIUS
            assert not (inside and label.y < y < label.y + label.height), (process.id, flow_id)


# -- how much waits where ----------------------------------------------------------------------------------------------


def test_levels_go_from_slight_to_most_and_nothing_has_none() -> None:
    assert [level_of(value, 8) for value in (0, 1, 3, 5, 8)] == [None, *HeatLevel]
    assert level_of(1, 0) is None
    assert level_of(-1, 8) is None


def test_a_heat_map_tells_level_figure_and_alarm_at_its_step_and_escapes_them() -> None:
    heat = {"a": Heat(HeatLevel.MOST, "97 · <6,4> jam", "! 2"), "b": Heat(HeatLevel.SLIGHT, "1")}
    svg = render_heat(drawn(), heat, title="Peta", summary="97 menunggu & <lama>")
    root = etree.fromstring(svg)
    assert texts(having(root, "badge-text")) == ["97 · <6,4> jam", "! 2"]
    assert [node.get("transform") for node in having(root, "badge")] == [
        "translate(20 120)",
        "translate(15 80)",
    ]
    assert len(having(root, "badge-alarm")) == 1
    assert having(root, "state-heat-4") != []
    assert "97 menunggu &amp; &lt;lama&gt;" in svg
    assert " style=" not in svg


def test_a_step_of_which_nothing_is_told_has_neither_level_nor_badge() -> None:
    root = etree.fromstring(render_heat(drawn(), {"a": Heat()}, title="Peta", summary="Tidak ada"))
    assert having(root, "badge") == []
    assert all(having(root, f"state-{level}") == [] for level in HeatLevel)
