"""Second factors: which an account has, who must have one, and taking a code that somebody types.

Who must have one is the rule `faktor_kedua` [CONFIG]: `{"wajib_untuk": [offices] | "semua"}`, where `penilai` among the
offices means whoever evaluates somebody today. Without the rule nobody must; the first setup of an installation writes
it for all offices and for who evaluates: ratings decide pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select

from webapp.operations import Actor
from webapp.services.work import Transaction
from webapp.storage.faktor import KunciSandi, Totp

from . import recovery_codes, totp
from .sessions import CODE, INITIAL, RECOVERY, SINGLE_SIGN_ON_TWO, Factors

RULE = "faktor_kedua"
EVALUATES = "penilai"
"""Stands in the rule beside the offices."""
DUTY_PASSWORD, DUTY_FACTOR = "sandi", "faktor"
"""What somebody must do before anything else: choose a password of his own, enrol a second factor."""


def factors_of(tx: Transaction, akun_id: int) -> Factors:
    """Which second factors the account has."""
    codes, passkeys = tx.session.execute(
        select(
            exists().where(Totp.akun_id == akun_id, Totp.aktif_pada.is_not(None)),
            exists().where(KunciSandi.akun_id == akun_id),
        )
    ).one()
    return Factors(bool(codes), bool(passkeys))


def must_have_one(rule: Any, actor: Actor, *, evaluates: bool = False) -> bool:
    """Whether the agency's rule asks a second factor of this person."""
    asked = rule.get("wajib_untuk", ()) if isinstance(rule, dict) else ()
    if asked == "semua":
        return True
    held = {*actor.peran, EVALUATES} if evaluates else actor.peran
    return isinstance(asked, list) and not held.isdisjoint(str(one) for one in asked)


def duty(
    rule: Any, actor: Actor, methods: Sequence[str], factors: Factors, *, evaluates: bool = False
) -> str | None:
    """What this person has to do first, if anything.

    Who signs in through the agency's own service may have shown two factors there: a rule says by what that is known.
    """
    if INITIAL in methods:
        return DUTY_PASSWORD
    if not factors and SINGLE_SIGN_ON_TWO not in methods and must_have_one(rule, actor, evaluates=evaluates):
        return DUTY_FACTOR
    return None


def drop_recovery_codes(tx: Transaction, akun_id: int) -> None:
    """Recovery codes guard a factor; when the last one has gone they would be a weaker way in, and go, too."""
    tx.session.flush()
    if not factors_of(tx, akun_id):
        recovery_codes.remove(tx, akun_id)


def take_code(tx: Transaction, akun_id: int, typed: str) -> str | None:
    """Take a one-time code or a recovery code. Returns which it was, or None; each is taken once."""
    code = "".join(typed.split())
    if code.isdigit():
        return CODE if totp.take(tx, akun_id, code) else None
    return RECOVERY if recovery_codes.take(tx, akun_id, code) else None
