"""Deadlines: a timer acts by the journal's clock, before whatever comes after it."""

from sqlalchemy import select

from tests.kota import Kota, wib
from tests.services.journals import projections
from webapp.services.process import timers
from webapp.storage.audit import Pemberitahuan
from webapp.storage.process import Timer


def test_ac_c_19_past_31_january_an_unfinished_skp_is_flagged_and_may_still_be_finished(city: Kota) -> None:
    city.at("2026-01-31 23:59")
    assert timers.fire_all(city.work) == 0
    city.at("2026-02-01 00:00")
    assert timers.fire_all(city.work) > 0
    assert city.skp("DH").terlambat_sejak == wib("2026-02-01 00:00")
    with city.reading() as tx:
        skp_id = city.skp("DH").id
        told = set(
            tx.session.scalars(
                select(Pemberitahuan.pegawai_id).where(Pemberitahuan.tautan == f"/skp/{skp_id}")
            )
        )
        offices = list(
            tx.session.scalars(select(Pemberitahuan.pegawai_id).where(Pemberitahuan.tautan == "/admin/tugas"))
        )
    assert told == {city.pegawai_id(code) for code in ("DH", "KB")}
    # BKPP and the managers of the OPD, once a day however many SKP are late
    assert sorted(offices) == sorted(city.pegawai_id(code) for code in ("YK", "WS", "NH", "KBK"))
    city.until_established("DH")
    assert city.skp("DH").status == "DITETAPKAN"


def test_an_skp_set_in_time_has_no_timer_left_and_is_never_flagged(city: Kota) -> None:
    city.at("2026-01-30 15:00").until_established("SR")
    with city.reading() as tx:
        assert tx.session.scalars(select(Timer).where(Timer.case_id == city.case_id("SR"))).all() == []
    city.at("2026-02-01 00:00")
    timers.fire_all(city.work)
    assert city.skp("SR").terlambat_sejak is None


def test_a_completion_after_the_deadline_lets_the_timer_act_first(city: Kota) -> None:
    city.until_submitted("SR")
    city.at("2026-02-01 08:00").review("KB", "SR")
    assert city.skp("SR").terlambat_sejak == wib("2026-02-01 08:00")
    assert city.skp("SR").status == "MENUNGGU_TTD_PEGAWAI"


def test_firing_twice_flags_once(city: Kota) -> None:
    city.at("2026-02-01 00:00")
    timers.fire_all(city.work)
    assert timers.fire_all(city.work) == 0
    assert timers.fire_due(city.work, city.case_id("DH")) == 0


def test_the_projections_of_a_case_that_is_not_there_are_nothing(city: Kota) -> None:
    before = projections(city.work)
    timers.rebuild(city.work, 10**9)
    assert projections(city.work) == before
