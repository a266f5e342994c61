"""Drafts of a next release: open one, read and save its files, go back to an earlier save, throw it away.

Every save is kept. A save names the version that it began from; when somebody else has saved since, nothing is
overwritten: `Stale` brings the newest text and the common ancestor, for `merging` to bring the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.policy.decide import permits, require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun
from webapp.storage.bengkel import (
    DraftEditor,
    DraftFileRow,
    DraftSave,
    DraftStatus,
    ReleaseDraft,
    files_of_draft,
    in_force,
    last_in_force,
    lock_draft,
)
from webapp.storage.process import Release

from .draft_reading import (
    DOCUMENT,
    Change,
    DraftFile,
    Saved,
    changed_paths,
    draft,
    draft_files,
    history,
    newest,
    read_file,
    text_at,
    version_of,
)
from .texts import check_bundle, check_path, check_text

__all__ = [
    "DOCUMENT", "OFFICE", "Change", "DraftFile", "Saved", "Stale", "changed_paths", "check_office", "delete_file",
    "describe", "discard", "draft", "draft_files", "history", "listed", "open_draft", "open_for_change", "open_within",
    "read_file", "restore_file", "save_file", "save_many", "seen", "text_at", "version_of", "write",
]  # fmt: skip

OFFICE: Final = "pemilik_proses"
EDITING: Final = timedelta(minutes=10)
"""For how long somebody who had a file open counts as editing it."""


class Stale(Exception):
    """Somebody has saved the file since. `current` is the newest, `ancestor` the text that this save began from."""

    def __init__(self, current: DraftFile, ancestor: str) -> None:
        super().__init__(f"{current.path} is at version {current.version}")
        self.current = current
        self.ancestor = ancestor


def may_work(actor: Actor) -> bool:
    """Whether this person may change anything in the workshop."""
    return permits(actor, Right.WRITE, Kind.WORKSHOP)


def check_office(actor: Actor) -> None:
    """The workshop is the process owners'. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.WORKSHOP)


def open_draft(
    work: Work, actor: Actor, title: str, note: str = "", base_release_id: int | None = None
) -> int:
    """Open a working copy of a release; without a base, of the one that was put in force last. Returns its id."""
    with work.transaction() as tx:
        return open_within(tx, actor, title, note, base_release_id).id


def open_within(
    tx: Transaction, actor: Actor, title: str, note: str = "", base_release_id: int | None = None
) -> ReleaseDraft:
    """The same inside an action in progress."""
    check_office(actor)
    title = " ".join(title.split())
    if not 3 <= len(title) <= 120:
        raise Refused([Pelanggaran("draf.judul", "Tulis judul draf, 3 sampai 120 huruf.", "judul")])
    base = base_release_id or _newest(tx)
    if tx.session.get(Release, base) is None:
        raise NotFound("release", base)
    row = ReleaseDraft(
        title=title, note=note.strip(), base_release_id=base, opened_base_id=base,
        opened_by=actor.akun_id, opened_at=tx.now, status=DraftStatus.OPEN, findings=[],
    )  # fmt: skip
    tx.session.add(row)
    tx.session.flush()
    return row


def _newest(tx: Transaction) -> int:
    last = last_in_force(tx.session)
    return last.release_id if last is not None else tx.session.scalars(in_force(tx.today)).one()


def open_for_change(tx: Transaction, actor: Actor, draft_id: int) -> ReleaseDraft:
    """The draft, locked, if it may be changed now. Raises `Denied`, `NotFound`, or `Refused` with the reason."""
    check_office(actor)
    row = lock_draft(tx.session, draft_id)
    if row is None:
        raise NotFound(DOCUMENT, draft_id)
    if row.status is not DraftStatus.OPEN:
        raise Refused([Pelanggaran("draf.beku", FROZEN[row.status])])
    return row


FROZEN: Final[Mapping[DraftStatus, str]] = {
    DraftStatus.PROPOSED: "Draf ini sedang menunggu persetujuan, jadi isinya dibekukan. Minta penyetuju "
    "mengembalikannya bila masih perlu diubah.",
    DraftStatus.PUBLISHED: "Draf ini sudah terbit. Buka draf baru untuk perubahan berikutnya.",
    DraftStatus.DISCARDED: "Draf ini sudah dibuang. Buka draf baru.",
}


# -- saving --------------------------------------------------------------------------------------------------------


def save_file(work: Work, actor: Actor, draft_id: int, path: str, text: str, version: int) -> DraftFile:
    """Save a file that was read at `version`; the same text again is no new version.

    Raises `Stale` where somebody was faster, `Refused` (frozen, too big, no text), `Denied`, `NotFound`.
    """
    check_text(path, text)
    with work.transaction() as tx:
        row = open_for_change(tx, actor, draft_id)
        return _save(tx, row, actor, path, text, version)


def delete_file(work: Work, actor: Actor, draft_id: int, path: str, version: int) -> None:
    """Take a file out of the draft. Raises as `save_file` does."""
    check_path(path)
    with work.transaction() as tx:
        row = open_for_change(tx, actor, draft_id)
        if newest(tx, row, path)[0] is None:
            raise NotFound(DOCUMENT, draft_id)
        _expect(tx, row, path, version)
        write(tx, row, actor, {path: None})


def restore_file(work: Work, actor: Actor, draft_id: int, path: str, version: int) -> DraftFile | None:
    """Make an earlier save the newest one; nothing is lost, for the ones in between stay. None: the file is gone."""
    with work.transaction() as tx:
        row = open_for_change(tx, actor, draft_id)
        text = text_at(tx, draft_id, path, version)
        if text != newest(tx, row, path)[0]:
            write(tx, row, actor, {path: text})
        return None if text is None else read_file(tx, draft_id, path)


def _save(tx: Transaction, row: ReleaseDraft, actor: Actor, path: str, text: str, version: int) -> DraftFile:
    if (
        newest(tx, row, path)[0] != text
    ):  # who sends what is there already, is told so, whatever version he had
        _expect(tx, row, path, version)
        write(tx, row, actor, {path: text})
    return read_file(tx, row.id, path)


def _expect(tx: Transaction, row: ReleaseDraft, path: str, version: int) -> None:
    """Somebody else's save is never overwritten. Raises `Stale`."""
    text, held, by, at = newest(tx, row, path)
    if version != held:
        ancestor = text_at(tx, row.id, path, version) or ""
        raise Stale(DraftFile(path, text or "", held, by, at), ancestor)


def write(tx: Transaction, row: ReleaseDraft, actor: Actor, changes: Mapping[str, str | None]) -> None:
    """Add a save for every path, as newest. The draft is locked and the texts are checked by the caller."""
    for path, text in changes.items():
        version = newest(tx, row, path)[1] + 1
        held = {"text": text, "version": version, "saved_by": actor.akun_id, "saved_at": tx.now}
        statement = insert(DraftFileRow).values(draft_id=row.id, path=path, **held)
        tx.session.execute(statement.on_conflict_do_update(index_elements=["draft_id", "path"], set_=held))
        tx.session.add(
            DraftSave(draft_id=row.id, path=path, version=version, text=text, by=actor.akun_id, at=tx.now)
        )
    tx.session.flush()
    check_bundle(files_of_draft(tx.session, row))


def save_many(work: Work, actor: Actor, draft_id: int, files: Mapping[str, str]) -> int:
    """Make the draft hold exactly these files, each change a save of its own. Returns how many there were."""
    for path, text in files.items():
        check_text(path, text)
    check_bundle(files)
    with work.transaction() as tx:
        row = open_for_change(tx, actor, draft_id)
        held = files_of_draft(tx.session, row)
        changes: dict[str, str | None] = {
            path: files.get(path)
            for path in sorted(held.keys() | files.keys())
            if held.get(path) != files.get(path)
        }
        write(tx, row, actor, changes)
        return len(changes)


def describe(work: Work, actor: Actor, draft_id: int, title: str, note: str) -> None:
    """Write the title and the changelog that people will read."""
    title, note = " ".join(title.split()), note.strip()
    salah = []
    if not 3 <= len(title) <= 120:
        salah.append(Pelanggaran("draf.judul", "Tulis judul draf, 3 sampai 120 huruf.", "judul"))
    if len(note) > 5000:
        salah.append(Pelanggaran("draf.catatan", "Catatan perubahan paling panjang 5.000 huruf.", "catatan"))
    if salah:
        raise Refused(salah)
    with work.transaction() as tx:
        row = open_for_change(tx, actor, draft_id)
        row.title, row.note = title, note


def discard(work: Work, actor: Actor, draft_id: int) -> None:
    """Throw a draft away; what was in it stays readable."""
    with work.transaction() as tx:
        row = open_for_change(tx, actor, draft_id)
        if row.case_id is not None:
            pesan = "Usul penerbitan draf ini belum selesai. Tarik dahulu dari kotak tugas pengusulnya."
            raise Refused([Pelanggaran("draf.diusulkan", pesan)])
        row.status = DraftStatus.DISCARDED


# -- who else is at it -----------------------------------------------------------------------------------------------


def seen(work: Work, actor: Actor, draft_id: int, path: str) -> list[tuple[str, datetime]]:
    """Note that this person has the file open. Returns who else had within the last minutes, the latest first."""
    with work.transaction() as tx:
        draft(tx, draft_id)
        statement = insert(DraftEditor).values(
            draft_id=draft_id, path=path, akun_id=actor.akun_id, seen_at=tx.now
        )
        tx.session.execute(
            statement.on_conflict_do_update(
                index_elements=["draft_id", "path", "akun_id"], set_={"seen_at": tx.now}
            )
        )
        query = select(DraftEditor.akun_id, DraftEditor.seen_at).where(
            DraftEditor.draft_id == draft_id,
            DraftEditor.path == path,
            DraftEditor.akun_id != actor.akun_id,
            DraftEditor.seen_at > tx.now - EDITING,
        )
        rows = tx.session.execute(query.order_by(DraftEditor.seen_at.desc())).all()
        return [(nama_akun(tx.session, akun_id), at) for akun_id, at in rows]


def listed(tx: Transaction, statuses: Iterable[DraftStatus]) -> list[tuple[ReleaseDraft, str]]:
    """Drafts in these states with the name of who opened each, the newest first."""
    query = (
        select(ReleaseDraft).where(ReleaseDraft.status.in_(list(statuses))).order_by(ReleaseDraft.id.desc())
    )
    rows = tx.session.scalars(query).all()
    names = {by: nama_akun(tx.session, by) for by in {row.opened_by for row in rows}}
    return [(row, names[row.opened_by]) for row in rows]
