"""Who judged as Plt without having signed the SKP reads the own judgement afterwards, and nothing that came later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from tests.policy.conftest import actor_of
from tests.web.matriks import Dunia
from webapp.services.errors import NotFound
from webapp.services.planning import skp_page
from webapp.services.policy import decide
from webapp.services.policy.judgements import judged_revisions, judgements
from webapp.services.policy.matrix import Kind, Relation
from webapp.services.policy.standing import Asker
from webapp.services.yearly import evaluation, follow_up
from webapp.storage.bulanan import EvaluasiBulanan, SkpBulanan
from webapp.storage.naskah import TandaTangan
from webapp.storage.skp import Skp

pytestmark = pytest.mark.slow


def test_the_plt_of_the_year_reads_the_skp_and_the_own_evaluation(dunia: Dunia) -> None:
    yk, skp_id = actor_of(dunia, "plt_kemarin"), dunia.values["skp_id"]
    with dunia.city.reading() as tx:
        view = skp_page.skp_view(tx, yk, skp_id)
        assert view.access is Relation.JUDGE
        assert view.isi is not None
        assert (view.tracker, view.head.change, view.dialogue, list(view.komentar)) == (None, None, None, [])
        assert (view.head.sees_evaluation, view.head.sees_follow_up) == (True, False)
        judged = evaluation.evaluation_view(tx, yk, skp_id)
        assert judged.current is not None
        assert judged.current.akun_id == yk.akun_id
        assert len(judged.documents) == 1
        assert (judged.objection, judged.step) == (None, None)
        with pytest.raises(NotFound):
            follow_up.follow_up(tx, yk, skp_id)


def test_revisions_that_were_set_after_the_judgement_are_not_among_them(dunia: Dunia) -> None:
    asker_of, skp_id = actor_of(dunia, "plt_kemarin"), dunia.values["skp_id"]
    with dunia.city.work.transaction() as tx:
        asker = Asker(tx, asker_of)
        (moment,) = judgements(asker, skp_id)
        assert judged_revisions(asker, skp_id) != frozenset()
        tx.session.execute(func.set_config("session_replication_role", "replica", True).select())
        tx.session.execute(update(TandaTangan).values(pada=moment + timedelta(seconds=1)))
        assert judged_revisions(asker, skp_id) == frozenset()
        tx.session.rollback()


def test_who_judged_a_month_only_reads_that_month_only(dunia: Dunia) -> None:
    """As if February had been judged by a Plt who signed nothing: XL stands for one."""
    xl, skp_id = actor_of(dunia, "orang_lain"), dunia.values["skp_id"]
    with dunia.city.work.transaction() as tx:
        skp = tx.session.get_one(Skp, skp_id)
        assert decide.standing(tx, xl, Kind.SKP, skp) is None
        tx.session.execute(func.set_config("session_replication_role", "replica", True).select())
        months = select(SkpBulanan.id).where(SkpBulanan.skp_id == skp_id)
        tx.session.execute(
            update(EvaluasiBulanan)
            .where(EvaluasiBulanan.skp_bulanan_id.in_(months))
            .values(akun_id=xl.akun_id)
        )
        assert decide.standing(tx, xl, Kind.SKP, skp) is Relation.JUDGE
        assert decide.standing(tx, xl, Kind.EVALUATION, skp) is None
        tx.session.rollback()
