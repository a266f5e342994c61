"""FEEL functions over texts. Patterns are absent on purpose: a regular expression can hang a request."""

from decimal import Decimal

from webapp.feel.budget import Budget
from webapp.feel.functions import function
from webapp.feel.text import write
from webapp.feel.values import Value


@function("string", "any")
def string(budget: Budget, value: Value) -> Value:
    """The value as text; null stays null."""
    return None if value is None else budget.text(write(value, budget))


@function("string length", "string")
def string_length(budget: Budget, text: str) -> Value:
    """The number of characters."""
    return Decimal(len(text))


@function("upper case", "string")
def upper_case(budget: Budget, text: str) -> Value:
    """The text in capitals."""
    return budget.text(text.upper())


@function("lower case", "string")
def lower_case(budget: Budget, text: str) -> Value:
    """The text in small letters."""
    return budget.text(text.lower())


@function("trim", "string")
def trim(budget: Budget, text: str) -> Value:
    """The text without white space at its ends."""
    return budget.text(text.strip())


@function("contains", "string", "string")
def contains(budget: Budget, text: str, part: str) -> Value:
    """Whether `part` occurs in the text."""
    return part in text


@function("starts with", "string", "string")
def starts_with(budget: Budget, text: str, part: str) -> Value:
    """Whether the text begins with `part`."""
    return text.startswith(part)


@function("ends with", "string", "string")
def ends_with(budget: Budget, text: str, part: str) -> Value:
    """Whether the text ends with `part`."""
    return text.endswith(part)


@function("substring", "string", "number", "number?")
def substring(budget: Budget, text: str, start: Decimal, *length: Decimal | None) -> Value:
    """The characters from `start` (1 is the first, -1 the last), at most `length` of them.

    Null for a start outside the text's positions, 0 included, and for a negative length.
    """
    first = int(start) - 1 if start > 0 else len(text) + int(start)
    if int(start) == 0 or first < 0:
        return None
    if not length:
        return budget.text(text[first:])
    if length[0] is None or length[0] < 0:
        return None
    return budget.text(text[first : first + int(length[0])])


@function("substring before", "string", "string")
def substring_before(budget: Budget, text: str, match: str) -> Value:
    """What stands before the first `match`; the empty text when it does not occur."""
    before, found, _ = text.partition(match) if match else ("", "", "")
    return budget.text(before if found else "")


@function("substring after", "string", "string")
def substring_after(budget: Budget, text: str, match: str) -> Value:
    """What stands after the first `match`; the empty text when it does not occur."""
    return budget.text(text.partition(match)[2] if match else text)


@function("string join", "list", "string?")
def string_join(budget: Budget, parts: list[Value], delimiter: str | None = None) -> Value:
    """The texts of a list in one, nulls left out; null when the list holds anything else."""
    budget.spend(len(parts))
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) + sum(part is None for part in parts) != len(parts):
        return None
    return budget.text((delimiter or "").join(texts))


@function("is blank", "string")
def is_blank(budget: Budget, text: str) -> Value:
    """Whether the text is empty or white space."""
    return not text.strip()
