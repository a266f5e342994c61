"""A step's key is taken apart in one room."""

from __future__ import annotations

from tests.player import shipped
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
