"""What the editors offer is what the engine runs, table for table; their words are complete and theirs alone."""

from __future__ import annotations

import json
import re

from tests.paths import ROOT
from webapp.engine.subset import ARTIFACTS, BOUNDED, FLOW_NODES, LOOPED
from webapp.forms.model import MULTIPLE
from webapp.forms.reading_fields import PROPERTIES
from webapp.services.workshop.form_editing import CHOICES, COMPONENTS, HOLDERS
from webapp.services.workshop.step_editing import INSERTED
from webapp.services.workshop.step_forms import FIELDS

SCRIPTS = ROOT / "webapp" / "assets" / "js" / "bengkel"


def listed(name: str) -> list[str]:
    """A list of words in the editors' table of what runs."""
    source = (SCRIPTS / "yang-jalan.js").read_text(encoding="utf-8")
    found = re.search(rf"export const {name} = \[(.*?)\];", source, re.DOTALL)
    assert found is not None, name
    return re.findall(r'"(\w+)"', found[1])


def test_the_menus_offer_the_elements_that_run() -> None:
    assert listed("KINDS") == list(FLOW_NODES)
    assert set(listed("ARTIFACTS")) == ARTIFACTS
    assert set(listed("LOOPED")) == LOOPED
    assert set(listed("BOUNDED")) == BOUNDED


def test_the_step_list_inserts_only_what_runs() -> None:
    assert set(INSERTED) <= set(FLOW_NODES)
    assert set(FIELDS) <= set(FLOW_NODES)


def test_the_form_editor_offers_the_components_that_are_rendered() -> None:
    fields = set(PROPERTIES)
    assert fields <= set(COMPONENTS)
    assert set(COMPONENTS) - fields == {"text", "separator", "group", "dynamiclist", "button"}
    assert {"radio", "select", *MULTIPLE} == CHOICES
    assert {"group", "dynamiclist"} == HOLDERS


def test_every_word_has_its_other_side_with_the_same_places_to_fill() -> None:
    for path in sorted(SCRIPTS.glob("kata-*.json")):
        for words, other in json.loads(path.read_text(encoding="utf-8")).items():
            assert other.strip(), f"{path.name}: {words}"
            places = [sorted(re.findall(r"{([^}]+)}", text)) for text in (words, other)]
            assert places[0] == places[1], f"{path.name}: {words}"


def test_every_word_of_our_own_stands_in_a_script() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in (*SCRIPTS.glob("*.js"), *SCRIPTS.parent.glob("bengkel-*.js"))
    )
    own = json.loads((SCRIPTS / "kata-sendiri.json").read_text(encoding="utf-8"))
    unused = [words for words in own if json.dumps(words, ensure_ascii=False) not in sources]
    assert unused == []
