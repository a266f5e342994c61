"""The words that an editor shows, and which of them no list of ours has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page

LISTS = Path(__file__).resolve().parents[2] / "webapp" / "assets" / "js" / "bengkel"
SHOWN = """(roots) => {
  const said = (node) => [node.title, node.placeholder, node.getAttribute("aria-label"),
    ...[...node.childNodes].filter((one) => one.nodeType === 3).map((one) => one.textContent)];
  const nodes = roots.flatMap((root) => [...document.querySelectorAll(`${root}, ${root} *`)]);
  const read = nodes.filter((node) => !node.closest("[hidden], style, script, .flatpickr-calendar"));
  return [...new Set(read.flatMap(said))];
}"""
"""Every text, title, placeholder and label within some parts of the page."""


def shown(page: Page, *roots: str) -> set[str]:
    """What can be read, or heard, in parts of a page."""
    found = page.evaluate(SHOWN, list(roots))
    return {" ".join(one.split()) for one in found if one and any(letter.isalpha() for letter in one)}


def unknown(found: Iterable[str], own: Iterable[str]) -> list[str]:
    """Words that neither our lists have on their Indonesian side, nor what is being edited (`own`) brings."""
    known = _known() | {" ".join(one.split()) for one in own}
    forms = [re.compile(re.sub(r"\\{[^}]*\\}", ".+", re.escape(one))) for one in known if "{" in one]
    return sorted(one for one in found if one not in known and not any(form.fullmatch(one) for form in forms))


def _known() -> set[str]:
    own = json.loads((LISTS / "kata-sendiri.json").read_text(encoding="utf-8")).keys()
    lists = [json.loads(path.read_text(encoding="utf-8")) for path in LISTS.glob("kata-*.json")]
    return {" ".join(one.split()) for held in lists for one in held.values() if held.keys() != own} | set(own)
