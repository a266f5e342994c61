"""Forms for tests, valid by default: a test writes only what it is about."""

from __future__ import annotations

import json
from typing import Any

from webapp.forms import Form, Problem, check_form, read_form

Json = dict[str, Any]


def a_component(kind: str, key: str, **properties: Any) -> Json:
    """A component of this type; `hide` and `rules` are short for the nested properties."""
    component: Json = {"type": kind, "id": f"id_{key}", "key": key, "label": key.capitalize()}
    if "hide" in properties:
        component["conditional"] = {"hide": properties.pop("hide")}
    if "rules" in properties:
        component["validate"] = properties.pop("rules")
    if kind in ("radio", "select", "checklist", "taglist") and "valuesKey" not in properties:
        properties.setdefault("values", [{"label": "Satu", "value": "a"}, {"label": "Dua", "value": "b"}])
    return component | properties


def a_list(key: str, *components: Json, **properties: Any) -> Json:
    """A repeated list of these components."""
    component: Json = {"type": "dynamiclist", "id": f"id_{key}", "path": key, "label": key.capitalize()}
    if "hide" in properties:
        component["conditional"] = {"hide": properties.pop("hide")}
    return component | {"components": list(components)} | properties


def a_schema(*components: Json, **properties: Any) -> str:
    """A form-js schema with these components, as JSON."""
    return json.dumps(
        {"schemaVersion": 19, "type": "default", "id": "uji", "components": components} | properties
    )


def a_form(*components: Json, **properties: Any) -> Form:
    """The form with these components, read."""
    return read_form(a_schema(*components, **properties), "uji/uji")


def the_problems(*components: Json, **properties: Any) -> list[Problem]:
    """What is said about a form with these components."""
    return check_form(a_schema(*components, **properties), "uji/uji")


def codes(*components: Json, **properties: Any) -> set[str]:
    """The kinds of problems of a form with these components."""
    return {problem.code for problem in the_problems(*components, **properties)}
