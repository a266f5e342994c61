"""The marshmallow schema of a form: which keys there are, and what kind of answer each takes.

It is built once per form. It refuses every key that the form does not declare and every answer of the wrong
kind; rules that depend on other answers (required, limits, lists of choices) are decided later, when it is
known what is visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from webapp.domain.sentences import Sentence
from webapp.forms import messages, types
from webapp.forms.model import Field, Form, Leaf, Rows
from webapp.forms.problems import shown

ROW_LIMIT = 100
_ERROR_LIMIT = 100  # a hostile document is not answered with a page per unknown key

Errors = dict[str, list[Sentence]]


class _Keys(Schema):
    """What all our schemas say when a key is unknown or the data is no document."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": messages.UNKNOWN_KEY, "type": messages.NOT_DOCUMENT}  # noqa: RUF012 - theirs


class _RowKeys(_Keys):
    error_messages = {"unknown": messages.UNKNOWN_KEY, "type": messages.NOT_ROW}  # noqa: RUF012 - theirs


class _Answer(fields.Field[object]):
    """One answer, kept as its field keeps it."""

    def __init__(self, field: Field) -> None:
        super().__init__(allow_none=True)
        self.field = field

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> object:
        try:
            return types.coerce(self.field, value)
        except types.WrongKind as wrong:
            raise ValidationError(wrong.message) from None


class _RowList(fields.Field[list[Any]]):
    """The rows of a repeated list, of a bounded number; a wrong row keeps its place."""

    def __init__(self, row: Schema) -> None:
        super().__init__(allow_none=True)
        self.row = row

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError(messages.NOT_ROWS)
        if len(value) > ROW_LIMIT:
            raise ValidationError(messages.too_many_rows(ROW_LIMIT))
        rows, wrong = [], {}
        for index, given in enumerate(value):
            row, errors = _read(self.row, given)
            rows.append(row)
            if errors:
                wrong[index] = errors
        if wrong:
            raise ValidationError(wrong, valid_data=rows)
        return rows


def _read(schema: Schema, given: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        return dict(schema.load(given)), {}
    except ValidationError as wrong:
        return wrong.valid_data if isinstance(wrong.valid_data, dict) else {}, wrong.messages_dict


def build_schema(leaves: Iterable[Leaf]) -> Schema:
    """The schema of a form with these answers."""
    return _schema(leaves, _Keys)


def read_kinds(form: Form, document: object) -> tuple[dict[str, Any], Errors]:
    """The answers that are of the right kind, and by path what is wrong with the others."""
    valid, wrong = _read(form.schema, document)
    return valid, _flat(wrong)


def _schema(leaves: Iterable[Leaf], base: type[Schema]) -> Schema:
    declared = {leaf.item.key: _field(leaf.item) for leaf in leaves}
    return base.from_dict(declared)()


def _field(item: Field | Rows) -> fields.Field[Any]:
    if isinstance(item, Field):
        return _Answer(item)
    return _RowList(_schema(item.leaves, _RowKeys))


def _flat(found: Mapping[Any, Any]) -> Errors:
    flat: Errors = {}
    for path, message in _walk(found, ""):
        if len(flat) >= _ERROR_LIMIT:
            break
        ours = message if isinstance(message, Sentence) else Sentence.of_author(str(message))
        flat.setdefault(path, []).append(ours)
    return flat


def _walk(found: object, path: str) -> Iterator[tuple[str, object]]:
    if not isinstance(found, dict):
        yield from ((path, message) for message in (found if isinstance(found, list) else [found]))
        return
    for key, below in found.items():
        if key == "_schema":
            yield from _walk(below, path)
        elif isinstance(key, int):
            yield from _walk(below, f"{path}[{key}]")
        else:
            yield from _walk(below, f"{path}.{shown(str(key))}" if path else shown(str(key)))
