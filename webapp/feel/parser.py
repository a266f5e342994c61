"""The parser: tokens to nodes, by precedence climbing.

From loose to tight: `or`, `and`, comparisons with `in` and `between`, `+ -`, `* /`, the sign, then paths and
filters. What stands between the operators is in `parts`, the walk over the tokens in `cursor`.
"""

from webapp.feel.conditions import Between, Comparison, In, Junction, Test
from webapp.feel.errors import FeelSyntaxError
from webapp.feel.nodes import Arithmetic, Filter, Negation, Node, Path
from webapp.feel.parts import Parts, can_start

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_OR, _AND, _COMPARISON, _SUM, _PRODUCT = range(1, 6)
_RANKS = {
    "or": _OR,
    "and": _AND,
    "in": _COMPARISON,
    "between": _COMPARISON,
    **dict.fromkeys(_COMPARISONS, _COMPARISON),
    **dict.fromkeys("+-", _SUM),
    **dict.fromkeys("*/", _PRODUCT),
}


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

    # Operators, from loose to tight

    def _expression(self) -> Node:
        outer_closing, self._closing = self._closing, False
        node = self._operators(_OR)
        self._closing = outer_closing
        return node

    def _sum(self) -> Node:
        return self._operators(_SUM)

    def _operators(self, loosest: int) -> Node:
        """An operand and all operators after it that bind at least as tightly as `loosest`."""
        self._enter()
        node = self._signed()
        while self._rank() >= loosest:
            node = self._continued(node)
        self._leave()
        return node

    def _rank(self) -> int:
        token = self._token
        return _RANKS.get(token.text, 0) if token.kind in {"symbol", "keyword"} else 0

    def _continued(self, node: Node) -> Node:
        """The node with the operator that follows it, and all others of a chain of its rank."""
        rank = self._rank()
        if rank == _COMPARISON:
            return self._comparison(node)
        rest: list[tuple[str, Node]] = []
        while self._rank() == rank:
            operator = self._take().text
            rest.append((operator, self._operators(rank + 1)))
        if rank > _COMPARISON:
            return self._made(Arithmetic(node, tuple(rest)))
        return self._made(Junction(rank == _OR, (node, *(part for _, part in rest))))

    def _comparison(self, node: Node) -> Node:
        operator = self._take().text
        if operator == "in":
            return self._made(In(node, self._in_tests()))
        right = self._sum()
        if operator == "between":
            self._expect("and")
            return self._made(Between(node, right, self._sum()))
        return self._made(Comparison(operator, node, right))

    def _signed(self) -> Node:
        if self._skip("-"):
            self._enter()
            node: Node = self._made(Negation(self._signed()))
            self._leave()
            return node
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
