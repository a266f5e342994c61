"""Doing it, judging it, undoing it; and the table of what was found by what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from tests.kota import Kota
from webapp.evidence import Book, Broken, check, check_chain
from webapp.services.evidence.streams import DatabaseEvidence
from webapp.services.work import Transaction

from .kinds import KINDS, Meddle
from .world import as_superuser

SHARES: Final = {"journal": 200, "audit log": 150, "pay": 150}
"""Of 500 of each kind."""
TENTH: Final = {"journal": 20, "audit log": 15, "pay": 15}


@dataclass(frozen=True)
class Row:
    """A kind of meddling with one thing: how often it was done, and what found it."""

    kind: str
    where: str
    done: int
    by_chain: int
    by_seals: int


def run(city: Kota, book: Book, shares: dict[str, int], seed: int, said: Callable[[Row], None]) -> list[Row]:
    """Every kind as often as asked for, each in a transaction that is undone."""
    rows = []
    for kind, targets in KINDS.items():
        for where, meddle in targets.items():
            luck = Random(f"{seed}:{kind}:{where}")
            found = [_once(city, book, meddle, luck) for _time in range(shares[where])]
            row = Row(kind, where, len(found), sum(one for one, _ in found), sum(two for _, two in found))
            rows.append(row)
            said(row)
    return rows


def _once(city: Kota, book: Book, meddle: Meddle, luck: Random) -> tuple[bool, bool]:
    """Whether the chain alone finds it, and whether chain and seals do."""
    with as_superuser(city) as session:
        meddle(session, luck)
        evidence = DatabaseEvidence(Transaction(city.work, session))
        return _finds(lambda: check_chain(evidence)), _finds(lambda: check(evidence, book))


def _finds(judge: Callable[[], object]) -> bool:
    try:
        judge()
    except Broken:
        return True
    return False


def is_whole(city: Kota, book: Book) -> bool:
    """Whether nothing is found where nobody meddled."""
    with as_superuser(city) as session:
        return not _finds(lambda: check(_evidence(city, session), book))


def _evidence(city: Kota, session: Session) -> DatabaseEvidence:
    return DatabaseEvidence(Transaction(city.work, session))


def table(rows: Sequence[Row]) -> str:
    """The table, in Markdown."""
    lines = ["| tampering | on | done | chain alone | with seals |", "|---|---|--:|--:|--:|"]
    lines += [f"| {one.kind} | {one.where} | {one.done} | {one.by_chain} | {one.by_seals} |" for one in rows]
    done, chain, seals = (
        sum(getattr(one, name) for one in rows) for name in ("done", "by_chain", "by_seals")
    )
    return "\n".join([*lines, f"| **all** | | **{done}** | **{chain}** | **{seals}** |"])
