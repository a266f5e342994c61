"""Late steps by OPD. A number about fewer than five people is never told, nor can it be found by subtraction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from webapp.domain import pengaburan
from webapp.services.work import Transaction

FEWEST: Final = pengaburan.FEWEST
"""People of a unit below which its number is not told."""


@dataclass(frozen=True)
class LateUnit:
    """An OPD: its late steps and the people whom they are about."""

    unit_id: int | None
    name: str
    steps: int
    people: int


@dataclass(frozen=True)
class LateUnits:
    """OPD with late steps, the most first. `rest` gathers small ones; None: what is left is too few to be told."""

    units: Sequence[LateUnit]
    rest: LateUnit | None
    hidden: bool


def late_units(tx: Transaction, late: Mapping[int, int]) -> LateUnits:
    """Group late steps by the OPD of the employee whom the case is about."""
    if not late:
        return LateUnits([], None, hidden=False)
    day = tx.work.organisation.day(tx.session, tx.today)
    steps: dict[int | None, int] = defaultdict(int)
    people: dict[int | None, int] = defaultdict(int)
    for subject_id, count in late.items():
        opd = day.opd(subject_id)
        steps[opd] += count
        people[opd] += 1
    found = []
    for opd, count in steps.items():
        unit = None if opd is None else day.bagan.unit(opd, tx.today)
        found.append(LateUnit(opd, "" if unit is None else unit.nama, count, people[opd]))
    return suppressed(found)


def suppressed(found: Sequence[LateUnit]) -> LateUnits:
    """Units of fewer than five people go into one line; the next smallest join them until it has five people.

    Without that, the number of a single small unit would be the difference between the sum and the others.
    """
    order = sorted(found, key=lambda one: (-one.people, -one.steps, one.name))
    shown = [one for one in order if one.people >= FEWEST]
    small = [one for one in order if one.people < FEWEST]
    while small and shown and sum(one.people for one in small) < FEWEST:
        small.append(shown.pop())
    if not small:
        return LateUnits(_most_first(shown), None, hidden=False)
    people = sum(one.people for one in small)
    if people < FEWEST:
        return LateUnits([], None, hidden=True)
    rest = LateUnit(None, "", sum(one.steps for one in small), people)
    return LateUnits(_most_first(shown), rest, hidden=False)


def _most_first(units: Sequence[LateUnit]) -> list[LateUnit]:
    return sorted(units, key=lambda one: (-one.steps, one.name))
