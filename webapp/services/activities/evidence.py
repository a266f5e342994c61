"""The files of entries, for their owner and the verifikator of the day."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import undefer

from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.decide import allowed
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas, AktivitasBukti
from webapp.storage.berkas import Berkas


def file_of(tx: Transaction, actor: Actor, aktivitas_id: int, berkas_id: int) -> Berkas:
    """A file of an entry with its content, for its owner and the day's verifikator. Raises `NotFound`."""
    entry = tx.session.get(Aktivitas, aktivitas_id)
    if entry is None:
        raise NotFound("aktivitas", aktivitas_id)
    allowed(tx, actor, Right.READ, Kind.ENTRY, entry)
    held = select(AktivitasBukti.berkas_id).where(AktivitasBukti.aktivitas_id == aktivitas_id)
    if berkas_id != entry.surat_id and berkas_id not in set(tx.session.scalars(held)):
        raise NotFound("aktivitas", aktivitas_id)
    return tx.session.scalars(select(Berkas).where(Berkas.id == berkas_id).options(undefer(Berkas.isi))).one()
