"""A copy of one's own data: asked for on a page, written in the background, fetched once by its owner.

The rule `salinan_data` says within how many hours it must be there; the nearer that is, the louder. Of the copy itself
nothing stays when it has been fetched, or when its days are over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.orm import undefer

from webapp.operations import Actor
from webapp.services.errors import Denied, NotFound
from webapp.services.identity.reauthentication import Confirm
from webapp.services.requests import one_at_a_time
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Peran
from webapp.storage.aturan import nilai_aturan
from webapp.storage.audit import AuditEvent
from webapp.storage.jobs import defer
from webapp.storage.pemberitahuan import beri_tahu, penerima_peran
from webapp.storage.privasi import SalinanData

from .writing import write_copy

TASK: Final = "susun_salinan"
OBJECT: Final = "salinan_data"
RULE: Final = "salinan_data"
SHOWN: Final = 10
PAGE: Final = "/akun/data"


@dataclass(frozen=True)
class Limits:
    """Hours until a copy must be there, hours before that at which officers are told, days for which it is kept."""

    hours: int
    warn: int
    days: int


def limits(tx: Transaction) -> Limits:
    """The rule in force."""
    rule: Mapping[str, Any] = nilai_aturan(tx.session, RULE, tx.today) or {}
    return Limits(
        int(rule.get("jam", 72)), int(rule.get("ingatkan_jam", 24)), int(rule.get("disimpan_hari", 7))
    )


def request(work: Work, actor: Actor, request_id: UUID) -> int:
    """Ask for a copy. While one is being written, that one is the answer. Raises `Denied` to who is no employee."""
    if actor.pegawai_id is None:
        raise Denied("Akun ini bukan milik seorang pegawai. Mintalah salinan datanya kepada admin BKPP.")
    with work.transaction() as tx:
        one_at_a_time(tx, request_id)
        tx.session.execute(_LOCK, {"id": actor.akun_id})
        query = select(SalinanData).where(
            SalinanData.akun_id == actor.akun_id,
            (SalinanData.permintaan_id == request_id) | SalinanData.selesai_pada.is_(None),
        )
        before = tx.session.scalars(query).first()
        if before is not None:
            return before.id
        row = SalinanData(
            akun_id=actor.akun_id, pegawai_id=actor.pegawai_id, permintaan_id=request_id, diminta_pada=tx.now,
            batas_pada=tx.now + timedelta(hours=limits(tx).hours),
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        _note(tx, row, "salinan_diminta")
        defer(tx.session, TASK, {"salinan_id": row.id})
        return row.id


def write(work: Work, salinan_id: int) -> None:
    """Write a copy and tell its owner; one that is there already is left as it is."""
    with work.transaction() as tx:
        row = tx.session.get(SalinanData, salinan_id, with_for_update=True)
        if row is None or row.selesai_pada is not None:
            return
        body, kept = write_copy(tx, row.pegawai_id), timedelta(days=limits(tx).days)
        row.isi, row.ukuran = body, len(body)
        row.selesai_pada, row.kedaluwarsa_pada = tx.now, tx.now + kept
        _note(tx, row, "salinan_selesai")
        words = "Salinan data Anda siap. Unduh sekali dari halaman Data saya sebelum masa simpannya habis."
        beri_tahu(tx.session, f"salinan_data:{row.id}", row.pegawai_id, OBJECT, words, PAGE, tx.now)


def own(tx: Transaction, actor: Actor) -> list[SalinanData]:
    """This person's requests, the newest first."""
    query = select(SalinanData).where(SalinanData.akun_id == actor.akun_id)
    return list(tx.session.scalars(query.order_by(SalinanData.id.desc()).limit(SHOWN)))


def ready(tx: Transaction, actor: Actor, salinan_id: int) -> SalinanData:
    """An own copy that can be fetched. Raises `NotFound`."""
    row = tx.session.get(SalinanData, salinan_id)
    if row is None or row.akun_id != actor.akun_id or not can_be_fetched(tx, row):
        raise NotFound(OBJECT, salinan_id)
    return row


def can_be_fetched(tx: Transaction, row: SalinanData) -> bool:
    """Whether the file is there and has not been fetched."""
    return row.kedaluwarsa_pada is not None and row.diambil_pada is None and row.kedaluwarsa_pada > tx.now


def fetch(work: Work, actor: Actor, salinan_id: int, confirm: Confirm) -> bytes:
    """The file, once: what is stored of it goes. Raises `NotFound`, and what `confirm` raises."""
    with work.transaction() as tx:
        query = select(SalinanData).where(SalinanData.id == salinan_id).with_for_update()
        row = tx.session.scalars(query.options(undefer(SalinanData.isi))).one_or_none()
        if row is None or row.akun_id != actor.akun_id or row.isi is None or not can_be_fetched(tx, row):
            raise NotFound(OBJECT, salinan_id)
        confirm(tx)
        body = row.isi
        row.isi, row.diambil_pada = None, tx.now
        _note(tx, row, "salinan_diunduh")
        return body


def watch(work: Work) -> int:
    """Throw away what is over, and warn of what is late: officers are told, the job is asked for again. How many."""
    with work.transaction() as tx:
        over = update(SalinanData).where(SalinanData.kedaluwarsa_pada <= tx.now, SalinanData.isi.is_not(None))
        tx.session.execute(over.values(isi=None))
        near = tx.now + timedelta(hours=limits(tx).warn)
        query = select(SalinanData).where(
            SalinanData.selesai_pada.is_(None),
            SalinanData.diingatkan_pada.is_(None),
            SalinanData.batas_pada <= near,
        )
        late = tx.session.scalars(query.with_for_update(skip_locked=True)).all()
        officers = penerima_peran(tx.session, [Peran.ADMIN_BKPP, Peran.PENGAWAS]) if late else set()
        for row in late:
            row.diingatkan_pada = tx.now
            limit = row.batas_pada.astimezone(tx.work.zone).strftime("%d-%m-%Y %H.%M")
            words = (
                f"Salinan data pribadi nomor {row.id} belum jadi; batasnya {limit}. "
                "Periksa insiden dan pekerja latar."
            )
            for officer in sorted(officers):
                key = f"salinan_data_terlambat:{row.id}:{officer}"
                beri_tahu(tx.session, key, officer, "salinan_data_terlambat", words, None, tx.now)
            _note(tx, row, "salinan_mendekati_batas")
            defer(tx.session, TASK, {"salinan_id": row.id})
        return len(late)


def _note(tx: Transaction, row: SalinanData, kind: str) -> None:
    tx.session.add(
        AuditEvent(
            at=tx.now, actor_id=row.akun_id, kind=kind, object_kind=OBJECT, object_id=row.id, detail={}
        )
    )


_LOCK = text("SELECT id FROM akun WHERE id = :id FOR UPDATE")
