"""The glossary and the domain room name the same things."""

import importlib
import pkgutil
import re
from enum import Enum
from pathlib import Path
from types import ModuleType

import webapp.domain

GLOSSARY = Path(__file__).parents[1] / "docs" / "glossary.md"


def _modules() -> dict[str, ModuleType]:
    found = pkgutil.iter_modules(webapp.domain.__path__)
    return {info.name: importlib.import_module(f"webapp.domain.{info.name}") for info in found}


def _rows() -> list[list[str]]:
    """The cells of every row; heads and rules of the tables left out."""
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in rows if row[0] != "Term"]


def _quoted(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def _members() -> set[tuple[str, str]]:
    """Every enumeration member of the room with the place where it is defined."""
    return {
        (member.name, f"{name}.{thing.__name__}")
        for name, module in _modules().items()
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Enum) and thing.__module__ == module.__name__
        for member in thing
    }


def _told() -> set[tuple[str, str]]:
    return {(term, place) for row in _rows() for term in _quoted(row[0]) for place in _quoted(row[3])}


def test_every_row_has_a_term_a_meaning_a_source_and_a_place() -> None:
    assert [row for row in _rows() if len(row) != 4 or not all(row)] == []


def test_every_module_of_the_domain_has_a_row() -> None:
    places = {place for row in _rows() for place in _quoted(row[3])}
    assert sorted(set(_modules()) - places) == [], "add a row for these modules to docs/glossary.md"


def test_every_enumeration_member_of_the_domain_has_a_row_with_its_place() -> None:
    assert sorted(_members() - _told()) == [], "add a row for these members to docs/glossary.md"


def test_no_row_names_a_member_that_is_gone() -> None:
    assert sorted(_told() - _members()) == [], "these rows of docs/glossary.md have outlived the code"


def test_every_place_exists() -> None:
    modules = _modules()
    for place in sorted({place for row in _rows() for place in _quoted(row[3])}):
        name, _, thing = place.partition(".")
        assert name in modules, f"docs/glossary.md names {place}"
        assert not thing or hasattr(modules[name], thing), f"docs/glossary.md names {place}"


def test_no_term_stands_in_two_rows() -> None:
    terms = [row[0] for row in _rows()]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []
