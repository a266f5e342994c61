"""A request counts once: two that carry the same key wait for one another, so the second sees what the first did."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from .work import Transaction


def one_at_a_time(tx: Transaction, request_id: UUID) -> None:
    """Wait until no other transaction works on this request; held to the end of this one."""
    tx.session.execute(_ONE_AT_A_TIME, {"request": str(request_id)})


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:request, 0))")
