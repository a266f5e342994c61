"""Facts to choose, as the playground's pages show them: a list where the values are known, else a line to write."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

from webapp.services.workshop.choices import Choices, is_listed
from webapp.services.workshop.facts import Offer, Offers

FACT: Final = "_fakta."
"""With what the names of chosen facts begin: a form's own names never begin so."""


@dataclass(frozen=True)
class FactField:
    """A fact to choose: `options` are (value as JSON, words) where they are listed, else a text is written."""

    name: str
    label: str
    options: Sequence[Mapping[str, str]]
    value: str
    chosen: Sequence[str] = ()
    several: bool = False
    numeric: bool = False


def fields(choices: Choices, offers: Offers, clock: Any, typed: Any = None) -> list[FactField]:
    """The facts that may be chosen, with a value proposed for each."""
    return [_field(choices, name, offer, clock, typed) for name, offer in offers.items()]


def _field(choices: Choices, name: str, offer: Offer, clock: Any, typed: Any) -> FactField:
    key, value = f"{FACT}{name}", choices.proposed(name, offer, clock)
    if is_listed(offer):
        values = list(dict.fromkeys(json.dumps(one) for one in choices.values(name, offer)))
        options = [{"value": one, "text": words_of(json.loads(one))} for one in values]
        held = typed.get(key) if typed else None
        return FactField(key, name, options, held if held is not None else json.dumps(value))
    if offer.kind == "list" and offer.elements is not None:
        options = [{"value": str(one), "text": str(one)} for one in offer.elements]
        chosen = typed.getlist(key) if typed else [str(one) for one in value or ()]
        return FactField(key, name, options, "", chosen, several=True)
    held = typed.get(key) if typed else None
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return FactField(key, name, (), held if held is not None else text, numeric=offer.kind == "number")


def words_of(value: Any) -> str:
    """A fact's value in words."""
    if value is None:
        return _("(tidak diisi)")
    if isinstance(value, bool):
        return _("ya (benar)") if value else _("tidak (salah)")
    if isinstance(value, list):
        return ", ".join(words_of(one) for one in value) or _("(kosong)")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
