"""The workshop: what is in force on which day, drafts of a next release, every save of their files, who edits now.

A release is content; that it is in force is a row of its own, only ever added, so going back is one row more. A draft
holds only what differs from its base. Tables and queries; nothing here commits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, Now, RowId, choice
from webapp.storage.process import Release


class DraftStatus(StrEnum):
    """States of a draft. A proposed one is frozen until it is returned, withdrawn or published."""

    OPEN = "OPEN"
    PROPOSED = "PROPOSED"
    PUBLISHED = "PUBLISHED"
    DISCARDED = "DISCARDED"


class ReleaseInForce(Base):
    """From a day on a release is in force. `approved_by` None: it shipped with the program."""

    __tablename__ = "release_in_force"
    __table_args__ = (
        CheckConstraint("(approved_by IS NULL) = (case_id IS NULL)", name="approved"),
        Index("ix_release_in_force_effective_from", "effective_from", "id"),
    )

    id: Mapped[RowId]
    release_id: Mapped[BigInt] = mapped_column(ForeignKey("release.id"))
    effective_from: Mapped[date]
    at: Mapped[Now]
    approved_by: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"))
    note: Mapped[str] = mapped_column(server_default="")


class ReleaseDraft(Base):
    """A working copy on a base release. `hash` is of what was proposed; `findings` what the last whole check said.

    `opened_base_id` is the base it began with: what version 0 of a file means, also after the base has moved on.
    `replaces_release_id` is a release in force that the draft is meant to replace although it is not based on it.
    """

    __tablename__ = "release_draft"
    __table_args__ = (
        CheckConstraint("approved_by NOT IN (opened_by, proposed_by)", name="two_people"),
        CheckConstraint(
            "status NOT IN ('PROPOSED', 'PUBLISHED') OR num_nulls(proposed_by, proposed_at, hash) = 0",
            name="proposed",
        ),
        CheckConstraint(
            "(status = 'PUBLISHED') = (release_id IS NOT NULL) AND (status <> 'PUBLISHED' "
            "OR num_nulls(approved_by, approved_at, effective_from, case_id) = 0)",
            name="published",
        ),
    )

    id: Mapped[RowId]
    title: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    base_release_id: Mapped[BigInt] = mapped_column(ForeignKey("release.id"))
    opened_base_id: Mapped[BigInt] = mapped_column(ForeignKey("release.id"))
    replaces_release_id: Mapped[BigInt | None] = mapped_column(ForeignKey("release.id"))
    opened_by: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    opened_at: Mapped[Now]
    status: Mapped[DraftStatus] = mapped_column(choice(DraftStatus, "status"), server_default="OPEN")
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"))
    proposed_by: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    proposed_at: Mapped[datetime | None]
    hash: Mapped[str | None]
    approved_by: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    approved_at: Mapped[datetime | None]
    effective_from: Mapped[date | None]
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    release_id: Mapped[BigInt | None] = mapped_column(ForeignKey("release.id"))


class DraftFileRow(Base):
    """A file of a draft as it was saved last; `text` None: deleted."""

    __tablename__ = "draft_file"
    __table_args__ = (CheckConstraint("version >= 1", name="version"),)

    draft_id: Mapped[BigInt] = mapped_column(ForeignKey("release_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str | None]
    version: Mapped[int]
    saved_by: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    saved_at: Mapped[datetime]


class DraftSave(Base):
    """One save of one file, kept for undo over days and as the ancestor of a merge."""

    __tablename__ = "draft_save"
    __table_args__ = (CheckConstraint("version >= 1", name="version"),)

    draft_id: Mapped[BigInt] = mapped_column(ForeignKey("release_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str | None]
    by: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    at: Mapped[datetime]


class DraftEditor(Base):
    """Who has a file of a draft open, and when that was seen last."""

    __tablename__ = "draft_editor"

    draft_id: Mapped[BigInt] = mapped_column(ForeignKey("release_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"), primary_key=True)
    seen_at: Mapped[datetime]


# -- releases ------------------------------------------------------------------------------------------------------


def bundle_hash(files: Mapping[str, str]) -> str:
    """SHA-256 over names and contents in name order."""
    digest = hashlib.sha256()
    for path in sorted(files):
        body = files[path].encode()
        digest.update(f"{path}\x00{len(body)}\x00".encode() + body)
    return digest.hexdigest()


def held_release(session: Session, code: str) -> int | None:
    """The release with this content, if it is stored."""
    return session.scalars(select(Release.id).where(Release.hash == code)).one_or_none()


def store_release(session: Session, files: Mapping[str, str], note: str) -> int:
    """Store a bundle under the next number, unless its content is stored already. Returns the release's id."""
    code = bundle_hash(files)
    held = held_release(session, code)
    if held is not None:
        return held
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('release.number'))"))
    last = session.scalars(select(Release.number).order_by(Release.number.desc()).limit(1)).one_or_none()
    row = Release(number=(last or 0) + 1, hash=code, files=dict(files), note=note)
    session.add(row)
    session.flush()
    return row.id


def in_force(tanggal: date) -> Select[int]:
    """The release in force on a day: of all that had begun by then the latest, and of those the last one written."""
    return (
        select(ReleaseInForce.release_id)
        .where(ReleaseInForce.effective_from <= tanggal)
        .order_by(ReleaseInForce.effective_from.desc(), ReleaseInForce.id.desc())
        .limit(1)
    )


def last_in_force(session: Session) -> ReleaseInForce | None:
    """The row that will count when every day has come; None in an empty database."""
    order = (ReleaseInForce.effective_from.desc(), ReleaseInForce.id.desc())
    return session.scalars(select(ReleaseInForce).order_by(*order).limit(1)).one_or_none()


# -- drafts --------------------------------------------------------------------------------------------------------


def lock_draft(session: Session, draft_id: int) -> ReleaseDraft | None:
    """The draft, locked until the transaction ends and read anew."""
    query = select(ReleaseDraft).where(ReleaseDraft.id == draft_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def release_files(session: Session, release_id: int) -> dict[str, str]:
    """The files of a release, path to text."""
    return dict(session.scalars(select(Release.files).where(Release.id == release_id)).one())


def files_of_draft(session: Session, draft: ReleaseDraft) -> dict[str, str]:
    """The base with the draft's changes."""
    files = release_files(session, draft.base_release_id)
    query = select(DraftFileRow.path, DraftFileRow.text).where(DraftFileRow.draft_id == draft.id)
    for path, content in session.execute(query):
        if content is None:
            files.pop(path, None)
        else:
            files[path] = content
    return files


def savers(session: Session, draft_id: int) -> Sequence[int]:
    """The accounts that have ever saved a file of the draft."""
    return session.scalars(select(DraftSave.by).where(DraftSave.draft_id == draft_id).distinct()).all()
