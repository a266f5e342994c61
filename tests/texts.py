"""The words that the interface says: found anew in its sources, by the command of `make translations`."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
SLOT = re.compile(r"%\(\w+\)[sd]|\{\{\w+\}\}|\{\w+\}")
"""Places in a text that are filled when it is shown."""

_BUTTON = re.compile(r"\b(?:link_)?button\(")
_WORDS = re.compile(r"""(['"])(.*?)\1""")
_OWN_BUTTON = re.compile(r"""<button\b[^>]*>\s*\{\{\s*_\((['"])(.*?)\1\)\s*\}\}""")
_STEP = "{http://www.omg.org/spec/BPMN/20100524/MODEL}userTask"


def catalogue(path: Path) -> Catalog:
    """A catalogue file."""
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def extracted(target: Path) -> Catalog:
    """What the sources say now, by the command in the Makefile; `target` is the file to write."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    (line,) = [line for line in makefile.splitlines() if "pybabel -q extract" in line]
    command = shlex.split(line.strip().removeprefix("@"))
    command[command.index("-o") + 1] = str(target)
    subprocess.run([str(Path(sys.executable).with_name("pybabel")), *command[1:]], cwd=ROOT, check=True)
    return catalogue(target)


def said(found: Catalog) -> Iterator[str]:
    """Every text of a catalogue, plural forms too."""
    for message in found:
        if message.id:
            yield from (message.id,) if isinstance(message.id, str) else message.id


def buttons() -> Iterator[str]:
    """The texts of buttons: of the templates, of the forms, and of the steps that a page offers to do."""
    for template in (ROOT / "webapp" / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        for call in _BUTTON.finditer(text):
            yield from (found[2] for found in _WORDS.finditer(_first_argument(text, call.end())))
        yield from (found[2] for found in _OWN_BUTTON.finditer(text))
    for form in (ROOT / "forms").rglob("*.json"):
        yield from _submits(json.loads(form.read_text(encoding="utf-8")))
    for diagram in (ROOT / "workflows").glob("*.bpmn"):
        yield from (str(step.get("name")) for step in etree.parse(diagram).iter(_STEP))


def _first_argument(text: str, start: int) -> str:
    """The first argument of a call whose bracket has just been opened."""
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] in "([") - (text[place] in ")]")
        if depth < 0 or (depth == 0 and text[place] == ","):
            return text[start:place]
    return text[start:]


def _submits(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _submits(one)
    elif isinstance(part, dict):
        if part.get("type") == "button":
            yield str(part["label"])
        yield from _submits(part.get("components", []))


@cache
def pattern(text: str) -> re.Pattern[str] | None:
    """What a text with slots may look like when it is shown; None for one that is little but slots."""
    if len(re.sub(r"\W", "", SLOT.sub("", text))) < 4:
        return None
    parts = [re.escape(part.replace("%%", "%")) for part in SLOT.split(text)]
    return re.compile(".+".join(parts))


def shows(quoted: str, texts: frozenset[str]) -> bool:
    """Whether one of these texts can look as it is quoted."""
    if quoted in texts:
        return True
    patterns = (pattern(text) for text in texts if SLOT.search(text))
    return any(one.fullmatch(quoted) for one in patterns if one is not None)
