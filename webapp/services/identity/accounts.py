"""Accounts: who an account is, how passwords are kept, and the brake against guessing what a session is asked for.

Passwords are argon2id. Who tries to sign in is slowed by `limits`, whether the account exists or not; here is the brake
of those who have given the password, or are signed in, and guess a code or the password again. It is no lock.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent
from webapp.storage.organisasi import Pegawai
from webapp.storage.registri import PihakLuar

from .telling import note

FREE_TRIES = 5
MAX_DELAY = timedelta(minutes=15)


class SlowDown(Exception):
    """Too many tries; `seconds` until the next one counts."""

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


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the stored one; without a stored one it takes as long and is not."""
    try:
        return hasher().verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def account(tx: Transaction, username: str) -> Akun | None:
    """The account by its name, or by its owner's NIP, in any case and with any blanks."""
    name = plain(username)
    by_nip = select(Akun).join(Pegawai, Pegawai.id == Akun.pegawai_id).where(Pegawai.nip == name)
    by_name = select(Akun).where(Akun.nama_pengguna == name)
    query = by_nip if name.isdigit() else by_name
    return tx.session.scalars(query).one_or_none()


def plain(username: str) -> str:
    """A name as it is looked for, however it was typed."""
    return "".join(username.split()).lower()


def locked(tx: Transaction, akun_id: int) -> Akun:
    """The account, locked until the transaction ends: two tries at once count as two."""
    return tx.session.get_one(Akun, akun_id, with_for_update=True)


def pass_brake(tx: Transaction, akun: Akun) -> None:
    """Raise `SlowDown` while the account's next try does not count yet."""
    if akun.tunda_sampai is not None and akun.tunda_sampai > tx.now:
        raise SlowDown(int((akun.tunda_sampai - tx.now).total_seconds()) + 1)


def count_failure(tx: Transaction, akun: Akun) -> None:
    """Count a wrong try. From the fifth on the next one has to wait, longer each time."""
    akun.gagal_masuk += 1
    over = akun.gagal_masuk - FREE_TRIES
    if over >= 0:
        akun.tunda_sampai = tx.now + min(timedelta(seconds=2 ** min(over, 10)), MAX_DELAY)
    note_failure(tx, akun)


def note_failure(tx: Transaction, akun: Akun | None) -> None:
    """Keep the event of a wrong try. What was typed is not kept: it may be a password in the wrong field."""
    if akun is not None:
        note(tx, akun.id, "masuk_gagal")
    else:
        tx.session.add(AuditEvent(at=tx.now, actor_id=None, kind="masuk_gagal", detail={}))


def release_brake(akun: Akun) -> None:
    """Forget the wrong tries of an account whose owner has shown who he is."""
    akun.gagal_masuk, akun.tunda_sampai = 0, None


def count_wrong_password(work: Work, actor: Actor) -> None:
    """Count a wrong re-authentication like a wrong sign-in: an open session is no way to guess a password."""
    with work.transaction() as tx:
        count_failure(tx, locked(tx, actor.akun_id))


def actor_of(tx: Transaction, akun_id: int) -> Actor | None:
    """The actor behind an account; None when it is closed. Nobody is signed in by this."""
    row = tx.session.execute(
        select(Akun, Pegawai, PihakLuar)
        .outerjoin(Pegawai, Pegawai.id == Akun.pegawai_id)
        .outerjoin(PihakLuar, PihakLuar.id == Akun.pihak_luar_id)
        .where(Akun.id == akun_id)
    ).one_or_none()
    if row is None or not row[0].aktif:
        return None
    akun, pegawai, luar = row
    nama = pegawai.nama_lengkap if pegawai else luar.nama if luar else akun.nama_pengguna
    return Actor(akun.id, nama, akun.pegawai_id, akun.pihak_luar_id, frozenset(akun.peran))
