"""Expressions of Camunda 7 (JUEL) as FEEL, where both say the same; where it is not sure, nothing."""

from __future__ import annotations

import re
from typing import Final

from webapp.feel import FeelSyntaxError, parse

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<text>'[^'\\]*'|"[^"\\]*")|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>&&|\|\||==|!=|<=|>=|[<>!()]))""",
    re.ASCII,
)
_SIGNS: Final = {
    "&&": " and ",
    "||": " or ",
    "==": " = ",
    "!=": " != ",
    "<=": " <= ",
    ">=": " >= ",
    "<": " < ",
    ">": " > ",
}
_WORDS: Final = {
    "and": " and ",
    "or": " or ",
    "eq": " = ",
    "ne": " != ",
    "lt": " < ",
    "gt": " > ",
    "le": " <= ",
    "ge": " >= ",
}


def from_juel(text: str) -> str | None:
    """`${a == 'x' && !b}` as `=a = "x" and not(b)`; None where it says more than that."""
    text = text.strip()
    inside = re.fullmatch(r"[$#]\{(.*)\}", text, re.DOTALL)
    if inside is None or "${" in inside[1]:
        return None
    feel = _translated(inside[1])
    if feel is None:
        return None
    try:
        parse(feel)
    except FeelSyntaxError:
        return None
    return f"={feel}"


def _translated(text: str) -> str | None:
    parts: list[str] = []
    at, negated = 0, False
    text = text.strip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            return None
        at = token.end()
        said = token[token.lastgroup or 0]
        if said == "!":
            if negated:
                return None
            negated = True
            continue
        if token["text"]:
            part = f'"{said[1:-1]}"'
        elif token["name"]:
            part = _WORDS.get(said, said)
        else:
            part = _SIGNS.get(said, said)
        if negated:  # only a name may be negated: what stands in brackets could hold anything
            if not token["name"] or said in _WORDS:
                return None
            part, negated = f"not({part})", False
        parts.append(part)
    return None if negated else re.sub(r" +", " ", "".join(parts)).strip()
