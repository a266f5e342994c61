"""Opening a year: everybody who owes an SKP gets one, once, and the others are named with the reason."""

from sqlalchemy import func, select

from tests.kota import Kota
from webapp.services.planning import cycle
from webapp.services.process.inbox import inbox
from webapp.storage.skp import Skp


def test_opening_again_changes_nothing(city: Kota) -> None:
    again = cycle.open_cycle(city.work, 2026)
    assert (again.opened, again.already > 0) == (0, True)
    with city.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Skp)) == again.already


def test_leaders_on_the_jpt_track_get_an_skp_whose_first_step_is_with_the_head_of_the_region(
    city: Kota,
) -> None:
    assert city.skp("KD").jalur == "JPT_PUKM"
    with city.reading() as tx:
        waiting = [one.subject_name for one in inbox(tx, city.actor("WK"))]
    assert "Dr. Ratna Widyastuti, M.Si." in waiting


def test_ac_c_25_a_pppk_gets_the_same_process_and_the_golongan_without_a_pangkat(city: Kota) -> None:
    city.until_established("LN")
    city.until_established("SR")
    assert (city.skp("LN").jalur, city.skp("LN").status) == ("JA_JF", "DITETAPKAN")
    frozen = city.revisions("LN")[-1].cuplikan
    assert frozen is not None
    assert frozen["pegawai"]["pangkat"] == "IX"


def test_what_goes_wrong_with_one_person_is_reported_and_the_others_are_opened(city: Kota) -> None:
    city.at("2026-12-01 08:00")
    person = city.pegawai_id("SR")
    with city.engine.begin() as connection:
        connection.exec_driver_sql(
            f"ALTER TABLE skp ADD CONSTRAINT ck_skp_uji CHECK (tahun < 2027 OR pegawai_id <> {person})"
        )
    done = cycle.open_cycle(city.work, 2027)
    assert [pegawai_id for pegawai_id, _ in done.failed] == [person]
    assert "ck_skp_uji" in done.failed[0][1]
    with city.reading() as tx:
        count = select(func.count()).select_from(Skp).where(Skp.tahun == 2027)
        assert tx.session.scalar(count) == done.opened > 5
    with city.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE skp DROP CONSTRAINT ck_skp_uji")
    again = cycle.open_cycle(city.work, 2027)
    assert (again.opened, again.already, again.failed) == (1, done.opened, ())
