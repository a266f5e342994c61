"""What the product is made of: locked, hashed, listed, and under licences that go together."""

import json
import re
from pathlib import Path

import pytest

from docs.components import (
    PAGE,
    PYTHON_LOCK,
    ROOT,
    Component,
    bills,
    npm_components,
    page,
    python_components,
    python_pins,
)

NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def components() -> list[Component]:
    return python_components() + npm_components()


def test_the_list_of_packages_is_that_of_the_locks(components: list[Component]) -> None:
    assert page(components) == PAGE.read_text(encoding="utf-8"), "run `make sbom`"


def test_every_package_has_a_licence_that_was_agreed_to(components: list[Component]) -> None:
    assert [one for one in components if not one.is_agreed] == []


@pytest.mark.parametrize("licence", ["", "AGPL-3.0-only", "SSPL-1.0", "MIT AND GPL-2.0-only", "UNKNOWN"])
def test_other_licences_are_not_agreed_to(licence: str) -> None:
    assert not Component("PyPI", "x", "1", licence).is_agreed


@pytest.mark.parametrize(
    "licence", ["MIT", "GPL-2.0-only OR MIT", "MIT AND PSF-2.0", "(MPL-2.0 OR Apache-2.0)"]
)
def test_one_agreed_offer_is_enough(licence: str) -> None:
    assert Component("PyPI", "x", "1", licence).is_agreed


def test_what_is_installed_is_what_is_locked() -> None:
    from importlib.metadata import version

    pins = python_pins(PYTHON_LOCK.read_text(encoding="utf-8"))
    assert len(pins) > 40
    assert [(name, pin) for name, pin in pins if version(name) != pin] == []


def test_the_notice_names_each_package_that_asks_for_it(components: list[Component]) -> None:
    """Licences that ask more than their text to be kept: LGPL and MPL with their names, bpmn.io with its clause."""
    asked = [one for one in components if re.match(r"LGPL|MPL", one.licence)]
    families = {"bpmn-js", "dmn-js", "form-js"}
    of_bpmn_io = {one.name.removeprefix("@bpmn-io/") for one in components if one.licence == "bpmn.io"}
    assert {one.name for one in asked} >= {"spiffworkflow", "psycopg", "certifi"}
    for one in asked:
        line = next((line for line in NOTICE.splitlines() if one.name in line.lower()), "")
        assert one.licence in line, f"NOTICE must name {one.name} with {one.licence}"
    assert all(any(name.startswith(family) for family in families) for name in of_bpmn_io)
    assert all(family in NOTICE for family in families)
    assert "MUST NOT be removed or changed" in NOTICE


def test_versions_in_the_notice_are_those_of_the_locks(components: list[Component]) -> None:
    held: dict[str, set[str]] = {}
    for one in components:
        held.setdefault(one.name.lower(), set()).add(one.version)
    said = {"spiffworkflow": r"SpiffWorkflow ([\d.]+)", "govuk-frontend": r"GOV.UK Frontend ([\d.]+)",
            "htmx.org": r"htmx ([\d.]+)"}  # fmt: skip
    for name, pattern in said.items():
        found = re.search(pattern, NOTICE)
        assert found is not None
        assert found.group(1) in held[name]


@pytest.mark.slow
def test_the_bills_of_materials_name_every_locked_package_with_its_hash(tmp_path: Path) -> None:
    python, npm = (json.loads(path.read_text(encoding="utf-8")) for path in bills(tmp_path))
    pins = {f"{name.lower()}=={version}" for name, version in python_pins(PYTHON_LOCK.read_text())}
    listed = {f"{one['name'].lower()}=={one['version']}" for one in python["components"]}
    assert python["bomFormat"] == npm["bomFormat"] == "CycloneDX"
    assert listed == pins
    for one in python["components"]:
        assert any(reference.get("hashes") for reference in one["externalReferences"]), one["name"]
    listed = {f"{one.get('group', '')}/{one['name']}".lstrip("/") for one in npm["components"]}
    assert {one.name for one in npm_components()} <= listed
    assert all(one.get("hashes") for one in npm["components"])
