"""Choosing a password, and initial passwords, of which two officers have seen a half each.

A changed password ends every other session of the account. An initial password serves once and for a day; whoever signs
in with it can do nothing but choose one of his own. Its two halves are drawn one after the other, and whoever hands one
over never sees the other, so only their owner can put them together.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import select, update

from webapp.operations import Refused
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.identitas import nama_instansi
from webapp.storage.organisasi import Pegawai
from webapp.storage.pemulihan import SandiAwal

from .accounts import hash_password, locked
from .password_rules import objections
from .reauthentication import Confirm
from .sessions import INITIAL, PASSWORD, Found, end_all, fingerprint, rise
from .telling import note, tell

LIFE = timedelta(hours=24)
"""How long an initial password can be used."""

HALF = 12
"""Letters of each half of an initial password: 59 bits."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def change(work: Work, here: Found, new: str, confirm: Confirm) -> str:
    """Change one's own password. Returns this session's new key; all others end.

    Who has signed in with an initial password chooses the first one and shows nothing again. Raises `Refused` with
    every reason, and what `confirm` raises.
    """
    with work.transaction() as tx:
        akun = locked(tx, here.actor.akun_id)
        if INITIAL not in here.methods:
            confirm(tx)
        set_password(tx, akun, new)
        end_all(tx, akun.id, "kata sandi diganti", but=here.id)
        note(tx, akun.id, "ganti_sandi", {"sesi": here.id})
        tell(tx, akun.id, "ganti_sandi", "Kata sandi akun Anda diganti.", f"{tx.now.isoformat()}")
        return rise(tx, here.id, PASSWORD, without=(INITIAL,))


def set_password(tx: Transaction, akun: Akun, new: str) -> None:
    """Store a password of the owner's choice. Raises `Refused` with every reason."""
    wrong = objections(new, _known(tx, akun))
    if wrong:
        raise Refused(wrong)
    akun.sandi = hash_password(new)
    withdraw_initial(tx, akun.id)


def _known(tx: Transaction, akun: Akun) -> list[str]:
    """What others know of the owner."""
    row = None
    if akun.pegawai_id is not None:
        row = tx.session.execute(select(Pegawai.nip, Pegawai.nama).where(Pegawai.id == akun.pegawai_id)).one()
    words = [akun.nama_pengguna.replace(".", " "), nama_instansi(tx.session, tx.today) or ""]
    return [*words, row.nip, row.nama] if row is not None else words


def draw_half() -> str:
    """A half of an initial password, as its reader writes it down: `abcd-efgh-jkmn`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(HALF // 4))


def first_half(half: str) -> str:
    """What is stored of the first half until the second is there."""
    return fingerprint(_letters(half))


def as_hashed(typed: str) -> str:
    """An initial password, as its owner typed it, in the form of which the hash is stored."""
    letters = _letters(typed)
    return first_half(letters[:HALF]) + letters[HALF:]


def _letters(typed: str) -> str:
    return "".join(one for one in typed.lower() if one.isalnum())


def issue_initial(tx: Transaction, akun_id: int, first: str, pemulihan_id: int | None) -> str:
    """An initial password in place of whatever the account had; `first` is what is stored of its first half.

    Returns the second half. It is shown once, to whoever hands it over.
    """
    akun = locked(tx, akun_id)
    akun.sandi = None
    withdraw_initial(tx, akun_id)
    second = draw_half()
    tx.session.add(
        SandiAwal(
            akun_id=akun_id, sidik=hash_password(first + _letters(second)), pemulihan_id=pemulihan_id,
            dibuat_pada=tx.now, sampai=tx.now + LIFE,
        )
    )  # fmt: skip
    tx.session.flush()
    return second


def withdraw_initial(tx: Transaction, akun_id: int) -> None:
    """An initial password that was not used yet is no more."""
    tx.session.execute(
        update(SandiAwal)
        .where(
            SandiAwal.akun_id == akun_id, SandiAwal.dipakai_pada.is_(None), SandiAwal.dicabut_pada.is_(None)
        )
        .values(dicabut_pada=tx.now)
    )
