"""Calendar subscriptions: an address with a secret, under which a calendar program reads a person's last days.

The secret is shown once, when it is made; only its SHA-256 is stored. A person has one at a time: a new one ends the
old one, and revoking ends it at once.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import Select, select

from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.identity.accounts import actor_of
from webapp.services.process.inbox import InboxItem, inbox
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent
from webapp.storage.tenggat import LanggananKalender

MADE, REVOKED = "langganan_kalender_dibuat", "langganan_kalender_dicabut"
"""Kinds of event about a subscription."""


def subscribe(work: Work, actor: Actor) -> str:
    """Make a subscription and return its secret; an earlier one ends."""
    secret = secrets.token_urlsafe(32)
    with work.transaction() as tx:
        _end(tx, actor)
        row = LanggananKalender(akun_id=actor.akun_id, sidik=_fingerprint(secret), dibuat_pada=tx.now)
        tx.session.add(row)
        tx.session.flush()
        _note(tx, actor, MADE, row.id)
    return secret


def revoke(work: Work, actor: Actor) -> None:
    """End the subscription, if there is one."""
    with work.transaction() as tx:
        ended = _end(tx, actor)
        if ended is not None:
            _note(tx, actor, REVOKED, ended)


def subscribed_since(tx: Transaction, actor: Actor) -> datetime | None:
    """When the subscription that holds was made; None without one."""
    row = tx.session.scalars(_held(actor)).one_or_none()
    return None if row is None else row.dibuat_pada


def feed(tx: Transaction, secret: str) -> list[InboxItem]:
    """The open steps with a last day, of the person to whom the secret belongs. Raises `NotFound`."""
    query = select(LanggananKalender.akun_id).where(
        LanggananKalender.sidik == _fingerprint(secret), LanggananKalender.dicabut_pada.is_(None)
    )
    akun_id = tx.session.scalar(query)
    actor = None if akun_id is None else actor_of(tx, akun_id)
    if actor is None:
        raise NotFound
    return [item for item in inbox(tx, actor) if item.deadline is not None]


def _held(actor: Actor) -> Select[LanggananKalender]:
    return select(LanggananKalender).where(
        LanggananKalender.akun_id == actor.akun_id, LanggananKalender.dicabut_pada.is_(None)
    )


def _end(tx: Transaction, actor: Actor) -> int | None:
    tx.session.get_one(
        Akun, actor.akun_id, with_for_update=True
    )  # two clicks at once make one after the other
    row = tx.session.scalars(_held(actor)).one_or_none()
    if row is None:
        return None
    row.dicabut_pada = tx.now
    tx.session.flush()
    return row.id


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _note(tx: Transaction, actor: Actor, kind: str, row_id: int) -> None:
    place = {"object_kind": "langganan_kalender", "object_id": row_id}
    tx.session.add(AuditEvent(at=tx.now, actor_id=actor.akun_id, kind=kind, **place))
