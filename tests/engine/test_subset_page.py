"""`docs/bpmn-subset.md` says what the tables of the program say, and names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from webapp.engine import checks, run, subset

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "bpmn-subset.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text under one heading."""
    return re.split(r"^## ", PAGE.split(f"\n## {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(title: str) -> list[list[str]]:
    """The body rows of a section's table."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def quoted(text: str) -> list[str]:
    """Words written as code."""
    return re.findall(r"`([^`]+)`", text)


def names_of_tests() -> set[str]:
    """Names of the test functions of this room."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("test_*.py"))
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_each_accepted_element_stands_on_the_page_with_what_it_does_and_its_tests() -> None:
    table = {quoted(name)[0]: (does, tests) for name, does, tests in rows("Unsur yang diterima")}
    assert list(table) == list(subset.FLOW_NODES)
    for name, words in subset.FLOW_NODES.items():
        does, tests = table[name]
        assert does.startswith(words), f"{name}: the page says something else than the table"
        assert quoted(tests), f"{name} names no test"
        assert all(word.startswith("test_") for word in quoted(tests))


def test_each_refused_element_stands_on_the_page_with_its_mend() -> None:
    assert {quoted(name)[0]: mend for name, mend in rows("Unsur yang ditolak")} == subset.REFUSED


def test_each_extension_element_stands_on_the_page_with_its_places_and_attributes() -> None:
    table = {quoted(name)[0]: (places, attributes) for name, places, attributes in rows("Isian tambahan")}
    assert list(table) == list(subset.EXTENSIONS)
    for name, kinds in subset.EXTENSIONS.items():
        places, attributes = table[name]
        if places.startswith("semua unsur di atas"):
            assert kinds == {*subset.FLOW_NODES, *quoted(places)}
        else:
            assert kinds == set(quoted(places))
        parts = {"properties": "property", "ioMapping": "input"}
        read = subset.EXTENSION_ATTRIBUTES.get(parts.get(name, name), frozenset())
        assert set(quoted(attributes)) - set(parts.values()) == read


def test_repetition_boundaries_and_artifacts_are_told_as_they_are() -> None:
    said = re.search(r"\(\*multi-instance\*\) boleh pada ([^:]+):", PAGE)
    assert said is not None
    assert set(quoted(said[1])) == subset.LOOPED
    attached = next(meaning for code, meaning in rows("Aturan gambar") if code == "`attached`")
    assert set(quoted(attached)) == subset.BOUNDED
    assert all(f"(`{artifact}`)" in PAGE for artifact in subset.ARTIFACTS)


def test_each_code_of_a_refusal_stands_on_the_page() -> None:
    files = (
        path for path in (ROOT / "webapp" / "engine").glob("*.py") if not path.name.startswith("decision")
    )
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    given = re.compile(r'(?:_problem\(\s*process,|\.refuse\(|_unreadable\(|NotAllowed\(|Problem\()\s*"(\w+)"')
    told = {code for codes, _ in rows("Aturan gambar") for code in quoted(codes)}
    assert told == set(given.findall(source))


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("ukuran berkas", f"{subset.MAX_BYTES // 1024**2} MB"),
        ("unsur XML dalam satu berkas", f"{subset.MAX_XML_ELEMENTS:,}".replace(",", ".")),
        ("kedalaman XML", str(subset.MAX_XML_DEPTH)),
        ("unsur dalam satu proses", str(subset.MAX_FLOW_NODES)),
        ("panjang nama", f"{subset.MAX_NAME} huruf"),
        ("tingkat pemanggilan", str(checks.MAX_CALL_DEPTH)),
        ("butir satu langkah berulang", str(run.MAX_INSTANCES)),
        ("langkah terbuka dalam satu kasus", str(run.MAX_TOKENS)),
        ("unsur yang dilewati tanpa menunggu", f"{run.MAX_STEPS:,}".replace(",", ".")),
    ],
)
def test_each_limit_is_told_with_its_number(limit: str, value: str) -> None:
    assert dict(rows("Batas"))[limit] == value


def test_every_test_that_the_page_names_exists() -> None:
    named = {word for word in quoted(PAGE) if word.startswith("test_")}
    assert len(named) >= 30
    assert named <= names_of_tests()
