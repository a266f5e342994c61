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
from webapp.services.workshop import step_forms, step_notes
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


KEY = "=kunci_perubahan"


def test_a_wait_for_a_message_is_put_after_a_step_and_taken_out_without_a_trace() -> None:
    diagram = Steps(PENETAPAN)
    untouched, before = diagram.text(), process(diagram)
    new = diagram.insert("ajukan", "intermediateCatchEvent", "Tunggu capaian", None, ("capaian_diubah", KEY))
    after = process(diagram)
    found = after.elements[new].message
    assert found is not None
    assert (found.name, found.correlation.text) == ("capaian_diubah", "kunci_perubahan")
    assert {key: one for key, one in after.elements.items() if key != new} == before.elements
    assert overlaps(after) == []
    diagram.remove(new)
    diagram.change_flow("ajukan", words="ajukan", condition="", target="reviu", is_default=False)
    assert "bpmn:message" not in diagram.text()
    assert process(diagram).elements == before.elements
    assert untouched.count("<bpmn:") == diagram.text().count("<bpmn:")


def test_a_message_on_an_edge_becomes_another_message_and_then_a_time() -> None:
    diagram = Steps(PENETAPAN)
    event = diagram.attach("reviu", "Berubah", "tetapkan", wait=("capaian_diubah", "kunci_perubahan"))
    found = process(diagram).elements[event]
    assert (found.attached_to, found.message is not None, found.timer) == ("reviu", True, None)
    wanted = {"nama": "Berubah", "waktu_jenis": "pesan", "waktu": "", "pesan": "capaian_organisasi"}
    step_forms.change(diagram, event, {**wanted, "kunci_pesan": "=kunci_capaian"})
    (held,) = [one.values for one in step_forms.steps(diagram) if one.id == event]
    assert (held["waktu_jenis"], held["pesan"], held["kunci_pesan"]) == (
        "pesan",
        "capaian_organisasi",
        "=kunci_capaian",
    )
    assert diagram.text().count("<bpmn:message ") == 1
    step_forms.change(diagram, event, {"nama": "Berubah", "waktu_jenis": "timeDuration", "waktu": "P3D"})
    found = process(diagram).elements[event]
    assert (found.message, found.timer is not None) == (None, True)
    assert "<bpmn:message " not in diagram.text()


def test_two_events_with_the_same_key_wait_for_one_message_and_a_new_key_is_its_own() -> None:
    diagram = Steps(PENETAPAN)
    first = diagram.insert("ajukan", "intermediateCatchEvent", "Satu", None, ("capaian_diubah", KEY))
    second = diagram.attach("reviu", "Dua", "tetapkan", wait=("capaian_diubah", KEY))
    assert diagram.text().count("<bpmn:message ") == 1
    fields = {"nama": "Dua", "waktu_jenis": "pesan", "pesan": "capaian_diubah", "kunci_pesan": "kunci_lain"}
    step_forms.change(diagram, second, fields)
    elements = process(diagram).elements
    texts = [one.message.correlation.text for key in (first, second) if (one := elements[key]).message]
    assert texts == ["kunci_perubahan", "kunci_lain"]
    step_forms.change(diagram, second, {**fields, "kunci_pesan": KEY})
    assert diagram.text().count("<bpmn:message ") == 1


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_every_step_of_a_shipped_diagram_is_written_as_it_was_read(path: Path) -> None:
    diagram = Steps(path.read_text(encoding="utf-8"))
    before = diagram.text()
    waits = [one for one in step_forms.steps(diagram) if "pesan" in one.values or "ulang_cara" in one.values]
    for one in waits:
        fields = {"nama": one.name, "penjelasan": one.documentation, "waktu": "", **one.values}
        step_forms.change(diagram, one.id, fields)
    assert diagram.text() == before


@pytest.mark.parametrize(("way", "sequential"), [("serentak", False), ("berurutan", True)])
def test_a_step_is_repeated_for_a_list_and_then_no_longer(way: str, sequential: bool) -> None:
    diagram = Steps(PENETAPAN)
    before = diagram.text()
    (reviu,) = [one for one in step_forms.steps(diagram) if one.id == "reviu"]
    same = {"nama": reviu.name, "penjelasan": reviu.documentation, **reviu.values}
    repeat = {"ulang_cara": way, "ulang_daftar": "daftar_penilai", "ulang_butir": "penilai"}
    step_forms.change(diagram, "reviu", {**same, **repeat})
    loop = process(diagram).elements["reviu"].loop
    assert loop is not None
    assert (loop.sequential, loop.collection.text, loop.variable) == (sequential, "daftar_penilai", "penilai")
    assert next(one for one in step_forms.steps(diagram) if one.id == "reviu").values["ulang_cara"] == way
    step_forms.change(diagram, "reviu", {**same, "ulang_cara": ""})
    assert diagram.text() == before


def test_what_nobody_can_wait_for_repeat_or_read_is_refused_with_a_sentence() -> None:
    diagram = Steps(PENETAPAN)
    event = diagram.insert("ajukan", "intermediateCatchEvent", "Tunggu")
    waits = {"nama": "Tunggu", "waktu_jenis": "pesan"}
    repeats = {"nama": "Reviu", "ulang_cara": "serentak"}
    for element, fields in (
        (event, {**waits, "pesan": "", "kunci_pesan": "a"}),
        (event, {**waits, "pesan": "tidak_ada", "kunci_pesan": "a"}),
        (event, {**waits, "pesan": "capaian_diubah", "kunci_pesan": ""}),
        (event, {**waits, "pesan": "capaian_diubah", "kunci_pesan": "1 +"}),
        (event, {"nama": "Tunggu", "waktu_jenis": "timeDuration", "waktu": " "}),
        ("reviu", {**repeats, "ulang_daftar": ""}),
        ("reviu", {**repeats, "ulang_daftar": "a ("}),
        ("reviu", {**repeats, "ulang_daftar": "daftar", "ulang_butir": "Nama Orang"}),
        ("reviu", {"nama": "Reviu", "ulang_cara": "kadang"}),
    ):
        with pytest.raises(NotPossible):
            step_forms.change(diagram, element, fields)
    for text in ("", " \n ", "a" * 1001, "huruf \x00"):
        with pytest.raises(NotPossible):
            step_notes.add(diagram.root, diagram.drawing, "reviu", text)
    with pytest.raises(KeyError):
        step_notes.change(diagram.root, "reviu", "tidak_ada", "x")
