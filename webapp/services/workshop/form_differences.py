"""What differs between two forms: field by field, by the names under which they are stored, and property by property.

Forms are read as JSON and no further, so that a form which is not right yet can be compared, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from webapp.engine.differences import Kind, PropertyChange

WORDS: Final[Mapping[str, str]] = {
    "type": "jenis",
    "key": "nama fakta",
    "label": "nama isian",
    "description": "keterangan",
    "text": "isi",
    "values": "pilihan",
    "valuesExpression": "pilihan dari",
    "defaultValue": "isian awal",
    "validate.required": "wajib diisi",
    "validate.minLength": "paling pendek",
    "validate.maxLength": "paling panjang",
    "validate.min": "paling kecil",
    "validate.max": "paling besar",
    "validate.pattern": "pola",
    "conditional.hide": "disembunyikan bila",
    "readonly": "hanya dibaca",
    "path": "nama daftar",
    "induk": "di dalam",
    "nama": "nama",
}
"""What the properties of a field are called."""

_SILENT: Final = frozenset({"id", "layout", "properties", "components"})

Fields = Mapping[str, Mapping[str, str]]
"""The properties of each field in words, by the field's name; the form itself is ''."""

Found = tuple[Kind, str, str, tuple[PropertyChange, ...]]
"""Kind, the field's name, what people call it, and its changes."""


def form_differences(old: str, new: str) -> list[Found] | None:
    """The fields that differ, in the order of the new form, those that are gone first; None where one is no form."""
    before, after = _fields(old), _fields(new)
    if before is None or after is None:
        return None
    return [*_gone(before, after), *_kept(before, after)]


def _gone(before: Fields, after: Fields) -> Iterator[Found]:
    for name, told in before.items():
        if name not in after:
            yield "removed", name, _label(name, told), ()


def _kept(before: Fields, after: Fields) -> Iterator[Found]:
    for name, told in after.items():
        held = before.get(name)
        if held is None:
            yield "added", name, _label(name, told), tuple(_changes({}, told))
        elif changes := tuple(_changes(held, told)):
            yield "changed", name, _label(name, told), changes


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[PropertyChange]:
    for name in dict.fromkeys((*old, *new)):
        if old.get(name, "") != new.get(name, ""):
            yield PropertyChange(WORDS.get(name, name), old.get(name, ""), new.get(name, ""))


def _label(name: str, told: Mapping[str, str]) -> str:
    return told.get("label") or told.get("text", "")[:60] or name or "formulir"


def _fields(text: str) -> Fields | None:
    try:
        read = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict):
        return None
    return {"": _told(read, "")} | dict(_within(read, "", 0))


def _within(part: Mapping[str, Any], owner: str, depth: int) -> Iterator[tuple[str, Mapping[str, str]]]:
    parts = part.get("components")
    for number, one in enumerate(parts if isinstance(parts, list) and depth < 20 else ()):
        if isinstance(one, dict):
            name = str(one.get("id") or one.get("key") or f"{owner}/{number}")
            yield name, _told(one, owner)
            yield from _within(one, name, depth + 1)


def _told(part: Mapping[str, Any], owner: str) -> Mapping[str, str]:
    told = {name: text for name, text in _flat(part, "") if text}
    return {**told, "induk": owner} if owner else told


def _flat(part: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for name, value in part.items():
        if before or name not in _SILENT:
            path = f"{before}{name}"
            if isinstance(value, dict):
                yield from _flat(value, f"{path}.")
            else:
                yield path, in_words(value)


def in_words(value: Any) -> str:
    """A JSON value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return "; ".join(_choice(one) for one in value)
    return str(value) if not isinstance(value, dict) else json.dumps(value, ensure_ascii=False)


def _choice(one: Any) -> str:
    if isinstance(one, dict) and "value" in one:
        label, value = one.get("label"), one["value"]
        return f"{label} ({value})" if label not in (None, value) else str(value)
    return in_words(one)
