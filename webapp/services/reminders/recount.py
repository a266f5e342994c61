"""Last days counted anew when a calendar has changed: of open steps only, case by case, without touching a journal."""

from __future__ import annotations

from webapp.services.months.month_days import move_days, open_sheets
from webapp.services.process.replaying import replay
from webapp.services.work import Transaction, Work
from webapp.storage.caselog import read_case
from webapp.storage.process import CaseStatus

from .deadlines import due_of, open_with_deadline, set_due

AT_ONCE = 100
"""Cases in one transaction."""


def recount(work: Work) -> int:
    """Count the last days of all open steps, and of open monthly sheets, again. Returns how many steps have moved."""
    with work.reading() as tx:
        sheets, cases = open_sheets(tx), open_with_deadline(tx)
    for first in range(0, len(sheets), AT_ONCE):
        with work.transaction() as tx:
            move_days(tx, sheets[first : first + AT_ONCE])
    moved = 0
    for first in range(0, len(cases), AT_ONCE):
        with work.transaction() as tx:
            moved += sum(_recount(tx, case_id) for case_id in cases[first : first + AT_ONCE])
    return moved


def _recount(tx: Transaction, case_id: int) -> int:
    case = read_case(tx.session, case_id)
    if case is None or case.status != CaseStatus.OPEN:
        return 0
    run = replay(tx, case)
    counted = [step for step in run.open if step.kind == "human" and step.element.deadline is not None]
    return sum(set_due(tx, case.id, step.key, due_of(tx, case, step, run.facts)) for step in counted)
