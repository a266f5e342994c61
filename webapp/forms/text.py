"""Texts of a form: Markdown made safe once when the form is read, and `{{name}}` filled when it is shown.

Markdown goes through markdown-it-py with raw HTML off and then through nh3's allow-list; values are put in
afterwards and always escaped, so that neither the form's author nor an answer can bring in markup. No FEEL
beyond a plain name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

_SLOT = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@dataclass(frozen=True)
class Template:
    """A text cut at its `{{name}}` places: even parts are text (or safe HTML), odd parts are names.

    `source` is the text as its author wrote it: the key of its translation.
    """

    parts: tuple[str, ...]
    is_html: bool = False
    source: str = ""

    @property
    def names(self) -> frozenset[str]:
        """The names whose values the text shows."""
        return frozenset(self.parts[1::2])

    def in_language(self, text_for: Callable[[str], str]) -> Template:
        """The same text as `text_for` says it; a translation is made safe like the text it stands for."""
        said = text_for(self.source)
        if said == self.source:
            return self
        return markdown(said) if self.is_html else template(said)

    def render(self, context: Mapping[str, object]) -> Markup:
        """The text as HTML, every value escaped; a missing value shows as nothing."""
        # What is HTML here came out of nh3.
        texts = [Markup(part) if self.is_html else escape(part) for part in self.parts]  # noqa: S704
        texts[1::2] = [escape(_shown(context.get(name))) for name in self.parts[1::2]]
        return Markup("").join(texts)


def template(text: str) -> Template:
    """A plain text with `{{name}}` places. Raises `ValueError` for braces that hold more than a name."""
    return Template(_cut(text), source=text)


def markdown(text: str) -> Template:
    """A Markdown text with `{{name}}` places, as safe HTML; its headings begin one level below the page's
    own.
    """
    _cut(text)  # what is not a plain name is refused before Markdown may rearrange it
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    safe = nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href", "title"}}, url_schemes={"http", "https", "mailto", "tel"}
    )
    return Template(_cut(safe), is_html=True, source=text)


def _cut(text: str) -> tuple[str, ...]:
    parts = tuple(_SLOT.split(text))
    if any("{{" in part for part in parts[::2]):
        raise ValueError(text)
    return parts


def _shown(value: object) -> str:
    if value is None or isinstance(value, list | dict):
        return ""
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    return str(value)
