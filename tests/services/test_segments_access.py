"""Who may still read a closed segment, and what the next evaluator sees of it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.alasan import with_reason
from tests.kota import Kota
from tests.services.moves import cases, judge, move, segments
from webapp.services.errors import NotFound
from webapp.services.people import segments as service
from webapp.services.planning.skp_page import skp_view
from webapp.services.policy.decide import standing
from webapp.services.policy.matrix import Kind, Relation
from webapp.services.policy.skp import access, segment_evaluation, visible_revisions
from webapp.storage.skp import Skp

TMT = date(2026, 7, 1)


def relation(city: Kota, who: str, skp_id: int) -> Relation | None:
    with city.reading() as tx:
        return standing(tx, city.actor(who), Kind.SKP, tx.session.get_one(Skp, skp_id))


def test_ac_k_08_a_closed_segment_stays_readable_for_who_evaluated_and_the_next_sees_what_was_set(
    city: Kota,
) -> None:
    city.until_submitted("DH")
    city.review("KB", "DH", "kembalikan", alasan="Target belum sesuai dengan peran.")
    city.submit("DH", "Target diperbaiki.")
    city.review("KB", "DH")
    city.sign("DH")
    city.establish("KB", "DH")
    move(city.at("2026-06-20 09:00"), "DH", TMT, "OPERATOR-B")
    service.discover(city.work)
    city.at("2026-07-02 08:00").tick(seconds=0)
    old, new = segments(city, "DH")
    assert relation(city, "KB", old.id) is Relation.EVALUATOR, "the evaluation is still KB's to give"
    judge(city, "KB", cases(city, "DH")[0])
    with_reason(city, "NH")
    seen = {who: relation(city, who, old.id) for who in ("DH", "KB", "KBB", "KD", "SR", "NH")}
    assert seen == {
        "DH": Relation.OWNER, "KB": Relation.SIGNER, "KBB": Relation.NEXT, "KD": Relation.NEXT, "SR": None,
        "NH": Relation.ADMIN,
    }  # fmt: skip
    assert (relation(city, "KB", new.id), relation(city, "KBB", new.id)) == (None, Relation.EVALUATOR)
    with city.reading() as tx:
        for who in ("KB", "KBB"):
            actor = city.actor(who)
            skp, how = access(tx, actor, old.id)
            assert [row.nomor for row in visible_revisions(tx, actor, skp, how)] == [2]
            judged = segment_evaluation(tx, actor, old.id)
            assert judged is not None
            assert judged.hasil_kerja == "SESUAI_EKSPEKTASI"
        page = skp_view(tx, city.actor("KBB"), old.id)
        assert page.isi is not None
        assert (page.dialogue, list(page.komentar)) == (None, [])
        with pytest.raises(NotFound):
            skp_view(tx, city.actor("KBB"), old.id, 1)


def test_ac_k_08_a_draft_that_was_never_set_is_nothing_for_the_next_evaluator(city: Kota) -> None:
    city.until_submitted("DH")
    move(city, "DH", TMT, "OPERATOR-B")
    service.discover(city.work)
    city.at("2026-07-02 08:00").tick(seconds=0)
    old = segments(city, "DH")[0]
    with city.reading() as tx:
        page = skp_view(tx, city.actor("KBB"), old.id)
        assert (page.access, list(page.head.revisions), page.isi) == (Relation.NEXT, [], None)
