"""Who asks, and the questions about people that relations are made of: each answered by the organisation of today.

Everything about people comes from the organisation and the registry at the case's day; nothing from a form, a diagram
or the request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, false, true

from webapp.domain.penilai import Penilai, PenilaiHasil
from webapp.operations import Actor
from webapp.services.activities.verifying import may_verify
from webapp.services.people.assignments import Desk, Place, helped, holder, holds, subjects
from webapp.services.people.organisation import OrganisationDay
from webapp.services.work import Transaction
from webapp.storage.base import among

from .matrix import Kind, Relation
from .watching import needs_reason, open_reasons


@dataclass
class Asker:
    """A person who asks for something in a transaction. Answers are kept after the first question.

    `has_said_why`: as if every reason that an office has to give were given.
    """

    tx: Transaction
    actor: Actor
    has_said_why: bool = False
    known: dict[tuple[Kind, int], Relation | None] = field(default_factory=dict)
    conditions: dict[Relation, ColumnElement[bool]] = field(default_factory=dict)
    reasons: dict[Relation, frozenset[int] | None] = field(default_factory=dict)

    @cached_property
    def desk(self) -> Desk:
        """The organisation as this transaction sees it."""
        return Desk(self.tx)

    @property
    def day(self) -> OrganisationDay:
        """The organisation of today."""
        return self.desk.today

    def has_office(self, office: Relation) -> bool:
        """Whether the account holds an office."""
        return office.value in self.actor.peran

    def opened(self, office: Relation) -> frozenset[int] | None:
        """The employees whose documents an office has given a reason to open; None: it needs none."""
        if self.has_said_why or self.tx.is_batch:
            return None
        if office not in self.reasons:
            needed = needs_reason(self.tx, office)
            self.reasons[office] = open_reasons(self.tx, self.actor) if needed else None
        return self.reasons[office]

    def is_person(self, *people: int | None) -> bool:
        """Whether the actor is one of these employees."""
        return self.actor.pegawai_id is not None and self.actor.pegawai_id in people

    def is_found(self, hasil: PenilaiHasil) -> bool:
        """Whether the actor is whom the rules have found; the Kepala Daerah is no employee."""
        if not isinstance(hasil, Penilai):
            return False
        if hasil.penilai_id is None:
            return self.actor.pihak_luar_id is not None
        return self.actor.pegawai_id == hasil.penilai_id

    def evaluates(self, pegawai_id: int) -> bool:
        """Whether the actor evaluates an employee today, in every matter that no mandate names."""
        return self.is_found(self.day.penilai(pegawai_id))

    def stands_above(self, pegawai_id: int) -> bool:
        """Whether the actor is the superior of an employee's evaluator."""
        return self.is_found(self.day.atasan_penilai(pegawai_id))

    def stands_in_above(self, pegawai_id: int) -> bool:
        """The same, the Pejabat yang Berwenang included where an evaluator has no superior; never oneself."""
        held = holder(self.desk, Place("atasan_penilai", pegawai_id))
        return held is not None and not self.is_person(pegawai_id) and holds(self.desk, self.actor, held)

    def verifies(self, pegawai_id: int, on: date) -> bool:
        """Whether the actor verifies an employee's daily work of a day."""
        return may_verify(self.desk, self.actor, pegawai_id, on)

    @cached_property
    def evaluated(self) -> frozenset[int]:
        """Whom the actor evaluates in any matter."""
        return frozenset(subjects(self.day, self.actor))

    @cached_property
    def wholly_evaluated(self) -> frozenset[int]:
        """Whom the actor evaluates in every matter that no mandate names."""
        if not self.day.has_scopes:
            return self.evaluated
        return frozenset(one for one in self.evaluated if self.evaluates(one))

    @cached_property
    def below(self) -> frozenset[int]:
        """Above whose evaluator the actor stands."""
        if self.actor.pihak_luar_id is None and self.actor.pegawai_id is None:
            return frozenset()
        return frozenset(self.day.di_atas_oleh.get(self.actor.pegawai_id, ()))

    @cached_property
    def helped(self) -> frozenset[int]:
        """The people of the OPD in which the actor manages performance."""
        return helped(self.day, self.actor)


@dataclass(frozen=True)
class Standing:
    """How one relation of a kind is found: of a row, and (where lists of the kind exist) as a condition of a query."""

    holds: Callable[[Asker, Any], bool]
    where: Callable[[Asker], ColumnElement[bool]] = lambda _asker: false()


def office(relation: Relation) -> Standing:
    """A relation that is an office."""
    return Standing(
        lambda asker, _row: asker.has_office(relation),
        lambda asker: true() if asker.has_office(relation) else false(),
    )


def office_with_reason(relation: Relation, column: Any) -> Standing:
    """An office whose holder opens content: of everybody, or of those for whom a reason was given. `column`: whose."""

    def holds(asker: Asker, row: Any) -> bool:
        if not asker.has_office(relation):
            return False
        opened = asker.opened(relation)
        return opened is None or row.pegawai_id in opened

    def where(asker: Asker) -> ColumnElement[bool]:
        if not asker.has_office(relation):
            return false()
        opened = asker.opened(relation)
        return true() if opened is None else among(column, opened)

    return Standing(holds, where)


def any_office(*relations: Relation) -> Standing:
    """A relation that one of several offices gives."""
    return Standing(
        lambda asker, _row: any(asker.has_office(one) for one in relations),
        lambda asker: true() if any(asker.has_office(one) for one in relations) else false(),
    )
