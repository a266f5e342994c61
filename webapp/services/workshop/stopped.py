"""Impacts and migrations whose background work has ended before they were whole: they say so, and can be begun again.

Their work is one chain of jobs. Where none of it waits or runs any more, nobody will go on; a page that still said
"running" would say so for ever.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.requests import first_time
from webapp.services.work import Work
from webapp.storage.impact import Impact, ImpactState

from . import impact, moving
from .drafts import check_office

STOPPED: Final = Sentence(
    "Hitungan ini terhenti sebelum selesai; sebabnya tercatat sebagai insiden. Mulai lagi dari tempatnya berhenti."
)
AGAIN: Final = "dampak_diulangi"


def give_up(work: Work) -> int:
    """Mark what nobody works on any more. Returns how many there were."""
    with work.transaction() as tx:
        asked = tx.session.execute(_IMPACTS, {"task": impact.TASK, "reason": str(STOPPED), "now": tx.now})
        moved = tx.session.execute(_MIGRATIONS, {"task": moving.TASK, "now": tx.now})
        return len(asked.all()) + len(moved.all())


def again(work: Work, actor: Actor, impact_id: int, request_id: UUID | None = None) -> None:
    """Go on with an impact that was given up. Raises `Denied`, `NotFound`, `Refused`."""
    check_office(actor)
    with work.transaction() as tx:
        if not first_time(tx, actor, request_id, AGAIN, (impact.OBJECT, impact_id)):
            return
        row = tx.session.get(Impact, impact_id, with_for_update=True)
        if row is None:
            raise NotFound("impact", impact_id)
        if row.state is not ImpactState.FAILED:
            raise Refused([Pelanggaran("dampak.lagi", "Hitungan ini tidak terhenti.")])
        row.state, row.reason, row.finished_at = ImpactState.RUNNING, "", None
        impact.check_not_busy(tx, actor)
        impact.defer_answer(tx, impact_id)


_LOST = """NOT EXISTS (
  SELECT FROM procrastinate_jobs job
  WHERE job.task_name = :task AND job.status IN ('todo', 'doing')
    AND CAST(job.args ->> '{id}' AS bigint) = {table}.id)"""
_IMPACTS = text(f"""
UPDATE impact SET state = 'FAILED', reason = :reason, finished_at = :now
WHERE state IN ('QUEUED', 'RUNNING') AND {_LOST.format(id="impact_id", table="impact")} RETURNING id
""")  # noqa: S608 - constants only, here and below
_MIGRATIONS = text(f"""
UPDATE migration SET state = 'FAILED', finished_at = :now
WHERE state = 'RUNNING' AND {_LOST.format(id="migration_id", table="migration")} RETURNING id
""")  # noqa: S608
