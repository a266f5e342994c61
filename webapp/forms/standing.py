"""Who is visible, who is fixed, and with which value: a form's conditions decided for one document.

Conditions are decided in the form's own order, each after what it reads, and a hidden answer counts as null
for the others. Both the check of a submission and the page that is shown start from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.forms import types
from webapp.forms.expressions import Condition, row_context
from webapp.forms.kinds import Errors, read_kinds
from webapp.forms.model import Field, Form, Option, Rows, read_option

_OPTION_LIMIT = 1000
Context = Mapping[str, object]


@dataclass(frozen=True)
class Instance:
    """A visible field at its path: its value (empty when of the wrong kind), its choices, what may be done
    with it.
    """

    path: str
    field: Field
    value: object
    options: tuple[Option, ...]
    context: Context
    is_readonly: bool = False
    is_disabled: bool = False


@dataclass
class Standing:
    """A document seen through the form's conditions.

    `instances` are the visible fields by path, `rows` what conditions see in each row of the visible lists,
    `hidden` the form-level keys that are not shown, `errors` what is of the wrong kind, and `context` what
    conditions see at the end.
    """

    facts: Mapping[str, Any]
    context: dict[str, object]
    instances: dict[str, Instance] = field(default_factory=dict)
    rows: dict[str, list[Context]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    errors: Errors = field(default_factory=dict)


def stand(form: Form, document: object, facts: Mapping[str, Any]) -> Standing:
    """Decide the form's conditions for this document and these facts of the case."""
    typed, errors = read_kinds(form, document)
    outside = {key: value for key, value in facts.items() if key not in form.items}
    standing = Standing(facts, outside, errors=errors)
    for leaf in form.order:
        key = leaf.item.key
        if leaf.is_hidden(standing.context):
            _hide(standing, key)
        elif isinstance(leaf.item, Field):
            standing.context[key] = _place(standing, leaf.item, key, typed.get(key), standing.context)
        else:
            standing.context[key] = _place_rows(standing, leaf.item, typed.get(key))
    return standing


def _hide(standing: Standing, key: str) -> None:
    """What is hidden has no value, no mistakes, and nobody depends on what was written there."""
    standing.hidden.add(key)
    standing.context[key] = None
    for path in [path for path in standing.errors if path == key or path.startswith(f"{key}[")]:
        del standing.errors[path]


def _place_rows(standing: Standing, item: Rows, typed: object) -> list[dict[str, object]]:
    rows = [row if isinstance(row, dict) else {} for row in typed] if isinstance(typed, list) else []
    standing.rows[item.key] = []
    kept = []
    for index, row in enumerate(rows):
        context = row_context(standing.context, _seen(standing, item, row), index)
        standing.rows[item.key].append(context)
        kept.append(_place_row(standing, item, row, f"{item.key}[{index}]", context))
    return kept


def _place_row(
    standing: Standing, item: Rows, row: Mapping[str, object], at: str, context: Context
) -> dict[str, object]:
    visible = {}
    for leaf in item.leaves:
        key = leaf.item.key
        if leaf.is_hidden(context):
            standing.errors.pop(f"{at}.{key}", None)
        elif isinstance(leaf.item, Field):
            visible[key] = _place(standing, leaf.item, f"{at}.{key}", row.get(key), context)
    return visible


def _seen(standing: Standing, item: Rows, row: Mapping[str, object]) -> dict[str, object]:
    """The row as its own conditions see it: every field, with nothing where the answer is unusable."""
    seen: dict[str, object] = {}
    for field_ in (leaf.item for leaf in item.leaves if isinstance(leaf.item, Field)):
        try:
            seen[field_.key] = _accepted(field_, row.get(field_.key), options_of(field_, standing.facts))
        except types.WrongKind:
            seen[field_.key] = types.empty(field_)
    return seen


def _place(standing: Standing, item: Field, path: str, value: object, context: Context) -> object:
    """Put a visible field in its place and give the value that conditions see."""
    readonly, disabled = _holds(item.readonly, context), _holds(item.disabled, context)
    options = options_of(item, standing.facts)
    if readonly or disabled:
        standing.errors.pop(path, None)
        value = standing.facts.get(item.key, item.default)
    try:
        value = _accepted(item, value, options)
    except types.WrongKind as wrong:
        value = types.empty(item)
        standing.errors[path] = [wrong.message]
    standing.instances[path] = Instance(path, item, value, options, context, readonly, disabled)
    return value


def _accepted(item: Field, value: object, options: tuple[Option, ...]) -> object:
    kept = types.coerce(item, value)
    return types.chosen(kept, options) if item.is_choice else kept


def _holds(place: bool | Condition, context: Context) -> bool:
    return place.holds(context) if isinstance(place, Condition) else place


def options_of(item: Field, facts: Mapping[str, Any]) -> tuple[Option, ...]:
    """The choices of the field, its own or those of the named fact; unusable entries of a fact are left
    out.
    """
    if item.options is not None:
        return item.options
    given = facts.get(item.options_from or "")
    if not isinstance(given, list | tuple):
        return ()
    return tuple(option for one in given[:_OPTION_LIMIT] if (option := read_option(one)) is not None)
