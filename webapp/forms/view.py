"""What the page shows of a form: plain values for the macros in `templates/forms/`, every decision already
taken.

Conditions, choices, texts and names are worked out here; a template only writes HTML. Nothing here knows
Flask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from webapp.domain.sentences import Sentence


@dataclass(frozen=True, kw_only=True)
class ChoiceView:
    """One choice: what it posts and what it says (the names are those that `components/forms.html` reads)."""

    value: str
    text: str
    hint: str | None = None
    disabled: bool = False


@dataclass(frozen=True, kw_only=True)
class NodeView:
    """Something on the page: `kind` is field, text, separator, group or list; `columns` its width out of
    16.
    """

    kind: str
    columns: int | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FieldView(NodeView):
    """An input with everything that its macro writes.

    `control` is input, textarea, select, radios, checkboxes or checkbox; `chosen` are the values of several
    choices. `decides` says that another part of the form depends on this answer.
    """

    control: str
    name: str
    label: Markup
    hint: Markup | None
    value: str
    chosen: tuple[str, ...]
    choices: tuple[ChoiceView, ...]
    errors: tuple[Sentence, ...]
    is_required: bool
    is_readonly: bool
    is_disabled: bool
    decides: bool
    input_type: str
    input_mode: str | None
    autocomplete: str | None
    width: str | None
    step: int | None
    prefix: Markup | None
    suffix: Markup | None


@dataclass(frozen=True, kw_only=True)
class TextView(NodeView):
    """Words for the reader, as safe HTML."""

    html: Markup


@dataclass(frozen=True, kw_only=True)
class RowView:
    """Parts that stand side by side on wide screens, below each other on phones."""

    nodes: tuple[NodeView, ...]


@dataclass(frozen=True, kw_only=True)
class GroupView(NodeView):
    """Parts under one heading."""

    label: Markup | None
    rows: tuple[RowView, ...]


@dataclass(frozen=True, kw_only=True)
class ItemView:
    """One row of a repeated list: its number from 1, and the names of its mark and of the button that
    removes it.
    """

    number: int
    id: str
    rows: tuple[RowView, ...]
    mark_name: str
    remove_name: str


@dataclass(frozen=True, kw_only=True)
class ListView(NodeView):
    """A repeated list, with the name of the button that adds a row."""

    id: str
    label: Markup | None
    items: tuple[ItemView, ...]
    errors: tuple[Sentence, ...]
    may_change: bool
    add_name: str


@dataclass(frozen=True, kw_only=True)
class ErrorView:
    """One line of the error summary: the field it leads to (None for what is not on the page), whose it is,
    what it says.
    """

    field: str | None
    label: Markup | None
    row: int | None  # number of the row it stands in, from 1
    message: Sentence


@dataclass(frozen=True, kw_only=True)
class FormView:
    """The whole form: its rows, the error summary in the order of the page, and the label of its button."""

    key: str
    rows: tuple[RowView, ...]
    errors: tuple[ErrorView, ...]
    submit_label: str | None
    has_lists: bool
