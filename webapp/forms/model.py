"""What a form is once it has been read: plain, immutable values that nobody has to check again.

A `Form` is a tree of components; fields hold answers, `Rows` repeat a set of fields, the rest is for the
eye. This module knows neither JSON nor HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from marshmallow import Schema

from webapp.forms.expressions import OUTER_NAMES, ROW_NAMES, Condition, Expression
from webapp.forms.numbers import exact_number, plain
from webapp.forms.patterns import Pattern
from webapp.forms.text import Template

Scalar = str | int | Decimal | bool
FieldType = Literal[
    "textfield", "textarea", "number", "checkbox", "radio", "checklist", "select", "taglist", "datetime"
]
MULTIPLE = ("checklist", "taglist")
CHOICES = ("radio", "select", *MULTIPLE)
TEXTS = ("textfield", "textarea")


@dataclass(frozen=True)
class Problem:
    """One thing in a form that is not supported or not right; `message` says what, `mend` what to do, in
    Indonesian.
    """

    code: str
    element_id: str | None
    message: str
    mend: str
    file: str


class FormRefused(ValueError):
    """The form cannot be used; `problems` names every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.element_id or p.file}: {p.message}" for p in problems))


@dataclass(frozen=True)
class Option:
    """One choice of a list: what is stored and what is read."""

    value: Scalar
    label: str

    @property
    def text(self) -> str:
        """The value as an HTML form posts it."""
        return option_text(self.value)


def option_text(value: object) -> str:
    """A choice's value as HTML writes it: `true` and `false` for booleans, plain digits for numbers."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, Decimal) else str(value)


def read_option(value: object) -> Option | None:
    """A choice from JSON: a plain value, or `{label, value}`; None when it is neither."""
    label = None
    if isinstance(value, dict):
        label, value = value.get("label"), value.get("value")
    plain = value if isinstance(value, str | bool) else exact_number(value)
    if plain is None or plain == "" or not isinstance(label, str | None):
        return None
    return Option(plain, label or option_text(plain))


@dataclass(frozen=True, kw_only=True)
class Component:
    """What every component has: a name for messages, a condition that hides it, and a place in the grid."""

    id: str
    type: str
    hide: Condition | None = None
    row: str | None = None
    columns: int | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Field(Component):
    """An input: its key in the answers, its words, and its rules."""

    key: str
    label: Template
    description: Template | None = None
    default: object = None
    required: bool = False
    readonly: bool | Condition = False
    disabled: bool | Condition = False
    options: tuple[Option, ...] | None = None
    options_from: str | None = None
    least: Decimal | Expression | None = None
    most: Decimal | Expression | None = None
    shortest: Decimal | Expression | None = None
    longest: Decimal | Expression | None = None
    pattern: Pattern | None = None
    pattern_message: str | None = None
    kind: Literal["email", "phone"] | None = None
    decimals: int | None = None
    step: Decimal | None = None
    as_text: bool = False
    subtype: Literal["date", "time", "datetime"] = "date"
    minutes: int | None = None
    prefix: Template | None = None
    suffix: Template | None = None

    @property
    def is_choice(self) -> bool:
        """Whether the answer is picked from a list."""
        return self.type in CHOICES

    @property
    def reads(self) -> frozenset[str]:
        """The names that decide whether the field is shown and may be written."""
        places = (self.hide, self.readonly, self.disabled)
        return frozenset().union(*(p.names for p in places if isinstance(p, Condition)))

    @property
    def bounds(self) -> tuple[Expression, ...]:
        """The limits that have to be computed."""
        places = (self.least, self.most, self.shortest, self.longest)
        return tuple(p for p in places if isinstance(p, Expression))


@dataclass(frozen=True, kw_only=True)
class Group(Component):
    """Components under one heading; it holds no answer."""

    label: Template | None
    components: tuple[Component, ...]


@dataclass(frozen=True, kw_only=True)
class Rows(Component):
    """A list of rows with the same fields in each (form-js: dynamiclist)."""

    key: str
    label: Template | None
    components: tuple[Component, ...]
    may_change: bool = True
    repetitions: int = 1

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """The fields of one row with the conditions that hide them."""
        return leaves_of(self.components)


@dataclass(frozen=True, kw_only=True)
class Text(Component):
    """Words for the reader."""

    text: Template


@dataclass(frozen=True)
class Leaf:
    """Something that holds an answer, with its own and its groups' conditions."""

    item: Field | Rows
    hides: tuple[Condition, ...]

    @property
    def reads(self) -> frozenset[str]:
        """The form-level names that this answer's presence depends on."""
        names = frozenset().union(*(hide.names for hide in self.hides))
        if isinstance(self.item, Field):
            return names | self.item.reads
        inside = frozenset().union(*(leaf.reads for leaf in self.item.leaves))
        return names | (inside - ROW_NAMES)

    def is_hidden(self, context: Mapping[str, object]) -> bool:
        """Whether one of the conditions holds."""
        return any(hide.holds(context) for hide in self.hides)


@dataclass(frozen=True, eq=False)
class Form:
    """A form that has been read and checked.

    `key` is its name in diagrams ("penetapan/reviu"), `order` the leaves in the order in which their
    conditions can be decided (each after those it reads), `schema` the kinds of answers that it takes.
    """

    key: str
    components: tuple[Component, ...]
    order: tuple[Leaf, ...]
    schema: Schema
    submit_label: str | None = None

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Everything that holds an answer, in the order of the page."""
        return leaves_of(self.components)

    @cached_property
    def items(self) -> Mapping[str, Field | Rows]:
        """Everything that holds an answer, by key."""
        return {leaf.item.key: leaf.item for leaf in self.leaves}

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The input fields outside repeated lists, in the order of the page."""
        return tuple(item for item in self.items.values() if isinstance(item, Field))

    @cached_property
    def lists(self) -> tuple[Rows, ...]:
        """The repeated lists, in the order of the page."""
        return tuple(item for item in self.items.values() if isinstance(item, Rows))

    @cached_property
    def facts(self) -> Mapping[str, tuple[Scalar | None, ...] | None]:
        """Each answer's key with the values it may take, or None where they cannot be listed.

        A value of `None` among them means that the answer may be missing: not required, or hidden by a
        condition.
        """
        return {leaf.item.key: _values(leaf) for leaf in self.leaves}

    @cached_property
    def needs(self) -> frozenset[str]:
        """The facts of the case that the form reads: in conditions, limits, texts and lists of choices."""
        return frozenset(_needs(self.components)) - frozenset(self.items) - ROW_NAMES - OUTER_NAMES


def leaves_of(components: tuple[Component, ...]) -> tuple[Leaf, ...]:
    """Everything below that holds an answer, with its conditions, in the order of the page."""
    return tuple(_leaves(components, ()))


def _leaves(components: tuple[Component, ...], hides: tuple[Condition, ...]) -> Iterator[Leaf]:
    for component in components:
        own = hides + ((component.hide,) if component.hide else ())
        if isinstance(component, Group):
            yield from _leaves(component.components, own)
        elif isinstance(component, Field | Rows):
            yield Leaf(component, own)


def walk(components: tuple[Component, ...]) -> Iterator[Component]:
    """Every component below, in the order of the page."""
    for component in components:
        yield component
        if isinstance(component, Group | Rows):
            yield from walk(component.components)


def _values(leaf: Leaf) -> tuple[Scalar | None, ...] | None:
    item = leaf.item
    if isinstance(item, Rows):
        return None
    missing: tuple[None, ...] = (None,) if leaf.hides or item.disabled is not False else ()
    if item.type == "checkbox":
        return ((True,) if item.required else (True, False)) + missing
    if item.type in ("radio", "select") and item.options is not None:
        values = tuple(option.value for option in item.options)
        return values + (missing if item.required else (None,))
    return None


def _needs(components: tuple[Component, ...]) -> Iterator[str]:
    for component in walk(components):
        if component.hide:
            yield from component.hide.names
        if isinstance(component, Field):
            yield from component.reads
            yield from (name for bound in component.bounds for name in bound.names)
            if component.options_from:
                yield component.options_from
        for name in ("label", "description", "prefix", "suffix", "text"):
            words = getattr(component, name, None)
            if isinstance(words, Template):
                yield from words.names
