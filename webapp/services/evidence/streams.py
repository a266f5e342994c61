"""The database as evidence: the same lines that an export holds, read in one snapshot and never held as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from webapp.services.work import Transaction
from webapp.storage.catatan import CASES, JOURNAL, LOGS, log_rows, stream
from webapp.storage.meterai import Seal

FIXED = {"kasus": CASES, "jurnal": JOURNAL}
LOG = "catatan/"
_ALL = 2**62


class DatabaseEvidence:
    """Reads from a transaction that was begun with `in_one_snapshot`."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    def names(self) -> Iterable[str]:
        """Cases and journals first, then every log."""
        return [*FIXED, *(LOG + name for name in LOGS)]

    def lines(self, name: str) -> Iterator[str]:
        """The lines of one of them."""
        if name in FIXED:
            for (line,) in stream(self.tx.session, FIXED[name]):
                yield line
            return
        log = LOGS.get(name.removeprefix(LOG))
        if log is not None:
            for number, part, body in log_rows(self.tx.session, log, 0, _ALL):
                yield f'{{"id": {number}, "bagian": "{part}", "isi": {body}}}'


def stored_seals(tx: Transaction) -> Iterator[tuple[str, bytes]]:
    """The seals as the database has them, in order, each with the name of its file."""
    for number, file in tx.session.execute(
        select(Seal.number, Seal.file).order_by(Seal.number).execution_options(yield_per=100)
    ):
        yield f"meterai-{number:08d}.json", bytes(file)
