"""What must hold of every case at any moment, checked in one snapshot of the database.

A check that reads table by table sees work that is committed in between, and reports violations where there are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from webapp.services.process.ongoing import as_opened
from webapp.services.process.replaying import replay
from webapp.services.work import Transaction, Work
from webapp.storage.caselog import GENESIS, CaseRow, link, read_case, read_journal
from webapp.storage.pesan import Langganan
from webapp.storage.process import Journal, ProcessCase, Timer, WorkItem

Rows = set[tuple[object, ...]]


@contextmanager
def snapshot(work: Work, engine: Engine) -> Iterator[Transaction]:
    """A transaction that sees one state of the database, whatever is committed meanwhile."""
    with Session(engine.execution_options(isolation_level="REPEATABLE READ")) as session:
        yield Transaction(work, session)


def check_all(work: Work, engine: Engine, only: Collection[int] | None = None) -> int:
    """Assert every invariant of every case, or of some. Returns how many cases were looked at."""
    with snapshot(work, engine) as tx:
        cases = list(tx.session.scalars(select(ProcessCase.id)) if only is None else only)
        for case_id in cases:
            case = read_case(tx.session, case_id)
            assert case is not None
            _check_journal(tx, case)
            _check_projections(tx, case)
        return len(cases)


def _check_journal(tx: Transaction, case: CaseRow) -> None:
    rows = read_journal(tx.session, case.id)
    assert [row.seq for row in rows] == list(range(1, case.seq + 1)), "a gap, or a head that stands elsewhere"
    hashes = tx.session.scalars(select(Journal.hash).where(Journal.case_id == case.id).order_by(Journal.seq))
    head = GENESIS
    for row, stored in zip(rows, hashes, strict=True):
        head = link(head, case.id, row)
        assert stored == head, f"case {case.id}: the chain breaks at {row.seq}"
    assert case.head == head
    acts = Counter(row.key for row in rows if row.kind in {"completed", "result", "fired", "received"})
    assert not [key for key, times in acts.items() if times > 1], "a step was done twice"
    moments = [row.at for row in rows]
    assert moments == sorted(moments), f"case {case.id}: the clock of its journal goes back"


def _check_projections(tx: Transaction, case: CaseRow) -> None:
    """What is stored as open is exactly what the journal says is open."""
    run = replay(tx, case)
    assert (case.status == "OPEN") == (not run.is_completed)
    items: Rows = set()
    due: Rows = set()
    awaited: Rows = set()
    for step in () if case.status != "OPEN" else run.open:
        one = as_opened(step)
        if step.kind == "human":
            items.add(
                (one.key, one.process_id, one.element_id, one.name, one.role, case.subject_id, step.since)
            )
        elif step.kind == "timer":
            due.add((one.key, one.due_at))
        elif step.kind == "message":
            awaited.add((one.key, one.message, one.correlation))
    assert _items(tx, case) == items
    stored = tx.session.execute(select(Timer.key, Timer.due_at).where(Timer.case_id == case.id))
    assert {tuple(row) for row in stored} == due
    waits = select(Langganan.key, Langganan.nama, Langganan.korelasi).where(Langganan.case_id == case.id)
    assert {tuple(row) for row in tx.session.execute(waits)} == awaited


def _items(tx: Transaction, case: CaseRow) -> Rows:
    columns = (
        WorkItem.key, WorkItem.process_id, WorkItem.element_id, WorkItem.name, WorkItem.role, WorkItem.subject_id,
        WorkItem.opened_at,
    )  # fmt: skip
    return {tuple(row) for row in tx.session.execute(select(*columns).where(WorkItem.case_id == case.id))}


def projections(work: Work) -> tuple[list[tuple[object, ...]], ...]:
    """Every stored work item, timer and awaited message, all columns, in key order."""
    with work.reading() as tx:
        return tuple(
            [tuple(row) for row in tx.session.execute(text(f"SELECT * FROM {table} ORDER BY case_id, key"))]  # noqa: S608
            for table in ("work_item", "timer", "langganan")
        )
