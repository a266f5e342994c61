"""Accounts: signing in, re-authentication for signatures, and who an account is.

Passwords are argon2id. Wrong guesses are slowed down, never locked out for good; a stranger cannot learn from the
answer, or from its time, whether an account exists.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from webapp.operations import Actor
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent
from webapp.storage.organisasi import Pegawai
from webapp.storage.registri import PihakLuar

from .errors import WrongPassword
from .work import Transaction, Work

FREE_TRIES = 5
MAX_DELAY = timedelta(minutes=15)
MIN_PASSWORD = 12


class SlowDown(Exception):
    """Too many wrong passwords; `seconds` until the next try counts."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


@cache
def hasher() -> PasswordHasher:
    """The house's parameters: argon2id, 19 MiB, two passes (about 30 ms here)."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobody() -> str:
    """A hash that no password has, so that an unknown account takes as long as a known one."""
    return hasher().hash("tidak ada akun dengan sandi ini")


def hash_password(password: str) -> str:
    """The stored form of a password."""
    return hasher().hash(password)


def sign_in(work: Work, username: str, password: str) -> Actor | None:
    """The actor, or None for a wrong name or password. Raises `SlowDown` after too many wrong tries.

    `username` is the account's name or the person's NIP, in any case and with any blanks.
    """
    with work.transaction() as tx:
        name = "".join(username.split()).lower()
        akun = _account(tx, name)
        if akun is not None:
            _pass_brake(tx, akun)
        good = _matches(akun.sandi if akun is not None else None, password)
        if akun is None or not akun.aktif or not good:
            _count_failure(tx, akun)
            return None
        akun.gagal_masuk, akun.tunda_sampai = 0, None
        tx.session.add(
            AuditEvent(actor_id=akun.id, kind="masuk", object_kind="akun", object_id=akun.id, at=tx.now)
        )
        return actor_of(tx, akun.id)


def _account(tx: Transaction, name: str) -> Akun | None:
    """The account by its name, or by its owner's NIP."""
    by_nip = select(Akun).join(Pegawai, Pegawai.id == Akun.pegawai_id).where(Pegawai.nip == name)
    by_name = select(Akun).where(Akun.nama_pengguna == name)
    query = by_nip if name.isdigit() else by_name
    return tx.session.scalars(query.with_for_update(of=Akun)).one_or_none()


def _pass_brake(tx: Transaction, akun: Akun) -> None:
    if akun.tunda_sampai is not None and akun.tunda_sampai > tx.now:
        raise SlowDown(int((akun.tunda_sampai - tx.now).total_seconds()) + 1)


def _count_failure(tx: Transaction, akun: Akun | None) -> None:
    if akun is None:
        return
    akun.gagal_masuk += 1
    over = akun.gagal_masuk - FREE_TRIES
    if over >= 0:
        akun.tunda_sampai = tx.now + min(timedelta(seconds=2 ** min(over, 10)), MAX_DELAY)
    tx.session.add(
        AuditEvent(actor_id=akun.id, kind="masuk_gagal", object_kind="akun", object_id=akun.id, at=tx.now)
    )


def _matches(stored: str | None, password: str) -> bool:
    try:
        return hasher().verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def confirm_password(actor: Actor, password: str) -> Callable[[Transaction], None]:
    """The re-authentication of a signature, to run inside the completing transaction.

    It raises `WrongPassword` (which rolls everything back, so the caller counts it with `count_wrong_password`), or
    `SlowDown` after too many of them.
    """

    def check(tx: Transaction) -> None:
        akun = tx.session.get(Akun, actor.akun_id)
        if akun is not None:
            _pass_brake(tx, akun)
        if akun is None or not akun.aktif or not _matches(akun.sandi, password):
            raise WrongPassword

    return check


def count_wrong_password(work: Work, actor: Actor) -> None:
    """Count a wrong re-authentication like a wrong sign-in: an open session is no way to guess a password."""
    with work.transaction() as tx:
        query = select(Akun).where(Akun.id == actor.akun_id).with_for_update()
        _count_failure(tx, tx.session.scalars(query).one_or_none())


def sign_out(work: Work, actor: Actor) -> None:
    """End every session of the account, also one whose cookie somebody has copied."""
    with work.transaction() as tx:
        akun = tx.session.get_one(Akun, actor.akun_id, with_for_update=True)
        akun.kunci_sesi = secrets.token_hex(16)
        tx.session.add(
            AuditEvent(actor_id=akun.id, kind="keluar", object_kind="akun", object_id=akun.id, at=tx.now)
        )


def actor_of(tx: Transaction, akun_id: int, session_key: str | None = None) -> Actor | None:
    """The actor behind an account; None when it is closed, or when `session_key` has been revoked."""
    row = tx.session.execute(
        select(Akun, Pegawai, PihakLuar)
        .outerjoin(Pegawai, Pegawai.id == Akun.pegawai_id)
        .outerjoin(PihakLuar, PihakLuar.id == Akun.pihak_luar_id)
        .where(Akun.id == akun_id)
    ).one_or_none()
    if row is None:
        return None
    akun, pegawai, luar = row
    if not akun.aktif or (session_key is not None and akun.kunci_sesi != session_key):
        return None
    nama = pegawai.nama_lengkap if pegawai else luar.nama if luar else akun.nama_pengguna
    return Actor(akun.id, nama, akun.pegawai_id, akun.pihak_luar_id, frozenset(akun.peran))


def session_key(tx: Transaction, akun_id: int) -> str:
    """The key that a session must carry; a new key ends every session of the account."""
    return tx.session.scalars(select(Akun.kunci_sesi).where(Akun.id == akun_id)).one()
