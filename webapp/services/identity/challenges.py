"""Challenges: what a passkey is asked to answer, once, within five minutes, and for one purpose.

The challenge of a signature is the SHA-256 over a random number and the SHA-256 of the content, so an answer stands for
that content and for no other.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from webapp.services.work import Transaction
from webapp.storage.faktor import Tantangan

REGISTER, ENTER, PROVE = "daftar", "masuk", "ulang"
LIFE = timedelta(minutes=5)
KEPT = timedelta(days=1)


def ask(
    tx: Transaction, purpose: str, akun_id: int | None = None, session_id: int | None = None,
    content: str | None = None,
) -> Tantangan:  # fmt: skip
    """A new challenge; those of yesterday go."""
    tx.session.execute(delete(Tantangan).where(Tantangan.sampai < tx.now - KEPT))
    row = Tantangan(
        maksud=purpose, akun_id=akun_id, sesi_id=session_id, nonce=secrets.token_bytes(32), isi_sidik=content,
        dibuat_pada=tx.now, sampai=tx.now + LIFE,
    )  # fmt: skip
    tx.session.add(row)
    tx.session.flush()
    return row


def take(tx: Transaction, purpose: str, challenge_id: str, session_id: int | None = None) -> Tantangan | None:
    """The challenge that somebody answers, if it is his and still open; with this transaction it is used."""
    try:
        number = UUID(challenge_id)
    except ValueError:
        return None
    row = tx.session.scalars(select(Tantangan).where(Tantangan.id == number).with_for_update()).one_or_none()
    if row is None or row.maksud != purpose or row.sesi_id != session_id:
        return None
    if row.dipakai_pada is not None or row.sampai < tx.now:
        return None
    row.dipakai_pada = tx.now
    return row


def bytes_of(row: Tantangan, content: str | None = None) -> bytes:
    """What the passkey signs: for a signature over `content` as it is handed in now, not as it was asked."""
    if content is None:
        return row.nonce
    return hashlib.sha256(row.nonce + bytes.fromhex(content)).digest()
