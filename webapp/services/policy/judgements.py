"""What somebody judged as an evaluator without having signed the SKP: a Plt of some months, one who took over a board.

The own judgement stays readable with what was in force when it was given; nothing that came after.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, union_all

from webapp.storage.bulanan import EvaluasiBulanan, SkpBulanan
from webapp.storage.evaluasi import AsalEvaluasi, EvaluasiTahunan
from webapp.storage.naskah import PeranTandaTangan, TandaTangan
from webapp.storage.skp import Skp, SkpRevisi

from .standing import Asker


def judgements(asker: Asker, skp_id: int) -> Sequence[datetime]:
    """When this person judged a month or the year of an SKP as its evaluator, the earliest first."""
    months = (
        select(EvaluasiBulanan.pada)
        .join(SkpBulanan, SkpBulanan.id == EvaluasiBulanan.skp_bulanan_id)
        .where(SkpBulanan.skp_id == skp_id, EvaluasiBulanan.akun_id == asker.actor.akun_id)
    )
    years = select(EvaluasiTahunan.pada).where(EvaluasiTahunan.skp_id == skp_id, _own_year(asker))
    return sorted(asker.tx.session.scalars(union_all(months, years)))


def judged_revisions(asker: Asker, skp_id: int) -> frozenset[int]:
    """Ids of the revisions that were in force when this person judged."""
    query = (
        select(SkpRevisi.id, TandaTangan.pada)
        .join(TandaTangan, TandaTangan.revisi_id == SkpRevisi.id)
        .where(SkpRevisi.skp_id == skp_id, TandaTangan.peran == PeranTandaTangan.PEJABAT_PENILAI)
        .order_by(TandaTangan.pada)
    )
    held = asker.tx.session.execute(query).all()
    found = ([row.id for row in held if row.pada <= moment] for moment in judgements(asker, skp_id))
    return frozenset(one[-1] for one in found if one)


def _own_year(asker: Asker) -> ColumnElement[bool]:
    """A version of a year's evaluation is this person's judgement as the evaluator."""
    return and_(EvaluasiTahunan.akun_id == asker.actor.akun_id, EvaluasiTahunan.asal == AsalEvaluasi.PENILAI)


def judged_by(asker: Asker) -> ColumnElement[bool]:
    """SKP of which this person judged a month or the year."""
    months = (
        select(SkpBulanan.skp_id)
        .join(EvaluasiBulanan, EvaluasiBulanan.skp_bulanan_id == SkpBulanan.id)
        .where(EvaluasiBulanan.akun_id == asker.actor.akun_id)
    )
    years = select(EvaluasiTahunan.skp_id).where(_own_year(asker))
    return or_(Skp.id.in_(months), Skp.id.in_(years))
