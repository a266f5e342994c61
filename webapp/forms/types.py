"""The kinds of answers: what a field accepts and how it is kept.

Answers are kept as JSON keeps them (dates as ISO text), except that numbers are exact: `int`, or `Decimal`
where there is a fraction. Kinds are strict: `true` is not a number, `"5"` is not one either. Nothing here
knows other fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

from webapp.domain.sentences import Sentence
from webapp.forms import messages
from webapp.forms.model import CHOICES, MULTIPLE, TEXTS, Field, Option
from webapp.forms.numbers import exact_number, plain

TEXT_LIMIT = 10_000  # characters of any text, whatever the form says
_YEARS = range(1900, 2200)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}", re.ASCII)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class WrongKind(ValueError):
    """The value is not of the field's kind."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(message)
        self.message = message


def empty(field: Field) -> object:
    """What a field holds before it is filled: no text, not checked, nothing chosen."""
    if field.type in TEXTS:
        return ""
    if field.type == "checkbox":
        return False
    return [] if field.type in MULTIPLE else None


def is_empty(value: object) -> bool:
    """Whether nothing has been answered; a text of spaces is nothing, an unchecked box is."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is False or value == []


def coerce(field: Field, value: object) -> object:
    """The value as the field keeps it. Raises `WrongKind`."""
    if value is None:
        return empty(field)
    return _KINDS[field.type](field, value)


def chosen(value: object, options: tuple[Option, ...]) -> object:
    """The choice or choices, checked against the list. Raises `WrongKind`."""
    values = [option.value for option in options]
    picked = value if isinstance(value, list) else [] if value is None else [value]
    if not all(any(same(one, known) for known in values) for one in picked):
        raise WrongKind(messages.NOT_OPTION)
    return value


def same(one: object, other: object) -> bool:
    """Whether two choices are the same value; `true` is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def storable(value: str) -> str:
    """The text itself. Raises `WrongKind` when a database could not keep it, or when it is far too long."""
    if len(value) > TEXT_LIMIT:
        raise WrongKind(messages.too_long(TEXT_LIMIT))
    if UNSTORABLE.search(value):
        raise WrongKind(messages.NOT_STORABLE)
    return value


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise WrongKind(messages.NOT_TEXT)
    return re.sub(r"[\r\n\t]", " ", storable(value)) if field.type == "textfield" else storable(value)


def _number(field: Field, value: object) -> int | str | Decimal:
    if field.as_text and isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", value, re.ASCII):
        value = Decimal(value)
    exact = exact_number(value)
    if exact is None:
        raise WrongKind(messages.NOT_NUMBER)
    return plain(exact) if field.as_text else exact


def _checkbox(_field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongKind(messages.NOT_CHECKED_OR_NOT)
    return value


def _choice(_field: Field, value: object) -> str | int | Decimal | bool:
    if isinstance(value, str):
        return storable(value)
    exact = value if isinstance(value, bool) else exact_number(value)
    if exact is None:
        raise WrongKind(messages.NOT_OPTION)
    return exact


def _choices(field: Field, value: object) -> list[object]:
    if not isinstance(value, list):
        raise WrongKind(messages.NOT_LIST)
    once: list[object] = []
    for one in value:
        choice = _choice(field, one)
        if not any(same(choice, known) for known in once):
            once.append(choice)
    return once


def _datetime(field: Field, value: object) -> str | None:
    if value == "":
        return None
    if field.subtype == "date":
        return _moment(value, _DATE, date.fromisoformat, messages.NOT_DATE)
    if field.subtype == "time":
        return _moment(value, _TIME, time.fromisoformat, messages.NOT_TIME)
    both = re.compile(f"{_DATE.pattern}T{_TIME.pattern}", re.ASCII)
    return _moment(value, both, datetime.fromisoformat, messages.NOT_DATETIME)


def _moment(value: object, shape: re.Pattern[str], parse: Callable[[str], object], message: Sentence) -> str:
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise WrongKind(message)
    try:
        moment = parse(value)
    except ValueError:
        raise WrongKind(message) from None
    if isinstance(moment, date) and moment.year not in _YEARS:
        raise WrongKind(message)
    return value


_KINDS: dict[str, Callable[[Field, object], object]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "checkbox": _checkbox,
    "datetime": _datetime,
} | {name: _choices if name in MULTIPLE else _choice for name in CHOICES}
