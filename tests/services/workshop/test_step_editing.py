"""The step list's acts on a diagram: what they change, what they leave alone, and that the result still runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paths import ROOT
from webapp.engine import read_definitions
from webapp.engine.drawing import read_drawing
from webapp.engine.model import Process
from webapp.services.workshop import step_forms
from webapp.services.workshop.step_editing import INSERTED, NotPossible, Steps
from webapp.services.workshop.step_xml import Unreadable

DIAGRAMS = sorted((ROOT / "workflows").glob("*.bpmn"))
PENETAPAN = (ROOT / "workflows" / "penetapan.bpmn").read_text(encoding="utf-8")


def process(diagram: Steps) -> Process:
    """The diagram as the engine reads it: refused if it does not run."""
    (found,) = read_definitions({"workflows/penetapan.bpmn": diagram.text().encode()}).processes.values()
    return found


def overlaps(found: Process) -> list[tuple[str, str]]:
    """Elements that are drawn over one another."""
    shapes = [
        (key, found.drawing.shapes[key]) for key, one in found.elements.items() if one.kind != "boundaryEvent"
    ]
    return [
        (one, other)
        for number, (one, a) in enumerate(shapes)
        for other, b in shapes[:number]
        if a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
    ]


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_that_nobody_changed_keeps_every_element(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    once = Steps(text).text()
    assert Steps(once).text() == once
    assert len(once.splitlines()) == len(text.splitlines())


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_every_step_is_listed_once_and_starts_come_first(path: Path) -> None:
    diagram = Steps(path.read_text(encoding="utf-8"))
    listed = [one.id for one in step_forms.steps(diagram)]
    found = [one for p in read_definitions_of(path) for one in p.elements]
    assert sorted(listed) == sorted(found)
    assert step_forms.steps(diagram)[0].kind == "startEvent"


def read_definitions_of(path: Path) -> list[Process]:
    """The processes of one shipped file, among all that it may call."""
    files = {one.name: one.read_bytes() for one in (*DIAGRAMS, *(ROOT / "workflows/tables").glob("*.dmn"))}
    return [one for one in read_definitions(files).processes.values() if one.file == path.name]


def test_a_step_is_put_into_a_flow_and_only_that_flow_changes() -> None:
    diagram = Steps(PENETAPAN)
    before = process(diagram)
    new = diagram.insert("ajukan", "userTask", "Reviu pengelola", "pejabat_penilai")
    step_forms.change(diagram, new, {"nama": "Reviu pengelola", "formulir": "penetapan/reviu"})
    after = process(diagram)
    assert new == "reviu_pengelola"
    assert (after.flows["ajukan"].source, after.flows["ajukan"].target) == ("susun_skp", new)
    assert [flow.target for flow in after.outgoing(new)] == ["reviu"]
    assert after.elements[new].role == "pejabat_penilai"
    same = set(before.flows) - {"ajukan"}
    assert all(after.flows[key] == before.flows[key] for key in same)
    assert {key: one for key, one in after.elements.items() if key != new} == before.elements
    assert overlaps(after) == []


def test_a_step_that_is_taken_out_again_leaves_what_was_there() -> None:
    diagram = Steps(PENETAPAN)
    before = process(diagram)
    new = diagram.insert("ajukan", "serviceTask", "Beri tahu")
    diagram.remove(new)
    after = process(diagram)
    assert after.elements == before.elements
    assert {key: (one.source, one.target) for key, one in after.flows.items()} == {
        key: (one.source, one.target) for key, one in before.flows.items()
    }


def test_a_step_is_moved_with_all_that_it_carries() -> None:
    diagram = Steps(PENETAPAN)
    before = process(diagram)
    diagram.move("kunci_naskah", "ke_tetapkan")
    after = process(diagram)
    assert after.elements["kunci_naskah"] == before.elements["kunci_naskah"]
    assert after.flows["setujui"].target == "tanda_tangan"
    assert after.flows["ke_tetapkan"].target == "kunci_naskah"
    assert [flow.target for flow in after.outgoing("kunci_naskah")] == ["tetapkan"]
    assert overlaps(after) == []


def test_a_gateway_with_a_branch_and_a_condition() -> None:
    diagram = Steps(PENETAPAN)
    gateway = diagram.insert("ke_tetapkan", "exclusiveGateway", "Lengkap?", "pegawai")
    flow = diagram.branch(gateway, "susun_skp", 'keputusan = "kembalikan"', "belum")
    (onward,) = [one.id for one in process_flows(diagram, gateway) if one.id != flow]
    diagram.change_flow(onward, words="ya", condition="", target="tetapkan", is_default=True)
    after = process(diagram)
    condition = after.flows[flow].condition
    assert condition is not None
    assert condition.text == 'keputusan = "kembalikan"'
    assert after.elements[gateway].default_flow == onward


def process_flows(diagram: Steps, element_id: str) -> list[step_forms.FlowView]:
    """The flows that leave an element in the list."""
    (step,) = [one for one in step_forms.steps(diagram) if one.id == element_id]
    return list(step.flows)


def test_a_deadline_is_attached_to_the_edge_of_a_step() -> None:
    diagram = Steps(PENETAPAN)
    event = diagram.attach("reviu", "Lewat batas", "tetapkan", interrupting=False)
    step_forms.change(diagram, event, {"nama": "Lewat batas", "waktu_jenis": "timeDuration", "waktu": "P3D"})
    after = process(diagram)
    found = after.elements[event]
    assert (found.attached_to, found.interrupting, found.timer is not None) == ("reviu", False, True)
    step, box = after.drawing.shapes["reviu"], after.drawing.shapes[event]
    assert step.x < box.x < step.x + step.width


def test_a_new_lane_stands_below_the_others_and_takes_a_step() -> None:
    diagram = Steps(PENETAPAN)
    lane = diagram.add_lane("Pengelola OPD", "pengelola_opd")
    step_forms.change(diagram, "reviu", {"nama": "Reviu SKP", "lajur": lane})
    after = process(diagram)
    assert after.elements["reviu"].role == "pengelola_opd"
    drawn, box = read_drawing(diagram.root), after.drawing.shapes["reviu"]
    assert drawn.shapes[lane].y <= box.y
    assert box.y + box.height <= drawn.shapes[lane].y + drawn.shapes[lane].height


def test_an_id_that_running_cases_know_is_kept_beside_the_new_one() -> None:
    diagram = Steps(PENETAPAN)
    before = [one.id for one in step_forms.steps(diagram)]
    step_forms.change(diagram, "kunci_naskah", {"id": "kunci", "nama": "Kunci"}, before)
    assert process(diagram).elements["kunci"].properties["id_lama"] == "kunci_naskah"
    step_forms.change(diagram, "kunci", {"id": "kunci_isi", "nama": "Kunci"}, before)
    found = process(diagram)
    assert found.elements["kunci_isi"].properties["id_lama"] == "kunci_naskah", "the one of the running cases"
    step_forms.change(diagram, "kunci_isi", {"id": "kunci_naskah", "nama": "Kunci"}, before)
    assert "id_lama" not in process(diagram).elements["kunci_naskah"].properties


def test_what_would_leave_no_diagram_is_refused_with_a_sentence() -> None:
    diagram = Steps(PENETAPAN)
    for act in (
        lambda: diagram.remove("mulai"),
        lambda: diagram.remove("disetujui"),
        lambda: diagram.move("disetujui", "ajukan"),
        lambda: diagram.move("reviu", "ajukan"),
        lambda: diagram.insert("ajukan", "manualTask", "Tidak jalan"),
        lambda: diagram.branch("ditetapkan", "reviu"),
        lambda: diagram.attach("kunci_naskah", "Batas", "tetapkan"),
        lambda: step_forms.change(diagram, "reviu", {"id": "tetapkan", "nama": "x"}),
        lambda: step_forms.change(diagram, "kunci_naskah", {"masukan": "tanpa_ungkapan", "nama": "x"}),
    ):
        with pytest.raises(NotPossible):
            act()
    with pytest.raises(KeyError):
        diagram.remove("tidak_ada")


@pytest.mark.parametrize("text", ["", "<x/>", "{}", '<!DOCTYPE d [<!ENTITY a "b">]><d/>'])
def test_what_is_no_diagram_is_not_edited(text: str) -> None:
    with pytest.raises(Unreadable):
        Steps(text)


@given(
    words=st.text(max_size=60),
    note=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80),
)
def test_any_words_make_an_id_that_the_engine_takes(words: str, note: str) -> None:
    plain = "".join(letter for letter in words if letter.isprintable() and letter not in "\ufffe\uffff")
    written = "".join(letter for letter in note if letter not in "\ufffe\uffff")
    diagram = Steps(PENETAPAN)
    new = diagram.insert("ajukan", "serviceTask", plain)
    step_forms.change(diagram, new, {"nama": plain, "operasi": "skp.kunci", "penjelasan": written})
    again = Steps(diagram.text())
    (found,) = [one for one in step_forms.steps(again) if one.id == new]
    assert " ".join(found.documentation.split()) == " ".join(written.split())
    assert new in process(again).elements


def test_everything_that_may_be_inserted_runs() -> None:
    for kind in INSERTED:
        diagram = Steps(PENETAPAN)
        new = diagram.insert("ajukan", kind, f"Baru {kind}")
        fill = {
            "userTask": {"formulir": "penetapan/reviu"},
            "serviceTask": {"operasi": "skp.kunci"},
            "businessRuleTask": {"tabel": "kuadran_predikat", "hasil": "predikat"},
            "scriptTask": {"ungkapan": "1 + 1", "hasil": "dua"},
            "callActivity": {"proses": "dialog"},
        }.get(kind, {})
        step_forms.change(diagram, new, {"nama": f"Baru {kind}", **fill})
        files = {
            one.name: one.read_bytes() for one in (*DIAGRAMS, *(ROOT / "workflows/tables").glob("*.dmn"))
        }
        files["penetapan.bpmn"] = diagram.text().encode()
        assert new in read_definitions(files).processes["penetapan"].elements, kind
