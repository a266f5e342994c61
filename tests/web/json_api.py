"""Every route that takes or gives JSON, described in OpenAPI: what may be sent, and which answers there are.

The description is kept by hand; `test_json_routes` finds routes that are missing here, and tries the others against it.
Pages of errors are pages (`text/html`) also where a script asks: their words are for people.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any
from uuid import UUID

from flask import Flask

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "integer"}
TRUTH: Json = {"type": "boolean"}
PAGE = ("text/html", TEXT)
REFUSED = {
    "303": PAGE,  # to the sign-in page, of what is only read
    "400": PAGE,  # without our token, or not to be read at all
    "401": ("application/json", {"type": "object"}),
    "403": PAGE,
    "404": PAGE,
    "405": PAGE,  # an address of the pages beside it
    "413": PAGE,
    "429": ("application/json", {"type": "object"}),
}
"""What every route may answer; each names the rest."""


def array(of: Json, **more: Any) -> Json:
    """A list of such."""
    return {"type": "array", "items": of, **more}


def thing(optional: Mapping[str, Json] | None = None, **parts: Json) -> Json:
    """An object that has exactly these parts, and perhaps those of `optional`."""
    return {
        "type": "object",
        "properties": {**parts, **(optional or {})},
        "required": list(parts),
        "additionalProperties": False,
    }


def said(schema: Json) -> tuple[str, Json]:
    """An answer in JSON."""
    return ("application/json", schema)


PROBLEM = thing(
    code=TEXT, element={"type": "string", "nullable": True}, message=TEXT, mend=TEXT, severity=TEXT,
    file={"type": "string", "nullable": True},
)  # fmt: skip
CONFLICT = thing(key=TEXT, label=TEXT, mine=TEXT, theirs=TEXT)
TOLD = thing(kesalahan=TEXT)
CHALLENGE = thing(tantangan=TEXT, pilihan={"type": "object"})
ITEM = {"type": "array", "minItems": 7, "maxItems": 7, "items": {}}

SAVING = {
    "200": said(thing({"merged": TEXT, "by": TEXT}, version=NUMBER, at=TEXT)),
    "409": said(thing(by={"type": "string", "nullable": True}, at=TEXT, conflicts=array(CONFLICT))),
    "415": PAGE,
    "422": said(thing(message=TEXT)),
}
CHECKING = {"200": said(thing(problems=array(PROBLEM), outcomes=array(TEXT))), "415": PAGE}
READING = {"200": said(thing(text=TEXT, version=NUMBER))}
PRESENCE = {"200": said(thing(others=array(TEXT)))}

HOSTILE = ["", "\x00", "\ud7ff\uffff", "<a/>", "{}", "[" * 2_000, "<a>" * 2_000, "1" * 5_000, "-1", "NaN"]
"""Texts beside random ones."""


def words(*known: str) -> Json:
    """A field of a form or an editor: any text, and those that mean something."""
    return {"anyOf": [TEXT, {"type": "string", "enum": [*known, *HOSTILE]}]}


def editor(text: str) -> Json:
    """What an editor's script sends to save a file."""
    chosen = {"type": "object", "additionalProperties": {"type": "string", "enum": ["saya", "mereka", "x"]}}
    version = {"type": "integer", "minimum": -2, "maximum": 2**63}
    schema = thing({"choices": chosen}, text=words(text), version=version)
    return {"application/json": {"schema": schema, "example": {"text": text, "version": 0}}}


def form(good: Mapping[str, str] | None = None, **fields: Json) -> Json:
    """An ordinary form, as our scripts send it; `good` is one that is served."""
    schema: Json = {
        "type": "object",
        "properties": fields,
        "additionalProperties": TEXT,
        "required": list(good or {}),
    }
    return {"application/x-www-form-urlencoded": {"schema": schema, "example": dict(good or {})}}


def operations(known: Mapping[str, Any]) -> dict[str, tuple[str, Json | None, Json]]:
    """By endpoint: the method, what is sent, and the answers beside those that every route has."""
    texts = known["texts"]
    text = thing(text=words(*texts.values()))
    checked = {"application/json": {"schema": text, "example": {"text": texts["diagram"]}}}
    here = {"application/json": {"schema": {"type": "object"}, "example": {}}}
    entry = {"tanggal": known["day"], "butir": known["item"], "volume": "1", "keterangan": "Menyusun laporan",
             "alasan_tanpa_rhk": "Tugas lain", "mulai": "08:00", "_permintaan": str(UUID(int=7))}  # fmt: skip
    activity = form(
        entry, tanggal=words(known["day"], "2026-13-40"), butir=words(known["item"]), mulai=words("08:00"),
        volume=words("1", "0", "1e9", "9" * 12), selesai=words("09:00"), keterangan=words("Menyusun laporan"),
        alasan_tanpa_rhk=words("Tugas lain"), alasan_terlambat=words("Lupa"), tautan=words("https://contoh.go.id"),
        rhk=words("-"), _luring=words("1"), _permintaan={"type": "string", "format": "uuid"},
    )  # fmt: skip
    signed = form({"_sandi": known["password"]}, _sandi=words(known["password"]), _kode=words("123456"))
    return {
        "activities.save": ("POST", activity, {
            "200": said(thing(tersimpan=NUMBER, menit=NUMBER, ke=TEXT)),
            "422": said(thing(salah=array(thing(kolom=TEXT, pesan=TEXT), minItems=1))),
        }),
        "activity_device.items": ("GET", None, {"200": said(thing(butir=array(ITEM)))}),
        "activity_device.token": ("GET", None, {"200": said(thing(token=TEXT, akun=NUMBER, hari=TEXT))}),
        "editors.check": ("POST", checked, CHECKING),
        "editors.content": ("GET", None, READING),
        "editors.form_check": ("POST", checked, CHECKING),
        "editors.form_content": ("GET", None, READING),
        "editors.form_present": ("POST", here, PRESENCE),
        "editors.form_save": ("PUT", editor(texts["form"]), SAVING),
        "editors.present": ("POST", here, PRESENCE),
        "editors.save": ("PUT", editor(texts["diagram"]), SAVING),
        "health.alive": ("GET", None, {"200": said(thing(status=TEXT))}),
        "health.ready": ("GET", None, dict.fromkeys(
            ("200", "503"), said(thing({"checks": array(thing(name=TEXT, ok=TRUTH, words=TEXT))}, status=TEXT)),
        )),
        "passkeys.ask_entry": ("POST", form(), {"200": said(CHALLENGE)}),
        "passkeys.ask_proof": ("POST", form(isi=words("teks")), {"200": said(CHALLENGE), "422": said(TOLD)}),
        "passkeys.ask_to_add": ("POST", signed, {"200": said(CHALLENGE), "422": said(TOLD)}),
        "single_sign_on.signed_out": ("POST", form(logout_token=words("a.b.c", "eyJhbGciOiJub25lIn0.e30.")), {
            "200": PAGE, "400": said(thing(error=TEXT)), "503": said(thing(error=TEXT)),
        }),
        "tasks.save_draft": ("POST", form(pernyataan=words("ya"), isi=words("teks")), {
            "200": said({"anyOf": [thing(tersimpan=TEXT), thing(selesai=TRUTH)]}),
        }),
    }  # fmt: skip


QUERY: Mapping[str, tuple[str, ...]] = {"passkeys.ask_proof": ("untuk",)}
"""What stands behind the question mark."""


def description(app: Flask, known: Mapping[str, Any]) -> Json:
    """The whole as an OpenAPI document. `known` has the values of this city by the names of parts of addresses."""
    paths: Json = {}
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    for endpoint, (method, body, answers) in operations(known).items():
        rule = rules[endpoint]
        path = "".join(text if not is_name else f"{{{text}}}" for is_name, text in rule._trace if text != "|")
        told: Json = {
            "operationId": endpoint,
            "parameters": [_part(name, known) for name in sorted(rule.arguments)]
            + [
                {"name": name, "in": "query", "schema": words(known["address"])}
                for name in QUERY.get(endpoint, ())
            ],
            "responses": {
                status: {"description": status, "content": {media: {"schema": schema}}}
                for status, (media, schema) in {**REFUSED, **answers}.items()
            },
        }
        for status in ("401", "403", "429"):
            told["responses"][status]["content"] |= {"text/html": {"schema": TEXT}}
            told["responses"][status]["content"] |= {"application/json": {"schema": {"type": "object"}}}
        if body is not None:
            told["requestBody"] = {"required": True, "content": body}
        paths.setdefault(path, {})[method.lower()] = told
    return {"openapi": "3.0.3", "info": {"title": "Lakon", "version": "1"}, "paths": paths}


def _part(name: str, known: Mapping[str, Any]) -> Json:
    """A part of an address: mostly what is there, at times what is not."""
    good = known[name]
    other: Json = (
        {"type": "integer", "minimum": 1} if isinstance(good[0], int) else {"type": "string", "minLength": 1}
    )
    enum = {"type": other["type"], "enum": list(good)}
    return {"name": name, "in": "path", "required": True, "schema": {"anyOf": [enum, enum, other]}}


# -- which routes there are ------------------------------------------------------------------------------------------


@cache
def _functions(module: ModuleType) -> Mapping[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(module))
    return {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}


def json_endpoints(app: Flask) -> Iterator[str]:
    """Every view that reads or answers JSON, by its own code and that of the functions of its module that it calls."""
    for endpoint, view in app.view_functions.items():
        module = inspect.getmodule(inspect.unwrap(view))
        if module is None or not module.__name__.startswith("webapp."):
            continue
        held = _functions(module)
        own = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(view)))).body[0]
        assert isinstance(own, ast.FunctionDef | ast.AsyncFunctionDef)
        if _speaks_json(own, held, set()):
            yield endpoint


def _speaks_json(function: ast.AST, held: Mapping[str, ast.FunctionDef], seen: set[str]) -> bool:
    dicts = {
        target.id
        for one in ast.walk(function)
        if isinstance(one, ast.Assign | ast.AnnAssign) and isinstance(one.value, ast.Dict)
        for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
        if isinstance(target, ast.Name)
    }
    for one in ast.walk(function):
        name = one.id if isinstance(one, ast.Name) else one.attr if isinstance(one, ast.Attribute) else ""
        if name in ("jsonify", "get_json", "is_json") or (name == "json" and _of_request(one)):
            return True
        if isinstance(one, ast.Constant) and one.value == "application/json":
            return True
        if (
            isinstance(one, ast.Return)
            and isinstance(function, ast.FunctionDef)
            and _returns_dict(one, dicts, function)
        ):
            return True
        if name in held and name not in seen:
            seen.add(name)
            if _speaks_json(held[name], held, seen):
                return True
    return False


def _of_request(one: ast.AST) -> bool:
    return isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "request"


def _returns_dict(one: ast.Return, dicts: set[str], function: ast.FunctionDef) -> bool:
    """A view that returns a dict answers JSON; a helper that does is nothing yet, so only views are decorated."""
    if not function.decorator_list:
        return False
    value = one.value.elts[0] if isinstance(one.value, ast.Tuple) and one.value.elts else one.value
    return isinstance(value, ast.Dict) or (isinstance(value, ast.Name) and value.id in dicts)
