"""Taking in what a person sent: answers that obey the form, or what to say about each of them.

Only declared, visible answers are ever returned. Hidden ones are dropped without a check, fixed ones
(readonly, disabled) are never taken from the person, and a key that the form does not declare is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from webapp.domain.sentences import Sentence
from webapp.forms.kinds import Errors
from webapp.forms.model import Form
from webapp.forms.numbers import json_number
from webapp.forms.post import Post, declared, read_post
from webapp.forms.rules import broken_rules
from webapp.forms.standing import Standing, stand


@dataclass(frozen=True)
class Answers:
    """The outcome of taking in a form.

    `values` are the visible answers by key, to be used only when there are no `errors` (sentences by path,
    such as `"bukti[0].url"`, in the order of the page). `document` is what was sent for the form's own
    keys, right or wrong, for showing the page again or keeping a draft; `hidden` are the keys that a condition hides.
    """

    values: dict[str, Any]
    errors: Errors
    document: dict[str, Any] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    @property
    def is_valid(self) -> bool:
        """Whether nothing was refused."""
        return not self.errors

    @property
    def facts(self) -> dict[str, Any]:
        """The answers as facts of a case (JSON); a hidden one is null, so that no answer of an earlier
        round survives.
        """
        return dict.fromkeys(sorted(self.hidden)) | {key: _json(value) for key, value in self.values.items()}


def load(form: Form, values: Post, facts: Mapping[str, Any] | None = None) -> Answers:
    """Take in an HTML form post; names that begin with `_` belong to the page and are left alone."""
    return load_json(form, read_post(form, values, facts or {}), facts)


def load_json(form: Form, data: object, facts: Mapping[str, Any] | None = None) -> Answers:
    """Take in a JSON document; kinds are strict (`true` is not a number, `"5"` is not one either)."""
    standing = stand(form, data, facts or {})
    hidden = frozenset(standing.hidden)
    return Answers(_values(form, standing), _errors(form, standing), declared(form, data), hidden)


def _json(value: object) -> object:
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, list):
        return [_json(part) for part in value]
    return {key: _json(part) for key, part in value.items()} if isinstance(value, dict) else value


def _values(form: Form, standing: Standing) -> dict[str, Any]:
    fixed = {path for path, instance in standing.instances.items() if instance.is_disabled}
    return {
        key: standing.context[key] for key in form.items if key not in standing.hidden and key not in fixed
    }


def _errors(form: Form, standing: Standing) -> Errors:
    errors: Errors = {}
    for instance in standing.instances.values():
        if instance.is_disabled:
            continue
        found: list[Sentence] = standing.errors.get(instance.path) or broken_rules(instance)
        if found:
            errors[instance.path] = found
    errors |= {path: found for path, found in standing.errors.items() if path not in errors}
    return dict(sorted(errors.items(), key=lambda one: _place(form, one[0])))


def _place(form: Form, path: str) -> tuple[int, int]:
    """Where an error stands on the page: by its form-level answer, unknown keys last."""
    root, _, rest = path.partition("[")
    keys = list(form.items)
    row = rest.partition("]")[0]
    return (
        keys.index(root) if root in form.items else len(keys),
        int(row) if row.isdigit() and len(row) < 6 else 0,
    )
