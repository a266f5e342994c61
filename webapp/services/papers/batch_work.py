"""Putting a batch together, a slice at a time: a long one lets other jobs in between, and one that broke goes on.

Each slice is stored with its progress. What cannot be had is listed with its reason, inside the file too; the rest is
delivered all the same.
"""

from __future__ import annotations

from io import BytesIO
from time import monotonic
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from webapp.services.audit import DENIED
from webapp.services.exports import as_csv
from webapp.services.identity.accounts import actor_of
from webapp.services.work import Transaction, Work
from webapp.storage.audit import AuditEvent
from webapp.storage.ekspor import EksporButir, EksporNaskah, StatusButir, StatusEkspor
from webapp.storage.jobs import defer

from .batch_items import NOT_YOURS, document
from .batch_scopes import rules
from .batches import TASK, note

SLICE = 20
"""Documents that are stored together."""
SECONDS = 4.0
"""After so many seconds a job asks for another one that goes on, and ends."""

LIST = "daftar.csv"
HEADER = ("Berkas", "Hasil", "Sebab")


def advance(work: Work, ekspor_id: int, seconds: float = SECONDS) -> bool:
    """Work on a request for a while. Returns whether it is over (finished, or thrown away)."""
    until = monotonic() + seconds
    while True:
        with work.transaction() as tx:
            row = tx.session.get(EksporNaskah, ekspor_id, with_for_update=True)
            if row is None or row.status is StatusEkspor.SELESAI:
                return True
            if not _slice(tx, row):
                _finish(tx, row)
                return True
            if monotonic() >= until:
                defer(tx.session, TASK, {"ekspor_id": ekspor_id})
                return False


def _slice(tx: Transaction, row: EksporNaskah) -> bool:
    """Fetch the next documents. False when none is left."""
    query = select(EksporButir).where(
        EksporButir.ekspor_id == row.id, EksporButir.status == StatusButir.MENUNGGU
    )
    items = tx.session.scalars(query.order_by(EksporButir.urutan).limit(SLICE)).all()
    if not items:
        return False
    actor, helpers = actor_of(tx, row.akun_id), rules(tx).helpers
    for one in items:
        body, why = (None, NOT_YOURS) if actor is None else document(tx, actor, one, helpers=helpers)
        one.isi, one.sebab = body, why or None
        if why == NOT_YOURS:
            tx.session.add(_denied(tx, row, one))
        one.status = StatusButir.GAGAL if body is None else StatusButir.SELESAI
    row.status = StatusEkspor.BERJALAN
    row.selesai += len(items)
    return True


def _denied(tx: Transaction, row: EksporNaskah, one: EksporButir) -> AuditEvent:
    """A document that the asker may not have: an event like every refusal."""
    detail = {"ekspor": row.id, "tugas_latar": TASK}
    return AuditEvent(
        at=tx.now, actor_id=row.akun_id, kind=DENIED, object_kind="skp", object_id=one.skp_id, detail=detail
    )


def _finish(tx: Transaction, row: EksporNaskah) -> None:
    query = select(EksporButir).where(EksporButir.ekspor_id == row.id).order_by(EksporButir.urutan)
    out, lines = BytesIO(), []
    made = row.dibuat_pada.astimezone(tx.work.zone).timetuple()[:6]
    with ZipFile(out, "w", ZIP_STORED) as packed:
        for one in tx.session.scalars(
            query.options(undefer(EksporButir.isi)).execution_options(yield_per=50)
        ):
            lines.append((one.nama, "Ada" if one.isi is not None else "Tidak ada", one.sebab or ""))
            if one.isi is not None:
                packed.writestr(ZipInfo(one.nama, made), one.isi)
            tx.session.expunge(one)
        packed.writestr(ZipInfo(LIST, made), as_csv(HEADER, lines))
    tx.session.execute(update(EksporButir).where(EksporButir.ekspor_id == row.id).values(isi=None))
    row.isi, row.status, row.selesai_pada = out.getvalue(), StatusEkspor.SELESAI, tx.now
    note(tx, row.akun_id, "ekspor_selesai", row)
