"""A person's notices: the list, how many are unread, and marking them as read. Nobody sees another's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.work import Transaction, Work
from webapp.storage.audit import Pemberitahuan
from webapp.storage.pemberitahuan import belum_dibaca, milik

PER_PAGE = 30


@dataclass(frozen=True)
class NoticeList:
    """One page of a person's notices, the newest first."""

    rows: Sequence[Pemberitahuan]
    total: int
    unread: int
    page: int
    pages: int


def notices(tx: Transaction, actor: Actor, page: int = 1) -> NoticeList:
    """The notices of the actor."""
    mine = milik(actor.pegawai_id, actor.pihak_luar_id)
    total = tx.session.scalar(select(func.count()).select_from(Pemberitahuan).where(mine)) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    query = select(Pemberitahuan).where(mine).order_by(Pemberitahuan.pada.desc(), Pemberitahuan.id.desc())
    rows = tx.session.scalars(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return NoticeList(rows, total, unread(tx, actor), page, pages)


def unread(tx: Transaction, actor: Actor) -> int:
    """How many notices the actor has not read, counted up to a hundred."""
    return belum_dibaca(tx.session, actor.pegawai_id, actor.pihak_luar_id)


def mark_read(work: Work, actor: Actor, notice_id: int | None = None) -> None:
    """Mark one notice as read, or all of them. Repeating is harmless. Raises `NotFound` for another's notice."""
    with work.transaction() as tx:
        mine = milik(actor.pegawai_id, actor.pihak_luar_id)
        if notice_id is not None:
            query = select(Pemberitahuan.id).where(mine, Pemberitahuan.id == notice_id)
            if tx.session.scalar(query) is None:
                raise NotFound("pemberitahuan", notice_id)
            mine = Pemberitahuan.id == notice_id
        tx.session.execute(
            update(Pemberitahuan).where(mine, Pemberitahuan.dibaca_pada.is_(None)).values(dibaca_pada=tx.now)
        )
