"""A request counts once: two that carry the same key wait for one another, so the second sees what the first did."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, text

from webapp.operations import Actor
from webapp.storage.audit import AuditEvent

from .work import Transaction


def one_at_a_time(tx: Transaction, request_id: UUID) -> None:
    """Wait until no other transaction works on this request; held to the end of this one."""
    tx.session.execute(_ONE_AT_A_TIME, {"request": str(request_id)})


def first_time(
    tx: Transaction, actor: Actor, request_id: UUID | None, kind: str, about: tuple[str, int]
) -> bool:
    """Whether a request comes for the first time; then the event is kept by which a repeat is known.

    Without a key (a call that is no form's) every one is the first.
    """
    if request_id is not None:
        one_at_a_time(tx, request_id)
        known = select(AuditEvent.id).where(
            AuditEvent.request_id == request_id,
            AuditEvent.kind == kind,
            AuditEvent.actor_id == actor.akun_id,
        )
        if tx.session.scalars(known).first() is not None:
            return False
    event = AuditEvent(
        at=tx.now, actor_id=actor.akun_id, kind=kind, object_kind=about[0], object_id=about[1], request_id=request_id,
        detail={},
    )  # fmt: skip
    tx.session.add(event)
    return True


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:request, 0))")
