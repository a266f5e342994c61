"""The map: what is drawn and told for a case, on the shipped diagrams and on drawings nobody would make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from webapp.engine import Process, read_definitions
from webapp.engine.map import ElementState, MapLine, describe, render_map
from webapp.engine.map_text import text_width, wrap
from webapp.engine.model import Bounds, Drawing, Element, Flow, Kind, Lane, Loop, Message, Timer
from webapp.feel import parse

WORKFLOWS = Path(__file__).resolve().parents[2] / "workflows"
FILES = (*WORKFLOWS.glob("*.bpmn"), *WORKFLOWS.glob("tables/*.dmn"))
SHIPPED = read_definitions({f.name: f.read_bytes() for f in FILES}).processes
PENETAPAN = SHIPPED["penetapan"]
SVG = "{http://www.w3.org/2000/svg}"
DONE, CURRENT, LATE, WAITING = ElementState
IN_REVIEW = {"mulai": DONE, "ke_susun_skp": DONE, "susun_skp": DONE, "ajukan": DONE, "reviu": CURRENT}
KNOWN_CLASSES = {
    "map", "pool", "lane", "pool-label", "lane-label", "shape", "icon", "label", "flow", "flow-taken",
    "arrow", "mark",
    "state-done", "state-current", "state-late", "state-waiting",
}  # fmt: skip

every_process = pytest.mark.parametrize("process", SHIPPED.values(), ids=list(SHIPPED))


def drawn(process: Process, states: Mapping[str, ElementState] | None = None) -> etree._Element:
    return etree.fromstring(render_map(process, states or {}, title="Peta"))


def having(root: etree._Element, name: str) -> list[etree._Element]:
    """Elements that carry a class."""
    return [node for node in root.iter() if name in node.get("class", "").split()]


def texts(root: etree._Element) -> list[str]:
    """Each name that is drawn, its lines joined."""
    return [" ".join(map(str, node.itertext())) for node in root.iter(f"{SVG}text")]


def one_element(kind: Kind = "userTask", name: str = "Isi", **more: Any) -> Process:
    """A process of one shape, so that a test sees that shape alone."""
    element = Element("a", kind, name, "p", **more)
    size = (36, 36) if kind.endswith("Event") else (50, 50) if kind.endswith("Gateway") else (120, 80)
    return Process("p", "P", "p.bpmn", {"a": element}, {}, drawing=Drawing({"a": Bounds(100, 100, *size)}))


def chain(*flows: tuple[str, str], kinds: Mapping[str, Kind] | None = None, **more: Any) -> Process:
    """A process of named flows between tasks, in document order, without a drawing."""
    ids = list(dict.fromkeys(end for flow in flows for end in flow))
    elements = {i: Element(i, (kinds or {}).get(i, "userTask"), i.upper(), "p") for i in ids}
    named = {f"{a}{b}": Flow(f"{a}{b}", f"{a} ke {b}", a, b) for a, b in flows}
    return Process("p", "P", "p.bpmn", elements, named, **more)


def order(process: Process) -> list[str]:
    return [line.element_id for line in describe(process, {})]


# -- the picture of the shipped diagrams --------------------------------------------------------------------


@every_process
def test_the_map_shows_every_name_of_the_diagram(process: Process) -> None:
    assert process.pool is not None
    named = [process.pool[1], *(lane.name for lane in process.lanes)]
    named += [e.name for e in process.elements.values()] + [f.name for f in process.flows.values() if f.name]
    assert sorted(texts(drawn(process))) == sorted(named)


@every_process
def test_the_map_uses_only_classes_that_the_style_sheet_knows_and_no_inline_style(process: Process) -> None:
    root = drawn(process, dict.fromkeys([*process.elements, *process.flows], DONE))
    assert {name for node in root.iter() for name in node.get("class", "").split()} <= KNOWN_CLASSES
    assert not [node for node in root.iter() if node.get("style") or node.tag == f"{SVG}style"]
    assert not [name for node in root.iter() for name in node.attrib if str(name).startswith("on")]


@every_process
def test_the_map_holds_everything_and_keeps_its_own_size_so_that_a_narrow_screen_scrolls(
    process: Process,
) -> None:
    root = drawn(process)
    x, y, width, height = map(float, root.get("viewBox", "").split())
    assert (float(root.get("width", 0)), float(root.get("height", 0))) == (width, height)
    for bounds in process.drawing.shapes.values():
        assert x + 8 <= bounds.x
        assert y + 8 <= bounds.y
        assert bounds.x + bounds.width <= x + width - 8
        assert bounds.y + bounds.height <= y + height - 8


@every_process
def test_no_name_of_a_shipped_diagram_is_cut_short(process: Process) -> None:
    assert not [text for text in texts(drawn(process)) if "…" in text]


def test_the_map_of_penetapan_is_a_few_kilobytes_and_quickly_drawn() -> None:
    states = {**dict.fromkeys([*PENETAPAN.elements, *PENETAPAN.flows], DONE), "reviu": LATE}
    size = len(render_map(PENETAPAN, states, title="Peta").encode())
    times = []
    for _ in range(20):
        begun = perf_counter()
        render_map(PENETAPAN, states, title="Peta")
        times.append(perf_counter() - begun)
    print(f"penetapan: {size:,} bytes, {min(times) * 1000:.2f} ms")  # noqa: T201
    assert size <= 12 * 1024
    assert min(times) < 0.010  # ten times what it takes, for slow machines


def test_the_map_has_an_accessible_name_and_says_where_the_case_stands() -> None:
    root = etree.fromstring(render_map(PENETAPAN, IN_REVIEW, title="Di mana SKP saya?"))
    title, description = root[0], root[1]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "Di mana SKP saya?"
    assert description.text == "Sedang berjalan: Reviu SKP (Pejabat Penilai)."


def test_the_map_of_a_case_without_open_steps_says_so() -> None:
    assert "Tidak ada langkah yang sedang berjalan." in render_map(PENETAPAN, {}, title="Peta")


def test_the_words_of_the_map_are_given_in_the_readers_language() -> None:
    english = {
        "Sedang berjalan": "In progress",
        "Reviu SKP": "Review",
        "Pejabat Penilai": "Evaluator",
        "kembalikan": "return",
    }
    svg = render_map(PENETAPAN, IN_REVIEW, title="Map", text_for=lambda text: english.get(text, text))
    assert "In progress: Review (Evaluator)." in svg
    assert "Reviu SKP" not in svg
    assert "Pejabat Penilai" not in svg
    lines = describe(PENETAPAN, IN_REVIEW, text_for=lambda text: english.get(text, text))
    assert ("Buka revisi", "return") in [(line.name, line.when) for line in lines]


@pytest.mark.parametrize("state", ElementState)
def test_a_state_is_a_class_and_a_mark_of_its_own_shape(state: ElementState) -> None:
    root = drawn(PENETAPAN, {"reviu": state})
    (group,) = having(root, f"state-{state}")
    assert "Reviu SKP" in texts(group)
    assert len(having(root, "mark")) == 1
    others = [drawn(PENETAPAN, {"reviu": other}) for other in ElementState if other is not state]
    glyphs = {etree.tostring(having(tree, "mark")[0][1]) for tree in [root, *others]}
    assert len(glyphs) == len(ElementState)


def test_an_element_without_a_state_carries_no_mark() -> None:
    assert having(drawn(PENETAPAN), "mark") == []


def test_only_flows_that_were_passed_are_shown_as_taken() -> None:
    assert len(having(drawn(PENETAPAN, IN_REVIEW), "flow-taken")) == 2
    assert len(having(drawn(PENETAPAN, IN_REVIEW), "flow")) == len(PENETAPAN.flows)


def test_two_maps_on_one_page_have_different_ids() -> None:
    ids = [node.get("id") for process in SHIPPED.values() for node in drawn(process).iter() if node.get("id")]
    assert len(ids) == len(set(ids)) == 2 * len(SHIPPED)


# -- the picture of each kind of element --------------------------------------------------------------------


def test_an_interrupting_boundary_event_has_full_rings_and_a_non_interrupting_one_dashed_rings() -> None:
    timer = Timer("duration", parse('duration("P3D")'))
    full = drawn(one_element("boundaryEvent", timer=timer))
    dashed = drawn(one_element("boundaryEvent", timer=timer, interrupting=False))
    assert [ring.get("stroke-dasharray") for ring in having(full, "shape")] == [None, None]
    assert [ring.get("stroke-dasharray") for ring in having(dashed, "shape")] == ["4 3", "4 3"]
    assert len(having(full, "icon")) == 1


def test_an_event_that_waits_for_a_message_has_an_envelope_where_a_timer_has_a_clock() -> None:
    clock = drawn(one_element("intermediateCatchEvent", timer=Timer("date", parse("besok"))))
    envelope = drawn(one_element("intermediateCatchEvent", message=Message("kabar", parse("daerah"))))
    (one,), (other,) = having(clock, "icon"), having(envelope, "icon")
    assert one.get("transform") == other.get("transform")
    assert one.get("d") != other.get("d")


def test_a_step_that_waits_for_a_message_is_told_as_waiting() -> None:
    process = one_element(
        "intermediateCatchEvent", "Capaian organisasi", message=Message("kabar", parse("daerah"))
    )
    (line,) = describe(process, {"a": ElementState.WAITING})
    assert (line.name, line.word) == ("Capaian organisasi", "Menunggu")
    assert "Menunggu: Capaian organisasi." in render_map(process, {"a": ElementState.WAITING}, title="")


def test_every_kind_of_element_looks_different() -> None:
    kinds: list[Kind] = [
        "startEvent", "endEvent", "userTask", "serviceTask", "scriptTask", "callActivity", "subProcess",
        "exclusiveGateway", "parallelGateway", "inclusiveGateway", "boundaryEvent", "businessRuleTask",
    ]  # fmt: skip
    assert len({render_map(one_element(kind), {}, title="") for kind in kinds}) == len(kinds)


def test_a_terminating_end_is_filled_and_loops_have_bars() -> None:
    together, in_turn = (Loop(sequential, parse("daftar"), None) for sequential in (False, True))
    pictures = {
        render_map(process, {}, title="")
        for process in (
            one_element("endEvent"),
            one_element("endEvent", terminate=True),
            one_element(),
            one_element(loop=together),
            one_element(loop=in_turn),
            one_element("callActivity", loop=together),
        )
    }
    assert len(pictures) == 6


def test_a_collapsed_subprocess_hides_what_is_inside_and_an_expanded_one_shows_it() -> None:
    elements = {"s": Element("s", "subProcess", "Luar", "p"), "t": Element("t", "userTask", "Dalam", "s")}
    shapes = {"s": Bounds(0, 0, 300, 200), "t": Bounds(50, 50, 120, 80)}
    for expanded in (frozenset({"s"}), frozenset[str]()):
        drawing = Drawing(shapes, expanded=expanded)
        assert ("Dalam" in texts(drawn(Process("p", "P", "f", elements, {}, drawing=drawing)))) == bool(
            expanded
        )


def test_names_find_a_place_where_the_drawing_gives_none() -> None:
    process = chain(("a", "b"), kinds={"a": "startEvent", "b": "exclusiveGateway"})
    shapes = {"a": Bounds(0, 0, 36, 36), "b": Bounds(200, 0, 50, 50)}
    drawing = Drawing(shapes, edges={"ab": ((36, 18), (200, 18))})
    root = drawn(Process("p", "P", "f", process.elements, process.flows, drawing=drawing))
    heights = {
        "".join(map(str, node.itertext())): float(node[0].get("y", 0)) for node in root.iter(f"{SVG}text")
    }
    assert heights["A"] > 36  # under the event
    assert heights["B"] < 0  # above the gateway
    assert 0 < heights["a ke b"] < 18  # just above the line


def test_a_long_name_is_wrapped_and_at_last_cut_with_an_ellipsis() -> None:
    assert texts(drawn(one_element(name="Susun rencana hasil kerja")))[0] == "Susun rencana hasil kerja"
    (text,) = texts(drawn(one_element(name="kata " * 60)))
    assert text.endswith("…")


# -- drawings that nobody would make ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["userTask", "startEvent", "exclusiveGateway", "subProcess"])
def test_a_hostile_name_stays_text(kind: Kind) -> None:
    root = drawn(one_element(kind, "<script>'&"))
    assert not [node for node in root.iter() if "script" in node.tag]
    assert texts(root) == ["<script>'&"]


def test_hostile_names_of_lanes_pools_flows_and_titles_stay_text() -> None:
    evil = '"><script>1</script>'
    process = chain(("a", "b"))
    flows = {"ab": Flow("ab", evil, "a", "b")}
    edges: dict[str, tuple[tuple[float, float], ...]] = {"ab": ((0, 0), (500, 0))}
    shapes = {i: Bounds(0, 0, 600, 600) for i in ("a", "b", "l", "pool")}
    drawing = Drawing(shapes, edges=edges)
    lanes = (Lane("l", evil, "pegawai", frozenset({"a"})),)
    hostile = Process("p", evil, "f", process.elements, flows, lanes, ("pool", evil), drawing=drawing)
    svg = render_map(hostile, {"a": CURRENT}, title=evil, text_for=lambda _: evil)
    assert "<script" not in svg
    # The pool, the lane, the flow, and both steps: their translations are no more trusted than their names.
    assert texts(etree.fromstring(svg)).count(evil) == 5


def test_a_process_without_a_drawing_gives_an_empty_picture_and_a_full_text() -> None:
    process = chain(("a", "b"))
    root = drawn(process, {"a": DONE})
    assert texts(root) == []
    assert order(process) == ["a", "b"]


def test_an_edge_of_one_point_or_to_something_not_drawn_is_left_out() -> None:
    process = chain(("a", "b"), ("b", "c"))
    shapes = {"a": Bounds(0, 0, 120, 80), "b": Bounds(200, 0, 120, 80)}
    drawing = Drawing(shapes, edges={"ab": ((0, 0),), "bc": ((0, 0), (1, 1))})
    assert (
        having(drawn(Process("p", "P", "f", process.elements, process.flows, drawing=drawing)), "flow") == []
    )


def test_a_lane_that_the_drawing_does_not_show_is_left_out_and_its_steps_are_told_with_it() -> None:
    lanes = tuple(
        Lane(one, one.upper(), one, frozenset({"a"} if one == "satu" else ())) for one in ("satu", "dua")
    )
    process = replace(one_element(), lanes=lanes)
    shown = replace(
        process,
        drawing=replace(process.drawing, shapes={**process.drawing.shapes, "dua": Bounds(0, 0, 600, 300)}),
    )
    assert [set(texts(drawn(one))) for one in (process, shown)] == [{"Isi"}, {"Isi", "DUA"}]
    (line,) = describe(process, {})
    assert line.who == "SATU"


coordinates = st.floats(-100_000, 100_000)


@given(
    name=st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=60),
    bounds=st.builds(Bounds, coordinates, coordinates, coordinates, coordinates),
    points=st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=4),
    state=st.sampled_from(ElementState),
)
def test_any_name_at_any_place_gives_well_formed_svg(
    name: str, bounds: Bounds, points: list[tuple[float, float]], state: ElementState
) -> None:
    elements = {"a": Element("a", "userTask", name, "p"), "b": Element("b", "endEvent", name, "p")}
    flows = {"ab": Flow("ab", name, "a", "b")}
    drawing = Drawing({"a": bounds, "b": bounds}, edges={"ab": tuple(points)})
    root = drawn(Process("p", name, "f", elements, flows, drawing=drawing), {"a": state})
    assert len(having(root, f"state-{state}")) == 1


@pytest.mark.parametrize("name", ["", " \n "])
def test_what_has_no_name_has_no_text(name: str) -> None:
    assert texts(drawn(one_element(name=name))) == []
    assert wrap(name, 100, 3) == []


@given(text=st.text(max_size=80), width=st.floats(20, 300), most=st.integers(1, 5))
def test_wrapped_lines_fit_the_width_and_the_number_and_lose_no_word_in_silence(
    text: str, width: float, most: int
) -> None:
    lines = wrap(text, width, most)
    assert len(lines) <= most
    assert all(text_width(line) <= width for line in lines)
    assert " ".join(lines) == " ".join(text.split()) or any(line.endswith("…") for line in lines)


# -- the text equivalent ------------------------------------------------------------------------------------


def told(process: Process, states: Mapping[str, ElementState]) -> list[tuple[str, str | None, str]]:
    return [(line.name, line.who, line.word) for line in describe(process, states)]


def test_the_text_of_penetapan_tells_each_step_who_does_it_and_how_it_stands() -> None:
    assert told(PENETAPAN, IN_REVIEW) == [
        ("Susun SKP", "Pegawai", "Selesai"),
        ("Reviu SKP", "Pejabat Penilai", "Sedang berjalan"),
        ("Buka revisi", "Sistem", "Belum"),
        ("Kunci naskah", "Sistem", "Belum"),
        ("Tanda tangani SKP", "Pegawai", "Belum"),
        ("Tetapkan SKP", "Pejabat Penilai", "Belum"),
        ("Terbitkan SKP", "Sistem", "Belum"),
        ("SKP ditetapkan", None, "Belum"),
    ]


def test_the_text_names_the_answer_that_alone_leads_to_a_step() -> None:
    answers = {line.element_id: line.when for line in describe(PENETAPAN, {}) if line.when}
    assert answers == {"buka_revisi": "kembalikan", "kunci_naskah": "setujui"}
    assert all(line.when is None for line in describe(SHIPPED["dialog"], {}) if line.kind == "userTask")


def test_the_text_shows_what_is_inside_a_subprocess_under_it_and_a_time_out_last() -> None:
    lines = describe(SHIPPED["skp_pegawai"], {"batas_penetapan": WAITING})
    assert [(line.element_id, line.depth) for line in lines] == [
        ("buka_skp", 0),
        ("perencanaan", 0),
        ("dialog", 1),
        ("penetapan", 1),
        ("rencana_aksi", 0),
        ("pelaksanaan", 0),
        ("evaluasi_tahunan", 0),
        ("dokumen_dan_keberatan", 0),
        ("tindak_lanjut", 0),
        ("tahun_selesai", 0),
        ("batas_penetapan", 0),
        ("tandai_terlambat", 0),
        ("terlambat", 0),
    ]
    assert lines[10].word == "Menunggu"


def test_a_step_inside_a_subprocess_is_done_by_the_lane_around_it() -> None:
    elements = {"s": Element("s", "subProcess", "S", "p"), "t": Element("t", "userTask", "T", "s")}
    lanes = (Lane("l", "Pegawai", "pegawai", frozenset({"s"})),)
    outer, inner = describe(Process("p", "P", "f", elements, {}, lanes), {})
    assert (outer.who, inner.who) == (None, "Pegawai")


@every_process
def test_the_text_tells_every_activity_of_the_picture(process: Process) -> None:
    lines = [line.element_id for line in describe(process, {})]
    steps = [e.id for e in process.elements.values() if e.kind.endswith(("Task", "Activity", "Process"))]
    assert len(lines) == len(set(lines))
    assert set(steps) <= set(lines)


def test_branches_stand_before_the_step_where_they_join() -> None:
    process = chain(("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("d", "e"))
    assert order(process) == ["a", "b", "c", "d", "e"]


def test_a_loop_and_an_unreachable_step_are_told_once() -> None:
    process = chain(("a", "b"), ("b", "c"), ("c", "b"), ("x", "y"), ("y", "x"))
    assert order(process) == ["a", "b", "c", "x", "y"]


def test_a_very_long_chain_is_told_in_full() -> None:
    steps = [f"t{i:04}" for i in range(2_000)]
    elements = {i: Element(i, "userTask", i, "p") for i in steps}
    flows = {a: Flow(a, "", a, b) for a, b in pairwise(steps)}
    assert order(Process("p", "P", "f", elements, flows)) == steps


def test_a_line_is_data_that_a_page_can_show() -> None:
    assert describe(PENETAPAN, IN_REVIEW)[1] == MapLine(
        "reviu", "userTask", "Reviu SKP", "Pejabat Penilai", None, 0, CURRENT, "Sedang berjalan"
    )
