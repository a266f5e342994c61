"""Preparing the page of a form: which parts are shown for these answers, and what each of them says and
offers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from markupsafe import Markup

from webapp.domain.sentences import Sentence
from webapp.forms.expressions import ROW_NAMES
from webapp.forms.model import CHOICES, MULTIPLE, Component, Field, Form, Group, Rows, Text, option_text, walk
from webapp.forms.names import ADD, REMOVE, ROW, field_id
from webapp.forms.numbers import written
from webapp.forms.post import blank_document
from webapp.forms.standing import Instance, Standing, stand
from webapp.forms.text import Template
from webapp.forms.view import (
    ChoiceView,
    ErrorView,
    FieldView,
    FormView,
    GroupView,
    ItemView,
    ListView,
    NodeView,
    RowView,
    TextView,
)

_INPUT_TYPES = {"date": "date", "time": "time", "datetime": "datetime-local"}
_ROW = re.compile(r"\[(\d+)\]")
_MODES = {"email": ("email", "email"), "phone": ("tel", "tel")}


def form_view(
    form: Form,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[Sentence]] | None = None,
    facts: Mapping[str, Any] | None = None,
    *,
    text_for: Callable[[str], str] = str,
) -> FormView:
    """What to show: `values` is a document (`Answers.document`, a draft) or None for a fresh form with its
    defaults. `text_for` turns the author's texts into the reader's language.
    """
    document = blank_document(form) if values is None else dict(values)
    page = _Page(form, document, errors or {}, facts or {}, stand(form, document, facts or {}), text_for)
    rows = tuple(page.rows(form.components, _Place(page.standing.context)))
    return FormView(
        key=form.key,
        rows=rows,
        errors=tuple(page.summary()),
        submit_label=form.submit_label and text_for(form.submit_label),
        has_lists=bool(page.standing.rows),
    )


@dataclass(frozen=True)
class _Place:
    """Where on the page we are: what conditions see there, and what the names of inputs begin with."""

    context: Mapping[str, object]
    prefix: str = ""

    @property
    def list_key(self) -> str:
        return self.prefix.partition("[")[0]


@dataclass
class _Page:
    form: Form
    document: Mapping[str, Any]
    errors: Mapping[str, Sequence[Sentence]]
    facts: Mapping[str, Any]
    standing: Standing
    text_for: Callable[[str], str]
    shown: dict[str, Markup | None] = field(default_factory=dict)  # label by path of what is on the page

    def __post_init__(self) -> None:
        self.words = {**self.facts, **self.standing.context}
        self.deciding = frozenset().union(
            *(part.hide.names for part in walk(self.form.components) if part.hide),
            *(leaf.reads for leaf in self.form.leaves),
        )

    def rows(self, components: Sequence[Component], place: _Place) -> Iterator[RowView]:
        visible = [part for part in components if part.hide is None or not part.hide.holds(place.context)]
        for _, parts in groupby(enumerate(visible), key=lambda one: one[1].row or one[0]):
            found = [self.node(part, place) for _, part in parts]
            nodes = tuple(node for node in found if node is not None)
            if nodes:
                yield RowView(nodes=nodes)

    def node(self, part: Component, place: _Place) -> NodeView | None:
        common: dict[str, Any] = {"columns": part.columns, "properties": part.properties}
        if isinstance(part, Field):
            instance = self.standing.instances.get(place.prefix + part.key)
            return None if instance is None else self.field(instance, place, common)
        if isinstance(part, Rows):
            return self.list(part, common)
        if isinstance(part, Group):
            rows = tuple(self.rows(part.components, place))
            return GroupView(kind="group", label=self.say(part.label), rows=rows, **common)
        if isinstance(part, Text):
            return TextView(kind="text", html=self.render(part.text), **common)
        return NodeView(kind="separator", **common)

    def list(self, part: Rows, common: dict[str, Any]) -> ListView:
        label = self.shown[part.key] = self.say(part.label)
        return ListView(
            kind="list",
            id=field_id(part.key),
            label=label,
            items=tuple(
                self.item(part, row, index) for index, row in enumerate(self.standing.rows[part.key])
            ),
            errors=tuple(self.errors.get(part.key, ())),
            may_change=part.may_change,
            add_name=f"{ADD}{part.key}",
            **common,
        )

    def item(self, part: Rows, context: Mapping[str, object], index: int) -> ItemView:
        path = f"{part.key}[{index}]"
        self.shown[path] = self.say(part.label)
        return ItemView(
            number=index + 1,
            id=field_id(path),
            rows=tuple(self.rows(part.components, _Place(context, f"{path}."))),
            mark_name=f"{ROW}{part.key}",
            remove_name=f"{REMOVE}{part.key}:{index}",
        )

    def field(self, instance: Instance, place: _Place, common: dict[str, Any]) -> FieldView:
        item, raw = instance.field, self.raw(instance)
        label = self.shown[instance.path] = self.render(item.label)
        input_type, input_mode = _input(item)
        return FieldView(
            kind="field",
            control=_control(item),
            name=instance.path,
            label=label,
            hint=self.say(item.description),
            value=_text(item, raw),
            chosen=tuple(option_text(one) for one in raw) if isinstance(raw, list) else (),
            choices=tuple(
                ChoiceView(value=one.text, text=self.text_for(one.label)) for one in instance.options
            ),
            errors=tuple(self.errors.get(instance.path, ())),
            is_required=item.required,
            is_readonly=instance.is_readonly,
            is_disabled=instance.is_disabled,
            decides=bool(self.deciding & ({item.key} if not place.prefix else ROW_NAMES | {place.list_key})),
            input_type=input_type,
            input_mode=input_mode,
            autocomplete=item.properties.get("autocomplete"),
            width="10" if item.type == "number" else None,
            step=None if item.minutes is None else item.minutes * 60,
            prefix=self.say(item.prefix),
            suffix=self.say(item.suffix),
            **common,
        )

    def raw(self, instance: Instance) -> Any:
        """What was written, right or wrong; for a fixed field, what the case says."""
        if instance.is_readonly or instance.is_disabled:
            return instance.value
        key, _, inner = instance.path.partition("[")
        if not inner:
            return self.document.get(key)
        row = self.document[key][int(inner.partition("]")[0])]
        return row.get(instance.field.key) if isinstance(row, dict) else None

    def say(self, words: Template | None) -> Markup | None:
        return None if words is None else self.render(words)

    def render(self, words: Template) -> Markup:
        return words.in_language(self.text_for).render(self.words)

    def summary(self) -> Iterator[ErrorView]:
        for path, messages in self.errors.items():
            target = path if path in self.shown else None
            label = self.shown[path] if target else Markup.escape(path) or None
            row = _ROW.search(path) if target else None
            number = int(row[1]) + 1 if row else None
            yield from (ErrorView(field=target, label=label, row=number, message=one) for one in messages)


def _control(item: Field) -> str:
    if item.type in MULTIPLE:
        return "checkboxes"
    if item.type in ("checkbox", "select", "textarea"):
        return item.type
    return "radios" if item.type in CHOICES else "input"


def _input(item: Field) -> tuple[str, str | None]:
    if item.type == "datetime":
        return _INPUT_TYPES[item.subtype], None
    if item.type == "number":
        return "text", "numeric" if item.decimals == 0 else "decimal"
    return _MODES.get(item.kind or "", ("text", None))


def _text(item: Field, value: object) -> str:
    if value is None or isinstance(value, list | dict):
        return ""
    if item.type == "number" and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return written(Decimal(str(value)))
    shown = option_text(value)
    return shown.replace(".", ",") if item.as_text else shown
