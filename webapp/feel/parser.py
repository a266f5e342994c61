"""The parser: tokens to nodes, by precedence climbing.

From loose to tight: `or`, `and`, comparisons with `in` and `between`, `+ -`, `* /`, the sign, then paths and
filters. Nesting of the text and height of the tree are bounded, so neither parsing nor evaluating can exhaust
the stack. Functions and their numbers of arguments are checked here: what cannot work is refused before it runs.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from webapp.feel.builtins import FUNCTIONS, Function
from webapp.feel.errors import FeelSyntaxError
from webapp.feel.loops import Every, For, Loop, Range, Some
from webapp.feel.nodes import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    ContextOf,
    Filter,
    If,
    In,
    IntervalOf,
    Junction,
    ListOf,
    Literal,
    Name,
    Negation,
    Node,
    Path,
    Test,
)
from webapp.feel.temporal import read_literal
from webapp.feel.tokens import Token, tokenize

MAX_NESTING = 40
"""Deepest nesting of brackets, calls, conditions and loops in a text."""

MAX_HEIGHT = 60
"""Tallest tree of nodes."""

_MAX_ITERATORS = 5
_LONGEST_FUNCTION_NAME = 4  # words: `years and months duration`
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_CONSTANTS = {"null": None, "true": True, "false": False}
_LOOPS: dict[str, tuple[type[Loop], str]] = {
    "for": (For, "return"),
    "some": (Some, "satisfies"),
    "every": (Every, "satisfies"),
}
_STARTS = frozenset({"(", "[", "]", "{", "@", "-", "?"})
_STARTING_WORDS = frozenset({"if", "for", "some", "every", "null", "true", "false"})

AnyNode = TypeVar("AnyNode", bound=Node)


class Parser:
    """One pass over the tokens of one text."""

    def __init__(self, text: str, *, cell: bool) -> None:
        self._tokens = tokenize(text)
        self._index = 0
        self._nesting = 0
        self._closing = False  # inside the upper end of an interval, where `[` may close it
        self._cell = cell  # a table cell, where `?` is the input
        self._heights: dict[int, int] = {}

    # Entry points

    def whole_expression(self) -> Node:
        """The expression that is the whole text."""
        node = self._expression()
        self._expect_end()
        return node

    def whole_tests(self) -> tuple[bool, tuple[Node, ...]]:
        """The tests of a table cell, and whether they stand inside `not(...)`; no tests accept everything."""
        if self._token.kind == "end":
            return False, ()
        if self._is("-") and self._peek(1).kind == "end":
            return False, ()
        negated = self._token.text == "not" and self._not_spans_the_cell()
        if negated:
            self._index += 2
        tests = self._list_of(self._test)
        if negated:
            self._expect(")")
        self._expect_end()
        return negated, tests

    def _not_spans_the_cell(self) -> bool:
        depth = 0
        for position, token in enumerate(self._tokens[1:], start=1):
            if token.kind == "symbol" and token.text in "([":
                depth += 1
            elif token.kind == "symbol" and token.text in ")]":
                depth -= 1
            if depth == 0:
                return position > 1 and self._tokens[position + 1].kind == "end"
        return False

    # Tokens

    @property
    def _token(self) -> Token:
        return self._tokens[self._index]

    def _peek(self, ahead: int) -> Token:
        return self._tokens[min(self._index + ahead, len(self._tokens) - 1)]

    def _is(self, *texts: str) -> bool:
        return self._token.kind in {"symbol", "keyword"} and self._token.text in texts

    def _take(self) -> Token:
        token = self._token
        if token.kind != "end":
            self._index += 1
        return token

    def _skip(self, text: str) -> bool:
        if self._is(text):
            self._index += 1
            return True
        return False

    def _expect(self, *texts: str) -> Token:
        if not self._is(*texts):
            raise self._refusal(f"Di sini seharusnya ada {' atau '.join(texts)}.")
        return self._take()

    def _expect_end(self) -> None:
        if self._token.kind != "end":
            raise self._refusal(f"Bagian “{self._token.text[:40]}” tidak diharapkan di sini.")

    def _refusal(self, message: str) -> FeelSyntaxError:
        if self._token.kind == "end":
            message = f"Ekspresi belum selesai. {message}"
        return FeelSyntaxError(message, self._token.position)

    def _made(self, node: AnyNode) -> AnyNode:
        """The node, once its height is known to be safe."""
        height = 1 + max((self._heights[id(child)] for child in node.children()), default=0)
        if height > MAX_HEIGHT:
            raise FeelSyntaxError(
                "Ekspresi terlalu dalam. Pecah menjadi beberapa langkah.", self._token.position
            )
        self._heights[id(node)] = height
        return node

    def _list_of(self, part: Callable[[], AnyNode]) -> tuple[AnyNode, ...]:
        parts = [part()]
        while self._skip(","):
            parts.append(part())
        return tuple(parts)

    # Levels, from loose to tight

    def _expression(self) -> Node:
        outer_closing, self._closing = self._closing, False
        node = self._nested(self._disjunction)
        self._closing = outer_closing
        return node

    def _nested(self, parse: Callable[[], Node]) -> Node:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise FeelSyntaxError(
                f"Ekspresi bersarang lebih dari {MAX_NESTING} tingkat. Pecah menjadi beberapa langkah.",
                self._token.position,
            )
        node = parse()
        self._nesting -= 1
        return node

    def _disjunction(self) -> Node:
        return self._junction("or", self._conjunction, decided_by=True)

    def _conjunction(self) -> Node:
        return self._junction("and", self._comparison, decided_by=False)

    def _junction(self, word: str, part: Callable[[], Node], *, decided_by: bool) -> Node:
        parts = [part()]
        while self._skip(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else self._made(Junction(decided_by, tuple(parts)))

    def _comparison(self) -> Node:
        node = self._sum()
        while True:
            if self._is(*_COMPARISONS):
                operator = self._take().text
                node = self._made(Comparison(operator, node, self._sum()))
            elif self._skip("between"):
                low = self._sum()
                self._expect("and")
                node = self._made(Between(node, low, self._sum()))
            elif self._skip("in"):
                node = self._made(In(node, self._in_tests()))
            else:
                return node

    def _sum(self) -> Node:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Node:
        return self._chain(("*", "/"), self._signed)

    def _chain(self, operators: tuple[str, ...], part: Callable[[], Node]) -> Node:
        first = part()
        rest: list[tuple[str, Node]] = []
        while self._is(*operators):
            operator = self._take().text
            rest.append((operator, part()))
        return self._made(Arithmetic(first, tuple(rest))) if rest else first

    def _signed(self) -> Node:
        if self._skip("-"):
            return self._made(Negation(self._nested(self._signed)))
        return self._postfix(self._primary())

    def _postfix(self, node: Node) -> Node:
        while True:
            if self._is(".") and self._skip("."):
                node = self._made(Path(node, self._key()))
            elif self._is("[") and not self._closes_interval():
                self._take()
                node = self._made(Filter(node, self._expression()))
                self._expect("]")
            else:
                return node

    def _closes_interval(self) -> bool:
        """Whether this `[` ends an interval such as `]1..5[`: nothing that begins an expression follows it."""
        following = self._peek(1)
        if not self._closing:
            return False
        if following.kind == "keyword":
            return following.text not in _STARTING_WORDS
        return following.kind == "end" or (following.kind == "symbol" and following.text not in _STARTS)

    def _key(self) -> str:
        token = self._take()
        if token.kind not in {"name", "keyword"}:
            raise FeelSyntaxError("Sesudah titik harus ada nama.", token.position)
        if token.text == "time" and self._token.text == "offset":
            self._take()
            return "time offset"
        return token.text

    # Smallest parts

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
        raise self._refusal(f"Kata “{word}” tidak dapat berdiri di sini.")

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
                raise self._refusal(f"Paling banyak {_MAX_ITERATORS} daftar dapat dijelajahi sekaligus.")
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
                raise FeelSyntaxError(f"Fungsi “{name.text}” tidak dikenal.", name.position)
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
            if token.text == "]":
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
        high = self._nested(self._sum)
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

    # Tests

    def _test(self) -> Node:
        if self._is(*_COMPARISONS):
            operator = self._take().text
            return self._made(Test(operator, self._sum()))
        return self._expression()

    def _in_tests(self) -> tuple[Node, ...]:
        if not self._is("("):
            return (self._test() if self._is(*_COMPARISONS) else self._sum(),)
        self._take()
        first = self._test()
        if self._is("..") and not isinstance(first, Test):
            return (self._interval(first, included=False),)
        tests = [first]
        while self._skip(","):
            tests.append(self._test())
        self._expect(")")
        if len(tests) == 1 and not isinstance(first, Test):
            return (self._postfix(first),)
        return tuple(tests)


def _check_arguments(function: Function, given: int, position: int) -> None:
    most = function.most
    if given >= function.fewest and (most is None or given <= most):
        return
    wanted = str(function.fewest)
    if most is None:
        wanted = f"paling sedikit {wanted}"
    elif most != function.fewest:
        wanted = f"{wanted} sampai {most}"
    message = f"Fungsi “{function.name}” memerlukan {wanted} argumen, di sini ada {given}."
    raise FeelSyntaxError(message, position)
