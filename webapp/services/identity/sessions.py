"""Sessions: who is signed in, by what, from where, and until when. They live in the database, so they can be ended.

The browser holds a random key of 256 bits and nothing else; here stands its fingerprint. The key is a new one whenever
a person has shown more of who he is. A session ends after eight idle hours, twelve hours after it began, when its owner
or an officer ends it, and when the account is closed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.faktor import KunciSandi, Totp
from webapp.storage.organisasi import Pegawai
from webapp.storage.registri import PihakLuar
from webapp.storage.sesi import PerangkatAkun, Sesi

from .telling import note, tell

Check = Callable[[Transaction], object]
"""A re-authentication; it raises where it does not succeed."""

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
"""How often a session's last use is written down."""
ELSEWHERE = "perangkat_lain"
"""Why a session has ended whose key was used on another device."""
PENDING = timedelta(minutes=10)
"""How long somebody who has given the password may look for the second factor."""

PASSWORD = "kata_sandi"  # noqa: S105 - the name of a way to be known
INITIAL = "sandi_awal"
CODE = "kode"
RECOVERY = "kode_pemulihan"
PASSKEY = "kunci_sandi"
SINGLE_SIGN_ON = "masuk_tunggal"
SINGLE_SIGN_ON_TWO = "masuk_tunggal_dua_faktor"
"""By what somebody was known, as it stands in `sesi.cara` and in the evidence of what he does. The agency's own service
counts as two factors where a rule says so of what it tells (`single_sign_on.RULE`)."""


@dataclass(frozen=True)
class Client:
    """Where a request comes from: the device (its cookie's fingerprint), the browser's family, the network's prefix."""

    device: str
    browser: str
    network: str


@dataclass(frozen=True)
class Factors:
    """Which second factors an account has."""

    codes: bool = False
    passkeys: bool = False

    def __bool__(self) -> bool:
        return self.codes or self.passkeys


@dataclass(frozen=True)
class Found:
    """A session as a request found it, and where it began. Without `full` its owner has still to show a factor."""

    id: int
    actor: Actor
    client: Client
    full: bool
    methods: tuple[str, ...]
    factors: Factors
    used: datetime


@dataclass(frozen=True)
class Open:
    """A session in its owner's list."""

    id: int
    browser: str
    network: str
    began: datetime
    used: datetime
    methods: Sequence[str]
    here: bool


def fingerprint(key: str) -> str:
    """What is stored of a secret that the house has drawn itself."""
    return hashlib.sha256(key.encode()).hexdigest()


def begin(tx: Transaction, akun_id: int, methods: Sequence[str], client: Client, *, full: bool = True) -> str:
    """Start a session. Returns its key, which is shown to nobody else and stored nowhere."""
    key = secrets.token_urlsafe(32)
    row = Sesi(
        akun_id=akun_id, sidik=fingerprint(key), mulai=tx.now, dipakai=tx.now, dibuktikan=tx.now, cara=list(methods),
        penuh=full, perangkat=client.device, peramban=client.browser, jaringan=client.network,
    )  # fmt: skip
    tx.session.add(row)
    tx.session.flush()
    if full:
        _signed_in(tx, row)
    return key


def _signed_in(tx: Transaction, row: Sesi) -> None:
    """Keep the event, and tell the owner of a device that was not seen before."""
    note(tx, row.akun_id, "masuk", {"sesi": row.id, "cara": list(row.cara)})
    known = select(PerangkatAkun.perangkat).where(PerangkatAkun.akun_id == row.akun_id)
    devices = set(tx.session.scalars(known))
    values = {"peramban": row.peramban, "jaringan": row.jaringan, "terakhir": tx.now}
    statement = insert(PerangkatAkun).values(
        akun_id=row.akun_id, perangkat=row.perangkat, pertama=tx.now, **values
    )
    tx.session.execute(
        statement.on_conflict_do_update(
            index_elements=[PerangkatAkun.akun_id, PerangkatAkun.perangkat], set_=values
        )
    )
    if devices and row.perangkat not in devices:
        told = f"Akun Anda dipakai masuk dari perangkat baru ({row.peramban}, jaringan {row.jaringan})."
        tell(tx, row.akun_id, "perangkat_baru", told, str(row.id))


def find(tx: Transaction, key: str, here: Client | None = None) -> Found | None:
    """The running session of a key, with its owner; what he does from now on comes from `here`.

    One query, which tells the time, too.
    """
    row = tx.session.execute(_FIND.where(Sesi.sidik == fingerprint(key))).one_or_none()
    if row is None:
        return None
    sesi, akun, pegawai, luar, codes, passkeys, moment = row
    now = tx.begin_at(moment)
    if not akun.aktif or not _runs(sesi, now):
        return None
    nama = pegawai.nama_lengkap if pegawai else luar.nama if luar else akun.nama_pengguna
    began = Client(sesi.perangkat, sesi.peramban, sesi.jaringan)
    actor = Actor(
        akun.id, nama, akun.pegawai_id, akun.pihak_luar_id, frozenset(akun.peran),
        evidence=evidence_of(sesi, here or began),
    )  # fmt: skip
    return Found(
        sesi.id,
        actor,
        began,
        sesi.penuh,
        tuple(sesi.cara),
        Factors(bool(codes), bool(passkeys)),
        sesi.dipakai,
    )


def was_ended(tx: Transaction, key: str) -> bool:
    """Whether the session of a key was ended by somebody; one that has merely run out was not."""
    return bool(
        tx.session.scalar(select(exists().where(Sesi.sidik == fingerprint(key), Sesi.berakhir.is_not(None))))
    )


_FIND = (
    select(
        Sesi,
        Akun,
        Pegawai,
        PihakLuar,
        exists().where(Totp.akun_id == Sesi.akun_id, Totp.aktif_pada.is_not(None)),
        exists().where(KunciSandi.akun_id == Sesi.akun_id),
        func.clock_timestamp(),
    )
    .join(Akun, Akun.id == Sesi.akun_id)
    .outerjoin(Pegawai, Pegawai.id == Akun.pegawai_id)
    .outerjoin(PihakLuar, PihakLuar.id == Akun.pihak_luar_id)
    .where(Sesi.berakhir.is_(None))
)


def _runs(row: Sesi, now: datetime) -> bool:
    if not row.penuh:
        return now - row.mulai <= PENDING
    return now - row.dipakai <= IDLE and now - row.mulai <= ABSOLUTE


def evidence_of(row: Sesi, here: Client) -> dict[str, Any]:
    """How the owner was known, and from where this request comes: kept with everything that is done in the session."""
    return {
        "cara": "+".join(row.cara),
        "dibuktikan": row.dibuktikan.isoformat(),
        "sesi": row.id,
        "perangkat": here.device,
        "peramban": here.browser,
        "jaringan": here.network,
    }


def carried_away(work: Work, found: Found, here: Client) -> None:
    """The key of a session came from another device than it was given to: end the session and tell the owner."""
    with work.transaction() as tx:
        end(tx, found.id, ELSEWHERE)
        came = {"sesi": found.id, "peramban": here.browser, "jaringan": here.network}
        note(tx, found.actor.akun_id, "sesi_perangkat_lain", came)
        told = f"Sesi Anda diakhiri: kuncinya dipakai dari perangkat lain ({here.browser}, jaringan {here.network})."
        tell(tx, found.actor.akun_id, "perangkat_lain", told, str(found.id))


def note_use(work: Work, found: Found, now: datetime) -> None:
    """Write down that the session is used, at most once a minute."""
    if now - found.used < NOTED_EVERY:
        return
    with work.transaction() as tx:
        tx.session.execute(update(Sesi).where(Sesi.id == found.id, Sesi.dipakai < now).values(dipakai=now))


def rise(tx: Transaction, session_id: int, *methods: str, without: Iterable[str] = ()) -> str:
    """The owner has shown more of who he is: the session is proven now, and gets a new key, which is returned."""
    row = tx.session.get_one(Sesi, session_id, with_for_update=True)
    key, was_full = secrets.token_urlsafe(32), row.penuh
    kept = [one for one in row.cara if one not in {*without, *methods}]
    row.sidik, row.cara, row.penuh, row.dibuktikan = fingerprint(key), [*kept, *methods], True, tx.now
    row.dipakai = tx.now
    if not was_full:
        row.mulai = tx.now
        _signed_in(tx, row)
    tx.session.flush()
    return key


def end(tx: Transaction, session_id: int, reason: str) -> None:
    """End one session."""
    _end(tx, [Sesi.id == session_id], reason)


def end_all(tx: Transaction, akun_id: int, reason: str, *, but: int | None = None) -> int:
    """End every session of an account, or every other one. Returns how many."""
    which = [Sesi.akun_id == akun_id]
    return _end(tx, which if but is None else [*which, Sesi.id != but], reason)


def end_all_by(tx: Transaction, akun_id: int, methods: Sequence[str], reason: str) -> int:
    """End the sessions of an account whose owner was known by one of these ways. Returns how many."""
    return _end(tx, [Sesi.akun_id == akun_id, Sesi.cara.overlap(list(methods))], reason)


def _end(tx: Transaction, which: Sequence[ColumnElement[bool]], reason: str) -> int:
    statement = update(Sesi).where(*which, Sesi.berakhir.is_(None)).values(berakhir=tx.now, sebab=reason)
    return len(tx.session.execute(statement.returning(Sesi.id)).all())


def sign_out(work: Work, found: Found) -> None:
    """End this session, also for a copy of its cookie."""
    with work.transaction() as tx:
        end(tx, found.id, "keluar")
        note(tx, found.actor.akun_id, "keluar", {"sesi": found.id})


def running(tx: Transaction, found: Found) -> list[Open]:
    """The owner's open sessions, the one used last first."""
    query = select(Sesi).where(Sesi.akun_id == found.actor.akun_id, Sesi.berakhir.is_(None), Sesi.penuh)
    return [
        Open(row.id, row.peramban, row.jaringan, row.mulai, row.dipakai, row.cara, row.id == found.id)
        for row in tx.session.scalars(query.order_by(Sesi.dipakai.desc(), Sesi.id))
        if _runs(row, tx.now)
    ]


def devices(tx: Transaction, akun_id: int) -> list[PerangkatAkun]:
    """The devices on which an account was signed in, the last one first."""
    query = select(PerangkatAkun).where(PerangkatAkun.akun_id == akun_id)
    return list(tx.session.scalars(query.order_by(PerangkatAkun.terakhir.desc(), PerangkatAkun.id).limit(50)))


def own_session(tx: Transaction, found: Found, session_id: int) -> Sesi:
    """One of one's own sessions. Raises `NotFound` for another's, and for one that has ended."""
    row = tx.session.get(Sesi, session_id)
    if row is None or row.akun_id != found.actor.akun_id or row.berakhir is not None:
        raise NotFound("sesi", session_id)
    return row


def end_own(work: Work, found: Found, session_id: int, confirm: Check) -> None:
    """End one of one's own sessions, after re-authentication. Raises `NotFound`, and as `confirm` does."""
    with work.transaction() as tx:
        own_session(tx, found, session_id)
        confirm(tx)
        end(tx, session_id, "diakhiri pemilik")
        note(tx, found.actor.akun_id, "akhiri_sesi", {"sesi": session_id})


def end_others(work: Work, found: Found, confirm: Check) -> int:
    """End all of one's own sessions but this one, after re-authentication. Returns how many."""
    with work.transaction() as tx:
        confirm(tx)
        ended = end_all(tx, found.actor.akun_id, "diakhiri pemilik", but=found.id)
        note(tx, found.actor.akun_id, "akhiri_sesi_lain", {"jumlah": ended})
        return ended
