"""A request counts once: two that carry the same key wait for one another, so the second sees what the first did."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text

from webapp.operations import Actor
from webapp.storage.audit import AuditEvent

from .work import Transaction


def one_at_a_time(tx: Transaction, request_id: UUID) -> None:
    """Wait until no other transaction works on this request; held to the end of this one."""
    tx.session.execute(_ONE_AT_A_TIME, {"request": str(request_id)})


def done_before(tx: Transaction, actor: Actor, request_id: UUID, *kinds: str) -> int | None:
    """What a request of this person has made already, when it comes again; for others the key says nothing.

    Asked after it is known that the person may do this at all.
    """
    one_at_a_time(tx, request_id)
    query = select(AuditEvent.object_id).where(
        AuditEvent.request_id == request_id,
        AuditEvent.kind.in_(kinds),
        AuditEvent.actor_id == actor.akun_id,
    )
    return tx.session.scalars(query).first()


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


OPENED: ContextVar[datetime | None] = ContextVar("opened", default=None)
"""Since when the page was open from which this request comes, as the edge has verified; None where there is no page."""


def seconds_open(now: datetime) -> int | None:
    """How long the page of this request was open, in whole seconds; None where there is no page."""
    since = OPENED.get()
    return None if since is None else max(0, int((now - since).total_seconds()))


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:request, 0))")
