"""Enrolling and removing second factors of one's own account, each after re-authentication; the owner is told.

The first factor brings ten recovery codes, shown once. When the last factor goes, the codes go with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.faktor import Totp

from . import recovery_codes, totp
from .accounts import count_failure, locked, pass_brake
from .factors import drop_recovery_codes, factors_of
from .reauthentication import Confirm
from .sessions import CODE, Found, rise
from .telling import note, tell


@dataclass(frozen=True)
class Enrolment:
    """A secret that is being enrolled: in base 32, and as the address that a QR code carries."""

    secret: str
    address: str


def begin_codes(work: Work, here: Found, confirm: Confirm) -> None:
    """Begin to enrol an authenticator. Raises `Refused` where there is one, and what `confirm` raises."""
    with work.transaction() as tx:
        locked(tx, here.actor.akun_id)
        if factors_of(tx, here.actor.akun_id).codes:
            raise Refused(
                [_no("Akun Anda sudah memiliki aplikasi autentikator. Hapus dulu yang lama.", "_sandi")]
            )
        confirm(tx)
        totp.remove(tx, here.actor.akun_id)
        totp.prepare(tx, here.actor.akun_id)


def enrolment(tx: Transaction, here: Found) -> Enrolment:
    """The secret to put into the app. Raises `NotFound` unless an enrolment has begun."""
    query = select(Totp.id).where(Totp.akun_id == here.actor.akun_id, Totp.aktif_pada.is_(None))
    if tx.session.scalar(query) is None:
        raise NotFound("totp", here.actor.akun_id)
    secret = totp.prepare(tx, here.actor.akun_id)
    name = tx.session.scalars(select(Akun.nama_pengguna).where(Akun.id == here.actor.akun_id)).one()
    return Enrolment(secret, totp.address(secret, name))


def finish_codes(work: Work, here: Found, code: str) -> tuple[str, list[str]] | None:
    """Take the first code. Returns the session's new key and new recovery codes, or None for a wrong code.

    Raises `SlowDown` after too many wrong ones.
    """
    with work.transaction() as tx:
        akun = locked(tx, here.actor.akun_id)
        pass_brake(tx, akun)
        if not totp.activate(tx, akun.id, "".join(code.split())):
            count_failure(tx, akun)
            return None
        _told(tx, here, "autentikator_baru", "Aplikasi autentikator dipasang pada akun Anda.")
        codes = recovery_codes.renew(tx, akun.id)
        return rise(tx, here.id, CODE), codes


def remove_codes(work: Work, here: Found, confirm: Confirm) -> None:
    """Remove the authenticator. Raises what `confirm` raises."""
    with work.transaction() as tx:
        locked(tx, here.actor.akun_id)
        confirm(tx)
        if totp.remove(tx, here.actor.akun_id):
            _told(tx, here, "autentikator_dihapus", "Aplikasi autentikator dihapus dari akun Anda.")
        drop_recovery_codes(tx, here.actor.akun_id)


def new_recovery_codes(work: Work, here: Found, confirm: Confirm) -> list[str]:
    """Ten new recovery codes; the old ones are no more. Raises `Refused` without a factor, and as `confirm` does."""
    with work.transaction() as tx:
        locked(tx, here.actor.akun_id)
        if not factors_of(tx, here.actor.akun_id):
            raise Refused([_no("Pasang faktor kedua dulu; kode pemulihan menjaga faktor itu.", "_sandi")])
        confirm(tx)
        _told(tx, here, "kode_pemulihan_baru", "Kode pemulihan akun Anda diperbarui.")
        return recovery_codes.renew(tx, here.actor.akun_id)


def _told(tx: Transaction, here: Found, kind: str, words: str) -> None:
    note(tx, here.actor.akun_id, kind, {"sesi": here.id})
    tell(tx, here.actor.akun_id, kind, words, tx.now.isoformat())


def _no(sentence: str, field: str) -> Pelanggaran:
    return Pelanggaran("faktor", sentence, field)
