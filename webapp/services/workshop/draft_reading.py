"""A draft as it stands: its files, what differs from the base, and every save of it. Read only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import select

from webapp.services.errors import NotFound
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.bengkel import DraftFileRow, DraftSave, ReleaseDraft, files_of_draft, release_files
from webapp.storage.process import Release

DOCUMENT: Final = "rilis"
"""What the case of a publication is about: the draft."""

Change = Literal["baru", "ubah", "hapus"]


@dataclass(frozen=True)
class DraftFile:
    """A file of a draft. Version 0 is the base's own; `saved_by` is an account."""

    path: str
    text: str
    version: int
    saved_by: int | None = None
    saved_at: datetime | None = None


@dataclass(frozen=True)
class Saved:
    """One save in the history of a draft. `text` None: the file was deleted."""

    path: str
    version: int
    by: str
    at: datetime
    deleted: bool
    newest: bool


def draft(tx: Transaction, draft_id: int) -> ReleaseDraft:
    """The draft. Raises `NotFound`."""
    row = tx.session.get(ReleaseDraft, draft_id)
    if row is None:
        raise NotFound(DOCUMENT, draft_id)
    return row


def draft_files(tx: Transaction, draft_id: int) -> dict[str, str]:
    """The whole bundle of a draft: its base with its changes, path to text."""
    return files_of_draft(tx.session, draft(tx, draft_id))


def changed_paths(tx: Transaction, draft_id: int) -> dict[str, Change]:
    """What differs from the base, by path in name order."""
    row = draft(tx, draft_id)
    base = release_files(tx.session, row.base_release_id)
    query = select(DraftFileRow).where(DraftFileRow.draft_id == draft_id).order_by(DraftFileRow.path)
    found: dict[str, Change] = {}
    for one in tx.session.scalars(query):
        before = base.get(one.path)
        if one.text != before:
            found[one.path] = "baru" if before is None else "hapus" if one.text is None else "ubah"
    return found


def read_file(tx: Transaction, draft_id: int, path: str) -> DraftFile:
    """A file as it is now; version 0 where the draft has never changed it. Raises `NotFound`."""
    row = draft(tx, draft_id)
    text, version, by, at = newest(tx, row, path)
    if text is None:
        raise NotFound(DOCUMENT, draft_id)
    return DraftFile(path, text, version, by, at)


def version_of(tx: Transaction, draft_id: int, path: str) -> int:
    """The newest version of a path, 0 where it was never saved: what a save of a new file begins from."""
    return newest(tx, draft(tx, draft_id), path)[1]


def newest(
    tx: Transaction, row: ReleaseDraft, path: str
) -> tuple[str | None, int, int | None, datetime | None]:
    held = tx.session.get(DraftFileRow, (row.id, path), populate_existing=True)
    if held is not None:
        return held.text, held.version, held.saved_by, held.saved_at
    return _of_release(tx, row.base_release_id, path), 0, None, None


def _of_release(tx: Transaction, release_id: int, path: str) -> str | None:
    query = select(Release.files[path].astext).where(Release.id == release_id)
    found: str | None = tx.session.execute(query).scalar_one()
    return found


def text_at(tx: Transaction, draft_id: int, path: str, version: int) -> str | None:
    """A file as an earlier save left it (None: not there). Version 0 is the base that the draft was opened on."""
    if version == 0:
        return _of_release(tx, draft(tx, draft_id).opened_base_id, path)
    saved = tx.session.get(DraftSave, (draft_id, path, version))
    if saved is None:
        raise NotFound(DOCUMENT, draft_id)
    return saved.text


def history(tx: Transaction, draft_id: int, path: str | None = None) -> list[Saved]:
    """Every save of a draft, or of one of its files, the newest first."""
    query = select(DraftSave.path, DraftSave.version, DraftSave.by, DraftSave.at, DraftSave.text.is_(None))
    query = query.where(DraftSave.draft_id == draft_id).order_by(
        DraftSave.at.desc(), DraftSave.version.desc()
    )
    rows = tx.session.execute(query if path is None else query.where(DraftSave.path == path)).all()
    last: dict[str, int] = {}
    for one, version, *_ in rows:
        last[one] = max(version, last.get(one, 0))
    names = {by: nama_akun(tx.session, by) for by in {row[2] for row in rows}}
    return [
        Saved(one, version, names[by], at, deleted, version == last[one])
        for one, version, by, at, deleted in rows
    ]
