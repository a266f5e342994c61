"""Working off a batch: each case in a transaction of its own, and what came of it written down beside it.

A job goes on for a few seconds and asks for the next one, so that others come in between. One that was killed is gone
on with: an act is known by the batch's own key and the case, and is not done twice.
"""

from __future__ import annotations

from time import monotonic
from typing import Final
from uuid import uuid5

from sqlalchemy import select, update

from webapp.domain.sentences import in_a_row
from webapp.operations import Actor, Refused
from webapp.services import audit
from webapp.services.errors import CASE_FAILURES, Denied, NotFound
from webapp.services.identity.accounts import actor_of
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.process.cases import open_action
from webapp.services.work import Work
from webapp.storage.jobs import defer
from webapp.storage.kokpit import BatchItemStatus, BatchKind, BatchStatus, CaseBatch, CaseBatchItem, Incident

from . import incidents
from .batches import TASK, refused
from .choosing import reminder

SECONDS: Final = 4.0
REMINDED: Final = "Pemilik proses mengingatkan: langkah ini menunggu Anda."


def advance(work: Work, batch_id: int, seconds: float = SECONDS) -> bool:
    """Work on a batch for a while. Returns whether it is over; else another job goes on."""
    until = monotonic() + seconds
    while True:
        with work.reading() as tx:
            row = tx.session.get(CaseBatch, batch_id)
            if row is None or row.status is not BatchStatus.RUNNING:
                return True
            actor = actor_of(tx, row.created_by)
            waiting = select(CaseBatchItem.case_id, CaseBatchItem.key).where(
                CaseBatchItem.batch_id == batch_id, CaseBatchItem.status == BatchItemStatus.WAITING
            )
            part = tx.session.execute(
                waiting.order_by(CaseBatchItem.case_id, CaseBatchItem.key).limit(50)
            ).all()
        if not part:
            _finish(work, batch_id)
            return True
        for case_id, key in part:
            _one(work, actor, row, case_id, key)
            if monotonic() >= until:
                with work.transaction() as tx:
                    defer(tx.session, TASK, {"batch_id": batch_id})
                return False


def _one(work: Work, actor: Actor | None, row: CaseBatch, case_id: int, key: str) -> None:
    """Do the act to one case, and write down what came of it."""
    why = ""
    try:
        if actor is None:
            raise Denied("Akun pengusul sudah ditutup.")
        _act(work, actor, row, case_id, key)
    except Refused as error:
        why = in_a_row([one.pesan for one in error.pelanggaran])
    except (Denied, NotFound) as error:
        why = str(error)
        error.object_kind, error.object_id = "process_case", case_id
        audit.denied(work, actor, error, {"tugas_latar": TASK, "massal": row.id})
    except CASE_FAILURES:
        why = "Kasus ini gagal; penyebabnya tercatat sebagai insiden."
    status = BatchItemStatus.FAILED if why else BatchItemStatus.DONE
    with work.transaction() as tx:
        done = update(CaseBatchItem).where(
            CaseBatchItem.batch_id == row.id, CaseBatchItem.case_id == case_id, CaseBatchItem.key == key
        )
        tx.session.execute(done.values(status=status, reason=why or None))
        tx.session.execute(update(CaseBatch).where(CaseBatch.id == row.id).values(done=CaseBatch.done + 1))


def _act(work: Work, actor: Actor, row: CaseBatch, case_id: int, key: str) -> None:
    """The act itself; a case that another has brought to an end meanwhile is refused."""
    own = uuid5(row.request_id, f"{case_id}:{key}")
    if row.kind is BatchKind.CANCEL:
        incidents.cancel(work, actor, case_id, row.reason, own, seconded=row.confirmed_by is not None)
    elif row.kind is BatchKind.REMIND:
        _remind(work, actor, row, case_id, key)
    else:
        with work.reading() as tx:
            query = select(Incident.id).where(Incident.case_id == case_id, Incident.closed_at.is_(None))
            found = tx.session.scalars(query).all()
        for incident_id in found:
            incidents.retry(work, actor, incident_id, uuid5(own, str(incident_id)))


def _remind(work: Work, actor: Actor, row: CaseBatch, case_id: int, key: str) -> None:
    require(actor, Right.ACT, Kind.COCKPIT)
    with work.transaction() as tx:
        action = open_action(tx, case_id)
        step = action.run.step(key)
        if step is None:
            raise refused("massal.selesai", "Langkah ini sudah dikerjakan.")
        sentence = f"{REMINDED} {row.reason}".strip()
        if not incidents.tell_holder(action, step, reminder(tx, case_id), "diingatkan_pemilik", sentence):
            raise refused(
                "massal.tidak_ada", "Tidak ada pemegang yang dapat diingatkan, atau sudah diingatkan."
            )


def _finish(work: Work, batch_id: int) -> None:
    with work.transaction() as tx:
        row = tx.session.get_one(CaseBatch, batch_id, with_for_update=True)
        row.status, row.finished_at = BatchStatus.DONE, tx.now
