"""Walks of process owners through drafts and releases. A walk is its owner's own; what follows from it is played anew.

Kept walks (scenarios) are files of the bundle and stand in no table. Tables and queries; nothing here commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, delete, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, Now, RowId


class Walk(Base):
    """One walk through a process of a draft or of a release. `moves` are what was chosen, in order.

    `clock` is where its clock stands; `subject_id` the example employee for whom roles are resolved, and `supposed`
    what is supposed about the organisation while they are (`kosong:<jabatan>`, `cuti:<pegawai>`).
    """

    __tablename__ = "walk"
    __table_args__ = (
        CheckConstraint("num_nonnulls(draft_id, release_id) = 1", name="target"),
        Index("ix_walk_akun_id_process_id", "akun_id", "process_id"),
    )

    id: Mapped[RowId]
    draft_id: Mapped[BigInt | None] = mapped_column(ForeignKey("release_draft.id"))
    release_id: Mapped[BigInt | None] = mapped_column(ForeignKey("release.id"))
    process_id: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    moves: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    clock: Mapped[datetime]
    subject_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    supposed: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Now]


def walks_of(
    session: Session, akun_id: int, draft_id: int | None, release_id: int | None, process_id: str
) -> Sequence[Walk]:
    """Somebody's walks through one process, the newest first."""
    query = select(Walk).where(
        Walk.akun_id == akun_id,
        Walk.process_id == process_id,
        Walk.draft_id.is_not_distinct_from(draft_id),
        Walk.release_id.is_not_distinct_from(release_id),
    )
    return session.scalars(query.order_by(Walk.id.desc())).all()


def own_walk(session: Session, akun_id: int, walk_id: int, *, lock: bool = False) -> Walk | None:
    """A walk, if it is this account's own."""
    query = select(Walk).where(Walk.id == walk_id, Walk.akun_id == akun_id)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def forget(session: Session, walk_ids: Sequence[int]) -> None:
    """Throw walks away."""
    if walk_ids:
        session.execute(delete(Walk).where(Walk.id.in_(walk_ids)))
