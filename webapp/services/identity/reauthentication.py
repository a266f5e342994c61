"""Re-authentication: whoever signs shows again who he is, for exactly the content that he signs.

A way to do so is a `Confirm`: it runs inside the transaction of what is signed and returns the evidence that is kept
with it, or raises `WrongPassword`, by which the whole act is rolled back. Without a second factor the password will do;
with one it takes the password and a code, or a passkey whose challenge covers the SHA-256 of the content. Another way
to sign in (single sign-on) joins in as another function that makes a `Confirm`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from webapp.operations import Actor
from webapp.services.errors import Denied, WrongPassword
from webapp.services.work import Transaction
from webapp.storage.akun import Akun

from .accounts import matches, pass_brake
from .factors import factors_of, take_code
from .sessions import PASSWORD

FRESH = timedelta(minutes=5)
"""How old what was shown may be when the act is stored."""

Evidence = Mapping[str, Any]
Confirm = Callable[[Transaction], Evidence]


def by_password(actor: Actor, password: str, code: str = "", content: str | None = None) -> Confirm:
    """The password, and a code where the account has a second factor. `content` is the SHA-256 of what is signed.

    Raises `WrongPassword`, which rolls everything back, so the caller counts it (`accounts.count_wrong_password`), or
    `SlowDown` after too many of them.
    """

    def confirm(tx: Transaction) -> Evidence:
        akun = tx.session.get(Akun, actor.akun_id, with_for_update=True)
        if akun is not None:
            pass_brake(tx, akun)
        if akun is None or not akun.aktif or not matches(akun.sandi, password):
            raise WrongPassword
        methods = [PASSWORD]
        if factors_of(tx, akun.id):
            taken = take_code(tx, akun.id, code)
            if taken is None:
                raise WrongPassword("_kode")
            methods.append(taken)
        return evidence(tx, actor, methods, content)

    return confirm


def proven(tx: Transaction, confirm: Confirm | None) -> Evidence:
    """The re-authentication of a second person, who agrees to nothing without one. Raises `Denied`, and as it does."""
    if confirm is None:
        raise Denied("Persetujuan ini memerlukan kata sandi Anda sekali lagi.")
    return confirm(tx)


def evidence(tx: Transaction, actor: Actor, methods: list[str], content: str | None) -> Evidence:
    """What is kept with the act: how and when the signer was known just now, for what, in which session, from where."""
    found = {**(actor.evidence or {}), "cara": "+".join(methods), "dibuktikan": tx.now.isoformat()}
    return found if content is None else {**found, "isi": content}
