"""What other tools call things: whose export a file is, which role, form or mend a word of theirs stands for."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from webapp.services.people.roles import ROLES

CAMUNDA: Final = "http://camunda.org/schema/1.0/bpmn"

_TOOLS: Final = (
    (CAMUNDA, "Camunda 7"),
    ("camunda modeler", "Camunda Modeler"),
    ("signavio", "Signavio"),
    ("adonis", "ADONIS"),
    ("boc-eu", "ADONIS"),
    ("bizagi", "Bizagi"),
    ("bpmn.io", "bpmn.io"),
)
_FORM: Final = re.compile(
    r"(?:camunda-forms:(?:deployment|bpmn):|embedded:(?:app|deployment):(?:forms/)?)?([a-z][\w/]*?)(?:\.(?:html|form))?"
)
_FORM_KEY: Final = re.compile(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*")


def tool_of(text: str) -> str:
    """Whose export a file is, as far as it says."""
    exporter = re.search(r'exporter\s*=\s*"([^"]{1,80})"', text)
    head = text[:4000].lower()
    named = exporter[1].lower() if exporter else ""
    return next(
        (said for word, said in _TOOLS if word in named or word in head), exporter[1] if exporter else "lain"
    )


def role_of(words: str) -> str | None:
    """The role that is called so, by its key or its name."""
    plain = " ".join(words.split()).casefold()
    return next(
        (key for key, said in ROLES.items() if plain in (key, said.casefold(), key.replace("_", " "))), None
    )


def mend_of(what: etree.QName) -> str:
    """What to do about something of another tool that was dropped."""
    mends = {
        "assignee": "Pelaku ditentukan peran lajurnya.",
        "candidateUsers": "Pelaku ditentukan peran lajurnya.",
        "class": "Pilih operasi terdaftar.",
        "delegateExpression": "Pilih operasi terdaftar.",
        "expression": "Pilih operasi terdaftar.",
        "inputOutput": "Tulis masukan operasi di panelnya.",
        "formData": "Buat formulirnya di penyunting formulir.",
        "executionListener": "Pakai langkah otomatis.",
        "taskListener": "Pakai langkah otomatis.",
        "formKey": "Pilih formulir rilis ini.",
        "candidateGroups": "Pilih satu peran.",
        "dueDate": "Isi tenggat langkah.",
    }
    return mends.get(what.localname, "Tidak dibaca di sini.")


def form_of(value: str) -> str | None:
    """The form that a key of Camunda 7 names, if it can be one of ours."""
    found = _FORM.fullmatch(value.strip())
    form = "" if found is None else found[1].removeprefix("forms/")
    return form if _FORM_KEY.fullmatch(form) else None
