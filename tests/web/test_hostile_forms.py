"""Hostile words in every field of every shipped form, and in every fact that a form tells: shown, and never HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import html

from tests.web.hostile_words import FORMULAS, XSS, runs
from webapp.engine import read_definitions
from webapp.engine.map import ElementState, render_map
from webapp.forms import form_view, load_json, read_form
from webapp.forms.model import Rows

ROOT = Path(__file__).parents[2]
FORMS = {
    file.relative_to(ROOT / "forms").with_suffix("").as_posix(): file
    for file in (ROOT / "forms").rglob("*.json")
}
PAGE = """{% from "forms/form.html" import form_errors, form_body with context %}
<main><form method="post" action="/x">{{ form_errors(view) }}{{ form_body(view, "/x/isian") }}</form></main>"""
WORDS = " ".join((*FORMULAS, *XSS))
FILES = {
    file.name: file.read_bytes()
    for file in (*ROOT.glob("workflows/*.bpmn"), *ROOT.glob("workflows/tables/*.dmn"))
}
PROCESSES = read_definitions(FILES).processes


def shown(app: Flask, key: str, document: dict[str, Any], facts: dict[str, Any]) -> str:
    """The form as the application writes it, with what is wrong said."""
    form = read_form(FORMS[key].read_bytes(), key)
    answers = load_json(form, document, facts)
    with app.test_request_context():
        view = form_view(form, document, answers.errors, facts)
        return app.jinja_env.from_string(PAGE).render(view=view)


def typed(key: str) -> dict[str, Any]:
    """The hostile words in every field of a form, choices and numbers too: a browser can send anything."""
    form = read_form(FORMS[key].read_bytes(), key)
    return {
        item.key: [{leaf.item.key: WORDS for leaf in item.leaves}] if isinstance(item, Rows) else WORDS
        for item in form.items.values()
    }


def told(key: str) -> set[str]:
    """The facts that a form tells."""
    return set(re.findall(r"\{\{\s*(\w+)\s*\}\}", FORMS[key].read_text("utf-8")))


def literally(page: str) -> Iterator[str]:
    """Which of the words stand in a page as they were typed."""
    yield from (word for word in XSS if "<" in word and word in page)


@pytest.mark.parametrize("key", sorted(FORMS))
def test_a_form_shows_what_was_typed_and_runs_nothing(any_app: Flask, key: str) -> None:
    page = shown(any_app, key, typed(key), dict.fromkeys(told(key), WORDS))
    tree = html.document_fromstring(page)
    assert list(literally(page)) == []
    assert list(runs(tree)) == []
    texts = list(tree.iter("textarea"))
    assert all(
        XSS[0] in str(node.text) for node in texts if not node.get("disabled") and not node.get("readonly")
    )


def test_most_forms_have_a_text_and_some_tell_facts() -> None:
    assert len(FORMS) > 30
    assert sum(bool(told(key)) for key in FORMS) >= 3


@pytest.mark.parametrize("process", sorted(PROCESSES))
def test_a_drawing_whose_every_text_is_hostile_is_a_drawing(process: str) -> None:
    found = PROCESSES[process]
    states = dict.fromkeys(found.elements, ElementState.CURRENT)
    calm = render_map(found, states, title="Peta", text_for=lambda _: "Kata")
    drawn = render_map(found, states, title=XSS[0], text_for=lambda said: XSS[len(said) % len(XSS)])
    assert list(literally(drawn)) == []
    tree, quiet = html.document_fromstring(drawn), html.document_fromstring(calm)
    assert list(runs(tree)) == []
    assert {str(node.tag) for node in tree.iter()} == {str(node.tag) for node in quiet.iter()}
