"""Who looked at whose data, told to the person; and the reason that an office writes before it looks.

A reason opens one employee's documents for a while to the one who wrote it. The employee is told at once, with the
reason, and finds every reading on a page of the own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.policy.watching import RULE, open_reason
from webapp.services.work import Transaction, Work
from webapp.storage.akses import AksesBeralasan, AksesData
from webapp.storage.akun import nama_akun
from webapp.storage.aturan import nilai_aturan
from webapp.storage.audit import AuditEvent, Pemberitahuan
from webapp.storage.organisasi import Pegawai

MIN_REASON: Final = 15
MAX_REASON: Final = 500
MINUTES: Final = 60
"""How long a reason holds where the rule does not say."""
PER_PAGE: Final = 50
OPENED: Final = "akses_beralasan"


@dataclass(frozen=True)
class Looked:
    """One reading as its owner sees it."""

    reader: str
    office: str
    kind: str
    at: datetime
    reason: str | None


@dataclass(frozen=True)
class LookedPage:
    """A page of readings, the newest first."""

    rows: Sequence[Looked]
    total: int
    page: int
    pages: int


def looked_at(tx: Transaction, actor: Actor, page: int = 1) -> LookedPage:
    """Who looked at the actor's data by an office. Nobody sees another's list."""
    if actor.pegawai_id is None:
        return LookedPage((), 0, 1, 1)
    mine = AksesData.pegawai_id == actor.pegawai_id
    total = tx.session.scalars(select(func.count()).select_from(AksesData).where(mine)).one()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    query = (
        select(AksesData, AksesBeralasan.alasan)
        .outerjoin(AksesBeralasan, AksesBeralasan.id == AksesData.akses_id)
        .where(mine)
        .order_by(AksesData.pada.desc(), AksesData.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    rows = [
        Looked(nama_akun(tx.session, row.akun_id), row.peran, row.jenis, row.pada, reason)
        for row, reason in tx.session.execute(query)
    ]
    return LookedPage(rows, total, page, pages)


def asked_about(tx: Transaction, actor: Actor, pegawai_id: int) -> Pegawai:
    """The employee about whom a reason is to be given. Raises `Denied` to those whom the rule does not name."""
    rule = nilai_aturan(tx.session, RULE, tx.today) or {}
    if not actor.peran & set(rule.get("peran", [])):
        raise Denied("Alasan hanya ditulis oleh pemegang peran yang diwajibkan menuliskannya.")
    found = tx.session.get(Pegawai, pegawai_id)
    if found is None or pegawai_id == actor.pegawai_id:
        raise NotFound("pegawai", pegawai_id)
    return found


def give_reason(work: Work, actor: Actor, pegawai_id: int, reason: str) -> None:
    """Keep a reason, and tell the employee. Raises `Refused`, `Denied`, `NotFound`; a reason that is open stays."""
    said = " ".join(reason.split())
    if not MIN_REASON <= len(said) <= MAX_REASON:
        pesan = Sentence(
            "Tulis alasannya, %(least)s sampai %(most)s huruf; pemilik data membacanya.",
            least=MIN_REASON,
            most=MAX_REASON,
        )
        raise Refused([Pelanggaran("akses.alasan", pesan, "alasan")])
    with work.transaction() as tx:
        owner = asked_about(tx, actor, pegawai_id)
        if open_reason(tx, actor, pegawai_id) is not None:
            return
        minutes = int((nilai_aturan(tx.session, RULE, tx.today) or {}).get("menit", MINUTES))
        row = AksesBeralasan(
            akun_id=actor.akun_id, pegawai_id=owner.id, alasan=said, mulai=tx.now,
            sampai=tx.now + timedelta(minutes=minutes),
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        tx.session.add(
            AuditEvent(
                at=tx.now, actor_id=actor.akun_id, kind=OPENED, object_kind="pegawai", object_id=owner.id,
                detail={"akses": row.id},
            )
        )  # fmt: skip
        _tell(tx, actor, row)


def _tell(tx: Transaction, actor: Actor, row: AksesBeralasan) -> None:
    words = f"{actor.nama} membuka dokumen Anda dengan alasan tertulis. Lihat alasan dan riwayatnya."
    values = {
        "kunci": f"akses_beralasan:{row.id}", "pegawai_id": row.pegawai_id, "jenis": OPENED, "isi": words,
        "tautan": "/akun/akses", "pada": tx.now,
    }  # fmt: skip
    tx.session.execute(insert(Pemberitahuan).on_conflict_do_nothing(index_elements=["kunci"]), [values])
