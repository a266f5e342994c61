"""The feedback on an SKP as each person sees it: all of it, or only what was given by oneself.

Who sees what is told by the relation to the SKP; a colleague sees neither ratings nor what others said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from webapp.domain.pemantauan import Dari, Tindak
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.decide import allowed
from webapp.services.policy.matrix import Kind, Relation, Right, may, withheld
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.base import among
from webapp.storage.organisasi import Pegawai
from webapp.storage.skp import Skp
from webapp.storage.umpan_balik import RincianTindak, TanggapanUmpanBalik, UmpanBalik, umpan_balik_skp

from .feedback_givers import capacity_of


@dataclass(frozen=True)
class Entry:
    """One feedback as shown: the giver's name, what was decided in detail, answers, and how it was mended."""

    row: UmpanBalik
    by: str
    tindak: Sequence[Tindak]
    rincian: Mapping[str, str]
    answers: Sequence[tuple[TanggapanUmpanBalik, str]]
    mended_by: int | None
    may_mend: bool
    may_answer: bool


@dataclass(frozen=True)
class Page:
    """The feedback on an SKP as this person sees it. `relation` None: a colleague, who sees only what was given."""

    skp: Skp
    owner: Pegawai
    relation: Relation | None
    capacity: Dari | None
    entries: Sequence[Entry] = field(default=())

    @property
    def is_watched(self) -> bool:
        """Whether reading it is itself kept as an event."""
        return self.relation is not None and self.relation.is_watched


def page(tx: Transaction, actor: Actor, skp_id: int) -> Page:
    """The feedback on an SKP. Raises `NotFound` (worth an audit event) where the person has nothing to see or say."""
    skp = tx.session.get(Skp, skp_id)
    if skp is None:
        raise NotFound("skp", skp_id)
    stands = allowed(tx, actor, Right.READ, Kind.FEEDBACK, skp)
    relation = stands if may(Kind.FEEDBACK, stands, Right.SUBMITTED) else None
    rows = umpan_balik_skp(tx.session, skp_id)
    if relation is None:
        rows = [row for row in rows if row.akun_id == actor.akun_id]
    found = Page(skp, tx.session.get_one(Pegawai, skp.pegawai_id), relation, capacity_of(tx, actor, skp))
    return replace(found, entries=_entries(tx, actor, found, rows))


def _entries(tx: Transaction, actor: Actor, page: Page, rows: Sequence[UmpanBalik]) -> list[Entry]:
    ids = [row.id for row in rows]
    details: dict[int, dict[str, str]] = {}
    for one in tx.session.scalars(select(RincianTindak).where(among(RincianTindak.umpan_balik_id, ids))):
        details.setdefault(one.umpan_balik_id, {})[one.tindak] = one.isi
    answers: dict[int, list[tuple[TanggapanUmpanBalik, str]]] = {}
    query = select(TanggapanUmpanBalik).where(among(TanggapanUmpanBalik.umpan_balik_id, ids))
    for said in tx.session.scalars(query.order_by(TanggapanUmpanBalik.id)):
        answers.setdefault(said.umpan_balik_id, []).append((said, nama_akun(tx.session, said.akun_id)))
    mended = {row.mengoreksi_id: row.id for row in rows if row.mengoreksi_id is not None}
    return [
        Entry(
            row=row,
            by=nama_akun(tx.session, row.akun_id),
            tindak=_shown(page, row),
            rincian=details.get(row.id, {}),
            answers=answers.get(row.id, ()),
            mended_by=mended.get(row.id),
            may_mend=row.akun_id == actor.akun_id and page.capacity == row.dari and row.id not in mended,
            may_answer=page.relation is Relation.OWNER and row.id not in mended,
        )
        for row in rows
    ]


def _shown(page: Page, row: UmpanBalik) -> list[Tindak]:
    """The actions of an entry that this reader gets."""
    hidden = withheld(Kind.FEEDBACK, page.relation)
    return [one for one in map(Tindak, row.tindak) if one.value not in hidden]
