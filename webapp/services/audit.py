"""Events beside the journals: what was refused, and who looked at what they had no right to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.operations import Actor
from webapp.storage.audit import AuditEvent

from .work import Work


def record(
    work: Work, actor: Actor | None, kind: str, *, object_kind: str | None = None, object_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write one event in a transaction of its own (the refused action's has been rolled back)."""
    with work.transaction() as tx:
        tx.session.add(
            AuditEvent(
                at=tx.now,
                actor_id=actor.akun_id if actor else None,
                kind=kind,
                object_kind=object_kind,
                object_id=object_id,
                detail=dict(detail or {}),
            )
        )
