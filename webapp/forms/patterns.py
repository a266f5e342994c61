"""Regular expressions that mean the same in the browser and here, and that cannot be made to run for long.

A form's `pattern` is written for JavaScript. Its portable part is read by a small parser of our own
(`pattern_reader`), and tried with `re` on answers of limited length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from webapp.domain.sentences import Sentence
from webapp.forms.javascript import code_units
from webapp.forms.pattern_reader import INPUT_LIMIT, PatternRefused, Reader

_COST_LIMIT = 300_000  # ways to match that `re` may have to try on the longest answer
_LENGTH_LIMIT = 300


@dataclass(frozen=True)
class Pattern:
    """A pattern as the form wrote it (`text`) and as it is tried here."""

    text: str
    compiled: re.Pattern[str]

    def matches(self, value: str) -> bool:
        """Whether it is found anywhere in `value`, as in JavaScript; never in one beyond `INPUT_LIMIT`."""
        return len(value) <= INPUT_LIMIT and self.compiled.search(code_units(value)) is not None


def read_pattern(text: str) -> Pattern:
    """Read a JavaScript pattern; `PatternRefused` says in Indonesian what is not supported."""
    if len(text) > _LENGTH_LIMIT:
        raise PatternRefused(Sentence("pola lebih dari %(limit)s karakter", limit=_LENGTH_LIMIT))
    node = Reader(text).whole()
    is_anchored = text.startswith("^") and "|" not in text
    if node.cost * (1 if is_anchored else INPUT_LIMIT) > _COST_LIMIT:
        raise PatternRefused(Sentence("pola memuat terlalu banyak pengulangan yang tumpang tindih"))
    return Pattern(text, re.compile(node.source, re.ASCII))
