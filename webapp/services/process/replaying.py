"""A case rebuilt from its journal: where it stands, or stood."""

from __future__ import annotations

from itertools import starmap
from time import perf_counter

from webapp.engine import Entry, Run
from webapp.services.errors import JournalBroken
from webapp.services.work import Transaction
from webapp.storage.caselog import CaseRow, read_course


def replay(tx: Transaction, case: CaseRow, upto: int | None = None) -> Run:
    """The case rebuilt from its journal, or as it stood after its first `upto` entries. Raises `JournalBroken`."""
    definitions = tx.work.releases.get(tx.session, case.release_id).definitions
    began = perf_counter()
    entries = starmap(Entry, read_course(tx.session, case.id, upto))
    run = Run.replay(definitions, case.process_id, entries, tx.work.zone)
    tx.work.meter.replayed(perf_counter() - began)
    if upto is None and run.seq < case.seq:
        raise JournalBroken(case.id)
    return run
