"""The smallest parts of an expression: literals, names, calls, brackets, choices and loops.

Functions and their numbers of arguments are checked here, so what cannot work is refused before it runs.
"""

from abc import ABC, abstractmethod
from decimal import Decimal

from webapp.domain.sentences import Sentence
from webapp.feel.conditions import If
from webapp.feel.cursor import Cursor
from webapp.feel.errors import FeelSyntaxError
from webapp.feel.library import FUNCTIONS, Function
from webapp.feel.loops import Every, For, Loop, Range, Some
from webapp.feel.nodes import Call, ContextOf, IntervalOf, ListOf, Literal, Name, Node
from webapp.feel.temporal import read_literal
from webapp.feel.tokens import Token

_MAX_ITERATORS = 5
_LONGEST_FUNCTION_NAME = 4  # words: `years and months duration`
_CONSTANTS = {"null": None, "true": True, "false": False}
_LOOPS: dict[str, tuple[type[Loop], str]] = {
    "for": (For, "return"),
    "some": (Some, "satisfies"),
    "every": (Every, "satisfies"),
}
_STARTS = frozenset({"(", "[", "]", "{", "@", "-", "?"})
_STARTING_WORDS = frozenset({"if", *_CONSTANTS, *_LOOPS})
_ABSENT = {
    "today": "Jam tidak dapat dibaca dari ekspresi. Gunakan tanggal dari data kasus.",
    "now": "Jam tidak dapat dibaca dari ekspresi. Gunakan waktu dari data kasus.",
    "matches": "Pola teks tidak didukung. Gunakan contains, starts with, atau ends with.",
    "replace": "Pola teks tidak didukung.",
    "split": "Pola teks tidak didukung.",
    "function": "Fungsi buatan sendiri tidak didukung.",
}


def can_start(token: Token) -> bool:
    """Whether an expression may begin with the token."""
    if token.kind == "keyword":
        return token.text in _STARTING_WORDS
    return token.kind != "end" and (token.kind != "symbol" or token.text in _STARTS)


class Parts(Cursor, ABC):
    """Parses what stands between operators."""

    def __init__(self, text: str, *, cell: bool) -> None:
        super().__init__(text)
        self._cell = cell  # a table cell, where `?` is the input
        self._closing = False  # inside the upper end of an interval, where `[` may close it

    @abstractmethod
    def _expression(self) -> Node:
        """A whole expression, of any rank."""

    @abstractmethod
    def _sum(self) -> Node:
        """An expression that binds at least as tightly as `+`."""

    def _key(self) -> str:
        token = self._take()
        if token.kind not in {"name", "keyword"}:
            raise FeelSyntaxError("Sesudah titik harus ada nama.", token.position)
        if token.text == "time" and self._token.text == "offset":
            self._take()
            return "time offset"
        return token.text

    def _primary(self) -> Node:
        token = self._token
        if token.kind == "number":
            return self._literal(Decimal(self._take().text))
        if token.kind == "string":
            return self._literal(self._take().text)
        if token.kind == "keyword":
            return self._keyword()
        if token.kind == "name":
            return self._name_or_call()
        return self._bracketed()

    def _literal(self, value: Decimal | str | bool | None) -> Node:
        return self._made(Literal(value))

    def _keyword(self) -> Node:
        word = self._token.text
        if word in _CONSTANTS:
            self._take()
            return self._literal(_CONSTANTS[word])
        if word == "if":
            return self._condition()
        if word in _LOOPS:
            return self._loop()
        raise self._refusal(Sentence("Kata “%(word)s” tidak dapat berdiri di sini.", word=word))

    def _condition(self) -> Node:
        self._expect("if")
        condition = self._expression()
        self._expect("then")
        then = self._expression()
        self._expect("else")
        return self._made(If(condition, then, self._expression()))

    def _loop(self) -> Node:
        loop, closing_word = _LOOPS[self._take().text]
        iterators = [self._iterator()]
        while self._skip(","):
            if len(iterators) == _MAX_ITERATORS:
                raise self._refusal(
                    Sentence(
                        "Paling banyak %(max_iterators)s daftar dapat dijelajahi sekaligus.",
                        max_iterators=_MAX_ITERATORS,
                    )
                )
            iterators.append(self._iterator())
        self._expect(closing_word)
        return self._made(loop(tuple(iterators), self._expression()))

    def _iterator(self) -> tuple[str, Node]:
        if self._token.kind != "name":
            raise self._refusal("Di sini seharusnya ada nama butir.")
        name = self._take().text
        self._expect("in")
        source = self._expression()
        if self._skip(".."):
            source = self._made(Range(source, self._expression()))
        return name, source

    def _name_or_call(self) -> Node:
        found = self._function_ahead()
        if found is None:
            name = self._take()
            if self._is("("):
                unknown = Sentence("Fungsi “%(text)s” tidak dikenal.", text=name.text)
                raise FeelSyntaxError(_ABSENT.get(name.text, unknown), name.position)
            return self._made(Name(name.text))
        words, function = found
        start = self._token.position
        self._index += words + 1
        arguments = () if self._is(")") else self._list_of(self._expression)
        self._expect(")")
        _check_arguments(function, len(arguments), start)
        return self._made(Call(function, arguments))

    def _function_ahead(self) -> tuple[int, Function] | None:
        """The longest function name that begins here and has its bracket, with its number of words."""
        for words in range(_LONGEST_FUNCTION_NAME, 0, -1):
            tokens = self._tokens[self._index : self._index + words]
            name = " ".join(token.text for token in tokens)
            opening = self._peek(words)
            if name in FUNCTIONS and opening.kind == "symbol" and opening.text == "(":
                return words, FUNCTIONS[name]
        return None

    def _bracketed(self) -> Node:
        token = self._token
        if token.kind == "symbol":
            if token.text == "(":
                return self._group()
            if token.text == "[":
                return self._list_or_interval()
            if token.text == "]" and can_start(self._peek(1)):
                self._take()
                return self._interval(self._expression(), included=False)
            if token.text == "{":
                return self._context()
            if token.text == "@":
                return self._at_literal()
            if token.text == "?" and self._cell:
                self._take()
                return self._made(Name("?"))
        raise self._refusal("Di sini seharusnya ada nilai, nama, atau fungsi.")

    def _group(self) -> Node:
        self._expect("(")
        node = self._expression()
        if self._is(".."):
            return self._interval(node, included=False)
        self._expect(")")
        return node

    def _list_or_interval(self) -> Node:
        self._expect("[")
        if self._skip("]"):
            return self._made(ListOf(()))
        first = self._expression()
        if self._is(".."):
            return self._interval(first, included=True)
        parts = [first]
        while self._skip(","):
            parts.append(self._expression())
        self._expect("]")
        return self._made(ListOf(tuple(parts)))

    def _interval(self, low: Node, *, included: bool) -> Node:
        self._expect("..")
        outer_closing, self._closing = self._closing, True
        high = self._sum()
        self._closing = outer_closing
        closing = self._expect("]", ")", "[").text
        return self._made(IntervalOf(low, high, included, closing == "]"))

    def _context(self) -> Node:
        self._expect("{")
        entries: list[tuple[str, Node]] = []
        while not self._skip("}"):
            if entries:
                self._expect(",")
            key = self._entry_key()
            self._expect(":")
            entries.append((key, self._expression()))
        return self._made(ContextOf(tuple(entries)))

    def _entry_key(self) -> str:
        if self._token.kind == "string":
            return self._take().text
        words: list[str] = []
        while self._token.kind in {"name", "keyword"}:
            words.append(self._take().text)
        if not words:
            raise self._refusal("Di sini seharusnya ada nama entri.")
        return " ".join(words)

    def _at_literal(self) -> Node:
        self._expect("@")
        token = self._take()
        value = read_literal(token.text) if token.kind == "string" else None
        if value is None:
            message = 'Sesudah @ harus ada tanggal, waktu, atau durasi, misalnya @"2026-01-31" atau @"P1M".'
            raise FeelSyntaxError(message, token.position)
        return self._made(Literal(value))


def _check_arguments(function: Function, given: int, position: int) -> None:
    most = function.most
    if given >= function.fewest and (most is None or given <= most):
        return
    wanted = str(function.fewest)
    if most is None:
        wanted = Sentence("paling sedikit %(wanted)s", wanted=wanted)
    elif most != function.fewest:
        wanted = Sentence("%(wanted)s sampai %(most)s", wanted=wanted, most=most)
    message = Sentence(
        "Fungsi “%(name)s” memerlukan %(wanted)s argumen, di sini ada %(given)s.",
        name=function.name,
        wanted=wanted,
        given=given,
    )
    raise FeelSyntaxError(message, position)
