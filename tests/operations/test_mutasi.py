"""The steps of a mutation refuse what does not fit, whoever calls them."""

from datetime import date

import pytest

from tests.kota import Kota
from tests.services.moves import cases, judge, judgement, leave, move, segments
from webapp.operations import Refused
from webapp.services.errors import AlreadyDone, Denied, InvalidAnswers
from webapp.services.people import segments as service
from webapp.services.process import cases as engine_cases

TMT = date(2026, 7, 1)


def test_a_case_is_not_started_for_an_skp_that_nothing_ends(city: Kota) -> None:
    skp = city.skp("DH")
    with pytest.raises(Refused, match="Tidak ada mutasi"), city.work.transaction() as tx:
        engine_cases.start(tx, "mutasi", subject_id=skp.pegawai_id, document_kind="skp", document_id=skp.id)


@pytest.mark.parametrize("who", ["DH", "KBB", "KD", "NH"])
def test_only_the_evaluator_of_the_last_day_judges_the_segment(city: Kota, who: str) -> None:
    move(city.at("2026-06-20 09:00"), "DH", TMT, "OPERATOR-B")
    service.discover(city.work)
    with pytest.raises(Denied):
        judge(city, who, cases(city, "DH")[0])


def test_a_judgement_needs_both_ratings_in_known_words_and_a_feedback(city: Kota) -> None:
    leave(city.at("2026-06-20 09:00"), "DH", TMT)
    service.discover(city.work)
    (case_id,) = cases(city, "DH")
    with pytest.raises(InvalidAnswers) as refused:
        city.complete("KB", case_id, "evaluasi_segmen#1", values={"hasil_kerja": "LUMAYAN"})
    assert set(refused.value.errors) == {"hasil_kerja", "perilaku", "umpan_balik"}


def test_a_segment_is_judged_once(city: Kota) -> None:
    leave(city.at("2026-06-20 09:00"), "DH", TMT)
    service.discover(city.work)
    (case_id,) = cases(city, "DH")
    judge(city, "KB", case_id)
    with pytest.raises(AlreadyDone):
        judge(city, "KB", case_id, "DI_BAWAH_EKSPEKTASI")
    found = judgement(city, segments(city, "DH")[0].id)
    assert found is not None
    assert found.hasil_kerja == "SESUAI_EKSPEKTASI"


def test_a_judgement_of_a_move_that_was_withdrawn_does_not_count(city: Kota) -> None:
    leave(city.at("2026-06-20 09:00"), "DH", TMT)
    service.discover(city.work)
    judge(city, "KB", cases(city, "DH")[0])
    leave(city, "DH", None)
    service.discover(city.work)
    assert judgement(city, segments(city, "DH")[0].id) is None
