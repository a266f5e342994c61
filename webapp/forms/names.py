"""Names in the HTML post of a form that are not answers, and the ids that go with names. Standard library only."""

from __future__ import annotations

ADD = "_tambah:"
REMOVE = "_hapus:"
ROW = "_baris:"
"""Prefixes of a post's names: add a row, remove a row, and tell that a row is there though it is blank."""

PAGE_NAMES = ("csrf_token",)
"""Names without an underscore that are the page's all the same."""


def field_id(path: str) -> str:
    """The id that `components/forms.html` gives to the control of this name."""
    return "f-" + path.replace("].", "-").replace("[", "-").replace("]", "").replace(".", "-")
