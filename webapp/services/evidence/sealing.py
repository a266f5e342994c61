"""Making a seal: the heads that moved and the rows that came since the last one, read in one snapshot.

Nothing is locked and no row of another is touched, so nobody waits for a seal. A row that a slower transaction commits
later is found by its number, which the seal before names as missing. A seal takes a bounded share: what is left over
is taken by the next one, made at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from webapp.evidence import Head, Key, LogPart, sign
from webapp.evidence.merkle import root
from webapp.evidence.seals import FIRST, about_case, case_leaf
from webapp.evidence.seals import Seal as Sealed
from webapp.services.work import Transaction, Work
from webapp.storage.catatan import LOGS, in_one_snapshot
from webapp.storage.meterai import Seal, SealGap, SealHead

from .delivery import ask
from .digests import new_blocks

MOST_CASES: Final = 25_000
"""Heads that one seal takes."""
MOST_ITEMS: Final = 50_000
"""Items that one seal takes of each log."""
WATCHED: Final = timedelta(days=40)
"""How long a missing number is looked for: longer than any action or run takes."""


@dataclass(frozen=True)
class Made:
    """A seal that was made, and whether more waits than it could take."""

    seal: Sealed
    is_full: bool


def seal_all(work: Work, keys: Sequence[Key], folder: str | None = None) -> list[int]:
    """Seal everything that is there now. Returns the numbers of the seals; none where another process seals."""
    numbers = []
    while (made := seal_once(work, keys, folder)) is not None:
        numbers.append(made.seal.number)
        if not made.is_full:
            break
    return numbers


def seal_once(
    work: Work,
    keys: Sequence[Key],
    folder: str | None = None,
    *,
    cases: int = MOST_CASES,
    items: int = MOST_ITEMS,
) -> Made | None:
    """Make one seal and ask for its delivery, together or not at all. None while another process makes one."""
    with work.transaction() as tx:
        in_one_snapshot(tx.session)
        if not tx.session.execute(_ALONE).scalar_one():
            return None
        last = tx.session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).one_or_none()
        moved = tx.session.execute(_MOVED, {"most": cases}).all()
        heads, total = _moved(tx, moved)
        marks: dict[str, int] = dict(last.marks) if last is not None else {}
        logs, is_full = _logs(tx, marks, items)
        seal = sign(
            Sealed(
                number=1 if last is None else last.number + 1,
                at=tx.now,
                previous=FIRST if last is None else last.hash,
                keys=tuple(key.public for key in keys),
                cases=total,
                root=_root(tx).hex(),
                heads=heads,
                logs=logs,
            ),
            keys,
        )
        _store(tx, seal, {name: part.upto for name, part in logs.items()})
        ask(tx, seal.number, folder)
    return Made(seal, is_full or len(moved) == cases)


def _moved(tx: Transaction, rows: Sequence[Any]) -> tuple[list[Head], int]:
    """The heads that moved forward, kept for the next seal; and how many cases are sealed now."""
    total = tx.session.scalars(select(func.count()).select_from(SealHead)).one()
    heads, kept = [], []
    for case_id, process_id, subject_id, kind, document_id, seq, head, held in rows:
        about = about_case(process_id, subject_id, kind, document_id)
        heads.append(Head(case_id, seq, head.hex(), about if held is None else None))
        place = total if held is None else held
        total += held is None
        hashed = case_leaf(case_id, about, seq, head.hex())
        kept.append({"case_id": case_id, "place": place, "seq": seq, "head": head, "leaf": hashed})
    if kept:
        statement = insert(SealHead)
        changed = {name: statement.excluded[name] for name in ("seq", "head", "leaf")}
        tx.session.execute(
            statement.on_conflict_do_update(index_elements=[SealHead.case_id], set_=changed), kept
        )
    return heads, total


def _root(tx: Transaction) -> bytes:
    leaves = bytes(tx.session.execute(_LEAVES).scalar_one() or b"")
    return root([leaves[i : i + 32] for i in range(0, len(leaves), 32)])


def _logs(tx: Transaction, marks: dict[str, int], items: int) -> tuple[dict[str, LogPart], bool]:
    found, is_full = {}, False
    tx.session.execute(delete(SealGap).where(SealGap.since < tx.now - WATCHED))
    for name, log in LOGS.items():
        part, left = new_blocks(tx, log, marks.get(name, 0), items)
        found[name], is_full = part, is_full or left
    return found, is_full


def _store(tx: Transaction, seal: Sealed, marks: dict[str, int]) -> None:
    tx.session.add(
        Seal(
            number=seal.number, at=seal.at, hash=hashlib.sha256(seal.body).hexdigest(), key=seal.keys[0],
            cases=seal.cases, root=seal.root, marks=marks, file=seal.file,
        )
    )  # fmt: skip
    tx.session.flush()


_ALONE = text("SELECT pg_try_advisory_xact_lock(5251008)")
_MOVED = text("""
SELECT c.id, c.process_id, c.subject_id, c.document_kind, c.document_id, c.seq, c.head, s.place
FROM process_case c LEFT JOIN seal_head s ON s.case_id = c.id
WHERE c.seq > coalesce(s.seq, 0) ORDER BY c.id LIMIT :most""")
_LEAVES = text("SELECT string_agg(leaf, ''::bytea ORDER BY place) FROM seal_head")
