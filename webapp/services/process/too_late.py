"""What somebody is told whose step is no longer open: who was faster and when, that its time ran out, or nothing."""

from __future__ import annotations

from webapp.operations import Actor
from webapp.services.errors import AlreadyDone, Denied, NotFound
from webapp.services.people.assignments import Desk, Place
from webapp.services.policy.steps import mandate
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.caselog import CaseRow, JournalRow

from .items import step_named

OVER = "Batas waktu langkah ini sudah lewat, jadi tidak dapat dikirim lagi. Lihat keadaannya pada halaman dokumen."
"""What somebody is told whose step was closed by the clock before the submission came."""


def too_late(
    tx: Transaction, case: CaseRow, actor: Actor, key: str, entry: JournalRow | None, *, was_open: bool = False
) -> AlreadyDone | Denied | NotFound:  # fmt: skip
    """The refusal for a step that is not open. `entry` closed it, if one did; `was_open`: until this very action.

    Who did the step, and who could have done it, learns by whom and when; to others it is not there.
    """
    if entry is not None and entry.actor_id is not None:
        mine = entry.actor_id == actor.akun_id
        if not mine and not _may_know(tx, case, actor, key):
            return NotFound()
        by = nama_akun(tx.session, entry.actor_id)
        return AlreadyDone(by, entry.at, mine, case.document_kind, case.document_id)
    if was_open and _may_know(tx, case, actor, key):
        return Denied(OVER)
    return NotFound()


def _may_know(tx: Transaction, case: CaseRow, actor: Actor, key: str) -> bool:
    """Whether the person could do the step if it were open."""
    element = step_named(tx, case.id, case.process_id, case.release_id, key)
    role = "" if element is None else element.role or ""
    try:
        mandate(
            Desk(tx), actor, Place(role, case.subject_id, document=(case.document_kind, case.document_id))
        )
    except Denied:
        return False
    return True
