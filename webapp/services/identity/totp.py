"""One-time codes of an authenticator app (RFC 6238): six digits, thirty seconds, each taken once.

The secret is stored sealed and shown while it is enrolled, never again. A clock may differ by one step either way.
"""

from __future__ import annotations

import hmac

import pyotp
from sqlalchemy import delete, select

from webapp.services.work import Transaction
from webapp.storage.faktor import Totp

STEP = 30  # seconds
WINDOW = 1  # steps that a clock may be off
ISSUER = "Lakon"


def prepare(tx: Transaction, akun_id: int) -> str:
    """The secret that is being enrolled, a new one if there is none. Returns it in base 32."""
    row = _row(tx, akun_id)
    if row is not None and row.aktif_pada is None:
        return tx.work.segel.buka(row.rahasia, bound_to(akun_id))
    assert row is None, "an account has one authenticator"
    secret = pyotp.random_base32()
    sealed = tx.work.segel.tutup(secret, bound_to(akun_id))
    tx.session.add(Totp(akun_id=akun_id, rahasia=sealed, dibuat_pada=tx.now))
    return secret


def activate(tx: Transaction, akun_id: int, code: str) -> bool:
    """Take the first code of the secret that is being enrolled; from then on it is a factor of the account."""
    row = _row(tx, akun_id)
    if row is None or row.aktif_pada is not None or not _take(tx, row, code):
        return False
    row.aktif_pada = tx.now
    return True


def take(tx: Transaction, akun_id: int, code: str) -> bool:
    """Whether this is a code of the account's authenticator that was not taken before; then it is taken."""
    row = _row(tx, akun_id)
    return row is not None and row.aktif_pada is not None and _take(tx, row, code)


def remove(tx: Transaction, akun_id: int) -> bool:
    """Take the authenticator away. Says whether there was one."""
    row = _row(tx, akun_id)
    active = row is not None and row.aktif_pada is not None
    tx.session.execute(delete(Totp).where(Totp.akun_id == akun_id))
    return active


def address(secret: str, username: str) -> str:
    """What the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def _take(tx: Transaction, row: Totp, code: str) -> bool:
    secret = tx.work.segel.buka(row.rahasia, bound_to(row.akun_id))
    codes, now = pyotp.HOTP(secret), int(tx.now.timestamp()) // STEP
    for step in range(now - WINDOW, now + WINDOW + 1):
        if step > row.langkah and hmac.compare_digest(codes.at(step).encode(), code.encode()):
            row.langkah = step
            return True
    return False


def _row(tx: Transaction, akun_id: int) -> Totp | None:
    return tx.session.scalars(select(Totp).where(Totp.akun_id == akun_id).with_for_update()).one_or_none()


def bound_to(akun_id: int) -> str:
    return f"totp:{akun_id}"
