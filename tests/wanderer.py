"""Somebody who wanders through processes in memory: fills the real forms so that they are accepted, and goes on.

`pick` chooses from a list: a seeded random generator's or a Hypothesis strategy's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from webapp.engine import Step
from webapp.forms import Field, Form, load_json
from webapp.forms.model import Rows
from webapp.services.workshop.choices import Choices
from webapp.services.workshop.moves import Move
from webapp.services.workshop.walks import ZONE, MoveRefused, Walk, play

Pick = Callable[[Sequence[Any]], Any]

BEGIN = datetime(2026, 1, 5, 8, 0, tzinfo=ZONE)
SENTENCE = "Sudah diperiksa bersama dan sesuai dengan bukti yang ada."
TRIES: tuple[Any, ...] = (
    SENTENCE, "Sesuai bukti.", "Ya", "2026-02-03", "2026-03-02T09:00", "09:00", "1", "12", 1, 5, 30, True,
    "a@contoh.go.id", "https://contoh.go.id/bukti", "199001012015031001", "08123456789", ["satu"],
)  # fmt: skip
_PART = re.compile(r"([a-z][a-z0-9_]*)(?:\[(\d+)\])?")


def filled(
    form: Form, facts: Mapping[str, Any], pick: Pick, given: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Answers that the form takes, those that are given among them; where a choice is free, `pick` makes it."""
    document: dict[str, Any] = {}
    for item in form.items.values():
        document[item.key] = (given or {}).get(item.key) or _first(form, item, pick)
    document = {key: value for key, value in document.items() if value is not None}
    for _ in range(4):
        answers = load_json(form, document, facts)
        if not answers.errors:
            return {key: value for key, value in document.items() if key not in answers.hidden}
        for path in answers.errors:
            _mend(form, document, facts, path)
    raise AssertionError(f"{form.key}: {answers.errors}")


def _first(form: Form, item: Field | Rows, pick: Pick) -> Any:
    if isinstance(item, Rows):
        return [{one.item.key: SENTENCE for one in item.leaves}] * max(item.repetitions, 1)
    values = form.facts[item.key]
    if values is not None:
        return _plain(pick(values))
    if item.options:
        return [_plain(option.value) for option in item.options[:1]]
    return SENTENCE if item.required else None


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | bool) else int(value)


def _mend(form: Form, document: dict[str, Any], facts: Mapping[str, Any], path: str) -> None:
    """Try what might do at the place of an error, and leave it out at last."""
    listed = [_plain(value) for value in form.facts.get(path) or () if value is not None]
    for value in (*listed, *TRIES, None):
        _put(document, path, value)
        if path not in load_json(form, document, facts).errors:
            return


def _put(document: dict[str, Any], path: str, value: Any) -> None:
    place: Any = document
    *around, last = _PART.findall(path)
    for key, index in around:
        place = place[key][int(index)] if index else place[key]
    if value is None:
        place.pop(last[0], None)
    else:
        place[last[0]] = value


def moves_ahead(walk: Walk, pick: Pick) -> Iterator[Move]:
    """A move for each thing that may happen next, its answers picked."""
    steps = [walk.pending] if walk.pending is not None else list(walk.run.open)
    for step in steps:
        if step.kind != "timer":
            yield answered(walk, step, pick)
    if walk.pending is None and walk.next_due is not None:
        yield Move("majukan", at=max(walk.next_due, walk.clock + timedelta(minutes=1)))


def answered(walk: Walk, step: Step, pick: Pick) -> Move:
    """An answer to an open step."""
    choices = walk.choices
    offers = choices.of(step)
    facts = {
        name: _chosen(walk, name, pick(list(choices.values(name, offer)))) for name, offer in offers.items()
    }
    form = choices.bundle.forms.get(step.element.form or "")
    document = None if form is None else filled(form, walk.run.facts, pick)
    do: Any = {"human": "kerjakan", "automatic": "operasi", "message": "pesan"}[step.kind]
    return Move(do, step.key, facts=facts, form=document)


def _chosen(walk: Walk, name: str, value: Any) -> Any:
    """What is a day that something waits for lies ahead of the clock."""
    is_day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    return (walk.clock + timedelta(days=14)).date().isoformat() if is_day else value


def begun(choices: Choices, process_id: str) -> Walk:
    """A walk that has just started, with the facts that are proposed."""
    facts = choices.all_proposed(choices.at_start(process_id), BEGIN)
    return play(choices, process_id, [Move("mulai", at=BEGIN, facts=facts)])


def wander(choices: Choices, process_id: str, pick: Pick, most: int = 40) -> Walk:
    """A walk of at most so many moves."""
    walk = begun(choices, process_id)
    while len(walk.moves) < most and not walk.run.is_completed:
        ahead = list(moves_ahead(walk, pick))
        if not ahead:
            break
        moves = [*walk.moves, pick(ahead)]
        try:
            walk.do(moves[-1])
        except MoveRefused:
            return play(choices, process_id, moves[:-1])
    return walk
