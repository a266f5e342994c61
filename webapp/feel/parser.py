"""The parser: tokens to nodes, by precedence climbing.

From loose to tight: `or`, `and`, comparisons with `in` and `between`, `+ -`, `* /`, the sign, then paths and
filters. What stands between the operators is in `parts`, the walk over the tokens in `cursor`.
"""

from collections.abc import Callable

from webapp.feel.conditions import Between, Comparison, In, Junction, Test
from webapp.feel.errors import FeelSyntaxError
from webapp.feel.nodes import Arithmetic, Filter, Negation, Node, Path
from webapp.feel.parts import Parts, can_start

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


class Parser(Parts):
    """One pass over the tokens of one text."""

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
        if self._token.kind == "name" and self._token.text == "not" and self._peek(1).text == "(":
            # `not(a, b)` negates the cell; `not(a) or b` is one test that begins with a function.
            try:
                return True, self._negated_tests()
            except FeelSyntaxError as refusal:
                return False, self._tests_instead_of(refusal)
        return False, self._plain_tests()

    def _plain_tests(self) -> tuple[Node, ...]:
        tests = self._list_of(self._test)
        self._expect_end()
        return tests

    def _negated_tests(self) -> tuple[Node, ...]:
        self._index += 2
        tests = self._list_of(self._test)
        self._expect(")")
        self._expect_end()
        return tests

    def _tests_instead_of(self, refusal: FeelSyntaxError) -> tuple[Node, ...]:
        self._index, self._nesting, self._closing = 0, 0, False
        try:
            return self._plain_tests()
        except FeelSyntaxError as second:
            raise max(refusal, second, key=lambda one: one.position) from None

    # Levels, from loose to tight

    def _expression(self) -> Node:
        outer_closing, self._closing = self._closing, False
        node = self._nested(self._disjunction)
        self._closing = outer_closing
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
        """Whether this `[` ends an interval such as `]1..5[`: no expression can begin after it."""
        return self._closing and not can_start(self._peek(1))

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
