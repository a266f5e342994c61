"""The page for process owners says what the tables say, and names tests that exist."""

import re
from pathlib import Path

from webapp.engine import subset

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "bpmn-subset.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, str]:
    part = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return {m[1]: m[2] for m in re.finditer(r"^\| `(\w+)` \| (.*?) \|", part, re.MULTILINE)}


def test_every_accepted_element_is_on_the_page_in_the_words_of_the_program() -> None:
    told = rows("Diterima")
    assert {name: told[name] for name in subset.FLOW_NODES} == dict(subset.FLOW_NODES)
    assert set(told) == {*subset.FLOW_NODES, *subset.ARTIFACTS, "multiInstanceLoopCharacteristics"}


def test_every_refused_element_is_on_the_page_with_its_mend() -> None:
    assert rows("Ditolak") == dict(subset.REFUSED)


def test_every_test_that_the_page_names_exists() -> None:
    defined = {
        name
        for path in (ROOT / "tests" / "engine").glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert named
    assert named <= defined
