"""What a workspace page promises to the task page that shows it, and how all of them read a post.

A post is taken strictly: its names are declared, one by one, before a value is looked at. A name with dots is a path,
and is the same path by which rules point at the field, so a finding needs no translation to reach its control.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from webapp.domain.sentences import Sentence
from webapp.forms import FormView
from webapp.forms.messages import NOT_OPTION, NOT_STORABLE, UNKNOWN_KEY, too_long
from webapp.forms.names import field_id
from webapp.services.errors import InvalidAnswers
from webapp.services.process.tasks import TaskView
from webapp.services.work import Transaction
from webapp.web.language import say

Post = Mapping[str, list[str]]
Errors = Mapping[str, Sequence[str]]
Line = dict[str, str | None]
"""A line of an error summary, as the macro `error_summary` reads it: `field` and `text`."""

MAX_TEXT = 4_000
"""Characters that one field may hold while it is a draft; what may be submitted is for the rules to say."""


class ShowAgain(Exception):
    """The post is no answer but a change of the page; show it again with these values."""

    def __init__(self, values: Post) -> None:
        super().__init__("show the page again")
        self.values = values


@dataclass(frozen=True)
class WorkspacePage:
    """One page. `show(task, values, errors)` gives HTML: `values` is what was posted and could not be accepted, None
    when the page is opened (a draft or the record fills it then). `submit(task, post)` gives the answers; it raises
    `InvalidAnswers`, or `ShowAgain`. `form(task, post)` is, where the page holds a form, how that form looks for the
    answers so far, unchecked. `keep(post)` is, where the page takes files, what stores them inside the step's own
    transaction once it is known who signs; it gives the answers that come of them and raises `Refused`.
    """

    show: Callable[[TaskView, Post | None, Errors], str]
    submit: Callable[[TaskView, Post], Mapping[str, Any]]
    form: Callable[[TaskView, Post], FormView] | None = None
    keep: Callable[[Post], Callable[[Transaction], Mapping[str, Any]]] | None = None


class Text(fields.String):
    """Words as people type them: line ends of one kind, no blanks around, nothing the database cannot hold."""

    def __init__(self, limit: int = MAX_TEXT, **kwargs: Any) -> None:
        error = say(too_long(limit))
        super().__init__(validate=validate.Length(max=limit, error=error), load_default="", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs))
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
            raise ValidationError(say(NOT_STORABLE))
        return text


def choice(values: Sequence[str], *, empty: bool = False) -> fields.String:
    """One of a few values; `empty` also takes a field that was left alone."""
    allowed = [*values, ""] if empty else list(values)
    return fields.String(
        validate=validate.OneOf(allowed, error=say(NOT_OPTION)), load_default=allowed[-1 if empty else 0]
    )


def take(post: Post, declared: Mapping[str, fields.Field[Any]]) -> dict[str, Any]:
    """The declared names of a post, nested at their dots. Raises `InvalidAnswers` for all that is wrong with it."""
    schema = Schema.from_dict(dict(declared))(unknown=RAISE)
    schema.error_messages["unknown"] = say(UNKNOWN_KEY)
    sent = {name: texts[-1] if texts else "" for name, texts in answers_of(post).items()}
    try:
        taken = schema.load(sent)
    except ValidationError as error:
        raise InvalidAnswers(_sentences(error.messages), post) from error
    return dict(taken)


def _sentences(messages: object) -> dict[str, list[str]]:
    assert isinstance(messages, dict)
    return {str(name): [str(one) for one in said] for name, said in messages.items()}


def answers_of(post: Post) -> dict[str, list[str]]:
    """A post without the names that belong to the page."""
    return {
        name: list(texts) for name, texts in post.items() if not name.startswith("_") and name != "csrf_token"
    }


def first(post: Post, name: str) -> str:
    """The one value of a name, empty when it was not sent."""
    return (post.get(name) or [""])[-1]


def messages(errors: Errors) -> dict[str, list[Sentence]]:
    """Sentences of rules as a form shows its own."""
    return {
        path: [one if isinstance(one, Sentence) else Sentence.of_author(one) for one in said]
        for path, said in errors.items()
    }


def said(errors: Errors) -> dict[str, list[str]]:
    """What is wrong, in the reader's language."""
    return {path: [say(one) for one in sentences] for path, sentences in errors.items()}


def summary(errors: Errors) -> list[Line]:
    """The lines of an error summary, each leading to the control of its path, if the page has one."""
    return [
        {"field": None, "text": f"{path}: {text}"}
        if text == say(UNKNOWN_KEY)
        else {"field": path or None, "text": text}
        for path, said in errors.items()
        for text in said
    ]


def form_summary(view: FormView, errors: Errors) -> list[Line]:
    """The same for a page that holds a form: the form's own lines begin with the label of their field."""
    own: list[Line] = [
        {"field": error.field, "text": f"{_plain(error.label)}: {say(error.message)}"}
        for error in view.errors
        if error.field
    ]
    named = {error.field for error in view.errors}
    return own + summary({path: said for path, said in errors.items() if path not in named})


def _plain(label: Markup | None) -> str:
    return "" if label is None else label.striptags()


def anchor(letak: str) -> str:
    """The fragment that leads to the control of this path."""
    return "#" + field_id(letak)
