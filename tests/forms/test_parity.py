"""Our check of a form and form-js's own must find fault with the same fields.

Deliberate differences, declared by the documents themselves: we refuse an answer of the wrong kind or
outside the list of choices where form-js silently empties it, and a required text of spaces only, which
form-js takes for an answer.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.forms.documents import Case, random_cases
from webapp.forms import Answers, load_json, read_form

ROOT = Path(__file__).parents[2]
NODE_MODULES = ROOT / "webapp" / "assets" / "node_modules"
ORACLE = ROOT / "tests" / "oracles" / "formjs" / "oracle.mjs"
DATA = Path(__file__).parent / "data"
FORMS = [*sorted((ROOT / "forms").rglob("*.json")), DATA / "serba_ada.json", DATA / "syarat.json"]
COUNT = {"syarat": 120}  # many conditions, which form-js reads anew each time: fewer documents
USUAL_COUNT = 500
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

CASES = [
    # Forms with many fields take their time in the browser.
    pytest.param(file, id=file.stem, marks=[pytest.mark.slow] if file.parent == DATA else [])
    for file in FORMS
]

pytestmark = [pytest.mark.node, pytest.mark.browser]


@dataclass(frozen=True)
class Compared:
    """One document in both minds."""

    case: Case
    ours: Answers
    theirs: dict[str, Any]


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page on which `judge` is form-js."""
    esbuild = NODE_MODULES / ".bin" / "esbuild"
    if not esbuild.exists() or not (NODE_MODULES / "@bpmn-io" / "form-js-viewer").exists():
        pytest.fail("form-js is not installed: run `make assets` first")
    bundle = tmp_path_factory.mktemp("formjs") / "oracle.js"
    command = [
        str(esbuild),
        str(ORACLE),
        "--bundle",
        "--format=iife",
        f"--outfile={bundle}",
        "--log-level=warning",
    ]
    subprocess.run(command, check=True, env={**os.environ, "NODE_PATH": str(NODE_MODULES)})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=CHROMIUM
        )
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.add_script_tag(path=str(bundle))
        yield page
        browser.close()


def _facts(dice: random.Random) -> dict[str, Any]:
    return {
        "nama_pegawai": "Sari Wulandari",
        "daftar_rhk": [{"label": "RHK 1", "value": "rhk-1"}, {"label": "RHK 2", "value": "rhk-2"}],
        "daftar_pegawai": ["Budi", "Sari", "Tono"],
        "batas_atas": dice.choice([8, 20, None]),
        "panjang_min": dice.choice([2, 5, None]),
        "dari_berkas": dice.choice(["SKP-1", "SKP-1-terlalu-panjang", ""]),
        "terkunci": dice.choice(["", "abc", "abcd"]),
        "mati": dice.choice(["", "isi"]),
    }


@pytest.fixture(scope="module", params=CASES)
def compared(request: pytest.FixtureRequest, oracle: Page) -> list[Compared]:
    """Each case with what we and what form-js make of it."""
    file: Path = request.param
    schema = json.loads(file.read_text())
    form = read_form(file.read_bytes(), file.stem)
    cases = list(random_cases(schema, seed=2026, count=COUNT.get(file.stem, USUAL_COUNT), facts=_facts))
    sent = [
        {"facts": case.facts, "document": _complete(schema["components"], case.document)} for case in cases
    ]
    found = oracle.evaluate("([schema, cases]) => window.judge(schema, cases)", [schema, sent])
    return [
        Compared(case, load_json(form, case.document, case.facts), theirs)
        for case, theirs in zip(cases, found, strict=True)
    ]


def _complete(components: list[dict[str, Any]], document: dict[str, Any]) -> dict[str, Any]:
    """The document with null for what is missing, where form-js would put its default as on a fresh page."""
    complete = dict(document)
    for part in components:
        if part["type"] == "group":
            complete |= _complete(part["components"], complete)
        elif part["type"] == "dynamiclist":
            rows = complete.get(part["path"], [])
            complete[part["path"]] = [
                _complete(part["components"], row) if isinstance(row, dict) else row for row in rows
            ]
        elif "key" in part:
            complete.setdefault(part["key"], None)
    return complete


def _strict_and_visible(one: Compared) -> set[str]:
    visible = one.theirs["visible"]
    return {
        path
        for path in one.case.strict
        if any(seen == path or seen.startswith(f"{path}.") for seen in visible)
    }


def _sent(ours: Answers) -> dict[str, Any]:
    return _not_empty({key: ours.facts[key] for key in ours.values})


def _not_empty(data: dict[str, Any]) -> dict[str, Any]:
    """form-js sends nothing for a repeated list without rows; we say that there are none."""
    return {key: value for key, value in data.items() if value != []}


def test_the_same_fields_are_invalid_as_in_form_js(compared: list[Compared]) -> None:
    differing = [
        (set(one.ours.errors) ^ expected, asdict(one.case))
        for one in compared
        if set(one.ours.errors) != (expected := set(one.theirs["invalid"]) | _strict_and_visible(one))
    ]
    assert not differing, f"{len(differing)} of {len(compared)}, the first: {differing[0]}"


def test_what_is_valid_is_kept_as_form_js_would_send_it(compared: list[Compared]) -> None:
    pairs = [(_sent(one.ours), _not_empty(one.theirs["data"])) for one in compared if one.ours.is_valid]
    differing = [(ours, theirs) for ours, theirs in pairs if ours != theirs]
    assert not differing, f"{len(differing)} of {len(pairs)}, the first: {differing[0]}"


def test_documents_are_neither_all_right_nor_all_wrong(compared: list[Compared]) -> None:
    valid = sum(one.ours.is_valid for one in compared)
    assert 10 <= valid <= len(compared) - 50
