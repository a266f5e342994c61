"""What the playground's pages send: chosen facts, a form, a move, a moment. Read here, judged in the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import request
from flask_babel import gettext as _

from webapp.domain.sentences import in_a_row
from webapp.forms import change_rows, load
from webapp.forms.names import ADD, REMOVE
from webapp.services.workshop.choices import written
from webapp.services.workshop.facts import Offers
from webapp.services.workshop.moves import Move
from webapp.services.workshop.playground import Opened
from webapp.services.workshop.walks import MoveRefused
from webapp.web.form_page import own

from .playground_fields import FACT
from .playground_view import Typed

Post = dict[str, list[str]]


def chosen_facts(offers: Offers) -> dict[str, Any]:
    """What was chosen of what may be chosen. Raises `MoveRefused` with sentences."""
    post = request.form.to_dict(flat=False)
    facts: dict[str, Any] = {}
    sent = [name.removeprefix(FACT) for name in post if name.startswith(FACT)]
    strange = [name[:80] for name in sent if name not in offers]
    said = [_("Fakta '%(name)s' tidak dikenal langkah ini.", name=name) for name in strange]
    for name, offer in offers.items():
        if f"{FACT}{name}" in post or offer.elements is not None:
            try:
                facts[name] = written(name, offer, post.get(f"{FACT}{name}", []))
            except ValueError as error:
                said.append(error.args[0])
    if said:
        raise MoveRefused(in_a_row(said[:5]))
    return facts


def posted() -> Post:
    """What was posted: each name with its values."""
    return request.form.to_dict(flat=False)


def number(name: str) -> int:
    """A number that was posted; -1 where there is none."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def typed(opened: Opened) -> Typed | None:
    """What was filled into the form of a person's step; a button for a row more or less sends nothing yet."""
    step = opened.walk.run.step(request.form.get("_langkah", ""))
    form = None if step is None else opened.ground.bundle.forms.get(step.element.form or "")
    if form is None or request.form.get("_aksi", "kerjakan") not in ("kerjakan", ""):
        return None
    post, facts = own(posted()), opened.walk.run.facts
    if any(name.startswith((ADD, REMOVE)) for name in request.form):
        changed = change_rows(form, post, facts)
        return Typed(changed or {}, {}, rows_changed=True)
    return Typed(load(form, post, facts).document, {})


def move(opened: Opened, do: str, typed: Typed | None) -> Move:
    """The move that was posted. Raises `MoveRefused`."""
    if do == "majukan":
        return Move("majukan", at=moment(opened))
    step = opened.walk.run.step(request.form.get("_langkah", ""))
    kinds: Mapping[str, Any] = {"human": "kerjakan", "automatic": "operasi", "message": "pesan"}
    if step is None or step.kind not in kinds:
        raise MoveRefused(_("Langkah itu tidak terbuka lagi. Lihat keadaannya sekarang."))
    facts = chosen_facts(opened.ground.ready.of(step))
    return Move(kinds[step.kind], step.key, facts=facts, form=None if typed is None else typed.document)


def moment(opened: Opened) -> datetime:
    """To when the clock is to be turned: the next due time, or some days ahead."""
    if "_berikut" in request.form:
        due = opened.walk.next_due
        if due is None:
            raise MoveRefused(_("Tidak ada tenggat yang menunggu."))
        return max(due, opened.walk.clock + timedelta(minutes=1))
    days = number("_hari")
    if not 1 <= days <= 3_650:
        raise MoveRefused(_("Tulis berapa hari jam dimajukan, 1 sampai 3.650."))
    return opened.walk.clock + timedelta(days=days)
