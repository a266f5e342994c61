"""The playground: walks of process owners through a draft or a release. Only the walk itself is ever stored.

A walk belongs to who began it; to others it is not there. Each page plays it anew on what the draft is now, so a change
of the draft is seen at once, and a walk that no longer fits says at which move.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.domain.pelanggaran import Pelanggaran
from webapp.engine import Problem, Process
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.process.releases import Bundle, ReleaseRefused, open_bundle
from webapp.services.work import Transaction, Work
from webapp.storage.bengkel import DraftStatus, release_files
from webapp.storage.organisasi import Pegawai
from webapp.storage.skenario import Walk as WalkRow
from webapp.storage.skenario import forget, own_walk, walks_of

from . import drafts, publication
from .choices import Choices
from .moves import Move, read_move
from .walks import ZONE, MoveRefused, Walk, play

KEPT: Final = 10
"""Walks of one account through one process that are kept."""


class NotPlayable(Exception):
    """The draft has a file that cannot be read, so nothing of it can be walked; its check says what to mend."""


@dataclass(frozen=True)
class Where:
    """What is walked through: a draft, or the release with a number."""

    draft_id: int | None = None
    number: int | None = None


@dataclass(frozen=True)
class Ground:
    """A draft or a release, read for walking. `choices` is None where it cannot be read; `problems` say why."""

    where: Where
    title: str
    release_id: int | None
    writable: bool
    files: Mapping[str, str]
    choices: Choices | None
    problems: Sequence[Problem] = ()

    @property
    def processes(self) -> Mapping[str, Process]:
        """The processes that may be walked."""
        return {} if self.choices is None else self.choices.definitions.processes

    @property
    def bundle(self) -> Bundle:
        """What is walked on. Raises `NotPlayable` where it cannot be read."""
        return self.ready.bundle

    @property
    def ready(self) -> Choices:
        """The choices. Raises `NotPlayable` where the bundle cannot be read."""
        if self.choices is None:
            raise NotPlayable
        return self.choices


@dataclass(frozen=True)
class Opened:
    """A walk as it stands now."""

    ground: Ground
    id: int
    process: Process
    walk: Walk
    stored: int
    subject_id: int | None
    supposed: str


def ground(tx: Transaction, actor: Actor, where: Where) -> Ground:
    """A draft or a release. Raises `Denied`, `NotFound`."""
    drafts.check_office(actor)
    if where.draft_id is not None:
        row = drafts.draft(tx, where.draft_id)
        files, title = drafts.draft_files(tx, where.draft_id), row.title
        release_id, writable = None, row.status is DraftStatus.OPEN
    else:
        release_id = publication.release(tx, where.number or 0).id
        files, title, writable = release_files(tx.session, release_id), "", False
    try:
        return Ground(where, title, release_id, writable, files, Choices(open_bundle(files)))
    except ReleaseRefused as refused:
        return Ground(where, title, release_id, writable, files, None, refused.problems)


def begin(
    work: Work,
    actor: Actor,
    where: Where,
    process_id: str,
    moves: Sequence[Move],
    subject_id: int | None = None,
) -> int:
    """Begin a walk with its first move, or with those of a scenario. Raises `MoveRefused`, `NotFound`."""
    with work.transaction() as tx:
        found = ground(tx, actor, where)
        walk = _played(found, process_id, moves)
        held = walks_of(tx.session, actor.akun_id, where.draft_id, found.release_id, process_id)
        forget(tx.session, [one.id for one in held[KEPT - 1 :]])
        row = WalkRow(
            draft_id=where.draft_id,
            release_id=found.release_id,
            process_id=process_id,
            akun_id=actor.akun_id,
            moves=[move.as_json() for move in walk.moves],
            clock=walk.clock,
            subject_id=subject_id,
        )
        tx.session.add(row)
        tx.session.flush()
        return row.id


def _played(found: Ground, process_id: str, moves: Sequence[Move]) -> Walk:
    """Moves of which at least the first can be made."""
    choices = found.ready
    if process_id not in found.processes:
        raise NotFound
    walk = play(choices, process_id, [read_move(move.as_json()) for move in moves])
    if walk.stop is not None and not walk.moves:
        raise MoveRefused(walk.stop.message)
    return walk


def opened(tx: Transaction, actor: Actor, where: Where, process_id: str, walk_id: int) -> Opened:
    """A walk with what it has come to. Raises `NotFound` for one of somebody else, or of another place."""
    found = ground(tx, actor, where)
    row = _own(tx, actor, found, process_id, walk_id)
    choices = found.ready
    if process_id not in found.processes:
        raise NotFound
    walk = play(choices, process_id, [read_move(one) for one in row.moves])
    return Opened(
        found, row.id, found.processes[process_id], walk, len(row.moves), row.subject_id, row.supposed
    )


def _own(
    tx: Transaction, actor: Actor, found: Ground, process_id: str, walk_id: int, *, lock: bool = False
) -> WalkRow:
    row = own_walk(tx.session, actor.akun_id, walk_id, lock=lock)
    here = (found.where.draft_id, found.release_id, process_id)
    if row is None or (row.draft_id, row.release_id, row.process_id) != here:
        raise NotFound
    return row


def act(work: Work, actor: Actor, where: Where, process_id: str, walk_id: int, seen: int, move: Move) -> None:
    """Make a move on a walk that stood at `seen` moves. Raises `MoveRefused`, `Refused` where it has moved on."""
    move = _sayable(move)
    with work.transaction() as tx:
        found = ground(tx, actor, where)
        row = _own(tx, actor, found, process_id, walk_id, lock=True)
        walk = play(found.ready, process_id, [read_move(one) for one in row.moves])
        if seen != len(walk.moves):
            pesan = "Jalan ini sudah berubah di halaman lain. Lihat keadaannya sekarang, lalu ulangi."
            raise Refused([Pelanggaran("jalan.berubah", pesan)])
        walk.do(move)
        row.moves = [one.as_json() for one in walk.moves]
        row.clock = walk.clock


def _sayable(move: Move) -> Move:
    """The move as it will be stored. Raises `MoveRefused` for what no database holds."""
    try:
        return read_move(move.as_json())
    except ValueError as error:
        raise MoveRefused(error.args[0]) from error


def back(work: Work, actor: Actor, where: Where, process_id: str, walk_id: int, to: int) -> None:
    """Go back to where the walk stood after its first `to` moves."""
    with work.transaction() as tx:
        found = ground(tx, actor, where)
        row = _own(tx, actor, found, process_id, walk_id, lock=True)
        row.moves = list(row.moves[: max(to, 1)])
        row.clock = play(found.ready, process_id, [read_move(one) for one in row.moves]).clock


def choose(
    work: Work,
    actor: Actor,
    where: Where,
    process_id: str,
    walk_id: int,
    subject_id: int | None,
    supposed: str,
) -> None:
    """Choose the example employee, and what is supposed about the organisation."""
    with work.transaction() as tx:
        row = _own(tx, actor, ground(tx, actor, where), process_id, walk_id, lock=True)
        if subject_id is not None and tx.session.get(Pegawai, subject_id) is None:
            raise NotFound
        row.subject_id, row.supposed = subject_id, supposed[:40]


def drop(work: Work, actor: Actor, where: Where, process_id: str, walk_id: int) -> None:
    """Throw a walk away."""
    with work.transaction() as tx:
        forget(tx.session, [_own(tx, actor, ground(tx, actor, where), process_id, walk_id, lock=True).id])


def mine(tx: Transaction, actor: Actor, found: Ground, process_id: str) -> Sequence[WalkRow]:
    """One's own walks through a process, the newest first."""
    return walks_of(tx.session, actor.akun_id, found.where.draft_id, found.release_id, process_id)


def first_clock(tx: Transaction) -> datetime:
    """When a walk begins where nobody says so: this minute."""
    return tx.now.astimezone(ZONE).replace(second=0, microsecond=0)
