"""Reading a form-js schema (JSON, schemaVersion up to 19) into a `Form`, or saying everything that stands
in the way.

Only the components and properties that we can honour are let through: nothing is silently ignored. The
input is untrusted: its size, depth and number of components are limited. No Flask, no database, no clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NoReturn

from webapp.domain.sentences import Sentence
from webapp.forms.kinds import build_schema
from webapp.forms.model import Component, Form, FormRefused, Group, Leaf, Problem, Rows, Text, leaves_of
from webapp.forms.problems import Notes, shown
from webapp.forms.reading_fields import COMMON, PROPERTIES, read_field
from webapp.forms.reading_parts import Raw, read_condition, read_key, read_words
from webapp.forms.text import markdown

SCHEMA_VERSION = 19
_BYTE_LIMIT = 200_000
_COMPONENT_LIMIT = 300
_DEPTH_LIMIT = 6
_ROOT = (
    "$schema", "schemaVersion", "type", "id", "components", "exporter", "executionPlatform",
    "executionPlatformVersion", "versionTag", "properties",
)  # fmt: skip
_GROUP = (*COMMON, "label", "components", "showOutline", "path", "verticalAlignment")
_ROWS = (
    *COMMON, "label", "components", "showOutline", "path", "isRepeating", "allowAddRemove",
    "defaultRepetitions", "disableCollapse", "nonCollapsedItems", "verticalAlignment",
)  # fmt: skip
_NOT_SUPPORTED = {
    "filepicker": (
        "Unggah berkas belum didukung di formulir.",
        "Pakai bagian bukti dukung; hapus komponen ini.",
    ),
    "image": ("Gambar belum didukung di formulir.", "Hapus gambar, atau jelaskan isinya dengan teks."),
    "iframe": (
        "Halaman tertanam (iframe) tidak didukung demi keamanan.",
        "Ganti dengan tautan di dalam teks.",
    ),
    "html": ("HTML bebas tidak didukung demi keamanan.", "Ganti dengan komponen teks (Markdown)."),
    "table": ("Tabel data tidak didukung.", "Tulis tabel di dalam komponen teks (Markdown)."),
    "expression": (
        "Isian terhitung tidak didukung.",
        "Hitung pada diagram lalu tampilkan dengan {{nama_fakta}}.",
    ),
    "documentPreview": ("Pratinjau dokumen belum didukung.", "Ganti dengan tautan di dalam teks."),
    "spacer": ("Ruang kosong tidak didukung.", "Hapus, atau pakai garis pemisah."),
}


def read_form(raw: bytes | str, name: str) -> Form:
    """Read the form named `name` ("penetapan/reviu"). Raises `FormRefused` with every problem found."""
    form, problems = _read(raw, name)
    if form is None or problems:
        raise FormRefused(problems)
    return form


def check_form(raw: bytes | str, name: str) -> list[Problem]:
    """Everything in the form that is not supported or not right; empty when `read_form` would accept it."""
    return _read(raw, name)[1]


def _read(raw: bytes | str, name: str) -> tuple[Form | None, list[Problem]]:
    notes = Notes(file=f"{name}.json")
    schema = _document(raw, notes)
    if schema is None:
        return None, notes.problems
    _check_root(schema, notes)
    reader = _Reader(notes)
    reader.ids.add(str(schema.get("id") or ""))  # form-js counts the form itself among its components
    components = reader.components(schema.get("components"), notes)
    leaves = leaves_of(components)
    form = Form(name, components, _order(leaves, notes), build_schema(leaves), reader.submit_label)
    return form, notes.problems


def _document(raw: bytes | str, notes: Notes) -> Mapping[str, Any] | None:
    if len(raw) > _BYTE_LIMIT:
        notes.refuse(
            "terlalu_besar",
            "Formulir terlalu besar.",
            Sentence("Bagi formulir: batasnya %(byte_limit)s byte.", byte_limit=_BYTE_LIMIT),
        )
        return None
    try:
        schema = json.loads(
            raw, parse_float=Decimal, parse_constant=_not_json, object_pairs_hook=_without_repeated_keys
        )
    except (ValueError, RecursionError):
        schema = None
    if not isinstance(schema, dict):
        notes.refuse(
            "bukan_json", "Berkas ini bukan formulir form-js.", "Simpan ulang dari penyunting formulir."
        )
        return None
    return schema


def _not_json(constant: str) -> NoReturn:
    raise ValueError(constant)


def _without_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("repeated key")
    return found


def _check_root(schema: Raw, notes: Notes) -> None:
    notes.known_keys(schema, _ROOT, "formulir")
    version = schema.get("schemaVersion")
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= SCHEMA_VERSION:
        notes.refuse(
            "versi_tidak_didukung",
            Sentence("Versi skema formulir “%(shown)s” tidak didukung.", shown=shown(str(version))),
            Sentence(
                "Simpan dengan form-js yang menulis schemaVersion %(schema_version)s atau kurang.",
                schema_version=SCHEMA_VERSION,
            ),
        )
    if schema.get("type") != "default":
        notes.wrong("type", Sentence("“default”"))


class _Reader:
    """The state of one reading: which ids and keys are taken, and how many components there were."""

    def __init__(self, notes: Notes) -> None:
        self.root = notes
        self.ids: set[str] = set()
        self.count = 0
        self.submit_label: str | None = None
        self.keys: list[set[str]] = [set()]

    def components(self, raw: object, notes: Notes, depth: int = 1) -> tuple[Component, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list) or depth > _DEPTH_LIMIT:
            notes.wrong(
                "components",
                Sentence("daftar komponen, paling dalam %(depth_limit)s tingkat", depth_limit=_DEPTH_LIMIT),
            )
            return ()
        found = [self.component(part, notes, depth) for part in raw]
        return tuple(component for component in found if component is not None)

    def component(self, raw: object, notes: Notes, depth: int) -> Component | None:
        self.count += 1
        if self.count > _COMPONENT_LIMIT:
            if self.count == _COMPONENT_LIMIT + 1:
                self.root.refuse(
                    "terlalu_besar",
                    "Terlalu banyak komponen.",
                    Sentence(
                        "Bagi formulir: batasnya %(component_limit)s.", component_limit=_COMPONENT_LIMIT
                    ),
                )
            return None
        if not isinstance(raw, dict):
            notes.wrong("components", Sentence("daftar objek komponen"))
            return None
        named = raw.get("id") or raw.get("key")
        element = (
            shown(named) if isinstance(named, str) else Sentence("komponen ke-%(count)s", count=self.count)
        )
        component = self.root.at(element)
        if isinstance(raw.get("id"), str):
            self.claim_id(element, component)
        return self.of_type(raw, component, element, depth)

    def claim_id(self, element: str, notes: Notes) -> None:
        if element in self.ids:
            notes.refuse(
                "id_ganda",
                Sentence("Id “%(element)s” dipakai dua kali.", element=element),
                "Beri id yang berbeda.",
            )
        self.ids.add(element)

    def of_type(self, raw: Raw, notes: Notes, element: str, depth: int) -> Component | None:
        kind = raw.get("type")
        common = self.common(raw, notes, element)
        if kind == "group":
            return self.group(raw, notes, common, depth)
        if kind == "dynamiclist":
            return self.rows(raw, notes, common, depth)
        if kind == "text":
            return self.words(raw, notes, common)
        if kind == "separator":
            notes.known_keys(raw, COMMON, "garis pemisah")
            return Component(**common)
        if kind == "button":
            self.button(raw, notes)
            return None
        if isinstance(kind, str) and kind in PROPERTIES:
            field = read_field(raw, notes, common)
            return field if field is not None and self.claim(field.key, notes) else None
        reason, mend = _NOT_SUPPORTED.get(
            str(kind), ("Jenis komponen ini tidak dikenal.", "Hapus komponen ini.")
        )
        notes.refuse(
            "komponen_tidak_didukung",
            Sentence("Komponen %(kind)s: %(reason)s", kind=shown(str(kind)), reason=Sentence(reason)),
            mend,
        )
        return None

    def claim(self, key: str, notes: Notes) -> bool:
        if key in self.keys[-1]:
            notes.refuse(
                "kunci_ganda",
                Sentence("Nama isian “%(key)s” dipakai dua kali.", key=key),
                "Beri nama yang berbeda.",
            )
            return False
        self.keys[-1].add(key)
        return True

    def common(self, raw: Raw, notes: Notes, element: str) -> dict[str, Any]:
        conditional = notes.mapping(raw, "conditional")
        notes.known_keys(conditional, ("hide",), "syarat tampil")
        layout = notes.mapping(raw, "layout")
        notes.known_keys(layout, ("row", "columns"), "tata letak")
        columns = None if layout.get("columns") == "auto" else notes.whole(layout, "columns", 1, 16)
        return {
            "id": element,
            "type": str(raw.get("type")),
            "hide": read_condition(conditional, "hide", notes),
            "row": notes.text(layout, "row"),
            "columns": columns,
            "properties": _properties(raw, notes),
        }

    def group(self, raw: Raw, notes: Notes, common: dict[str, Any], depth: int) -> Group:
        notes.known_keys(raw, _GROUP, "grup")
        if notes.text(raw, "path"):
            notes.wrong("path", Sentence("tidak ada: kosongkan, agar nama isian sama dengan nama fakta"))
        inner = self.components(raw.get("components"), notes, depth + 1)
        return Group(**common, label=read_words(raw, "label", notes), components=inner)

    def rows(self, raw: Raw, notes: Notes, common: dict[str, Any], depth: int) -> Rows | None:
        notes.known_keys(raw, _ROWS, "daftar")
        if notes.in_rows:
            notes.refuse(
                "daftar_bertingkat", "Daftar di dalam daftar tidak didukung.", "Pindahkan ke luar daftar."
            )
            return None
        if not notes.flag(raw, "isRepeating", default=True):
            notes.wrong("isRepeating", Sentence("true; untuk kumpulan yang tidak berulang pakai grup"))
        key = read_key(raw, "path", notes)
        inner = self.row_components(raw, notes, depth)
        if key is None or not self.claim(key, notes):
            return None
        repetitions = notes.whole(raw, "defaultRepetitions", 0, 20)
        return Rows(
            **common,
            key=key,
            label=read_words(raw, "label", notes),
            components=inner,
            may_change=notes.flag(raw, "allowAddRemove", default=True),
            repetitions=1 if repetitions is None else repetitions,
        )

    def row_components(self, raw: Raw, notes: Notes, depth: int) -> tuple[Component, ...]:
        outer, self.root = self.root, replace(self.root, in_rows=True)
        self.keys.append(set())
        inner = self.components(raw.get("components"), notes, depth + 1)
        self.keys.pop()
        self.root = outer
        return inner

    def words(self, raw: Raw, notes: Notes, common: dict[str, Any]) -> Text | None:
        notes.known_keys(raw, (*COMMON, "text", "strict"), "teks")
        text = notes.text(raw, "text") or ""
        if not text.startswith("="):
            try:
                return Text(**common, text=markdown(text))
            except ValueError:
                pass
        notes.refuse(
            "teks_dihitung",
            "Teks ini memuat perhitungan.",
            "Tulis teks biasa; nilai dapat disisipkan dengan {{nama_fakta}} saja.",
        )
        return None

    def button(self, raw: Raw, notes: Notes) -> None:
        notes.known_keys(raw, (*COMMON, "label", "action"), "tombol")
        if raw.get("action", "submit") == "submit":
            self.submit_label = notes.text(raw, "label") or self.submit_label


def _properties(raw: Raw, notes: Notes) -> dict[str, str]:
    found = notes.mapping(raw, "properties")
    if not all(isinstance(value, str | int | Decimal) for value in found.values()):
        notes.wrong("properties", Sentence("pasangan nama dan teks"))
    return {key: str(value) for key, value in found.items()}


def _order(leaves: tuple[Leaf, ...], notes: Notes) -> tuple[Leaf, ...]:
    """The leaves in an order in which each condition only reads what is decided already."""
    waiting = {leaf.item.key: leaf for leaf in leaves}
    order: list[Leaf] = []
    while waiting:
        ready = [leaf for leaf in waiting.values() if not (leaf.reads & waiting.keys())]
        if not ready:
            circle = ", ".join(sorted(waiting))
            notes.refuse(
                "syarat_melingkar",
                Sentence("Syarat tampil saling menunggu: %(circle)s.", circle=circle),
                "Ubah syaratnya agar tidak ada isian yang menunggu dirinya sendiri.",
            )
            return leaves
        order += ready
        for leaf in ready:
            del waiting[leaf.item.key]
    return tuple(order)
