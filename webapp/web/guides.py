"""The user guides of `docs/panduan` as pages: Markdown of our own, with the classes of the interface.

Guides are Indonesian in every language of the interface. Only files of that folder are read; a link to one of them
leads to its page, a link to other papers of the source becomes plain words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import url_for
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "panduan"
FIRST: Final = "README"
"""The guide that leads to the others."""

_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable("table")
_CLASSES: Final = {
    "h1": "govuk-heading-l", "h2": "govuk-heading-m", "h3": "govuk-heading-s", "a": "govuk-link", "table": "table",
    "ol": "govuk-list govuk-list--number", "ul": "govuk-list govuk-list--bullet",
}  # fmt: skip


@dataclass(frozen=True)
class Guide:
    """A guide: its file's name without the ending, its title, and its text as HTML."""

    name: str
    title: str
    html: Markup


def names() -> list[str]:
    """The guides that there are, in the order of their names; none where Lakon runs without its papers."""
    return sorted(path.stem for path in FOLDER.glob("*.md"))


def title(name: str) -> str:
    """The heading of a guide."""
    with (FOLDER / f"{name}.md").open(encoding="utf-8") as file:
        return file.readline().removeprefix("# ").strip()


def guide(name: str) -> Guide | None:
    """A guide by name, if there is one."""
    if name not in names():
        return None
    tokens = _MARKDOWN.parse((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    for token in _all(tokens):
        _dress(token)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Guide(name, title(name), Markup(html))  # noqa: S704 - our own file, raw HTML off


def _all(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])


def _dress(token: Token) -> None:
    """The class of an element, and where a link or a picture leads."""
    if token.nesting == 1 and token.tag in _CLASSES:
        token.attrJoin("class", _CLASSES[token.tag])
    if token.type == "link_open":
        _lead(token)
    elif token.type == "image":
        token.attrSet("src", url_for("help.picture", name=Path(str(token.attrs["src"])).name))
        token.attrSet("loading", "lazy")


def _lead(token: Token) -> None:
    path = Path(str(token.attrs["href"]))
    if path.parent == Path() and path.suffix == ".md":
        token.attrSet("href", url_for("help.guide", name=path.stem))
    else:
        del token.attrs["href"]
        del token.attrs["class"]
