"""Who may see an SKP. Default deny; what is not shown is not there.

The relation comes from the organisation on the day and from what a person has done in the case, never from a form or
a diagram.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select

from webapp.domain.penilai import Penilai
from webapp.domain.skp import StatusSkp
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.people.assignments import Desk, holder, holds
from webapp.services.people.organisation import OrganisationDay
from webapp.services.process.items import items
from webapp.services.work import Transaction
from webapp.storage.naskah import TandaTangan
from webapp.storage.process import ProcessCase, WorkItem
from webapp.storage.segmen import EvaluasiSegmen, evaluasi_berlaku
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi


class Access(StrEnum):
    """In which relation a person sees an SKP; earlier ones win.

    A signer is one who evaluated in the past: what they decided stays readable for them, nothing that came after. Of
    a closed segment the line of today (the next evaluator and those above) sees what was set and how it was judged,
    for the review of the whole year; drafts that never came to be, and what the two sides said, stay in the old line.
    """

    OWNER = "pemilik"
    EVALUATOR = "penilai"
    SIGNER = "penanda_tangan"
    ABOVE = "atasan_penilai"
    NEXT = "penilai_berikutnya"
    ADMIN = "admin_bkpp"
    HELPER = "pengelola_opd"
    AUDITOR = "pengawas"

    @property
    def sees_drafts(self) -> bool:
        """Whether content that was not yet submitted is shown."""
        return self is Access.OWNER

    @property
    def sees_content(self) -> bool:
        """Whether the document's content is shown, or only where it stands."""
        return self is not Access.HELPER

    @property
    def sees_talk(self) -> bool:
        """Whether the dialogue and the remarks on the way are shown beside the content."""
        return self not in (Access.HELPER, Access.NEXT)

    @property
    def is_watched(self) -> bool:
        """Whether reading by this relation is itself kept as an event: it rests on an office, not on the own line."""
        return self in (Access.ADMIN, Access.AUDITOR)


def access(tx: Transaction, actor: Actor, skp_id: int) -> tuple[Skp, Access]:
    """The SKP and the relation in which this person sees it. Raises `NotFound` (worth an audit event) otherwise."""
    skp = tx.session.get(Skp, skp_id)
    relation = None if skp is None else _relation(tx, actor, skp)
    if skp is None or relation is None:
        raise NotFound("skp", skp_id)
    return skp, relation


def _relation(tx: Transaction, actor: Actor, skp: Skp) -> Access | None:
    if actor.pegawai_id is not None and actor.pegawai_id == skp.pegawai_id:
        return Access.OWNER
    day = tx.work.organisation.day(tx.session, tx.today)
    return _line(tx, actor, day, skp) or _office(actor, day, skp)


def _line(tx: Transaction, actor: Actor, day: OrganisationDay, skp: Skp) -> Access | None:
    """The relation that evaluating gives: in the segment while it runs, else in what was done in it."""
    closed = skp.status is StatusSkp.DITUTUP_SEGMEN
    if closed and _holds_evaluation(tx, actor, skp):
        return Access.EVALUATOR
    if closed and (signed_revisions(tx, actor, skp.id) or _has_evaluated(tx, actor, skp.id)):
        return Access.SIGNER
    penilai = day.penilai(skp.pegawai_id)
    if isinstance(penilai, Penilai) and _is(actor, penilai):
        return Access.NEXT if closed else Access.EVALUATOR
    if signed_revisions(tx, actor, skp.id):
        return Access.SIGNER
    above = day.atasan_penilai(skp.pegawai_id)
    if isinstance(above, Penilai) and _is(actor, above):
        return Access.NEXT if closed else Access.ABOVE
    return None


def _holds_evaluation(tx: Transaction, actor: Actor, skp: Skp) -> bool:
    """Whether the evaluation of the closed segment waits for this person."""
    waiting = items(
        tx,
        ProcessCase.process_id == "mutasi",
        ProcessCase.document_id == skp.id,
        WorkItem.subject_id == skp.pegawai_id,
    )
    desk = Desk(tx)
    found = (holder(desk, item.place) for item in waiting)
    return any(held is not None and holds(desk, actor, held) for held in found)


def _has_evaluated(tx: Transaction, actor: Actor, skp_id: int) -> bool:
    """Whether this person judged the segment."""
    done = evaluasi_berlaku(tx.session, skp_id)
    return done is not None and done.akun_id == actor.akun_id


def _is(actor: Actor, penilai: Penilai) -> bool:
    if penilai.penilai_id is None:
        return actor.pihak_luar_id is not None
    return actor.pegawai_id == penilai.penilai_id


def _office(actor: Actor, day: OrganisationDay, skp: Skp) -> Access | None:
    for peran, relation in (("admin_bkpp", Access.ADMIN), ("pengawas", Access.AUDITOR)):
        if peran in actor.peran:
            return relation
    if "pengelola_opd" in actor.peran and actor.pegawai_id is not None:
        opd = day.opd(actor.pegawai_id)
        return Access.HELPER if opd is not None and opd == day.opd(skp.pegawai_id) else None
    return None


def signed_revisions(tx: Transaction, actor: Actor, skp_id: int) -> frozenset[int]:
    """Ids of the revisions that carry this person's signature."""
    if actor.pegawai_id is None:
        return frozenset()
    query = (
        select(SkpRevisi.id)
        .join(TandaTangan, TandaTangan.revisi_id == SkpRevisi.id)
        .where(SkpRevisi.skp_id == skp_id, TandaTangan.pegawai_id == actor.pegawai_id)
    )
    return frozenset(tx.session.scalars(query))


def segment_evaluation(tx: Transaction, actor: Actor, skp_id: int) -> EvaluasiSegmen | None:
    """How a closed segment was judged, for those who see its content. Raises `NotFound` as `access` does."""
    _skp, relation = access(tx, actor, skp_id)
    return evaluasi_berlaku(tx.session, skp_id) if relation.sees_content else None


def visible_revisions(tx: Transaction, actor: Actor, skp: Skp, relation: Access) -> list[SkpRevisi]:
    """Revisions in order. A draft is its owner's alone until it is submitted; a signer sees only what was signed.

    The next evaluator sees what was set, and so does one who judged the segment without having signed it.
    """
    query = select(SkpRevisi).where(SkpRevisi.skp_id == skp.id).order_by(SkpRevisi.nomor)
    rows = list(tx.session.scalars(query))
    if relation in (Access.SIGNER, Access.NEXT):
        signed = signed_revisions(tx, actor, skp.id)
        decided = relation is Access.NEXT or _has_evaluated(tx, actor, skp.id)
        return [row for row in rows if row.id in signed or (decided and row.status is StatusRevisi.FINAL)]
    return rows if relation.sees_drafts else [row for row in rows if _was_submitted(row)]


def _was_submitted(row: SkpRevisi) -> bool:
    """Whether a revision ever left its writer's hands; a draft that was put away did not."""
    return row.status not in (StatusRevisi.DRAF, StatusRevisi.DIGANTI) or row.diajukan_pada is not None
