"""Messages between cases: kept when they are sent, given to every case that waits for them, once to each.

The sender's action stores the message and a job; the job gives it to the waiting cases, each in its own transaction. A
step that opens later finds the stored messages itself (`cases.Action.settle`); what two transactions could not see of
each other is found by the job of whichever ends last. Who has received what stands in the journals.
"""

from __future__ import annotations

import logging

from webapp.services.cockpit.recording import Watch
from webapp.services.errors import CASE_FAILURES, CasesFailed
from webapp.services.work import Work
from webapp.storage.pesan import waiting_cases

from .cases import keep, open_action

_log = logging.getLogger(__name__)


class NotDelivered(CasesFailed):
    """Some cases could not take a message; repeating the delivery reaches only those."""

    def __init__(self, pesan_id: int, case_ids: list[int]) -> None:
        super().__init__(f"message {pesan_id} did not reach {len(case_ids)} cases: {case_ids[:20]}")
        self.case_ids = case_ids


def deliver(work: Work, pesan_id: int) -> int:
    """Give a message to every case that waits for it. Returns how many entries that made.

    Raises `NotDelivered` at the end when a case failed; it may be called again at any time.
    """
    with work.reading() as tx:
        cases = waiting_cases(tx.session, pesan_id)
    made, failed = 0, []
    for case_id in cases:
        try:
            made += receive(work, case_id)
        except CASE_FAILURES:
            _log.warning("case %s could not take message %s", case_id, pesan_id)
            failed.append(case_id)
    if failed:
        raise NotDelivered(pesan_id, failed)
    return made


def receive(work: Work, case_id: int) -> int:
    """Give a case the stored messages that its open steps wait for. Returns how many entries that made."""
    with Watch(work, case_id, "message") as watch, work.transaction() as tx:
        watch.tx = tx
        action = open_action(tx, case_id, frozen_too=True)
        if not action.run.is_completed and not action.case.frozen:
            action.fire_due()
            action.look_again()
            action.settle()
        if action.entries:
            action.write()
    keep(tx, action)
    return len(action.entries)
