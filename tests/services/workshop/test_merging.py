"""Merging: what only one changed is kept, whoever it was; what both changed is asked, and never decided silently."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.workshop.merging import GONE, WHOLE, merge
from webapp.services.workshop.merging_form import FormTree
from webapp.services.workshop.merging_xml import XmlTree

ROOT = Path(__file__).resolve().parents[3]
DIAGRAM = "workflows/penetapan.bpmn"
TABLE = "workflows/tables/tindak_lanjut.dmn"
FORM = "forms/penetapan/reviu.json"


def shipped(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


BEFORE = shipped(DIAGRAM)
NAMED = sorted(set(re.findall(r'<bpmn:(?:userTask|serviceTask|exclusiveGateway)\s+id="(\w+)"', BEFORE)))


def renamed(text: str, element: str, name: str) -> str:
    changed, count = re.subn(rf'(id="{element}"[^>]*?name=")[^"]*', rf"\g<1>{name}", text, count=1)
    assert count == 1
    return changed


def moved(text: str, element: str, x: int) -> str:
    changed, count = re.subn(rf'(bpmnElement="{element}"[^>]*>\s*<dc:Bounds x=")[^"]*', rf"\g<1>{x}", text)
    assert count == 1
    return changed


def noted(text: str, element: str, words: str) -> str:
    head, tail = text.split(f'id="{element}"', 1)
    return f'{head}id="{element}"' + re.sub(r"(<bpmn:documentation>)[^<]*", rf"\g<1>{words}", tail, count=1)


def same(one: str, other: str) -> bool:
    first, second = XmlTree.read(one), XmlTree.read(other)
    assert first is not None
    assert second is not None
    return {name: (node.parent, node.props) for name, node in first.nodes.items()} == {
        name: (node.parent, node.props) for name, node in second.nodes.items()
    }


EDITS = st.dictionaries(
    st.tuples(st.sampled_from(NAMED), st.sampled_from(["nama", "letak", "catatan"])),
    st.integers(1, 9),
    min_size=1,
    max_size=6,
)
DO = {
    "nama": lambda text, element, n: renamed(text, element, f"Langkah {n}"),
    "letak": lambda text, element, n: moved(text, element, 1000 + n),
    "catatan": lambda text, element, n: noted(text, element, f"Catatan {n}"),
}


def edited(text: str, edits: dict[tuple[str, str], int]) -> str:
    for (element, what), number in edits.items():
        text = DO[what](text, element, number)
    return text


@given(EDITS, EDITS)
def test_edits_of_different_things_commute_and_lose_nothing(
    mine: dict[tuple[str, str], int], theirs: dict[tuple[str, str], int]
) -> None:
    theirs = {place: number for place, number in theirs.items() if place not in mine}
    one = merge(BEFORE, edited(BEFORE, theirs), edited(BEFORE, mine), DIAGRAM)
    other = merge(BEFORE, edited(BEFORE, mine), edited(BEFORE, theirs), DIAGRAM)
    assert one.conflicts == other.conflicts == []
    assert same(one.text, other.text)
    assert same(one.text, edited(edited(BEFORE, theirs), mine))


@given(EDITS, EDITS)
def test_what_both_changed_differently_is_asked_and_each_choice_is_kept(
    mine: dict[tuple[str, str], int], theirs: dict[tuple[str, str], int]
) -> None:
    both = {place for place in mine.keys() & theirs.keys() if mine[place] != theirs[place]}
    merged = merge(BEFORE, edited(BEFORE, theirs), edited(BEFORE, mine), DIAGRAM)
    assert len(merged.open) == len(both)
    assert all(one.mine != one.theirs for one in merged.open)
    for choice, winner, loser in (("saya", mine, theirs), ("mereka", theirs, mine)):
        choices = dict.fromkeys((one.key for one in merged.conflicts), choice)
        decided = merge(BEFORE, edited(BEFORE, theirs), edited(BEFORE, mine), DIAGRAM, choices)  # type: ignore[arg-type]
        assert not decided.open
        assert same(decided.text, edited(BEFORE, {**loser, **winner}))


def inserted(text: str, name: str, source: str, flow: str) -> str:
    """A step between an element and what its flow led to, as an editor writes it: process, lane and drawing."""
    text = re.sub(
        rf'(<bpmn:sequenceFlow id="{flow}"[^>]*?)sourceRef="{source}"',
        rf'<bpmn:userTask id="{name}" name="{name}"><bpmn:incoming>ke_{name}</bpmn:incoming>'
        rf"<bpmn:outgoing>{flow}</bpmn:outgoing></bpmn:userTask>"
        rf'<bpmn:sequenceFlow id="ke_{name}" sourceRef="{source}" targetRef="{name}"/>\g<1>sourceRef="{name}"',
        text,
        count=1,
    )
    text = text.replace(
        f"<bpmn:flowNodeRef>{source}</bpmn:flowNodeRef>",
        f"<bpmn:flowNodeRef>{source}</bpmn:flowNodeRef><bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>",
    )
    return text.replace(
        "</bpmndi:BPMNPlane>",
        f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}"><dc:Bounds x="1" y="1" width="9" height="9"/>'
        "</bpmndi:BPMNShape></bpmndi:BPMNPlane>",
    )


def flow_from(source: str) -> str:
    found = re.search(rf'<bpmn:sequenceFlow id="(\w+)"[^>]*sourceRef="{source}"', BEFORE)
    assert found is not None
    return found[1]


def test_two_owners_who_each_insert_a_step_both_keep_it() -> None:
    mine = inserted(BEFORE, "reviu_pengelola", "susun_skp", flow_from("susun_skp"))
    theirs = inserted(BEFORE, "reviu_hukum", "tetapkan", flow_from("tetapkan"))
    merged = merge(BEFORE, theirs, mine, DIAGRAM)
    assert merged.conflicts == []
    for name in ("reviu_pengelola", "reviu_hukum"):
        assert merged.text.count(f'<bpmn:userTask id="{name}"') == 1
        assert f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" in merged.text
        assert f'bpmnElement="{name}"' in merged.text
    assert same(merged.text, merge(BEFORE, mine, theirs, DIAGRAM).text)


def test_a_step_that_one_removed_and_the_other_changed_is_asked() -> None:
    without = re.sub(r'<bpmn:userTask id="reviu".*?</bpmn:userTask>', "", BEFORE, flags=re.DOTALL)
    (conflict,) = merge(BEFORE, without, renamed(BEFORE, "reviu", "Telaah"), DIAGRAM).open
    assert (conflict.element_id, conflict.theirs) == ("reviu", GONE)
    kept = merge(BEFORE, without, renamed(BEFORE, "reviu", "Telaah"), DIAGRAM, {conflict.key: "saya"})
    assert 'name="Telaah"' in kept.text
    (other,) = merge(BEFORE, renamed(BEFORE, "reviu", "Telaah"), without, DIAGRAM).open
    gone = merge(BEFORE, renamed(BEFORE, "reviu", "Telaah"), without, DIAGRAM, {other.key: "saya"})
    assert 'id="reviu"' not in gone.text


def test_a_step_that_one_removed_and_to_which_the_other_drew_a_flow_is_asked() -> None:
    without = re.sub(r'<bpmn:userTask id="reviu".*?</bpmn:userTask>', "", BEFORE, flags=re.DOTALL)
    drawn = BEFORE.replace(
        "</bpmn:process>",
        '<bpmn:sequenceFlow id="baru" sourceRef="susun_skp" targetRef="reviu"/></bpmn:process>',
    )
    assert [one.element_id for one in merge(BEFORE, without, drawn, DIAGRAM).open] == ["reviu"]
    assert [one.element_id for one in merge(BEFORE, drawn, without, DIAGRAM).open] == ["reviu"]


def test_rows_of_a_table_that_different_people_changed_are_all_kept() -> None:
    before = shipped(TABLE)
    cells = re.findall(r'<inputEntry id="(baris_\d+_masukan_2)">\s*<text>', before)[:2]

    def cell(text: str, name: str) -> str:
        return re.sub(rf'(id="{name}">\s*<text>)[^<]*', r'\g<1>"PPPK"', text)

    one, two = cell(before, cells[0]), cell(before, cells[1])
    merged = merge(before, one, two, TABLE)
    assert merged.conflicts == []
    assert same(merged.text, cell(one, cells[1]))


def form(*components: dict[str, object]) -> str:
    return json.dumps({"type": "default", "id": "f", "components": list(components)}, indent=2) + "\n"


FIELDS = [{"id": name, "key": name, "type": "textfield", "label": name} for name in "abcd"]


def test_fields_of_a_form_are_merged_one_by_one() -> None:
    before = form(*FIELDS)
    mine = form({**FIELDS[0], "label": "Alasan"}, *FIELDS[1:])
    theirs = form(
        FIELDS[0], {**FIELDS[1], "validate": {"required": True}}, *FIELDS[3:], {**FIELDS[0], "id": "z"}
    )
    merged = merge(before, theirs, mine, FORM)
    assert merged.conflicts == []
    found = json.loads(merged.text)["components"]
    assert [one["id"] for one in found] == ["a", "b", "d", "z"]
    assert (found[0]["label"], found[1]["validate"]) == ("Alasan", {"required": True})


def test_an_order_that_both_changed_is_asked_and_one_that_one_changed_is_kept() -> None:
    a, b, c, d = FIELDS
    before, mine = form(a, b, c, d), form(b, a, c, d)
    assert merge(before, form(a, b, c, {**d, "label": "D"}), mine, FORM).conflicts == []
    merged = merge(before, form(a, b, d, c), mine, FORM)
    (conflict,) = merged.open
    decided = merge(before, form(a, b, d, c), mine, FORM, {conflict.key: "saya"})
    assert [one["id"] for one in json.loads(decided.text)["components"]] == ["b", "a", "c", "d"]


@pytest.mark.parametrize("path", [DIAGRAM, FORM])
def test_a_file_that_cannot_be_read_in_parts_is_chosen_as_a_whole(path: str) -> None:
    before = shipped(path)
    (conflict,) = merge(before, before + " ", "{ rusak", path).open
    assert conflict.key == WHOLE
    assert merge(before, before + " ", "{ rusak", path, {WHOLE: "saya"}).text == "{ rusak"


@pytest.mark.parametrize(
    "path", sorted(str(one.relative_to(ROOT)) for one in ROOT.glob("workflows/**/*.[bd]m*n"))
)
def test_every_shipped_drawing_comes_out_of_a_merge_as_it_went_in(path: str) -> None:
    tree = XmlTree.read(shipped(path))
    assert tree is not None
    assert same(tree.text(), shipped(path))


@pytest.mark.parametrize("path", sorted(str(one.relative_to(ROOT)) for one in ROOT.glob("forms/*/*.json")))
def test_every_shipped_form_comes_out_of_a_merge_as_it_went_in(path: str) -> None:
    tree = FormTree.read(shipped(path))
    assert tree is not None
    assert json.loads(tree.text()) == json.loads(shipped(path))
