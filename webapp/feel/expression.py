"""What the other rooms use: parsed expressions and parsed table cells.

Both are immutable, parsed once and cached by their text, and safe to share between threads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from webapp.feel.budget import Budget
from webapp.feel.compare import among, satisfies
from webapp.feel.conditions import Test
from webapp.feel.nodes import Literal, Node
from webapp.feel.parser import Parser
from webapp.feel.scope import Scope
from webapp.feel.values import Value, admit, check_size

DEFAULT_BUDGET = 10_000
"""Steps that one evaluation may take."""

MARKER = "="
"""What begins an attribute that is an expression rather than a plain text."""

_INPUT = "?"
_CACHED_TEXTS = 2_048


@dataclass(frozen=True)
class Expression:
    """A parsed expression."""

    text: str
    root: Node

    @cached_property
    def names(self) -> frozenset[str]:
        """The names it may read from the context (of paths the first part).

        A name inside a filter may instead be an entry of the list's elements; see `filter_names`.
        """
        return frozenset(self.root.free())

    @cached_property
    def filter_names(self) -> frozenset[str]:
        """Those of `names` that stand only inside filters, and so may be entries of the elements."""
        return self.names - frozenset(self.root.free(filters=False))

    def evaluate(self, context: Mapping[str, object], budget: int | Budget = DEFAULT_BUDGET) -> Value:
        """The value over a context of Python data (kinds FEEL does not know count as null).

        `budget` is the number of steps, or what several evaluations share. Raises `FeelError` when they are used up
        or a value grows too large; nothing else: a wrong kind, a missing name or a division by zero is null.
        """
        return check_size(self.root.evaluate(Scope(context, _shared(budget))))


@dataclass(frozen=True)
class UnaryTests:
    """The tests of one input cell of a decision table."""

    text: str
    negated: bool
    tests: tuple[Node, ...]

    @cached_property
    def names(self) -> frozenset[str]:
        """The names the tests may read from the context; the cell's own input is not one."""
        return frozenset(name for test in self.tests for name in test.free()) - {_INPUT}

    def matches(
        self, input_value: object, context: Mapping[str, object], budget: int | Budget = DEFAULT_BUDGET
    ) -> bool:
        """Whether the input passes at least one test (none of them, inside `not(...)`).

        An empty cell and `-` accept everything. A comparison with null does not pass, so `< 5` refuses null
        and `not(< 5)` accepts it. Raises `FeelError` when the budget is used up.
        """
        if not self.tests:
            return True
        spending = _shared(budget)
        value = admit(input_value, spending)
        scope = Scope(context, spending).inside({_INPUT: value})
        return any(self._passes(test, value, scope) for test in self.tests) is not self.negated

    @cached_property
    def _predicates(self) -> frozenset[int]:
        """The tests (by identity) that read the input themselves, as in `? > 5 and ? < 9`."""
        return frozenset(id(test) for test in self.tests if _INPUT in frozenset(test.free()))

    def _passes(self, test: Node, value: Value, scope: Scope) -> bool:
        if isinstance(test, Test):
            return test.accepts(value, scope) is True
        result = test.evaluate(scope)
        if id(test) in self._predicates:
            return result is True
        return _matches(test, result, value, scope)


def _shared(budget: int | Budget) -> Budget:
    return budget if isinstance(budget, Budget) else Budget(budget)


def _matches(test: Node, result: Value, value: Value, scope: Scope) -> bool:
    """Whether the input is what a test's value asks for."""
    if isinstance(test, Literal) and isinstance(result, bool):
        return value is result
    if isinstance(result, bool):
        return result
    if isinstance(result, list):
        return among(value, result, scope.budget)
    return satisfies(value, result, scope.budget) is True


@lru_cache(maxsize=_CACHED_TEXTS)
def parse(text: str) -> Expression:
    """The expression of a text without its leading `=`; `FeelSyntaxError` when it is not of our subset."""
    return Expression(text, Parser(text, cell=False).whole_expression())


@lru_cache(maxsize=_CACHED_TEXTS)
def parse_unary_tests(text: str) -> UnaryTests:
    """The tests of a table cell; `FeelSyntaxError` when they are not of our subset."""
    negated, tests = Parser(text, cell=True).whole_tests()
    return UnaryTests(text, negated, tests)


def is_feel(text: str) -> bool:
    """Whether an attribute of a diagram or form is an expression: it begins with `=`."""
    return text.lstrip().startswith(MARKER)


def strip_marker(text: str) -> str:
    """The expression of an attribute without its `=`; a text without one is given back trimmed."""
    return text.strip().removeprefix(MARKER).strip()
