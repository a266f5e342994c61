"""Provenance of drafts: which account wrote which rows, when, on which device, as stretches and not as keystrokes.

A device is a keyed hash; nothing here can tell its address or its owner.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select

from webapp.operations import Actor
from webapp.services.work import Transaction, Work
from webapp.storage.aturan import nilai_aturan
from webapp.storage.penyuntingan import Penyuntingan

STRETCH = timedelta(minutes=10)
"""Saves that are no further apart belong to one stretch of editing."""

KEPT: Final = "penyuntingan_simpan_hari"
"""The rule that says for how many days the traces are kept."""


def note(tx: Transaction, actor: Actor, skp_id: int, device: str, rows: Collection[str]) -> None:
    """Keep that somebody wrote: the running stretch is prolonged, else a new one begins."""
    query = (
        select(Penyuntingan)
        .where(
            Penyuntingan.skp_id == skp_id,
            Penyuntingan.akun_id == actor.akun_id,
            Penyuntingan.perangkat == device,
            Penyuntingan.terakhir >= tx.now - STRETCH,
        )
        .order_by(Penyuntingan.id.desc())
        .limit(1)
    )
    running = tx.session.scalars(query).one_or_none()
    if running is None:
        tx.session.add(
            Penyuntingan(
                skp_id=skp_id, akun_id=actor.akun_id, perangkat=device, mulai=tx.now, terakhir=tx.now,
                baris=sorted(rows),
            )
        )  # fmt: skip
        return
    running.terakhir = max(running.terakhir, tx.now)
    running.baris = sorted({*running.baris, *rows})


def clear_old(work: Work) -> int:
    """Throw away stretches of editing that ended too long ago [CONFIG penyuntingan_simpan_hari]. Returns how many.

    What the detector found in them stands in its own items and is not touched. Without the rule nothing is thrown away.
    """
    with work.transaction() as tx:
        days = nilai_aturan(tx.session, KEPT, tx.today)
        if days is None:
            return 0
        old = Penyuntingan.terakhir < tx.now - timedelta(days=int(days))
        return len(tx.session.scalars(delete(Penyuntingan).where(old).returning(Penyuntingan.id)).all())
