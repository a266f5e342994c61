"""Who stands how to an SKP, and to what hangs on it: the evaluation, the feedback, and what was handed down.

In a closed segment the line that evaluated it stays its line; that of today sees what was set and how it was judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, and_, false, not_, or_, select

from webapp.domain.skp import StatusSkp
from webapp.services.monitoring.feedback_givers import capacity_of
from webapp.services.people.assignments import holder, holds
from webapp.services.process.items import items
from webapp.storage.base import among
from webapp.storage.dokumen_evaluasi import Keberatan, PutusanKeberatan
from webapp.storage.evaluasi import EvaluasiTahunan
from webapp.storage.naskah import TandaTangan
from webapp.storage.process import ProcessCase, WorkItem
from webapp.storage.segmen import evaluasi_berlaku, evaluasi_berlaku_banyak
from webapp.storage.skp import Skp, SkpRevisi
from webapp.storage.umpan_balik import UmpanBalik

from .judgements import judged_by, judgements
from .matrix import Kind, Relation
from .standing import Asker, Standing, any_office, office_with_reason

CLOSED: Final = Skp.status == StatusSkp.DITUTUP_SEGMEN


def is_closed(skp: Skp) -> bool:
    """Whether the segment is closed."""
    return skp.status is StatusSkp.DITUTUP_SEGMEN


def signed_revisions(asker: Asker, skp_id: int) -> frozenset[int]:
    """Ids of the revisions that carry this person's signature."""
    if asker.actor.pegawai_id is None:
        return frozenset()
    query = (
        select(SkpRevisi.id)
        .join(TandaTangan, TandaTangan.revisi_id == SkpRevisi.id)
        .where(SkpRevisi.skp_id == skp_id, TandaTangan.pegawai_id == asker.actor.pegawai_id)
    )
    return frozenset(asker.tx.session.scalars(query))


def has_judged_segment(asker: Asker, skp_id: int) -> bool:
    """Whether this person judged the closed segment."""
    done = evaluasi_berlaku(asker.tx.session, skp_id)
    return done is not None and done.akun_id == asker.actor.akun_id


# -- the SKP --------------------------------------------------------------------------------------------------------


def _is_owner(asker: Asker, skp: Skp) -> bool:
    return asker.is_person(skp.pegawai_id)


def _evaluates(asker: Asker, skp: Skp) -> bool:
    """While it runs: the evaluator of today. Once closed: whoever has the evaluation still to give."""
    return _waits_for(asker, skp.id) if is_closed(skp) else asker.evaluates(skp.pegawai_id)


def _waits_for(asker: Asker, *skp_ids: int) -> bool:
    return bool(_waiting(asker, ProcessCase.document_id.in_(skp_ids)))


def _waiting(asker: Asker, *conditions: ColumnElement[bool]) -> set[int]:
    """Closed segments whose evaluation waits for this person."""
    found = items(asker.tx, ProcessCase.process_id == "mutasi", *conditions)
    held = ((item, holder(asker.desk, item.place)) for item in found)
    return {
        item.document_id
        for item, who in held
        if who is not None and item.document_kind == "skp" and holds(asker.desk, asker.actor, who)
    }


def _has_signed(asker: Asker, skp: Skp) -> bool:
    if signed_revisions(asker, skp.id):
        return True
    return is_closed(skp) and has_judged_segment(asker, skp.id)


def _is_next(asker: Asker, skp: Skp) -> bool:
    line = (asker.evaluates, asker.stands_above)
    return is_closed(skp) and any(ask(skp.pegawai_id) for ask in line)


def _of_owner(asker: Asker) -> ColumnElement[bool]:
    return Skp.pegawai_id == asker.actor.pegawai_id if asker.actor.pegawai_id is not None else false()


def _of_evaluator(asker: Asker) -> ColumnElement[bool]:
    running = and_(not_(CLOSED), among(Skp.pegawai_id, asker.wholly_evaluated))
    return or_(running, and_(CLOSED, among(Skp.id, _waiting(asker))))


def _of_signer(asker: Asker) -> ColumnElement[bool]:
    if asker.actor.pegawai_id is None:
        signed: ColumnElement[bool] = false()
    else:
        signed = Skp.id.in_(
            select(SkpRevisi.skp_id)
            .join(TandaTangan, TandaTangan.revisi_id == SkpRevisi.id)
            .where(TandaTangan.pegawai_id == asker.actor.pegawai_id)
        )
    closed = asker.tx.session.scalars(select(Skp.id).where(CLOSED)).all()
    judged = evaluasi_berlaku_banyak(asker.tx.session, closed)
    mine = [skp_id for skp_id, one in judged.items() if one.akun_id == asker.actor.akun_id]
    return or_(signed, among(Skp.id, mine))


SKP: Final[Mapping[Relation, Standing]] = {
    Relation.OWNER: Standing(_is_owner, _of_owner),
    Relation.EVALUATOR: Standing(_evaluates, _of_evaluator),
    Relation.SIGNER: Standing(_has_signed, _of_signer),
    Relation.ABOVE: Standing(
        lambda asker, skp: not is_closed(skp) and asker.stands_above(skp.pegawai_id),
        lambda asker: and_(not_(CLOSED), among(Skp.pegawai_id, asker.below)),
    ),
    Relation.NEXT: Standing(
        _is_next, lambda asker: and_(CLOSED, among(Skp.pegawai_id, asker.wholly_evaluated | asker.below))
    ),
    Relation.ADMIN: office_with_reason(Relation.ADMIN, Skp.pegawai_id),
    Relation.AUDITOR: office_with_reason(Relation.AUDITOR, Skp.pegawai_id),
    Relation.PARTLY: Standing(
        lambda asker, skp: not is_closed(skp) and skp.pegawai_id in asker.evaluated,
        lambda asker: and_(not_(CLOSED), among(Skp.pegawai_id, asker.evaluated)),
    ),
    Relation.JUDGE: Standing(lambda asker, skp: bool(judgements(asker, skp.id)), judged_by),
    Relation.HELPER: Standing(
        lambda asker, skp: skp.pegawai_id in asker.helped,
        lambda asker: among(Skp.pegawai_id, asker.helped),
    ),
    Relation.UNREASONED: any_office(Relation.ADMIN, Relation.AUDITOR),
}


def first(asker: Asker, skp: Skp) -> Relation | None:
    """The relation to an SKP that counts, asked once for each SKP."""
    key = (Kind.SKP, skp.id)
    if key not in asker.known:
        asker.known[key] = next((one for one, how in SKP.items() if how.holds(asker, skp)), None)
    return asker.known[key]


def where_first(asker: Asker, relation: Relation) -> ColumnElement[bool]:
    """The same as a condition of a query: this relation holds and none that comes before it."""
    order = list(SKP)
    before = [_where(asker, one) for one in order[: order.index(relation)]]
    return and_(_where(asker, relation), not_(or_(false(), *before)))


def _where(asker: Asker, relation: Relation) -> ColumnElement[bool]:
    """The condition of a relation to an SKP, made once for whoever asks."""
    if relation not in asker.conditions:
        asker.conditions[relation] = SKP[relation].where(asker)
    return asker.conditions[relation]


def as_to_skp(relation: Relation) -> Standing:
    """The same relation as to the SKP."""
    return Standing(
        lambda asker, skp: first(asker, skp) is relation, lambda asker: where_first(asker, relation)
    )


# -- the evaluation -------------------------------------------------------------------------------------------------


def _decides(asker: Asker, skp: Skp) -> bool:
    """Whether the objection waits for this person, or was decided by this person; also from an office (PyB)."""
    return skp.id in _deciding(asker, ProcessCase.document_id == skp.id) or skp.id in _decided(asker)


def _deciding(asker: Asker, *conditions: ColumnElement[bool]) -> set[int]:
    found = items(
        asker.tx, WorkItem.element_id == "putuskan", ProcessCase.document_kind == "skp", *conditions
    )
    held = ((item, holder(asker.desk, item.place)) for item in found)
    return {
        item.document_id
        for item, who in held
        if who is not None and not asker.is_person(item.subject_id) and holds(asker.desk, asker.actor, who)
    }


def _decided(asker: Asker) -> set[int]:
    query = (
        select(Keberatan.skp_id)
        .join(PutusanKeberatan, PutusanKeberatan.keberatan_id == Keberatan.id)
        .where(PutusanKeberatan.akun_id == asker.actor.akun_id)
    )
    return set(asker.tx.session.scalars(query))


def _judged_by(asker: Asker) -> ColumnElement[bool]:
    """SKP whose year this person has judged."""
    mine = select(EvaluasiTahunan.skp_id).where(EvaluasiTahunan.akun_id == asker.actor.akun_id)
    return Skp.id.in_(mine)


def _if_judged(relation: Relation) -> Standing:
    """One of a line that is past, or of the next: for the own judgement only."""

    def found(asker: Asker, skp: Skp) -> bool:
        if first(asker, skp) is not relation:
            return False
        query = select(Skp.id).where(Skp.id == skp.id, _judged_by(asker))
        return asker.tx.session.scalars(query).one_or_none() is not None

    return Standing(found, lambda asker: and_(where_first(asker, relation), _judged_by(asker)))


EVALUATION: Final[Mapping[Relation, Standing]] = {
    Relation.DECIDER: Standing(_decides, lambda asker: among(Skp.id, _deciding(asker) | _decided(asker))),
    Relation.OWNER: as_to_skp(Relation.OWNER),
    Relation.EVALUATOR: as_to_skp(Relation.EVALUATOR),
    Relation.SIGNER: _if_judged(Relation.SIGNER),
    Relation.ABOVE: as_to_skp(Relation.ABOVE),
    Relation.NEXT: _if_judged(Relation.NEXT),
    Relation.ADMIN: as_to_skp(Relation.ADMIN),
    Relation.AUDITOR: as_to_skp(Relation.AUDITOR),
    Relation.JUDGE: _if_judged(Relation.JUDGE),
}


# -- feedback, and what was handed down -----------------------------------------------------------------------------


def _gives(asker: Asker, skp: Skp) -> bool:
    """Whether this person may give feedback now, or has given some."""
    if capacity_of(asker.tx, asker.actor, skp) is not None:
        return True
    given = select(UmpanBalik.id).where(
        UmpanBalik.skp_id == skp.id, UmpanBalik.akun_id == asker.actor.akun_id
    )
    return asker.tx.session.scalars(given.limit(1)).one_or_none() is not None


FEEDBACK: Final[Mapping[Relation, Standing]] = {
    **{
        one: as_to_skp(one)
        for one in (Relation.OWNER, Relation.EVALUATOR, Relation.ABOVE, Relation.ADMIN, Relation.AUDITOR)
    },
    Relation.GIVER: Standing(_gives),
}

GIVEN: Final[Mapping[Relation, Standing]] = {
    Relation.OWNER: Standing(_is_owner, _of_owner),
    Relation.PARTLY: Standing(
        lambda asker, skp: skp.pegawai_id in asker.evaluated,
        lambda asker: among(Skp.pegawai_id, asker.evaluated),
    ),
}
