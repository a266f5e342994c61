"""FEEL functions over lists, contexts and truth values."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from webapp.feel.budget import Budget
from webapp.feel.compare import equals, order
from webapp.feel.functions import function
from webapp.feel.values import NUMBERS, Value
from webapp.feel.values import number as fit_number


@function("not", "any")
def not_(budget: Budget, value: Value) -> Value:
    """The opposite truth value; null for anything that is not true or false."""
    return not value if isinstance(value, bool) else None


@function("is defined", "any")
def is_defined(budget: Budget, value: Value) -> Value:
    """Whether there is a value, that is: not null."""
    return value is not None


@function("get or else", "any", "any")
def get_or_else(budget: Budget, value: Value, default: Value) -> Value:
    """The value, or `default` where it is null."""
    return default if value is None else value


@function("get value", "context", "string")
def get_value(budget: Budget, context: dict[str, Value], key: str) -> Value:
    """The entry of a context under a key, null when there is none."""
    return context.get(key)


@function("count", "list")
def count(budget: Budget, values: list[Value]) -> Value:
    """The number of elements."""
    return Decimal(len(values))


@function("sum", "number", spread=True)
def sum_(budget: Budget, *values: Decimal) -> Value:
    """The sum; null for no numbers at all."""
    return _fold(NUMBERS.add, values)


@function("product", "number", spread=True)
def product(budget: Budget, *values: Decimal) -> Value:
    """The product; null for no numbers at all."""
    return _fold(NUMBERS.multiply, values)


def _fold(operation: Callable[[Decimal, Decimal], Decimal], values: tuple[Decimal, ...]) -> Decimal | None:
    if not values:
        return None
    total = values[0]
    for value in values[1:]:
        total = operation(total, value)
    return fit_number(total)


@function("mean", "number", spread=True)
def mean(budget: Budget, *values: Decimal) -> Value:
    """The arithmetic mean; null for no numbers at all."""
    total = _fold(NUMBERS.add, values)
    return None if total is None else NUMBERS.divide(total, Decimal(len(values)))


@function("median", "number", spread=True)
def median(budget: Budget, *values: Decimal) -> Value:
    """The middle number, or the mean of the two middle ones; null for no numbers at all."""
    if not values:
        return None
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return low if low == high else NUMBERS.divide(NUMBERS.add(low, high), Decimal(2))


@function("min", "any", spread=True)
def min_(budget: Budget, *values: Value) -> Value:
    """The smallest of values of one kind: numbers, texts, dates or durations; null for a mix."""
    return _extreme(values, -1)


@function("max", "any", spread=True)
def max_(budget: Budget, *values: Value) -> Value:
    """The largest of values of one kind: numbers, texts, dates or durations; null for a mix."""
    return _extreme(values, 1)


def _extreme(values: tuple[Value, ...], sign: int) -> Value:
    if not values or order(values[0], values[0]) is None:
        return None
    best = values[0]
    for value in values[1:]:
        position = order(value, best)
        if position is None:
            return None
        if position == sign:
            best = value
    return best


@function("all", "any", spread=True)
def all_(budget: Budget, *values: Value) -> Value:
    """Three-valued conjunction of a list: false wins, then null; true for an empty list."""
    if any(value is False for value in values):
        return False
    return True if all(value is True for value in values) else None


@function("any", "any", spread=True)
def any_(budget: Budget, *values: Value) -> Value:
    """Three-valued disjunction of a list: true wins, then null; false for an empty list."""
    if any(value is True for value in values):
        return True
    return False if all(value is False for value in values) else None


@function("list contains", "list", "any")
def list_contains(budget: Budget, values: list[Value], element: Value) -> Value:
    """Whether an element of the list equals `element`; null finds null."""
    return any(_same(value, element, budget) for value in values)


def _same(left: Value, right: Value, budget: Budget) -> bool:
    return equals(left, right, budget) is True


@function("index of", "list", "any")
def index_of(budget: Budget, values: list[Value], match: Value) -> Value:
    """The positions, from 1, of the elements that equal `match`."""
    found: list[Value] = []
    for position, value in enumerate(values, start=1):
        if _same(value, match, budget):
            found.append(Decimal(position))
    return found


@function("append", "list", "any", variadic=True)
def append(budget: Budget, values: list[Value], *items: Value) -> Value:
    """The list with the items added at its end."""
    budget.room_for(len(values) + len(items))
    return [*values, *items]


@function("concatenate", "any", variadic=True)
def concatenate(budget: Budget, *lists: Value) -> Value:
    """The lists one after the other; a value that is not a list counts as one element."""
    joined: list[Value] = []
    for part in lists:
        elements = part if isinstance(part, list) else [part]
        budget.room_for(len(joined) + len(elements))
        joined.extend(elements)
    return joined


@function("union", "list", variadic=True)
def union(budget: Budget, *lists: list[Value]) -> Value:
    """The elements of all lists, each once, in order of appearance."""
    return _distinct((value for part in lists for value in part), budget)


@function("distinct values", "list")
def distinct_values(budget: Budget, values: list[Value]) -> Value:
    """The elements, each once, in order of appearance."""
    return _distinct(iter(values), budget)


def _distinct(values: Iterator[Value], budget: Budget) -> list[Value]:
    kept: list[Value] = []
    for value in values:
        if not any(_same(value, other, budget) for other in kept):
            kept.append(value)
    return kept


@function("flatten", "list")
def flatten(budget: Budget, values: list[Value]) -> Value:
    """The elements of the list and of the lists in it, at every depth."""
    flat: list[Value] = []
    waiting: list[Value] = list(reversed(values))
    while waiting:
        budget.spend()
        value = waiting.pop()
        if isinstance(value, list):
            budget.room_for(len(flat) + len(waiting) + len(value))
            waiting.extend(reversed(value))
        else:
            flat.append(value)
    return flat


@function("reverse", "list")
def reverse(budget: Budget, values: list[Value]) -> Value:
    """The elements from last to first."""
    budget.spend(len(values))
    return values[::-1]


@function("sublist", "list", "number", "number?")
def sublist(budget: Budget, values: list[Value], start: Decimal, *length: Decimal | None) -> Value:
    """The elements from `start` (1 is the first, -1 the last), at most `length`; null as for `substring`."""
    first = int(start) - 1 if start > 0 else len(values) + int(start)
    if int(start) == 0 or first < 0:
        return None
    budget.spend(len(values))
    if not length:
        return values[first:]
    if length[0] is None or length[0] < 0:
        return None
    return values[first : first + int(length[0])]
