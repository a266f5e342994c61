"""Keys of forms, made by us: who was given a page, and when, stands in the key under our seal.

A key is a UUID of version 8: 48 bits of milliseconds, 26 of chance, and 48 of an HMAC over them and the account. Who
sends another UUID has a request that counts once as well; but it tells nothing of when a page was opened.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from uuid import UUID

from flask import Flask, current_app, request

from webapp.services.requests import OPENED

from .context import REQUEST_FIELD, posted_key, visitor, work

SEAL = 48
_SEALED = (1 << SEAL) - 1


def new_key(moment: datetime, akun_id: int, secret: bytes) -> UUID:
    """A key for a form on a page that is given to an account at a moment; 0 is a stranger."""
    number = int(moment.timestamp() * 1000) << 80 | 0x8 << 76 | secrets.randbits(12) << 64
    number |= 0x2 << 62 | secrets.randbits(14) << SEAL
    return UUID(int=number | _seal(number, akun_id, secret))


def opened(key: UUID, akun_id: int, secret: bytes) -> datetime | None:
    """When the page of a key was given to this account; None where the key is not one of ours for it."""
    bare = key.int & ~_SEALED
    sealed = (key.int & _SEALED).to_bytes(SEAL // 8, "big")
    if key.version != 8 or not hmac.compare_digest(
        sealed, _seal(bare, akun_id, secret).to_bytes(SEAL // 8, "big")
    ):
        return None
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)


def _seal(bare: int, akun_id: int, secret: bytes) -> int:
    said = f"kunci isian\n{akun_id}\n{bare:032x}"
    return int.from_bytes(hmac.digest(secret, said.encode(), hashlib.sha256)[: SEAL // 8], "big")


def request_key() -> str:
    """The key for a form on the page being rendered: the posted one if the page is shown again, else a new one."""
    found = posted_key()
    return str(found or new_key(work().clock(datetime.now(UTC)), _account(), _secret()))


def _account() -> int:
    here = visitor()
    return here.actor.akun_id if here is not None else 0


def _secret() -> bytes:
    return str(current_app.secret_key).encode()


def _note_when_opened() -> None:
    """What is done in this request knows since when its page was open: since now, unless its key says otherwise."""
    OPENED.set(None)
    if request.method == "POST" and request.endpoint is not None and REQUEST_FIELD in request.form:
        now, key = work().clock(datetime.now(UTC)), posted_key()
        found = None if key is None else opened(key, _account(), _secret())
        OPENED.set(now if found is None else min(found, now))


def init_app(app: Flask) -> None:
    """Look at the key of each post, once it is known who sends it, and let templates make new ones."""
    app.jinja_env.globals["permintaan"] = request_key
    app.before_request(_note_when_opened)
