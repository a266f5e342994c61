"""Reading what all components share: keys, words for people, and FEEL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from webapp.domain.sentences import Sentence
from webapp.feel import FeelSyntaxError
from webapp.forms import expressions
from webapp.forms.expressions import OUTER_NAMES, ROW_NAMES, Condition, Expression
from webapp.forms.names import PAGE_NAMES
from webapp.forms.problems import Notes, shown
from webapp.forms.text import Template, template

Raw = Mapping[str, Any]
_Read = TypeVar("_Read", Condition, Expression)

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_FEEL_WORDS = frozenset(
    {"and", "between", "else", "every", "external", "false", "for", "function", "if", "in", "instance", "not",
     "null", "of", "or", "return", "satisfies", "some", "then", "true"}
)  # fmt: skip
RESERVED = _FEEL_WORDS | ROW_NAMES | OUTER_NAMES | frozenset(PAGE_NAMES)


def read_key(raw: Raw, name: str, notes: Notes) -> str | None:
    """The name under which an answer is kept."""
    key = raw.get(name)
    if not isinstance(key, str) or not KEY.fullmatch(key) or key in RESERVED:
        notes.refuse(
            "kunci_tidak_sah",
            Sentence(
                "Nama isian (%(name)s) “%(shown)s” tidak dapat dipakai.", name=name, shown=shown(str(key))
            ),
            "Pakai huruf kecil, angka, dan garis bawah, diawali huruf, paling banyak 60 huruf, "
            "misalnya tanggal_dialog.",
        )
        return None
    return key


def read_words(raw: Raw, name: str, notes: Notes) -> Template | None:
    """A label or hint, in which `{{name}}` stands for a value."""
    text = notes.text(raw, name)
    if text is None:
        return None
    if not text.startswith("="):
        try:
            return template(text)
        except ValueError:
            pass
    notes.refuse(
        "teks_dihitung",
        Sentence("Teks “%(name)s” memuat perhitungan.", name=name),
        "Tulis teks biasa; nilai dapat disisipkan dengan {{nama_isian}} saja.",
    )
    return None


def read_condition(raw: Raw, name: str, notes: Notes) -> Condition | None:
    """What hides or locks a component; None when absent or refused (then noted)."""
    return _feel(raw, name, notes, expressions.read_condition)


def read_expression(raw: Raw, name: str, notes: Notes) -> Expression | None:
    """A limit that is computed; None when absent or refused (then noted)."""
    return _feel(raw, name, notes, expressions.read_expression)


def _feel(raw: Raw, name: str, notes: Notes, read: Callable[[str], _Read]) -> _Read | None:
    text = raw.get(name)
    if text is None or text == "":
        return None
    if not isinstance(text, str) or not text.startswith("="):
        notes.wrong(name, Sentence("ungkapan FEEL yang diawali tanda ="))
        return None
    try:
        found = read(text)
    except FeelSyntaxError as error:
        notes.refuse(
            "feel_salah",
            Sentence("Ungkapan “%(shown)s” tidak terbaca: %(error)s", shown=shown(text), error=error.said),
            'Perbaiki ungkapan itu, misalnya = keputusan = "kembalikan".',
        )
        return None
    foreign = found.names & (OUTER_NAMES if notes.in_rows else OUTER_NAMES | ROW_NAMES)
    if foreign:
        notes.refuse(
            "feel_salah",
            Sentence(
                "Ungkapan “%(text)s” memakai %(foreign)s.",
                text=shown(text),
                foreign=", ".join(sorted(foreign)),
            ),
            "Tulis nama isian langsung; this dan i hanya berlaku di dalam daftar.",
        )
        return None
    return found
