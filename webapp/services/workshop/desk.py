"""What the pages of the workshop show: the desk with its drafts, one draft with its check, and a release's files.

Read only; who may see it is asked here, once for every page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from webapp.engine import Problem
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right, holders
from webapp.services.process.releases import Bundle
from webapp.services.work import Transaction
from webapp.storage.akun import Peran, nama_akun, pemegang_peran, same_person
from webapp.storage.bengkel import (
    DraftStatus,
    ReleaseDraft,
    files_of_draft,
    in_force,
    last_in_force,
    release_files,
    savers,
)
from webapp.storage.process import Release, WorkItem

from . import drafts, publication
from .drafts import Change, Saved
from .gate import checked
from .org_soundness import Unheld, org_sound
from .publication import Listed
from .soundness import Finding

READERS = holders(Kind.RELEASES, Right.READ)
"""Who may read releases: whoever has to answer for what was in force on a day."""


@dataclass(frozen=True)
class Desk:
    """The first page. `fresh` is what shipped with the program and was never put in force; `ahead` what will be."""

    open: Sequence[tuple[ReleaseDraft, str]]
    closed: Sequence[tuple[ReleaseDraft, str]]
    current: Listed
    ahead: Sequence[Listed]
    fresh: Listed | None
    releases: Sequence[Listed]


@dataclass(frozen=True)
class Home:
    """One draft with everything about it. `behind`: the release in force that its base is not, if any.

    `findings` are the faults that can be played on the diagram. `editors` may not decide on it, `deciders` may;
    `is_last`: the reader is the only one who still may.
    """

    draft: ReleaseDraft
    opened_by: str
    proposed_by: str
    approved_by: str
    base: int
    published: int | None
    behind: Listed | None
    replaces: int | None
    changes: Mapping[str, Change]
    newest: Mapping[str, Saved]
    files: Sequence[str]
    problems: Sequence[Problem]
    warnings: Sequence[Problem]
    bundle: Bundle | None
    editors: Sequence[str]
    history: Sequence[Saved]
    step: tuple[int, str] | None
    may_approve: bool
    deciders: Sequence[str]
    is_last: bool
    findings: Sequence[Finding] = ()


def desk(tx: Transaction, actor: Actor) -> Desk:
    """The workshop's first page."""
    drafts.check_office(actor)
    found = publication.releases(tx)
    current = next(one for one in found if one.current)
    ahead = [one for one in found if any(term.effective_from > tx.today for term in one.terms)]
    newest = found[0]
    return Desk(
        open=drafts.listed(tx, [DraftStatus.OPEN, DraftStatus.PROPOSED]),
        closed=drafts.listed(tx, [DraftStatus.PUBLISHED, DraftStatus.DISCARDED]),
        current=current,
        ahead=ahead,
        fresh=newest if newest.never else None,
        releases=found,
    )


def home(tx: Transaction, actor: Actor, draft_id: int) -> Home:
    """One draft, checked as a whole. Raises `Denied`, `NotFound`."""
    drafts.check_office(actor)
    row = drafts.draft(tx, draft_id)
    files = files_of_draft(tx.session, row)
    found = checked(files, tx.work.searches)
    number = {row.id: row.number for row in tx.session.execute(select(Release.id, Release.number))}
    history = drafts.history(tx, draft_id)
    touched = {row.opened_by, *savers(tx.session, draft_id)}
    barred = touched if row.proposed_by is None else touched | {row.proposed_by}
    owners = pemegang_peran(tx.session, Peran.PEMILIK_PROSES)
    left = [one for one in owners if not same_person(tx.session, one, *barred)]
    return Home(
        draft=row,
        opened_by=nama_akun(tx.session, row.opened_by),
        proposed_by=nama_akun(tx.session, row.proposed_by) if row.proposed_by else "",
        approved_by=nama_akun(tx.session, row.approved_by) if row.approved_by else "",
        base=number[row.base_release_id],
        published=number[row.release_id] if row.release_id else None,
        behind=_behind(tx, row),
        replaces=number[row.replaces_release_id] if row.replaces_release_id else None,
        changes=drafts.changed_paths(tx, draft_id),
        newest={one.path: one for one in history if one.newest},
        files=sorted(files),
        problems=found.problems,
        warnings=found.warnings,
        bundle=found.bundle,
        editors=sorted(nama_akun(tx.session, one) for one in touched),
        history=history,
        step=_step(tx, row),
        may_approve=not same_person(tx.session, actor.akun_id, *barred),
        deciders=sorted(nama_akun(tx.session, one) for one in left),
        is_last=left == [actor.akun_id],
        findings=found.findings,
    )


def _behind(tx: Transaction, row: ReleaseDraft) -> Listed | None:
    """What is in force, or will be, and is neither the draft's base nor meant to be replaced by it."""
    if row.status is not DraftStatus.OPEN:
        return None
    last = last_in_force(tx.session)
    now = tx.session.scalars(in_force(tx.today)).one()
    known = {row.base_release_id, row.replaces_release_id}
    if last is None or last.release_id in known or now in known:
        return None
    return next(one for one in publication.releases(tx) if one.id == last.release_id)


def _step(tx: Transaction, row: ReleaseDraft) -> tuple[int, str] | None:
    if row.case_id is None:
        return None
    query = select(WorkItem.key).where(WorkItem.case_id == row.case_id)
    key = tx.session.scalars(query).first()
    return None if key is None else (row.case_id, key)


@dataclass(frozen=True)
class FilePage:
    """One file of a draft, with every save of it. `text` None: it is not there (any more)."""

    draft: ReleaseDraft
    path: str
    text: str | None
    version: int
    by: str
    at: datetime | None
    history: Sequence[Saved]
    in_base: bool


def file_page(tx: Transaction, actor: Actor, draft_id: int, path: str) -> FilePage:
    """A file's page. Raises `NotFound` for a path that the draft has never held."""
    drafts.check_office(actor)
    row = drafts.draft(tx, draft_id)
    history = drafts.history(tx, draft_id, path)
    before = drafts.text_at(tx, draft_id, path, 0)
    try:
        file = drafts.read_file(tx, draft_id, path)
    except NotFound:
        if not history and before is None:
            raise
        version = drafts.version_of(tx, draft_id, path)
        return FilePage(row, path, None, version, "", None, history, before is not None)
    by = nama_akun(tx.session, file.saved_by) if file.saved_by else ""
    return FilePage(row, path, file.text, file.version, by, file.saved_at, history, before is not None)


@dataclass(frozen=True)
class People:
    """Whether the roles of a draft have somebody to hold them; `gaps` is None while its files cannot be read."""

    draft: ReleaseDraft
    day: date
    gaps: Sequence[Unheld] | None


def people(tx: Transaction, actor: Actor, draft_id: int, day: date | None) -> People:
    """Asked of the organisation today, and on the day on which the draft is to count."""
    drafts.check_office(actor)
    row = drafts.draft(tx, draft_id)
    day = max(day or row.effective_from or tx.today, tx.today)
    found = checked(files_of_draft(tx.session, row), tx.work.searches)
    if found.bundle is None:
        return People(row, day, None)
    return People(row, day, org_sound(tx, found.bundle.definitions, [tx.today, day]))


# -- releases --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReleasePage:
    """A release for readers: its terms, its files, and all of it read, if the program still understands it."""

    listed: Listed
    files: Mapping[str, str]
    bundle: Bundle | None
    running: int


def check_reader(actor: Actor) -> None:
    """Raises `Denied` for whoever has nothing to do with releases."""
    require(actor, Right.READ, Kind.RELEASES)


def release_list(tx: Transaction, actor: Actor) -> list[Listed]:
    """All releases, the newest first."""
    check_reader(actor)
    return publication.releases(tx)


def release_page(tx: Transaction, actor: Actor, number: int) -> ReleasePage:
    """One release, readable for ever: a diagram that cannot be drawn any more is still shown as its text."""
    check_reader(actor)
    listed = publication.release(tx, number)
    files = release_files(tx.session, listed.id)
    return ReleasePage(
        listed, files, checked(files, tx.work.searches).bundle, publication.running(tx, listed.id)
    )
