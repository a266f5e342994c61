"""The decision: a person, a right, an object. Permitted is only what the matrix says; everything else is refused.

To whom an object is nothing, it is not there (`NotFound`); who sees it and may not do this is told who may (`Denied`).
Both name the object, so that the edge keeps an event. What goes wrong while deciding refuses, too.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from webapp.operations import Actor
from webapp.services.errors import Denied, NotFound, ReasonNeeded
from webapp.services.work import Transaction
from webapp.storage.queries import TanpaKepalaDaerah

from .matrix import (
    AT_THE_BEGINNING,
    DESKS,
    LOOKING,
    MATRIX,
    OVER_OTHERS,
    WATCHED,
    Kind,
    Relation,
    Right,
    holders,
    may,
)
from .own_case import NOBODY, is_own, own_sentence
from .relations import STANDINGS
from .standing import Asker
from .watching import owner_of, watch
from .words import GENERAL, SENTENCES

log = logging.getLogger(__name__)

FAULTS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a mistake of ours in a relation looks like. It refuses, and the log has it."""

ON_SKP: Final = frozenset({Kind.EVALUATION, Kind.FEEDBACK, Kind.GIVEN})
"""Kinds whose row is the SKP itself."""

SUBJECTS: Final[Mapping[Kind, str]] = {Kind.CASE: "subject_id"}
"""Where a row says whom it is about, unless it is `pegawai_id`."""


def standing(tx: Transaction, actor: Actor, kind: Kind, row: object) -> Relation | None:
    """How a person stands to an object: the first relation of its kind that holds; None: not at all."""
    return standing_of(Asker(tx, actor), kind, row)


def standing_of(asker: Asker, kind: Kind, row: object) -> Relation | None:
    """The same for one who asks for many objects."""
    known = STANDINGS.get(kind, {})
    try:
        return next(
            (one for one in MATRIX.get(kind, {}) if one in known and known[one].holds(asker, row)), None
        )
    except TanpaKepalaDaerah:
        raise  # data lack the top of every line: told as such, and nothing is permitted
    except FAULTS:
        log.exception("policy of %s failed; refused", kind)
        return None


def allowed(tx: Transaction, actor: Actor, right: Right, kind: Kind, row: object) -> Relation:
    """The relation in which a person may do something with an object.

    Raises `NotFound` where the object is nothing to the person (None is no object, either), `Denied` where it is seen
    and this is not permitted, or is about the person; `ReasonNeeded` where an office has to say first why it looks.
    """
    number = getattr(row, "id", None)
    name = "skp" if kind in ON_SKP else kind.value
    relation = None if row is None else standing(tx, actor, kind, row)
    if (relation is None or not may(kind, relation, right)) and would_open(tx, actor, right, kind, row):
        raise ReasonNeeded(owner_of(tx, row) or 0)
    if relation is None or not (may(kind, relation, right) or may(kind, relation, Right.SEE)):
        raise NotFound(name, number)
    if not may(kind, relation, right):
        raise Denied(_sentence(kind, right), name, number)
    if right in OVER_OTHERS and is_own(actor, getattr(row, SUBJECTS.get(kind, "pegawai_id"), None)):
        raise Denied(own_sentence("kasus", actor), name, number)
    watch(tx, actor, relation, right, kind, row)
    return relation


def would_open(tx: Transaction, actor: Actor, right: Right, kind: Kind, row: object) -> bool:
    """Whether an office of this person would permit it once it had said why."""
    if row is None or not any(one in actor.peran for one in WATCHED):
        return False
    relation = standing_of(Asker(tx, actor, has_said_why=True), kind, row)
    return relation in WATCHED and relation is not None and may(kind, relation, right)


def readable(tx: Transaction, actor: Actor, right: Right, kind: Kind, row: object) -> Relation:
    """As `allowed`, for looking: to one who may not, the object is not there at all."""
    try:
        return allowed(tx, actor, right, kind, row)
    except Denied as refused:
        raise NotFound(refused.object_kind, refused.object_id) from refused


def require(actor: Actor, right: Right, desk: Kind) -> None:
    """Work of an office. Raises `Denied` to all who do not hold it."""
    if not permits(actor, right, desk):
        raise Denied(NOBODY if actor.is_nobody else _sentence(desk, right), desk.value)


def permits(actor: Actor, right: Right, desk: Kind) -> bool:
    """Whether the person holds an office that permits this."""
    if actor.is_nobody and right not in LOOKING and desk not in AT_THE_BEGINNING:
        return False
    return desk in DESKS and bool(actor.peran & holders(desk, right))


def _sentence(kind: Kind, right: Right) -> str:
    said: Mapping[Any, str] = SENTENCES
    return said.get((kind, right)) or said.get(kind) or GENERAL
