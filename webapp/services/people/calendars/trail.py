"""What every change of a work calendar shares: who may make it, how it is refused, and the event that it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.services.work import Transaction
from webapp.storage.audit import AuditEvent
from webapp.storage.jobs import defer


def refuse(found: Sequence[Pelanggaran]) -> None:
    """Raise `Refused` with all that was found, if anything was."""
    if found:
        raise Refused(found)


def broken_rule(error: IntegrityError) -> str | None:
    """The constraint that refused."""
    diagnosis = getattr(error.orig, "diag", None)
    return None if diagnosis is None else diagnosis.constraint_name


def note(
    tx: Transaction, actor: Actor, kind: str, place: tuple[str, int], request_id: UUID | None,
    detail: Mapping[str, Any],
) -> None:  # fmt: skip
    """Leave an event about the object at `place` (its kind and id), in the transaction of the change.

    Last days that rest on a calendar are counted anew by a job.
    """
    defer(tx.session, "hitung_tenggat", {}, queueing_lock="hitung_tenggat")
    object_kind, object_id = place
    tx.session.add(
        AuditEvent(
            at=tx.now,
            actor_id=actor.akun_id,
            kind=kind,
            object_kind=object_kind,
            object_id=object_id,
            request_id=request_id,
            detail=dict(detail),
        )
    )


def event_of(tx: Transaction, object_kind: str, object_id: int, kind: str) -> AuditEvent | None:
    """The newest event of a kind about an object."""
    query = (
        select(AuditEvent)
        .where(
            AuditEvent.object_kind == object_kind, AuditEvent.object_id == object_id, AuditEvent.kind == kind
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    return tx.session.scalars(query).one_or_none()
