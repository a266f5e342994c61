"""Reading the portable part of JavaScript's regular expressions, and counting how ambiguous a pattern is.

The pattern is written down again for `re` with JavaScript's meaning of `.`, `$` and `\\s`. Refused is what
the two languages read differently, and what may backtrack without bound: repetition within repetition, and
many repetitions in a row of which none can tell where it ends. Standard library only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import combinations

from webapp.domain.sentences import Sentence
from webapp.forms.javascript import JS_SPACE

INPUT_LIMIT = 500
"""Characters of the longest answer that a pattern is ever tried on."""

_COST_CAP = 1_000_000_000  # costs beyond this are all the same: too much
_REPEAT_LIMIT = 1000
_DEPTH_LIMIT = 8

_OTHER = 128  # stands for every character outside ASCII
_ALL = frozenset(range(129))
_DIGIT = frozenset(map(ord, "0123456789"))
_WORD = _DIGIT | frozenset(map(ord, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"))
_SPACE = frozenset(ord(c) for c in JS_SPACE if ord(c) < _OTHER) | {_OTHER}
_NOT_SPACE = (_ALL - _SPACE) | {_OTHER}
_LINE_END = frozenset(map(ord, "\n\r"))

_SPACE_SOURCE = "".join(f"\\u{ord(c):04x}" for c in JS_SPACE)
_CLASSES = {
    "d": ("0-9", _DIGIT),
    "w": ("A-Za-z0-9_", _WORD),
    "s": (_SPACE_SOURCE, _SPACE),
    "D": (r"\D", _ALL - _DIGIT),
    "W": (r"\W", _ALL - _WORD),
}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}


class PatternRefused(ValueError):
    """The pattern is not portable or not safe; `said` says why."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True)
class _Node:
    """A piece of the pattern: its source for `re`, the characters it may begin with, and how ambiguous it
    is.
    """

    source: str
    first: frozenset[int] = frozenset()
    nullable: bool = False
    fixed: bool = True  # always matches the same number of characters, in one way only
    cost: int = 1
    width: int = 1  # of a repetition: how many lengths it may take
    asserts: bool = False  # holds ^, $ or \b, which decide without taking a character
    is_plain: bool = False  # a repetition of something that matches in one way only


class Reader:
    """One reading of one pattern, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def whole(self) -> _Node:
        node = self.alternatives()
        if self.at < len(self.text):
            raise PatternRefused(Sentence("tanda kurung tutup tanpa pasangan"))
        return node

    def peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self) -> str:
        char = self.peek()
        if not char:
            raise PatternRefused(Sentence("pola terpotong di akhir"))
        self.at += 1
        return char

    def accept(self, token: str) -> bool:
        found = self.text.startswith(token, self.at)
        self.at += len(token) * found
        return found

    def alternatives(self) -> _Node:
        branches = [self.sequence()]
        while self.accept("|"):
            branches.append(self.sequence())
        if len(branches) == 1:
            return branches[0]
        apart = not any(a.first & b.first or a.nullable or b.nullable for a, b in combinations(branches, 2))
        return _Node(
            source="(?:" + "|".join(b.source for b in branches) + ")",
            first=frozenset().union(*(b.first for b in branches)),
            nullable=any(b.nullable for b in branches),
            fixed=apart and all(b.fixed for b in branches),
            cost=max(b.cost for b in branches) * (1 if apart else len(branches)),
            asserts=any(b.asserts for b in branches),
        )

    def sequence(self) -> _Node:
        items: list[_Node] = []
        while self.peek() not in ("", "|", ")"):
            items.append(self.quantified())
        first: frozenset[int] = frozenset()
        for item in items:
            first |= item.first
            if not item.nullable:
                break
        cost, source = 1, ""
        for index, item in enumerate(items):
            ways = self.ways(item, items[index + 1 :])
            cost = min(cost * item.cost * ways, _COST_CAP)
            # Where there is one way only, taking it for good finds the same and never goes back.
            source += item.source + "+" * (item.width > 1 and ways == 1 and item.is_plain)
        return _Node(
            source=source,
            first=first,
            nullable=all(item.nullable for item in items),
            fixed=all(item.fixed and item.width == 1 for item in items),
            cost=cost,
            asserts=any(item.asserts for item in items),
        )

    def ways(self, item: _Node, rest: list[_Node]) -> int:
        """In how many ways a repetition can end: one when what must follow cannot be part of it."""
        if item.width == 1:
            return 1
        for follower in rest:
            if follower.asserts or item.first & follower.first:
                return item.width
            if not follower.nullable:
                return 1
        # What follows a group is not known while the group is read.
        return item.width if self.depth else 1

    def quantified(self) -> _Node:
        atom = self.atom()
        least, most = self.bounds()
        if (least, most) == (1, 1):
            return atom
        if atom.asserts:
            raise PatternRefused(Sentence("pengulangan pada ^, $ atau \\b"))
        if most != 1 and (not atom.fixed or atom.nullable):
            raise PatternRefused(Sentence("pengulangan di dalam pengulangan, misalnya (a+)+"))
        if self.peek() in ("*", "+", "?", "{"):
            raise PatternRefused(Sentence("pengulangan ganda"))
        upper = "" if most is None else str(most)
        return _Node(
            source=f"{_grouped(atom.source)}{{{least},{upper}}}",
            first=atom.first,
            nullable=least == 0,
            fixed=least == most,
            cost=atom.cost,
            width=INPUT_LIMIT if most is None else min(most - least + 1, INPUT_LIMIT),
            is_plain=atom.fixed,
        )

    def bounds(self) -> tuple[int, int | None]:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.accept(sign):
                self.refuse_lazy()
                return bounds
        if self.peek() != "{":
            return 1, 1
        found = re.compile(r"\{(\d{1,4})(,(\d{0,4}))?\}").match(self.text, self.at)
        if found is None:
            raise PatternRefused(Sentence("kurung kurawal yang bukan pengulangan; tulis \\{ untuk hurufnya"))
        self.at = found.end()
        self.refuse_lazy()
        least = int(found[1])
        most = least if found[2] is None else int(found[3]) if found[3] else None
        if least > _REPEAT_LIMIT or (
            most is not None and (most > _REPEAT_LIMIT or most < least or most == 0)
        ):
            raise PatternRefused(Sentence("jumlah pengulangan di luar batas"))
        return least, most

    def refuse_lazy(self) -> None:
        if self.peek() == "?":
            raise PatternRefused(Sentence("pengulangan malas (*?, +?, ??)"))

    def atom(self) -> _Node:
        char = self.take()
        if char == "(":
            return self.group()
        if char == "[":
            return self.char_class()
        if char == "\\":
            return self.escape()
        if char == ".":
            return _Node(r"[^\n\r\u2028\u2029]", _ALL - _LINE_END)
        if char == "^":
            return _Node("^", nullable=True, asserts=True)
        if char == "$":
            return _Node(r"\Z", nullable=True, asserts=True)
        if char in "*+?{}]":
            raise PatternRefused(Sentence("tanda %(char)s tanpa garis miring terbalik", char=char))
        return _literal(char)

    def group(self) -> _Node:
        if self.peek() == "?" and not self.accept("?:"):
            raise PatternRefused(Sentence("kelompok khusus (?…); hanya (…) dan (?:…) yang dapat dipakai"))
        self.depth += 1
        if self.depth > _DEPTH_LIMIT:
            raise PatternRefused(Sentence("kurung bertingkat terlalu dalam"))
        inner = self.alternatives()
        if not self.accept(")"):
            raise PatternRefused(Sentence("tanda kurung buka tanpa pasangan"))
        self.depth -= 1
        return replace(inner, source=f"(?:{inner.source})")

    def escape(self) -> _Node:
        char = self.take()
        if char in _CLASSES:
            source, first = _CLASSES[char]
            return _Node(f"[{source}]", first)
        if char == "S":
            return _Node(f"[^{_SPACE_SOURCE}]", _NOT_SPACE)
        if char == "b":
            return _Node(r"\b", nullable=True, asserts=True)
        return _literal(self.escaped_char(char))

    def escaped_char(self, char: str) -> str:
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char in "xu":
            digits = self.text[self.at : self.at + (2 if char == "x" else 4)]
            if not re.fullmatch(r"[0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}", digits) or len(digits) != (
                2 if char == "x" else 4
            ):
                raise PatternRefused(Sentence("\\%(char)s tanpa kode karakter", char=char))
            self.at += len(digits)
            return chr(int(digits, 16))
        if char.isalnum() or not char.isascii():
            raise PatternRefused(f"\\{char}")
        return char

    def char_class(self) -> _Node:
        negated = self.accept("^")
        sources: list[str] = []
        chars: frozenset[int] = frozenset()
        while not self.accept("]"):
            source, found = self.class_item()
            sources.append(source)
            chars |= found
        if not sources:
            raise PatternRefused(Sentence("kelas karakter kosong [] atau [^]"))
        if negated:
            # The complement always reaches beyond ASCII, whichever of those characters were named.
            chars = (_ALL - chars) | {_OTHER}
        return _Node(f"[{'^' if negated else ''}{''.join(sources)}]", chars)

    def class_item(self) -> tuple[str, frozenset[int]]:
        char = self.take()
        if char == "\\":
            char = self.take()
            if char in _CLASSES:
                if self.peek() == "-" and self.text[self.at + 1 : self.at + 2] != "]":
                    raise PatternRefused(Sentence("rentang yang dimulai dengan kelas karakter"))
                return _CLASSES[char]
            if char in "Sb":
                raise PatternRefused(Sentence("\\%(char)s di dalam kurung siku", char=char))
            char = self.escaped_char(char)
        if self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
            self.at += 1
            return self.char_range(char)
        return _code(char), frozenset({min(ord(char), _OTHER)})

    def char_range(self, low: str) -> tuple[str, frozenset[int]]:
        high = self.take()
        if high == "\\":
            high = self.take()
            if high in "dwsDWSb":
                raise PatternRefused(Sentence("rentang yang diakhiri kelas karakter"))
            high = self.escaped_char(high)
        if high < low:
            raise PatternRefused(Sentence("rentang terbalik di dalam kurung siku"))
        reach = range(min(ord(low), _OTHER), min(ord(high), _OTHER) + 1)
        return f"{_code(low)}-{_code(high)}", frozenset(reach)


def _literal(char: str) -> _Node:
    return _Node(_code(char), frozenset({min(ord(char), _OTHER)}))


def _code(char: str) -> str:
    if ord(char) > 0xFFFF:
        raise PatternRefused(Sentence("karakter di luar bidang dasar Unicode, misalnya emoji"))
    return char if char.isalnum() and char.isascii() else f"\\u{ord(char):04x}"


def _grouped(source: str) -> str:
    return f"(?:{source})"
