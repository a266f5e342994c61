"""The few FEEL words that the random models use, evaluated by another hand than the program's.

Literals, names, `+`, comparisons, `not(...)`, `list contains(...)`, `and`, `or`, lists and brackets; three-valued logic as in DMN 1.3.
Part of the second opinion (`token_game`): it imports nothing of the program.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

_WORD = re.compile(r'\s*("(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?|[A-Za-z_]\w*|!=|<=|>=|[-+<>=()\[\],])')
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_CONSTANTS = {"true": True, "false": False, "null": None}


def evaluate(text: str, facts: Mapping[str, Any]) -> Any:
    """The value of one expression (without its `=` marker) over JSON facts."""
    words = _WORD.findall(text)
    if "".join(words).replace(" ", "") != text.replace(" ", ""):
        raise ValueError(f"the oracle cannot read {text!r}")
    value, rest = _either(words, facts)
    if rest:
        raise ValueError(f"the oracle cannot read {rest!r} in {text!r}")
    return value


def _either(words: list[str], facts: Mapping[str, Any]) -> tuple[Any, list[str]]:
    value, words = _both(words, facts)
    while words[:1] == ["or"]:
        other, words = _both(words[1:], facts)
        value = True if value is True or other is True else False if value is other is False else None
    return value, words


def _both(words: list[str], facts: Mapping[str, Any]) -> tuple[Any, list[str]]:
    value, words = _comparison(words, facts)
    while words[:1] == ["and"]:
        other, words = _comparison(words[1:], facts)
        value = False if value is False or other is False else True if value is other is True else None
    return value, words


def _comparison(words: list[str], facts: Mapping[str, Any]) -> tuple[Any, list[str]]:
    left, words = _sum(words, facts)
    if words and words[0] in {"=", "!=", *_ORDER}:
        sign = words[0]
        right, words = _sum(words[1:], facts)
        return _compare(sign, left, right), words
    return left, words


def _compare(sign: str, left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        same = left is None and right is None
        return {"=": same, "!=": not same}.get(sign)
    if _kind(left) is not _kind(right):
        return None
    if sign in _ORDER:
        return None if _kind(left) is bool else _ORDER[sign](left, right)
    return (left == right) is (sign == "=")


def _kind(value: Any) -> type:
    return bool if isinstance(value, bool) else Decimal if isinstance(value, int | Decimal) else type(value)


def _sum(words: list[str], facts: Mapping[str, Any]) -> tuple[Any, list[str]]:
    value, words = _primary(words, facts)
    while words[:1] == ["+"]:
        other, words = _primary(words[1:], facts)
        numbers = _kind(value) is _kind(other) is Decimal
        value = value + other if numbers else None
    return value, words


def _primary(words: list[str], facts: Mapping[str, Any]) -> tuple[Any, list[str]]:
    word, rest = words[0], words[1:]
    if word == "not" and rest[:1] == ["("]:
        value, rest = _primary(rest, facts)
        return (not value if isinstance(value, bool) else None), rest
    if (word, *rest[:2]) == ("list", "contains", "("):
        (values, item), rest = _list(rest[2:], facts, ")")
        return (item in values if isinstance(values, list) else None), rest
    if word == "(":
        value, rest = _either(rest, facts)
        return value, rest[1:]
    if word == "[":
        return _list(rest, facts)
    if word.startswith('"'):
        return word[1:-1], rest
    if word[0].isdigit():
        return Decimal(word), rest
    return (_CONSTANTS[word] if word in _CONSTANTS else facts.get(word)), rest


def _list(words: list[str], facts: Mapping[str, Any], end: str = "]") -> tuple[list[Any], list[str]]:
    items: list[Any] = []
    while words[0] != end:
        item, words = _either(words, facts)
        items.append(item)
        words = words[1:] if words[0] == "," else words
    return items, words[1:]
