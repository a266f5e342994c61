"""The cases of an impact one by one: a page of them, or all as a file.

Of a case its number, process, steps and OPD are told; never a name, and of a confidential matter not even the OPD.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from webapp.operations import Actor
from webapp.services.exports import Line, as_csv
from webapp.services.policy.relations import CONFIDENTIAL
from webapp.services.work import Transaction
from webapp.storage.impact import CaseVerdict, ImpactCase
from webapp.storage.process import ProcessCase, Release

from .impact_results import Places, Result, result

PAGE: Final = 50
HEADER: Final = (
    "kasus",
    "proses",
    "rilis",
    "hasil",
    "langkah_sekarang",
    "langkah_nanti",
    "perangkat_daerah",
    "sebab",
)


@dataclass(frozen=True)
class CaseLine:
    """One case. `opd` is empty where it is not told."""

    case_id: int
    process_id: str
    from_release: int
    verdict: CaseVerdict
    here: Places
    there: Places
    opd: str
    reason: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """Which cases are listed; None leaves nothing out."""

    verdict: CaseVerdict | None = None
    process_id: str | None = None
    code: str | None = None

    def conditions(self, impact_id: int) -> list[ColumnElement[bool]]:
        """As conditions on `ImpactCase`."""
        found = [ImpactCase.impact_id == impact_id]
        found += [] if self.verdict is None else [ImpactCase.verdict == self.verdict]
        found += [] if self.process_id is None else [ImpactCase.process_id == self.process_id]
        return found + ([] if self.code is None else [ImpactCase.code == self.code])


def cases(found: Result, asked: Asked, page: int) -> tuple[list[CaseLine], int]:
    """One page of the cases, and how many there are."""
    where = asked.conditions(found.row.id)
    total = found.tx.session.scalars(select(func.count()).select_from(ImpactCase).where(*where)).one()
    return list(_lines(found, where, (page - 1) * PAGE, PAGE)), total


def _lines(
    found: Result, where: Sequence[ColumnElement[bool]], skip: int, limit: int | None
) -> Iterator[CaseLine]:
    tx = found.tx
    day = tx.work.organisation.day(tx.session, tx.today)
    query = (
        select(ImpactCase, ProcessCase.subject_id, ProcessCase.document_kind, Release.number)
        .join(ProcessCase, ProcessCase.id == ImpactCase.case_id)
        .join(Release, Release.id == ImpactCase.from_release_id)
        .where(*where)
        .order_by(ImpactCase.case_id)
        .offset(skip)
        .limit(limit)
    )
    for row, subject_id, kind, number in tx.session.execute(query):
        opd = None if kind in CONFIDENTIAL else day.opd(subject_id)
        unit = None if opd is None else day.bagan.unit(opd, tx.today)
        yield CaseLine(
            row.case_id, row.process_id, number, row.verdict, row.here, row.there, "" if unit is None else unit.nama,
            row.reason, row.detail,
        )  # fmt: skip


def as_file(
    tx: Transaction, actor: Actor, impact_id: int, asked: Asked, words: Mapping[CaseVerdict, str]
) -> bytes:
    """All the cases as CSV."""
    found = result(tx, actor, impact_id)

    def lines() -> Iterator[Line]:
        for one in _lines(found, asked.conditions(impact_id), 0, None):
            here, there = (
                ", ".join(found.name(place) for place in places) for places in (one.here, one.there)
            )
            yield (
                one.case_id, found.process_name(one.process_id), one.from_release, words[one.verdict], here, there,
                one.opd, one.reason,
            )  # fmt: skip

    return as_csv(HEADER, lines())
