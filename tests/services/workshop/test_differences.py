"""Two bundles side by side: elements by id, forms by field, the unreadable by its lines, names as somebody says."""

from __future__ import annotations

import json

from tests.services.racing import FORM
from tests.services.workshop.test_migration import bundle
from webapp.services.workshop.differences import Comparison, compare, line_differences, renames_of

DIAGRAM, ISI = "workflows/berpindah.bpmn", "forms/uji/isi.json"


def told(found: Comparison, path: str) -> list[tuple[str, str, str]]:
    (file,) = [one for one in found.files if one.path == path]
    return [(part.kind, part.what, part.id) for part in file.parts]


def test_a_new_step_is_told_with_the_flows_that_lead_to_it() -> None:
    found = compare(bundle(), bundle(inserted=True))
    assert ("added", "element", "saring") in told(found, DIAGRAM)
    assert found.counts["removed"] == 0 or any(kind == "removed" for kind, _, _ in told(found, DIAGRAM))
    assert [one.path for one in found.files] == [DIAGRAM]


def test_a_renamed_step_is_proposed_and_may_be_said_to_be_another() -> None:
    old, new = bundle(), bundle(ident="telaah")
    undecided = compare(old, new)
    (one,) = undecided.candidates
    assert (one.old_id, one.chosen) == ("reviu", "")
    assert ("telaah", "Telaah") in one.options
    said = compare(old, new, {("berpindah", "reviu"): "telaah"})
    assert renames_of(said.candidates) == {("berpindah", "reviu"): "telaah"}
    assert ("changed", "element", "telaah") in told(said, DIAGRAM)
    nonsense = compare(old, new, {("berpindah", "reviu"): "tidak_ada"})
    assert renames_of(nonsense.candidates) == {}


def test_a_form_is_compared_field_by_field_and_property_by_property() -> None:
    form = json.loads(json.dumps(FORM))
    field = form["components"][0]
    field["label"] = "Nama yang lain"
    field.setdefault("validate", {})["required"] = not field.get("validate", {}).get("required", False)
    form["components"].append({"type": "textfield", "id": "baru", "key": "baru", "label": "Isian baru"})
    found = compare(bundle(), {**bundle(), ISI: json.dumps(form)})
    (file,) = found.files
    changed, added = file.parts
    assert (changed.kind, changed.what) == ("changed", "field")
    assert {change.name for change in changed.changes} == {"nama isian", "wajib diisi"}
    assert {change.new for change in changed.changes} >= {"Nama yang lain"}
    assert (added.kind, added.id, added.label) == ("added", "baru", "Isian baru")


def test_what_cannot_be_read_is_compared_by_its_lines() -> None:
    broken = {**bundle(), DIAGRAM: bundle()[DIAGRAM].replace("<bpmn:process", "<bpmn:proses", 1)}
    found = compare(bundle(), broken)
    assert found.new.definitions is None
    assert {sign for sign, _ in found.files[0].lines} >= {"+", "-"}
    no_form = compare(bundle(), {**bundle(), ISI: "{"})
    assert no_form.files[0].lines


def test_the_same_bundle_differs_in_nothing_and_other_blanks_only_in_writing() -> None:
    assert compare(bundle(), bundle()).files == []
    (file,) = compare(bundle(), {**bundle(), DIAGRAM: bundle()[DIAGRAM] + "\n"}).files
    assert (file.kind, list(file.parts), list(file.lines)) == ("changed", [], [])


def test_lines_are_told_with_their_neighbours_and_a_huge_file_not_at_all() -> None:
    old = "\n".join(str(number) for number in range(20))
    found = list(line_differences(old, old.replace("\n10\n", "\nsepuluh\n")))
    assert ("-", "10") in found
    assert ("+", "sepuluh") in found
    assert (" ", "9") in found
    assert (" ", "2") not in found
    assert list(line_differences("\n" * 7000, "\n" * 7001)) == [("…", "")]
