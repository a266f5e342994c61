"""A step's key is taken apart in one room, and a sign on a map covers no label."""

from __future__ import annotations

from tests.player import shipped
from webapp.engine.compared import _RADIUS, _free_spot
from webapp.engine.places import Places, element_at, idents, last_of, way

DEFINITIONS = shipped()


def test_the_parts_of_a_key_are_element_ids_without_their_turn() -> None:
    assert idents("penetapan#1/reviu#12") == ["penetapan", "reviu"]
    assert last_of("penetapan#1/reviu#12") == "reviu"
    assert (idents(""), last_of("")) == ([], "")


def test_a_key_leads_through_calls_and_nowhere_in_diagrams_that_do_not_know_it() -> None:
    processes = DEFINITIONS.processes
    key = "perencanaan#1/penetapan#1/reviu#2"
    assert way(processes, "skp_pegawai", key)[-1] == ("penetapan", "reviu")
    assert element_at(processes, "skp_pegawai", key) is processes["penetapan"].elements["reviu"]
    assert Places(DEFINITIONS, "skp_pegawai").element(key) is element_at(processes, "skp_pegawai", key)
    assert way(processes, "skp_pegawai", "tidak_ada#1") == []
    assert element_at(processes, "tidak_ada", key) is None
    assert element_at(processes, "skp_pegawai", "") is None


def test_a_sign_on_a_line_covers_no_label() -> None:
    for process in DEFINITIONS.processes.values():
        for flow_id, points in process.drawing.edges.items():
            label = process.drawing.labels.get(flow_id)
            if label is None or len(points) < 2:
                continue
            x, y = _free_spot(points, process.drawing)
            inside = label.x - _RADIUS < x < label.x + label.width + _RADIUS
            assert not (inside and label.y < y < label.y + label.height), (process.id, flow_id)
