"""Signing in: the password, and then the second factor of those who have one.

A right password alone opens nothing for an account that has a second factor: the session waits for it, for ten minutes,
and its owner is nobody until then. An initial password opens one session, in which nothing can be done but choosing a
password of one's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.pemulihan import SandiAwal

from . import limits
from .accounts import account, count_failure, locked, matches, note_failure, pass_brake, release_brake
from .factors import factors_of, take_code
from .passwords import as_hashed
from .sessions import INITIAL, PASSWORD, Client, Found, begin, rise
from .telling import tell


@dataclass(frozen=True)
class Entered:
    """A session has begun under `key`; without `full` the second factor is still asked for."""

    key: str
    full: bool


def enter(work: Work, username: str, password: str, client: Client) -> Entered | None:
    """Sign in by name or NIP and password. None: they do not fit. Raises `SlowDown` after too many tries.

    A try is counted first, and for itself: many at once count as many, and while a password is compared nobody waits.
    """
    with work.transaction() as tx:
        akun = account(tx, username)
        buckets = _buckets(tx, akun, username, client)
        for one in buckets:
            limits.take(tx, *one)
    with work.transaction() as tx:
        akun = account(tx, username)
        method = _known_by(tx, akun, password)
        if akun is None or not akun.aktif or method is None:
            note_failure(tx, akun)
            return None
        locked(tx, akun.id)
        for one in buckets:
            limits.give_back(tx, *one)
        full = not factors_of(tx, akun.id)
        if full:
            release_brake(
                akun
            )  # else it stays until the second factor is there: a password frees no guessing of codes
        return Entered(begin(tx, akun.id, [method], client, full=full), full)


def _buckets(
    tx: Transaction, akun: Akun | None, username: str, client: Client
) -> tuple[tuple[str, str], ...]:
    """In which buckets a try is counted, always in this order.

    On a device of the account's own only what is tried there counts: guesses of strangers cannot keep its owner out.
    Elsewhere a name that nobody has fills a bucket as one that somebody has, so that no answer tells which it is.
    """
    if akun is not None and limits.is_known(tx, akun.id, client.device):
        return (("masuk_perangkat", f"{akun.id}:{client.device}"),)
    return (("masuk_jaringan", client.network), ("masuk_nama", limits.of_name(akun, username)))


def _known_by(tx: Transaction, akun: Akun | None, password: str) -> str | None:
    """By which password the account is known; one comparison, whichever it is."""
    initial = None if akun is None else valid_initial(tx, akun.id)
    if initial is None:
        return PASSWORD if matches(akun.sandi if akun else None, password) else None
    if not matches(initial.sidik, as_hashed(password)):
        return None
    initial.dipakai_pada = tx.now
    return INITIAL


def valid_initial(tx: Transaction, akun_id: int) -> SandiAwal | None:
    """The initial password that can still be used."""
    query = select(SandiAwal).where(
        SandiAwal.akun_id == akun_id,
        SandiAwal.dipakai_pada.is_(None),
        SandiAwal.dicabut_pada.is_(None),
        SandiAwal.sampai > tx.now,
    )
    return tx.session.scalars(query.with_for_update()).one_or_none()


def give_code(work: Work, waiting: Found, typed: str) -> str | None:
    """The second factor by a code. Returns the session's new key, or None. Raises `SlowDown`."""
    with work.transaction() as tx:
        akun = locked(tx, waiting.actor.akun_id)
        pass_brake(tx, akun)
        method = take_code(tx, akun.id, typed)
        if method is None:
            count_failure(tx, akun)
            return None
        release_brake(akun)
        if method == "kode_pemulihan":
            tell(tx, akun.id, "kode_pemulihan", "Satu kode pemulihan dipakai untuk masuk.", str(waiting.id))
        return rise(tx, waiting.id, method)
