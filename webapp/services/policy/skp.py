"""An SKP for one who asks: the relation in which it is seen, and which of its revisions are shown in it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.work import Transaction
from webapp.storage.segmen import EvaluasiSegmen, evaluasi_berlaku
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

from .decide import readable
from .judgements import judged_revisions
from .matrix import Kind, Relation, Right, may
from .of_skp import has_judged_segment, signed_revisions
from .standing import Asker


def access(tx: Transaction, actor: Actor, skp_id: int, right: Right = Right.SEE) -> tuple[Skp, Relation]:
    """The SKP and the relation in which this person sees it. Raises `NotFound` (worth an audit event) otherwise."""
    skp = tx.session.get(Skp, skp_id)
    if skp is None:
        raise NotFound("skp", skp_id)
    return skp, readable(tx, actor, right, Kind.SKP, skp)


def has_signed(tx: Transaction, actor: Actor, skp_id: int) -> bool:
    """Whether a revision carries this person's signature."""
    return bool(signed_revisions(Asker(tx, actor), skp_id))


def segment_evaluation(tx: Transaction, actor: Actor, skp_id: int) -> EvaluasiSegmen | None:
    """How a closed segment was judged, for those who see its content. Raises `NotFound` as `access` does."""
    _skp, relation = access(tx, actor, skp_id)
    return evaluasi_berlaku(tx.session, skp_id) if relation.sees_content else None


def visible_revisions(tx: Transaction, actor: Actor, skp: Skp, relation: Relation) -> Sequence[SkpRevisi]:
    """Revisions in order. A draft is its owner's alone until it is submitted; a signer sees only what was signed.

    The next evaluator sees what was set, and so does one who judged the segment without having signed it; who judged
    months or the year, what was in force then.
    """
    query = select(SkpRevisi).where(SkpRevisi.skp_id == skp.id).order_by(SkpRevisi.nomor)
    rows = tx.session.scalars(query).all()
    if relation.sees_drafts:
        return rows
    if may(Kind.SKP, relation, Right.SUBMITTED):
        return [row for row in rows if _was_submitted(row)]
    asker = Asker(tx, actor)
    if relation is Relation.JUDGE:
        judged = judged_revisions(asker, skp.id)
        return [row for row in rows if row.id in judged]
    signed = signed_revisions(asker, skp.id)
    decided = relation is Relation.NEXT or has_judged_segment(asker, skp.id)
    return [row for row in rows if row.id in signed or (decided and row.status is StatusRevisi.FINAL)]


def _was_submitted(row: SkpRevisi) -> bool:
    """Whether a revision ever left its writer's hands; a draft that was put away did not."""
    return row.status not in (StatusRevisi.DRAF, StatusRevisi.DIGANTI) or row.diajukan_pada is not None
