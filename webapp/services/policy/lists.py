"""Lists by the same policy: which rows a person may see, as one condition of the list's own query.

The condition is built of the relations that `decide` asks one by one, in the same order; no row is asked alone.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, not_, or_

from webapp.operations import Actor
from webapp.services.work import Transaction

from .matrix import MATRIX, Kind, Right, may
from .relations import STANDINGS
from .standing import Asker


def visible(tx: Transaction, actor: Actor, right: Right, kind: Kind) -> ColumnElement[bool]:
    """The rows of a kind with which this person may do something; of an unknown kind none."""
    asker, found = Asker(tx, actor), false()
    before: list[ColumnElement[bool]] = []
    for relation in MATRIX.get(kind, {}):
        here = STANDINGS[kind][relation].where(asker)
        if may(kind, relation, right):
            found = or_(found, and_(here, not_(or_(false(), *before))))  # type: ignore[assignment]
        else:
            before.append(here)
    return found
