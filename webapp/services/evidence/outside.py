"""Whether seals leave the machine, and whether their key is the one in use: for those who run it.

Seals that stay here prove nothing against whoever runs the machine, and a seal by a key that nobody knows proves
nothing to anybody. Neither stops anybody's work, so pages stay ready meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from webapp.config import Settings
from webapp.evidence import read_keys
from webapp.services.health import Check
from webapp.services.work import Transaction
from webapp.storage.meterai import Seal, SealDelivery

from .delivery import addresses

LATEST: Final = timedelta(hours=26)
"""How old the newest seal outside may be."""


def look(tx: Transaction, settings: Settings) -> Iterator[Check]:
    """The way out, the newest seal that took it, and the key. With the settings of the worker."""
    ways = _ways(tx, settings)
    said = ", ".join(ways) or (
        "tidak ada: isi LAKON_SEAL_DIR, atau LAKON_SMTP beserta alamat pengawas (aturan meterai)"
    )
    yield Check("jalan keluar meterai", bool(ways), said)
    newest = tx.session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).one_or_none()
    if newest is None:
        return
    known = [key.public for key in read_keys(settings.seal_keys)]
    is_ours = newest.key in known
    words = "dikenal" if is_ours else "bukan kunci di sini (LAKON_SEAL_KEY); pulihkan kunci yang dicatat"
    yield Check("kunci meterai", is_ours, words)
    yield _left(tx)


def _ways(tx: Transaction, settings: Settings) -> list[str]:
    letters = settings.smtp_url and addresses(tx)
    return [*(["folder"] if settings.seal_dir else []), *(["surat"] if letters else [])]


def _left(tx: Transaction) -> Check:
    """The newest seal that is outside, counted from its own moment."""
    outside = select(SealDelivery.seal_number).where(SealDelivery.done_at.is_not(None))
    at = tx.session.scalar(select(func.max(Seal.at)).where(Seal.number.in_(outside)))
    if at is None:
        return Check("meterai di luar", ok=False, words="belum satu pun keluar dari mesin ini")
    hours = (tx.now - at) / timedelta(hours=1)
    return Check(
        "meterai di luar",
        tx.now - at <= LATEST,
        f"{hours:.0f} jam (paling lama {LATEST.total_seconds() / 3600:.0f})",
    )


def ways_of_newest(tx: Transaction) -> int:
    """By how many ways the newest seal leaves the machine, or is to."""
    newest = select(func.max(Seal.number)).scalar_subquery()
    return (
        tx.session.scalar(
            select(func.count(func.distinct(SealDelivery.way))).where(SealDelivery.seal_number == newest)
        )
        or 0
    )
