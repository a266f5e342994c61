"""What an expression can be told to do wrong before it runs: kinds that never meet, and values that never occur.

A comparison between a text and a number is null for ever, and a text that no form offers is never found: both read as
a branch that nobody takes. Judges parsed nodes only, and keeps silent wherever a kind is not known for sure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from webapp.feel.budget import Budget
from webapp.feel.conditions import Between, Comparison, If, In, Test
from webapp.feel.errors import FeelError
from webapp.feel.expression import DEFAULT_BUDGET, Expression
from webapp.feel.loops import Loop
from webapp.feel.nodes import Arithmetic, Call, ContextOf, Filter, ListOf, Literal, Name, Negation, Node
from webapp.feel.scope import Scope
from webapp.feel.values import Interval, Value, kind

_TOGETHER = (frozenset({"date", "datetime"}), frozenset({"days", "months"}))
_ORDERS = frozenset({"<", "<=", ">", ">="})
_ANSWERS = {
    **dict.fromkeys(
        ("all", "any", "list contains", "contains", "starts with", "ends with", "is blank", "is defined",
         "odd", "even", "not"), "boolean"),
    **dict.fromkeys(
        ("count", "sum", "product", "mean", "median", "number", "decimal", "round half up", "round half down",
         "round up", "round down", "floor", "ceiling", "abs", "modulo", "string length", "day of year",
         "week of year"), "number"),
    **dict.fromkeys(
        ("string", "upper case", "lower case", "trim", "substring", "substring before", "substring after",
         "string join", "day of week", "month of year"), "string"),
    **dict.fromkeys(
        ("append", "concatenate", "union", "distinct values", "flatten", "reverse", "sublist", "index of"), "list"),
    "date": "date",
    "time": "time",
    "date and time": "datetime",
    "years and months duration": "months",
}  # fmt: skip


class Known(NamedTuple):
    """What is known of a name: its kind (None: not sure), and its only values (None: others may occur).

    Of a list, `values` are those of its elements.
    """

    kind: str | None
    values: tuple[Value, ...] | None = None


@dataclass(frozen=True)
class Clash:
    """One thing that cannot be as it is written. `names` are read there; `value` is the one that never occurs.

    `why`: "kinds" (`left` and `right` are never equal nor ordered), "value" (no answer is `value`), "truth" (the whole
    is a `left`, never true), "argument" (a function takes a `right`, not a `left`).
    """

    why: str
    names: tuple[str, ...]
    left: str = ""
    right: str = ""
    value: Value = None


def clashes(expression: Expression, known: Mapping[str, Known], *, wanted: str | None = None) -> list[Clash]:
    """Everything in an expression that can never come true; `wanted` is the kind that the whole must have."""
    found = list(dict.fromkeys(_Judge(known).of(expression.root)))
    if wanted is not None and not found:
        whole = _Judge(known).kind(expression.root)
        if whole is not None and whole != wanted:
            found.append(Clash("truth", tuple(sorted(expression.names)), whole, wanted))
    return found


def constants_beside(expression: Expression) -> dict[str, list[Value]]:
    """For each name, the constants that it is compared with: where an answer to a question about it may change."""
    found: dict[str, list[Value]] = {name: [] for name in expression.names}
    for node in _nodes(expression.root):
        if not isinstance(node, Comparison | Between | In | Call):
            continue
        names = {name for child in node.children() for name in child.free()}
        for child in node.children():
            for value in _constants(child):
                for name in names & found.keys():
                    found[name].append(value)
    return found


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children():
        yield from _nodes(child)


def _constants(node: Node) -> Iterator[Value]:
    """The plain values written in a node that reads nothing; of lists and ranges their parts."""
    if isinstance(node, Test):
        yield from _constants(node.operand)
        return
    value = _constant(node)
    if isinstance(value, Interval):
        yield from (end for end in (value.start, value.end) if end is not None)
    elif isinstance(value, list):
        yield from value
    elif value is not None or isinstance(node, Literal):
        yield value


def _constant(node: Node) -> Value:
    if next(iter(node.free()), None) is not None:
        return None
    try:
        return node.evaluate(Scope({}, Budget(DEFAULT_BUDGET)))
    except FeelError:
        return None


class _Judge:
    """Kinds bottom up, and what cannot be."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self.known = known

    def of(self, node: Node) -> Iterator[Clash]:
        """What cannot be, in a node and below it. Inside loops and filters names may mean something else."""
        if isinstance(node, Loop | Filter | ContextOf):
            return
        for child in node.children():
            yield from self.of(child)
        if isinstance(node, Comparison):
            yield from self._pair(node.left, node.right, ordered=node.operator in _ORDERS)
        elif isinstance(node, Between):
            yield from self._pair(node.operand, node.low, ordered=True)
            yield from self._pair(node.operand, node.high, ordered=True)
        elif isinstance(node, In):
            for test in node.tests:
                yield from self._among(node.operand, test)
        elif isinstance(node, Call):
            yield from self._call(node)

    def kind(self, node: Node) -> str | None:
        """The kind of a node's value when it has one; None where that is not sure."""
        if isinstance(node, Name):
            return self.known[node.name].kind if node.name in self.known else None
        if node.is_condition:
            return "boolean"
        if isinstance(node, If):
            then, otherwise = self.kind(node.then), self.kind(node.otherwise)
            return then if then == otherwise else None
        if isinstance(node, Negation):
            return "number"
        if isinstance(node, ListOf):
            return "list"
        if isinstance(node, Arithmetic):
            kinds = {self.kind(child) for child in node.children()}
            return "number" if kinds == {"number"} else None
        value = _constant(node)
        if value is not None:
            return kind(value)
        return _ANSWERS.get(node.function.name) if isinstance(node, Call) else None

    def _pair(self, left: Node, right: Node, *, ordered: bool) -> Iterator[Clash]:
        kinds = self.kind(left), self.kind(right)
        names = tuple(sorted({*left.free(), *right.free()}))
        if not names:
            return
        if (ordered and "boolean" in kinds) or not _meet(*kinds):
            yield Clash("kinds", names, kinds[0] or "?", kinds[1] or "?")
        elif not ordered:
            yield from self._value(left, right)
            yield from self._value(right, left)

    def _value(self, one: Node, other: Node) -> Iterator[Clash]:
        """A name beside a constant that is none of its values."""
        value = _constant(other)
        known = self.known.get(one.name) if isinstance(one, Name) else None
        if known is None or known.values is None or value is None or known.kind == "list":
            return
        if isinstance(one, Name) and isinstance(value, str) and value not in known.values:
            yield Clash("value", (one.name,), value=value)

    def _among(self, operand: Node, test: Node) -> Iterator[Clash]:
        inner = test.operand if isinstance(test, Test) else test
        for part in inner.parts if isinstance(inner, ListOf) else (inner,):
            if self.kind(part) != "list" and not isinstance(_constant(part), Interval):
                yield from self._pair(
                    operand, part, ordered=isinstance(test, Test) and test.operator in _ORDERS
                )

    def _call(self, node: Call) -> Iterator[Clash]:
        function = node.function
        for position, argument in enumerate(node.arguments):
            wanted = function.kinds[min(position, len(function.kinds) - 1)].removesuffix("?")
            found = self.kind(argument)
            if found in (None, "list") or wanted in ("any", "list", "moment") or function.spread:
                continue
            if wanted != found and not {wanted, found} <= {"date", "datetime", "time"}:
                yield Clash("argument", tuple(sorted(set(argument.free()))), found or "?", wanted)
        if function.name == "list contains" and len(node.arguments) == 2:
            yield from self._element(node.arguments[0], node.arguments[1])

    def _element(self, held: Node, asked: Node) -> Iterator[Clash]:
        value = _constant(asked)
        known = self.known.get(held.name) if isinstance(held, Name) else None
        if not isinstance(held, Name) or known is None or known.kind != "list" or known.values is None:
            return
        if isinstance(value, str) and value not in known.values:
            yield Clash("value", (held.name,), value=value)


def _meet(left: str | None, right: str | None) -> bool:
    """Whether values of two kinds can be equal or ordered; a list of one stands for its element."""
    if left is None or right is None or "list" in (left, right) or "null" in (left, right):
        return True
    return left == right or any({left, right} <= group for group in _TOGETHER)
