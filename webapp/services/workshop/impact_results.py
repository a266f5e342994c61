"""An impact as its readers see it: counts, where cases stand, why some are stuck, and what they are called.

Everything is counted by the database, when a page asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sqlalchemy import ColumnElement, func, select, text

from webapp.engine import Definitions, Element
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.process.releases import ReleaseRefused, bundle_hash, open_bundle
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.bengkel import ReleaseDraft, files_of_draft
from webapp.storage.impact import CaseVerdict, Impact, ImpactCase, ImpactState
from webapp.storage.process import Release

from .drafts import check_office

MOST_GROUPS: Final = 50
"""Groups of reasons and of moves that a page shows."""

Places = Sequence[Sequence[str]]
"""Open steps, `[process, element]` each, as they are stored."""


@dataclass(frozen=True)
class Counts:
    """Of one process, or of all: cases that keep their place, that move, and that cannot."""

    process_id: str
    same: int = 0
    moves: int = 0
    stuck: int = 0

    @property
    def all(self) -> int:
        """All of them."""
        return self.same + self.moves + self.stuck


@dataclass(frozen=True)
class Move:
    """Cases of a process that leave some steps for others."""

    process_id: str
    here: Places
    there: Places
    count: int


@dataclass(frozen=True)
class Why:
    """Cases of a process that are stuck for one reason."""

    process_id: str
    code: str
    reason: str
    count: int


@dataclass(frozen=True)
class Target:
    """What an impact is of: a draft (with its title) or a release's number. `changed`: the draft is not what it was."""

    draft_id: int | None
    title: str
    number: int | None
    changed: bool


@dataclass
class Result:
    """One impact, read as far as a page asks."""

    tx: Transaction
    row: Impact

    @property
    def is_running(self) -> bool:
        """Whether the page should look again."""
        return self.row.state in (ImpactState.QUEUED, ImpactState.RUNNING)

    @cached_property
    def asked_by(self) -> str:
        """Who asked."""
        return nama_akun(self.tx.session, self.row.asked_by)

    @cached_property
    def target(self) -> Target:
        """What it is of."""
        if self.row.release_id is not None:
            return Target(
                None, "", self.tx.session.get_one(Release, self.row.release_id).number, changed=False
            )
        draft = self.tx.session.get_one(ReleaseDraft, self.row.draft_id)
        changed = not self.is_running and bundle_hash(files_of_draft(self.tx.session, draft)) != self.row.hash
        return Target(draft.id, draft.title, None, changed)

    @cached_property
    def definitions(self) -> Definitions | None:
        """The diagrams that were asked about; None where the draft cannot be read (any more)."""
        if self.row.release_id is not None:
            return self.tx.work.releases.get(self.tx.session, self.row.release_id).definitions
        draft = self.tx.session.get_one(ReleaseDraft, self.row.draft_id)
        try:
            return open_bundle(files_of_draft(self.tx.session, draft)).definitions
        except ReleaseRefused:
            return None

    @cached_property
    def by_process(self) -> list[Counts]:
        """The three counts of each process, the largest first."""
        query = (
            select(ImpactCase.process_id, ImpactCase.verdict, func.count())
            .where(ImpactCase.impact_id == self.row.id)
            .group_by(ImpactCase.process_id, ImpactCase.verdict)
        )
        found: dict[str, dict[str, int]] = {}
        for process_id, verdict, count in self.tx.session.execute(query):
            found.setdefault(process_id, {})[verdict.value] = count
        rows = [Counts(process_id, **counts) for process_id, counts in found.items()]
        return sorted(rows, key=lambda one: (-one.all, one.process_id))

    @property
    def counts(self) -> Counts:
        """The three counts of all."""
        rows = self.by_process
        return Counts(
            "", sum(one.same for one in rows), sum(one.moves for one in rows), sum(one.stuck for one in rows)
        )

    def moves(self, *which: ColumnElement[bool]) -> list[Move]:
        """Who leaves what for what, the most first; `which` are further conditions on the cases."""
        group = (ImpactCase.process_id, ImpactCase.here, ImpactCase.there)
        query = select(*group, func.count()).where(
            ImpactCase.impact_id == self.row.id, ImpactCase.verdict == CaseVerdict.MOVES, *which
        )
        rows = self.tx.session.execute(
            query.group_by(*group).order_by(func.count().desc()).limit(MOST_GROUPS)
        )
        return [Move(*row) for row in rows]

    def reasons(self, process_id: str | None = None) -> list[Why]:
        """Why cases are stuck, the most first."""
        group = (ImpactCase.process_id, ImpactCase.code, ImpactCase.reason)
        query = select(*group, func.count()).where(
            ImpactCase.impact_id == self.row.id, ImpactCase.verdict == CaseVerdict.STUCK
        )
        if process_id is not None:
            query = query.where(ImpactCase.process_id == process_id)
        rows = self.tx.session.execute(
            query.group_by(*group).order_by(func.count().desc()).limit(MOST_GROUPS)
        )
        return [Why(*row) for row in rows]

    @cached_property
    def standing(self) -> Mapping[tuple[str, str], Mapping[CaseVerdict, int]]:
        """How many cases would stand at each element; stuck ones where they stand now."""
        found: dict[tuple[str, str], dict[CaseVerdict, int]] = {}
        for process_id, element_id, verdict, count in self.tx.session.execute(
            _STANDING, {"impact": self.row.id}
        ):
            found.setdefault((process_id, element_id), {})[CaseVerdict(verdict)] = count
        return found

    @cached_property
    def _old(self) -> list[Definitions]:
        query = select(ImpactCase.from_release_id).where(ImpactCase.impact_id == self.row.id).distinct()
        ids = self.tx.session.scalars(query.order_by(ImpactCase.from_release_id.desc())).all()
        return [self.tx.work.releases.get(self.tx.session, one).definitions for one in ids]

    def element(self, place: Sequence[str]) -> Element | None:
        """The element at a place, as the new diagrams know it or else the old ones."""
        for one in ([] if self.definitions is None else [self.definitions]) + self._old:
            process = one.processes.get(place[0])
            if process is not None and place[1] in process.elements:
                return process.elements[place[1]]
        return None

    def name(self, place: Sequence[str]) -> str:
        """What the step at a place is called."""
        element = self.element(place)
        return place[1] if element is None else element.name or element.id

    def process_name(self, process_id: str) -> str:
        """What a process is called."""
        for one in ([] if self.definitions is None else [self.definitions]) + self._old:
            if process_id in one.processes:
                return one.processes[process_id].name or process_id
        return process_id


def result(tx: Transaction, actor: Actor, impact_id: int) -> Result:
    """One impact. Raises `Denied`, `NotFound`."""
    check_office(actor)
    row = tx.session.get(Impact, impact_id)
    if row is None:
        raise NotFound("impact", impact_id)
    return Result(tx, row)


def listed(
    tx: Transaction, actor: Actor, *, draft_id: int | None = None, release_id: int | None = None
) -> list[Result]:
    """The latest impacts of a draft or a release."""
    check_office(actor)
    where = Impact.draft_id == draft_id if draft_id is not None else Impact.release_id == release_id
    rows = tx.session.scalars(select(Impact).where(where).order_by(Impact.id.desc()).limit(10))
    return [Result(tx, row) for row in rows]


_STANDING = text("""
SELECT place ->> 0, place ->> 1, verdict, count(*)
FROM impact_case, jsonb_array_elements(CASE WHEN verdict = 'stuck' THEN here ELSE there END) AS place
WHERE impact_id = :impact
GROUP BY 1, 2, 3
""")
