"""Diagrams of other tools: what is supported is kept, what means the same is mapped, the rest is listed with a mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from webapp.engine import DiagramRefused
from webapp.engine.reader import read_processes
from webapp.engine.xml import read_xml
from webapp.services.workshop.foreign import Line, read_foreign
from webapp.services.workshop.foreign_feel import from_juel

from .foreign_files import ADONIS, CAMUNDA_7, CAMUNDA_8, SIGNAVIO

FILE = "workflows/asing.bpmn"
ROOT = Path(__file__).resolve().parents[3]


def said(lines: list[Line]) -> str:
    """The lines of a report as one text."""
    return "\n".join(f"{one.element_id}: {one.said} {one.mend}" for one in lines)


def test_a_diagram_of_the_camunda_8_modeler_is_taken_byte_for_byte() -> None:
    found = read_foreign(CAMUNDA_8, FILE)
    assert found.unchanged
    assert found.text == CAMUNDA_8
    assert found.tool == "Camunda Modeler"


@pytest.mark.parametrize("path", sorted((ROOT / "workflows").glob("*.bpmn")), ids=lambda path: path.stem)
def test_a_shipped_diagram_comes_in_as_it_went_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert read_foreign(text, FILE).text == text


def test_what_camunda_7_says_in_other_words_is_mapped() -> None:
    found = read_foreign(CAMUNDA_7, FILE)
    assert found.tool == "Camunda 7"
    (process,), _problems = read_processes(read_xml(found.text.encode(), FILE), FILE)
    step = process.elements["a"]
    assert (step.form, step.role) == ("penetapan/reviu", "pejabat_penilai")
    condition = process.flows["f3"].condition
    assert condition is not None
    assert condition.text == 'keputusan = "setujui"'
    assert [lane.role for lane in process.lanes] == ["pejabat_penilai"]
    assert "Formulir: penetapan/reviu." in said(found.mapped)


def test_what_nobody_reads_is_dropped_with_a_line_each() -> None:
    found = read_foreign(CAMUNDA_7, FILE)
    report = said(found.dropped)
    for word in (
        "inputOutput",
        "taskListener",
        "assignee",
        "historyTimeToLive",
        "asyncBefore",
        "class",
        "dataObject",
    ):
        assert word in report, word
    assert "camunda.org/schema/1.0/bpmn" not in found.text
    assert "do1" not in found.text, "its shape goes with it"


def test_text_between_extensions_goes_with_them() -> None:
    found = read_foreign(CAMUNDA_7.replace("</camunda:inputOutput>", "</camunda:inputOutput> dan "), FILE)
    assert "inputOutput" in said(found.dropped)
    assert "camunda.org/schema/1.0/bpmn" not in found.text


@pytest.mark.parametrize(
    ("text", "listed"),
    [(CAMUNDA_7, ["'task'", "'sendTask'"]), (SIGNAVIO, ["'eventBasedGateway'"]),
     (ADONIS, ["'manualTask'", "'intermediateThrowEvent'", "'messageEventDefinition'", "'errorEventDefinition'"])],
    ids=["camunda7", "signavio", "adonis"],
)  # fmt: skip
def test_what_cannot_run_stays_and_is_listed_with_a_mend(text: str, listed: list[str]) -> None:
    found = read_foreign(text, FILE)
    assert len(found.unsupported) == len(listed), said(found.unsupported)
    for word in listed:
        assert word in said(found.unsupported)
        assert word.strip("'") in found.text
    assert all(one.mend for one in found.unsupported)


@pytest.mark.parametrize("text", [CAMUNDA_7, SIGNAVIO, ADONIS], ids=["camunda7", "signavio", "adonis"])
def test_every_element_is_still_there_or_in_the_report(text: str) -> None:
    found = read_foreign(text, FILE)
    before = {node.get("id") for node in etree.fromstring(text.encode()).iter() if node.get("id")}
    after = {node.get("id") for node in etree.fromstring(found.text.encode()).iter() if node.get("id")}
    drawn = {one for one in before - after if one and one.endswith(("_di", "_gui"))}
    inside = {"_is", "_os"}  # parts of what was dropped as a whole
    assert before - after - drawn - inside <= {one.element_id for one in found.dropped}


@pytest.mark.parametrize("text", [CAMUNDA_7, SIGNAVIO, ADONIS], ids=["camunda7", "signavio", "adonis"])
def test_what_came_in_comes_in_again_without_a_change(text: str) -> None:
    once = read_foreign(text, FILE)
    again = read_foreign(once.text, FILE)
    assert (again.dropped, again.mapped) == ([], [])
    assert again.text == once.text


@pytest.mark.parametrize(
    ("juel", "feel"),
    [
        ("${keputusan == 'setujui' && !batal}", '=keputusan = "setujui" and not(batal)'),
        ("${n >= 3 or x eq 'b'}", '=n >= 3 or x = "b"'),
        ("#{lolos}", "=lolos"),
        ("${execution.getVariable('x')}", None),
        ("${!(a && b)}", None),
        ("${a ? b : c}", None),
        ("${''.getClass().forName('java.lang.Runtime')}", None),
        ("${a} ${b}", None),
        ("a == 1", None),
    ],
)
def test_only_what_surely_means_the_same_is_translated(juel: str, feel: str | None) -> None:
    assert from_juel(juel) == feel


@pytest.mark.parametrize(
    "text",
    ["", "bukan xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>', "<x/>", '{"a": 1}'],
    ids=["empty", "words", "doctype", "other", "json"],
)
def test_what_is_no_diagram_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(DiagramRefused):
        read_foreign(text, FILE)
