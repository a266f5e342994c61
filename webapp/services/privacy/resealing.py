"""Replacing the key of confidential texts: what an older key sealed is opened and sealed by the newest one.

Afterwards the older key may go. What no key opens is named and left as it is; running it again is harmless. Every
column of sealed bytes stands here (`SEALED`), and a test holds the list against the schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select, text

from webapp.services.identity import totp
from webapp.services.process import draft_seal
from webapp.services.work import Transaction, Work
from webapp.storage.base import Base
from webapp.storage.faktor import Totp
from webapp.storage.pembinaan import (
    CatatanKonseling,
    Konseling,
    LaporanKonseling,
    untuk_catatan,
    untuk_laporan,
    untuk_tempat,
)
from webapp.storage.process import Draft
from webapp.storage.segel import TidakTerbuka


@dataclass(frozen=True)
class Column:
    """A column of sealed bytes, and what a row of it is bound to."""

    model: type[Base]
    name: str
    bound_to: Callable[[Any], str]


SEALED: Final = (
    Column(Konseling, "tempat", lambda row: untuk_tempat(row.id)),
    Column(CatatanKonseling, "isi", lambda row: untuk_catatan(row.konseling_id, row.nomor)),
    Column(LaporanKonseling, "isi", lambda row: untuk_laporan(row.konseling_id)),
    Column(Totp, "rahasia", lambda row: totp.bound_to(row.akun_id)),
)
"""Beside them, drafts of confidential steps (`services.process.draft_seal`)."""


@dataclass
class Resealed:
    """How many texts were sealed anew, how many were so already, and which rows nothing opens."""

    sealed: int = 0
    kept: int = 0
    unreadable: list[str] = field(default_factory=list)


def reseal(work: Work) -> Resealed:
    """Seal everything by the first key. One transaction: a stop in between changes nothing."""
    done = Resealed()
    with work.transaction() as tx:
        tx.session.execute(text("SELECT set_config('lakon.segel', 'ulang', true)"))
        for column in SEALED:
            _column(tx, column, done)
        _drafts(tx, done)
        tx.session.flush()
    return done


def _column(tx: Transaction, column: Column, done: Resealed) -> None:
    for row in _rows(tx, column.model):
        body: bytes | None = getattr(row, column.name)
        if body is None:
            continue
        if tx.work.segel.terbaru(body):
            done.kept += 1
            continue
        bound = column.bound_to(row)
        try:
            said = tx.work.segel.buka(body, bound)
        except TidakTerbuka:
            done.unreadable.append(bound)
            continue
        setattr(row, column.name, tx.work.segel.tutup(said, bound))
        done.sealed += 1


def _drafts(tx: Transaction, done: Resealed) -> None:
    for row in tx.session.scalars(
        select(Draft).where(Draft.values.has_key(draft_seal.SEALED)).with_for_update()
    ):
        if tx.work.segel.terbaru(bytes.fromhex(row.values[draft_seal.SEALED][0])):
            done.kept += 1
            continue
        values = draft_seal.opened(tx, row)
        if values is None:
            done.unreadable.append(f"draf:{row.case_id}:{row.key}")
            continue
        row.values = draft_seal.sealed(tx, row.case_id, row.key, row.akun_id, dict(values))
        done.sealed += 1


def _rows(tx: Transaction, model: type[Base]) -> Iterator[Any]:
    return iter(tx.session.scalars(select(model).with_for_update()))
