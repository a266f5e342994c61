"""Notes beside the steps of a diagram: written, changed and removed by plain forms; nothing that runs changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.services.workshop.test_step_editing import DIAGRAMS, PENETAPAN, process
from webapp.engine import read_definitions
from webapp.services.workshop import step_forms, step_notes, step_xml
from webapp.services.workshop.step_editing import Steps
from webapp.services.workshop.step_xml import name


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_note_is_written_changed_and_removed_beside_any_step(path: Path) -> None:
    diagram = Steps(path.read_text(encoding="utf-8"))
    before = diagram.text()
    for one in step_forms.steps(diagram):
        note = step_notes.add(
            diagram.root, diagram.drawing, one.id, "Lihat pasal 5 <ayat 2>\r\nlalu teruskan"
        )
        step_notes.change(diagram.root, one.id, note, "Lihat pasal 6 & 7\nlalu teruskan")
        again = Steps(diagram.text())
        assert [note.text for note in step_notes.notes(again.root, one.id)] == [
            "Lihat pasal 6 & 7\nlalu teruskan"
        ]
        assert (again.drawing.box(note) is None) == (again.drawing.box(one.id) is None)
        files = {
            other.name: other.read_bytes()
            for other in (*DIAGRAMS, *(ROOT / "workflows/tables").glob("*.dmn"))
        }
        if one.kind == "startEvent":
            read_definitions({**files, path.name: again.text().encode()})
        step_notes.remove(diagram.root, diagram.drawing, one.id, note)
        assert diagram.text() == before


def test_a_note_beside_no_step_is_changed_and_removed_too() -> None:
    diagram = Steps(PENETAPAN)
    note = step_notes.add(diagram.root, diagram.drawing, "reviu", "Berlaku untuk seluruh diagram")
    assert step_notes.loose(diagram.root) == []
    for line in list(diagram.root.iter(name("association"))):
        step_xml.drop(line)
    (one,) = step_notes.loose(diagram.root)
    assert (one.id, one.text) == (note, "Berlaku untuk seluruh diagram")
    with pytest.raises(KeyError):
        step_notes.change(diagram.root, "reviu", note, "Bukan di samping langkah ini")
    step_notes.change(diagram.root, None, note, "Berlaku sejak 2026")
    assert [one.text for one in step_notes.loose(Steps(diagram.text()).root)] == ["Berlaku sejak 2026"]
    step_notes.remove(diagram.root, diagram.drawing, None, note)
    assert step_notes.loose(diagram.root) == []


def test_a_note_follows_its_step_and_goes_with_it() -> None:
    diagram = Steps(PENETAPAN)
    note = step_notes.add(diagram.root, diagram.drawing, "kunci_naskah", "Isi tidak berubah lagi")
    diagram.move("kunci_naskah", "ke_tetapkan")
    step, box = diagram.drawing.box("kunci_naskah"), diagram.drawing.box(note)
    assert step is not None
    assert box is not None
    assert box.x == step.x
    process(diagram)
    diagram.remove("kunci_naskah")
    text = diagram.text()
    assert (note in text, "bpmn:association" in text) == (False, False)
