"""Events beside the journals: what was refused, and who looked at what they had no right to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, delete
from sqlalchemy.dialects.postgresql import insert

from webapp.operations import Actor
from webapp.storage.aturan import nilai_aturan
from webapp.storage.audit import AuditEvent, Penolakan

from .errors import Denied, NotFound
from .work import Work

DENIED = "akses_ditolak"
"""What was refused: one event for each refusal, whoever asked, and however; of a flood, the first and a number."""
MANY = "akses_ditolak_banyak"
"""Further refusals of one account in one hour, counted: `jumlah` of them, in the hour that begins at `jam`."""
RULE = "penolakan_per_jam"
SINGLY = 100
"""Refusals of an account in an hour that are written one by one [CONFIG penolakan_per_jam]."""


def denied(work: Work, actor: Actor | None, refused: Denied | NotFound, detail: Mapping[str, Any]) -> None:
    """Keep a refusal with the object that it names; one too many for its hour is counted instead."""
    if count(work, actor):
        record(
            work, actor, DENIED, object_kind=refused.object_kind, object_id=refused.object_id, detail=detail
        )


def count(work: Work, actor: Actor | None) -> bool:
    """Count a refusal. Returns whether it is to be written as an event of its own."""
    with work.transaction() as tx:
        said = nilai_aturan(tx.session, RULE, tx.today)
        most = said if type(said) is int and said >= 0 else SINGLY
        hour = tx.now.replace(minute=0, second=0, microsecond=0)
        begin = {"akun_id": actor.akun_id if actor else 0, "jam": hour, "jumlah": 1, "tertulis": min(1, most)}
        written = Penolakan.tertulis + case((Penolakan.tertulis < most, 1), else_=0)
        order = (
            insert(Penolakan)
            .values(begin)
            .on_conflict_do_update(
                index_elements=[Penolakan.akun_id, Penolakan.jam],
                set_={"jumlah": Penolakan.jumlah + 1, "tertulis": written},
            )
            .returning(Penolakan.jumlah, Penolakan.tertulis)
        )
        number, singly = tx.session.execute(order).one()
        return bool(number == singly)


def tell_counted(work: Work) -> int:
    """Of each hour that is over: one event for all refusals that were only counted. Returns how many events."""
    with work.transaction() as tx:
        hour = tx.now.replace(minute=0, second=0, microsecond=0)
        order = delete(Penolakan).where(Penolakan.jam < hour).returning(Penolakan)
        rows = [row for row in tx.session.scalars(order) if row.jumlah > row.tertulis]
        for row in sorted(rows, key=lambda one: (one.jam, one.akun_id)):
            detail = {"jumlah": row.jumlah - row.tertulis, "jam": row.jam.isoformat()}
            tx.session.add(AuditEvent(at=tx.now, actor_id=row.akun_id or None, kind=MANY, detail=detail))
        return len(rows)


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
