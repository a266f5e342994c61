"""Reading the post of an HTML form into a document, and adding or removing rows without a script.

A document has the JSON shape of the answers; what a person wrote that is not of the right kind stays in it
as text, so that it can be shown again. Names: `catatan`, `sebab` (several times), `bukti[0].url`; names
that begin with `_` are the page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Protocol, cast

from webapp.forms import types
from webapp.forms.javascript import JS_SPACE
from webapp.forms.kinds import ROW_LIMIT
from webapp.forms.model import MULTIPLE, TEXTS, Field, Form, Leaf, Option, Rows
from webapp.forms.names import ADD, PAGE_NAMES, REMOVE, ROW
from webapp.forms.numbers import json_number, plain, written_number
from webapp.forms.standing import options_of

_ROW_NAME = re.compile(r"([a-z][a-z0-9_]*)\[(\d{1,4})\]\.(.+)", re.ASCII | re.DOTALL)
_LOCAL_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_LOCAL_TIME = re.compile(r"(\d{1,2})[.:](\d{2})(?:[.:]00)?", re.ASCII)


class MultiDict(Protocol):
    """What web frameworks call a form: names with one or more values."""

    def __iter__(self) -> Iterator[str]: ...
    def getlist(self, key: str, /) -> list[str]: ...


Post = Mapping[str, list[str]] | MultiDict


def read_post(form: Form, post: Post, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The document that was posted; undeclared names stay in it, to be refused by the form's schema."""
    sent = _lists(post)
    rows = {item.key: _posted_rows(item.key, sent) for item in form.lists}
    document: dict[str, Any] = {}
    for name, texts in sent.items():
        found = _ROW_NAME.fullmatch(name)
        if found and found[1] in rows:
            rows[found[1]][int(found[2])][found[3]] = texts
        elif not name.startswith("_") and name not in PAGE_NAMES:
            document[name] = texts
    document = _answers(form.leaves, document, facts)
    for item in form.lists:
        by_index = rows[item.key]
        if item.key not in sent:
            document[item.key] = [_answers(item.leaves, by_index[index], facts) for index in sorted(by_index)]
    return document


def declared(form: Form, document: object) -> dict[str, Any]:
    """What of a document belongs to the form, as JSON that every database can keep: a draft, a page shown again."""
    given = document if isinstance(document, Mapping) else {}
    kept = {key: _keepable(given[key]) for key in form.items if key in given}
    for item in form.lists:
        rows = kept.get(item.key)
        keys = {leaf.item.key for leaf in item.leaves}
        if isinstance(rows, list):
            kept[item.key] = [
                {key: value for key, value in row.items() if key in keys} if isinstance(row, dict) else {}
                for row in rows
            ]
    return kept


def _keepable(value: object) -> object:
    if isinstance(value, str):
        return types.UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_keepable(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _keepable(part) for key, part in value.items()}
    return json_number(value) if isinstance(value, Decimal | float) else value


def change_rows(form: Form, post: Post, facts: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """The posted document with a row more or less, if that is what was asked; None when it was something
    else.

    Nothing is checked: the page is to be shown again with this document and without errors.
    """
    for name in _lists(post):
        for prefix in (ADD, REMOVE):
            if name.startswith(prefix):
                document = read_post(form, post, facts or {})
                _change(form, document, prefix, name.removeprefix(prefix))
                return declared(form, document)
    return None


def _change(form: Form, document: dict[str, Any], prefix: str, target: str) -> None:
    key, _, index = target.partition(":")
    item = form.items.get(key)
    rows = document.get(key)
    if not isinstance(item, Rows) or not item.may_change or not isinstance(rows, list):
        return
    if prefix == ADD and len(rows) < ROW_LIMIT:
        rows.append(new_row(item))
    elif prefix == REMOVE and re.fullmatch(r"\d{1,4}", index, re.ASCII) and int(index) < len(rows):
        del rows[int(index)]


def blank_document(form: Form) -> dict[str, Any]:
    """What a form holds when it is opened for the first time: its defaults."""
    fields = {item.key: default_of(item) for item in form.fields}
    return fields | {item.key: [new_row(item) for _ in range(item.repetitions)] for item in form.lists}


def new_row(item: Rows) -> dict[str, Any]:
    """A fresh row of the list."""
    return {leaf.item.key: default_of(leaf.item) for leaf in item.leaves if isinstance(leaf.item, Field)}


def default_of(field: Field) -> object:
    """What the field holds before anyone touches it."""
    return types.empty(field) if field.default is None else field.default


def _lists(post: Post) -> dict[str, list[str]]:
    if isinstance(post, Mapping) and not hasattr(post, "getlist"):
        return {name: list(texts) for name, texts in post.items()}
    return {name: list(cast(MultiDict, post).getlist(name)) for name in post}


def _posted_rows(key: str, sent: Mapping[str, list[str]]) -> dict[int, dict[str, list[str]]]:
    indexes = {int(found[2]) for name in sent if (found := _ROW_NAME.fullmatch(name)) and found[1] == key}
    marked = {int(text) for text in sent.get(ROW + key, ()) if re.fullmatch(r"\d{1,4}", text, re.ASCII)}
    return {index: {} for index in indexes | marked}


def _answers(
    leaves: Iterable[Leaf], sent: Mapping[str, list[str]], facts: Mapping[str, Any]
) -> dict[str, Any]:
    fields = {leaf.item.key: leaf.item for leaf in leaves if isinstance(leaf.item, Field)}
    unknown = {name: texts[-1] if texts else "" for name, texts in sent.items() if name not in fields}
    known = {key: _answer(field, sent.get(key, []), facts) for key, field in fields.items()}
    return known | unknown


def _answer(field: Field, texts: list[str], facts: Mapping[str, Any]) -> object:
    if field.type in MULTIPLE:
        options = options_of(field, facts)
        return [_choice(text, options) for text in texts if text]
    text = texts[-1] if texts else None
    if field.type == "checkbox":
        return {None: False, "true": True}.get(text, text)
    if text is None:
        return types.empty(field)
    return _written(field, text.strip(JS_SPACE), facts)


def _written(field: Field, text: str, facts: Mapping[str, Any]) -> object:
    if field.type in TEXTS:
        return text.replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        return None
    if field.type == "number":
        exact = written_number(text)
        if exact is None:
            return text
        return plain(exact) if field.as_text else exact
    if field.type == "datetime":
        return _moment(field, text)
    return _choice(text, options_of(field, facts))


def _choice(text: str, options: tuple[Option, ...]) -> object:
    return next((option.value for option in options if option.text == text), text)


def _moment(field: Field, text: str) -> str:
    """The ISO form of a date or time that was typed by hand, where the browser has no picker."""
    if field.subtype == "date":
        return _date(text)
    if field.subtype == "time":
        return _time(text)
    day, _, clock = text.replace(" ", "T", 1).partition("T")
    return f"{_date(day)}T{_time(clock)}"


def _date(text: str) -> str:
    found = _LOCAL_DATE.fullmatch(text)
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else text


def _time(text: str) -> str:
    found = _LOCAL_TIME.fullmatch(text)
    return f"{found[1]:0>2}:{found[2]}" if found else text
