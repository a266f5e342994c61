"""A form as a list of components that plain forms can edit: change, add, remove, order.

Works on form-js JSON element by element; what an act does not concern stays as it is. Whether the server can render the
result is for `webapp.forms`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from webapp.domain.sentences import Sentence

COMPONENTS: Final[Mapping[str, str]] = {
    "textfield": "Teks pendek",
    "textarea": "Teks panjang",
    "number": "Angka",
    "datetime": "Tanggal atau jam",
    "checkbox": "Kotak centang",
    "radio": "Pilihan satu (bulatan)",
    "select": "Pilihan satu (daftar)",
    "checklist": "Kotak centang berkelompok",
    "taglist": "Pilihan banyak (daftar)",
    "text": "Teks",
    "separator": "Garis pemisah",
    "group": "Kelompok",
    "dynamiclist": "Daftar berulang",
    "button": "Tombol",
}
"""What the server renders, and how people read it. The form editor offers exactly these."""

HOLDERS: Final = frozenset({"group", "dynamiclist"})
CHOICES: Final = frozenset({"radio", "select", "checklist", "taglist"})
WITHOUT_KEY: Final = frozenset({"text", "separator", "group", "button"})
NEW: Final = '{"schemaVersion": 19, "type": "default", "components": []}'
_RULES: Final = {
    "min": "paling_kecil",
    "max": "paling_besar",
    "minLength": "huruf_min",
    "maxLength": "huruf_maks",
}
_KEY: Final = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)

Raw = dict[str, Any]


class NotPossible(Exception):
    """The act cannot be done so; the sentence says why."""


@dataclass(frozen=True)
class ComponentView:
    """A component in the list; `depth` counts the groups around it."""

    id: str
    type: str
    depth: int
    values: Mapping[str, str]


class FormList:
    """One form being edited. Acts raise `NotPossible`, or `KeyError` for an id that is not there."""

    def __init__(self, text: str) -> None:
        try:
            self.schema = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise NotPossible("Berkas ini bukan JSON yang utuh.") from error
        if not isinstance(self.schema, dict) or not isinstance(self.schema.get("components", []), list):
            raise NotPossible("Berkas ini bukan formulir form-js.")
        for number, (one, _holder, _depth) in enumerate(self._all(), start=1):
            one.setdefault("id", f"{one.get('type', 'komponen')}_{number}")

    def text(self) -> str:
        """The form as it is now."""
        return json.dumps(self.schema, ensure_ascii=False, indent=2) + "\n"

    def components(self) -> list[ComponentView]:
        """Every component from top to bottom."""
        return [
            ComponentView(str(one["id"]), str(one.get("type", "")), depth, dict(_values(one)))
            for one, _holder, depth in self._all()
        ]

    def add(self, kind: str, label: str, key: str, after: str = "") -> str:
        """A new component after another one (at the end where none is named). Returns its id."""
        if kind not in COMPONENTS:
            raise NotPossible("Pilih jenis komponen yang dapat ditampilkan.")
        made: Raw = {"type": kind, "id": self._free(key or kind)}
        if kind not in WITHOUT_KEY:
            made["path" if kind == "dynamiclist" else "key"] = self._key(key, made["id"])
        if kind in ("text", "button"):
            made |= {"text": label} if kind == "text" else {"label": label, "action": "submit"}
        elif kind != "separator":
            made["label"] = label
        if kind in CHOICES:
            made["values"] = [{"label": "Ya", "value": "ya"}, {"label": "Tidak", "value": "tidak"}]
        if kind == "datetime":
            made |= {"subtype": "date", "dateLabel": label}
            made.pop("label", None)
        if kind in HOLDERS:
            made["components"] = []
        if kind == "dynamiclist":
            made |= {"isRepeating": True, "allowAddRemove": True, "defaultRepetitions": 1}
        one, holder, _depth = self._find(after) if after else (None, self.schema["components"], 0)
        if one is not None and one.get("type") in HOLDERS:
            one["components"].insert(0, made)
        else:
            holder.insert(len(holder) if one is None else holder.index(one) + 1, made)
        return str(made["id"])

    def remove(self, component_id: str) -> None:
        """Take a component out, with all that stands in it."""
        one, holder, _depth = self._find(component_id)
        holder.remove(one)

    def move(self, component_id: str, by: int) -> None:
        """Move a component up (-1) or down (1) among its neighbours."""
        one, holder, _depth = self._find(component_id)
        at = holder.index(one)
        to = max(0, min(len(holder) - 1, at + by))
        holder.insert(to, holder.pop(at))

    def change(self, component_id: str, values: Mapping[str, str]) -> None:
        """Write a component's fields."""
        one, _holder, _depth = self._find(component_id)
        kind = one.get("type")
        if kind == "text":
            _put(one, "text", values.get("label"))
        else:
            _put(
                one,
                "dateLabel" if kind == "datetime" and "dateLabel" in one else "label",
                values.get("label"),
            )
        _put(one, "description", values.get("petunjuk"))
        place = "path" if kind == "dynamiclist" else "key"
        if values.get("kunci") and values["kunci"] != one.get(place) and kind not in WITHOUT_KEY:
            one[place] = self._key(values["kunci"], component_id)
        if "sembunyi" in values:
            hide = values["sembunyi"].strip()
            one.pop("conditional", None)
            if hide:
                one["conditional"] = {"hide": hide if hide.startswith("=") else f"={hide}"}
        if "pilihan" in values and kind in CHOICES:
            one["values"] = _options(values["pilihan"])
        _rules(one, values)

    # -- parts --------------------------------------------------------------------------------------------

    def _all(self) -> Iterator[tuple[Raw, list[Raw], int]]:
        def inside(holder: list[Raw], depth: int) -> Iterator[tuple[Raw, list[Raw], int]]:
            for one in holder if depth < 20 else ():
                if isinstance(one, dict):
                    yield one, holder, depth
                    if isinstance(one.get("components"), list):
                        yield from inside(one["components"], depth + 1)

        yield from inside(self.schema.setdefault("components", []), 0)

    def _find(self, component_id: str) -> tuple[Raw, list[Raw], int]:
        for found in self._all():
            if found[0]["id"] == component_id:
                return found
        raise KeyError(component_id)

    def _free(self, wanted: str) -> str:
        taken = {one["id"] for one, _holder, _depth in self._all()}
        stem = re.sub(r"[^a-z0-9_]+", "_", wanted.lower()).strip("_") or "isian"
        number, found = 2, stem
        while found in taken:
            number, found = number + 1, f"{stem}_{number}"
        return found

    def _key(self, key: str, own_id: str) -> str:
        key = key.strip() or own_id
        if not _KEY.fullmatch(key):
            raise NotPossible("Nama fakta memakai huruf kecil, angka, dan garis bawah, diawali huruf.")
        for one, _holder, _depth in self._all():
            if one["id"] != own_id and key in (one.get("key"), one.get("path")):
                raise NotPossible(
                    Sentence("Nama fakta %(key)s sudah dipakai isian lain di formulir ini.", key=key)
                )
        return key


def _values(one: Raw) -> Iterator[tuple[str, str]]:
    held = one.get("validate")
    rules: Raw = held if isinstance(held, dict) else {}
    yield "label", str(one.get("text") or one.get("label") or one.get("dateLabel") or "")
    yield "kunci", str(one.get("key") or one.get("path") or "")
    yield "petunjuk", str(one.get("description") or "")
    yield "wajib", "ya" if rules.get("required") is True else ""
    conditional = one.get("conditional")
    yield "sembunyi", str(conditional.get("hide", "")) if isinstance(conditional, dict) else ""
    if one.get("type") in CHOICES:
        options = one.get("values") if isinstance(one.get("values"), list) else []
        yield (
            "pilihan",
            "\n".join(
                f"{option.get('value')} {option.get('label')}"
                for option in options or ()
                if isinstance(option, dict)
            ),
        )
    for rule, field in _RULES.items():
        yield field, str(rules.get(rule, ""))


def _options(text: str) -> list[Raw]:
    """Choices, one a line: the value, a blank, and what people read."""
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    if any(len(line) != 2 for line in lines):
        raise NotPossible("Tulis tiap pilihan di satu baris: nilainya, spasi, lalu kata-katanya.")
    return [{"label": words.strip(), "value": value} for value, words in lines]


def _rules(one: Raw, values: Mapping[str, str]) -> None:
    rules: Raw = dict(one.get("validate") or {})
    if "wajib" in values:
        rules.pop("required", None)
        if values["wajib"] == "ya":
            rules["required"] = True
    for rule, field in _RULES.items():
        if field not in values:
            continue
        rules.pop(rule, None)
        said = values[field].strip()
        if said:
            try:
                rules[rule] = int(said) if len(said) <= 15 else said
            except ValueError:
                rules[rule] = said
    one.pop("validate", None)
    if rules:
        one["validate"] = rules


def _put(one: Raw, key: str, said: str | None) -> None:
    if said is None:
        return
    if said.strip():
        one[key] = said
    else:
        one.pop(key, None)
