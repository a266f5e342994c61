"""Ten codes on paper for the day on which phone and keys are lost. Each is taken once; only argon2 hashes are stored.

A code begins with its number in the list, so that taking one costs one hash: `3-7KQF-9XPT-M4WD`.
"""

from __future__ import annotations

import re
import secrets

from sqlalchemy import delete, func, select

from webapp.services.work import Transaction
from webapp.storage.faktor import KodePemulihan

from .accounts import hash_password, matches

HOW_MANY = 10
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 12  # letters: 60 bits
_CODE = re.compile(rf"(\d{{1,2}})([{_LETTERS}]{{{_LENGTH}}})", re.ASCII)


def renew(tx: Transaction, akun_id: int) -> list[str]:
    """Ten new codes; the old ones are no more. They are shown once."""
    tx.session.execute(delete(KodePemulihan).where(KodePemulihan.akun_id == akun_id))
    codes = []
    for number in range(1, HOW_MANY + 1):
        word = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        tx.session.add(
            KodePemulihan(akun_id=akun_id, urutan=number, sidik=hash_password(word), dibuat_pada=tx.now)
        )
        codes.append(f"{number}-{word[:4]}-{word[4:8]}-{word[8:]}")
    tx.session.flush()
    return codes


def take(tx: Transaction, akun_id: int, typed: str) -> bool:
    """Whether this is a code of the account that was not used before; then it is used."""
    found = _CODE.fullmatch("".join(typed.split()).replace("-", "").upper())
    if found is None:
        return False
    query = select(KodePemulihan).where(
        KodePemulihan.akun_id == akun_id,
        KodePemulihan.urutan == int(found[1]),
        KodePemulihan.dipakai_pada.is_(None),
    )
    row = tx.session.scalars(query.with_for_update()).one_or_none()
    if not matches(None if row is None else row.sidik, found[2]) or row is None:
        return False
    row.dipakai_pada = tx.now
    return True


def left(tx: Transaction, akun_id: int) -> int:
    """How many codes can still be used."""
    query = select(func.count()).where(KodePemulihan.akun_id == akun_id, KodePemulihan.dipakai_pada.is_(None))
    return tx.session.scalar(query) or 0


def remove(tx: Transaction, akun_id: int) -> None:
    """Take all codes away."""
    tx.session.execute(delete(KodePemulihan).where(KodePemulihan.akun_id == akun_id))
