"""How often something may be asked for, counted in the database, so that all processes count together.

A limit is a bucket that holds so many tries and empties evenly over its time: whoever fills it waits for one place, not
for a whole hour, and nobody is shut out for good. Buckets belong to an account, to an account on one device, to a name
that strangers try, or to strangers in one network. A whole agency stands behind one address (NAT), so a network counts
only what fails on devices that the account has never been used on: somebody's guessing cannot shut the door to
colleagues on their own machines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.aturan import nilai_aturan
from webapp.storage.masuk_luar import Jatah
from webapp.storage.sesi import PerangkatAkun

from .accounts import SlowDown, plain

RULE = "batas_laju"
BUILT_IN: Mapping[str, tuple[int, int]] = {
    "masuk_perangkat": (10, 3600),
    "masuk_nama": (10, 3600),
    "masuk_jaringan": (300, 900),
    "masuk_tunggal": (20_000, 900),
    "faktor": (20, 900),
    "pemulihan": (20, 3600),
    "unggah": (120, 3600),
    "tautan": (60, 3600),
    "ekspor": (60, 3600),
    "unduh": (1200, 3600),
    "cari": (120, 60),
    "verifikasi": (600, 60),
    "dampak": (30, 60),
    "draf": (120, 60),
    "tulis": (300, 60),
}
"""Tries and seconds of each limit where no rule says otherwise [CONFIG batas_laju: {"unggah": [120, 3600], …}].

`masuk_perangkat` and `masuk_nama` are alike, so that a shared computer does not tell who has used it."""


def take(tx: Transaction, kind: str, whose: str) -> None:
    """Take a place in a bucket, in one statement. Raises `SlowDown` with the seconds until one is free.

    The place is given back where the transaction is rolled back.
    """
    tries, seconds = _limit(tx, kind)
    step, span, name = timedelta(seconds=seconds / tries), timedelta(seconds=seconds), _name(kind, whose)
    filled = func.greatest(Jatah.sampai, tx.now) + step
    order = (
        insert(Jatah)
        .values(kunci=name, sampai=tx.now + step)
        .on_conflict_do_update(
            index_elements=[Jatah.kunci], set_={"sampai": filled}, where=filled <= tx.now + span
        )
        .returning(Jatah.sampai)
    )
    if tx.session.execute(order).one_or_none() is None:
        full = tx.session.scalars(select(Jatah.sampai).where(Jatah.kunci == name)).one_or_none()
        raise SlowDown(_wait(full, tx.now + span - step))


def give_back(tx: Transaction, kind: str, whose: str) -> None:
    """Give one place back: what was tried has succeeded."""
    tries, seconds = _limit(tx, kind)
    row = tx.session.get(Jatah, _name(kind, whose), with_for_update=True)
    if row is not None:
        row.sampai -= timedelta(seconds=seconds / tries)


def empty(tx: Transaction, kind: str, whose: str) -> None:
    """Give all places back."""
    tx.session.execute(delete(Jatah).where(Jatah.kunci == _name(kind, whose)))


def of_name(akun: Akun | None, username: str) -> str:
    """Whose bucket a try under a name fills: the account's, under whichever of its names; nobody's has one, too."""
    return f"nama:{plain(username)}" if akun is None else f"akun:{akun.id}"


def count(work: Work, kind: str, whose: str) -> None:
    """Count one request, whatever comes of it. Raises `SlowDown`."""
    with work.transaction() as tx:
        take(tx, kind, whose)


def forget_empty(work: Work) -> int:
    """Throw away buckets that have run empty. Returns how many."""
    with work.transaction() as tx:
        old = select(Jatah.kunci).where(Jatah.sampai < tx.now).with_for_update(skip_locked=True)
        return len(tx.session.execute(delete(Jatah).where(Jatah.kunci.in_(old)).returning(Jatah.kunci)).all())


def is_known(tx: Transaction, akun_id: int, device: str) -> bool:
    """Whether an account has been signed in on a device before."""
    query = exists().where(PerangkatAkun.akun_id == akun_id, PerangkatAkun.perangkat == device)
    return bool(tx.session.scalar(select(query)))


def _limit(tx: Transaction, kind: str) -> tuple[int, int]:
    """Tries and seconds; a rule that cannot be read leaves the built-in limit standing, and never none."""
    rule = nilai_aturan(tx.session, RULE, tx.today)
    said = rule.get(kind) if isinstance(rule, Mapping) else None
    if isinstance(said, list) and len(said) == 2 and all(type(one) is int and one > 0 for one in said):
        return said[0], said[1]
    return BUILT_IN[kind]


def _name(kind: str, whose: str) -> str:
    return f"{kind}:{hashlib.sha256(whose.encode()).hexdigest()[:32]}"


def _wait(full: datetime | None, free: datetime) -> int:
    return 1 if full is None else max(1, int((full - free).total_seconds()) + 1)
