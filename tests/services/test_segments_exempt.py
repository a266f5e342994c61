"""People who are freed from the SKP for a time: never late, listed with the decree, opened again on return."""

from __future__ import annotations

from datetime import date

from tests.kota import Kota
from tests.services.moves import absent, cases, segments
from webapp.services.people import segments as service
from webapp.services.people.health import health
from webapp.services.planning import cycle

QUIET = service.Found()


def test_ac_b_10_one_on_cltn_is_never_late_and_is_listed_with_the_decree(city: Kota) -> None:
    absent(city.at("2026-01-20 08:00"), "SR", "CLTN", date(2026, 2, 1), date(2026, 12, 31), "800/33/2026")
    assert service.discover(city.work) == service.Found(started=1)
    city.at("2026-02-01 00:00").tick(seconds=0)
    (skp,) = segments(city, "SR")
    assert (skp.status, skp.selesai, skp.terlambat_sejak) == ("DITUTUP_SEGMEN", date(2026, 1, 31), None)
    assert service.discover(city.at("2026-03-01 08:00").work) == QUIET
    said = "Bebas SKP: CLTN, SK 800/33/2026, sampai 31 Desember 2026."
    with city.reading() as tx:
        found = health(tx, city.actor("NH"))
        assert [(one.nama, one.alasan) for one in found.cycle.exempt] == [("Siti Rahmawati, S.Psi.", said)]
        assert said in {one.alasan for one in found.cycle.left_out}
        assert service.reasons(tx, cases(city, "SR")[0])["alasan_tidak_dibuka"] == said
    again = cycle.open_cycle(city.work, 2026)
    assert (again.opened, again.exempt) == (0, frozenset({city.pegawai_id("SR")}))


def test_ac_b_10_the_flag_asks_whether_its_owner_is_freed_that_day(city: Kota) -> None:
    """Also where the absence was recorded so late that no case of mutation stands yet."""
    absent(city.at("2026-01-31 22:00"), "SR", "CLTN", date(2026, 2, 1), date(2026, 12, 31))
    city.at("2026-02-01 00:00").tick(seconds=0)
    assert city.skp("SR").terlambat_sejak is None
    assert city.skp("LN").terlambat_sejak is not None


def test_ac_b_10_one_who_is_freed_when_the_year_opens_gets_no_skp_and_one_on_return(city: Kota) -> None:
    absent(city.at("2026-12-01 08:00"), "SR", "TUGAS_BELAJAR", date(2026, 12, 31), date(2027, 8, 31))
    done = cycle.open_cycle(city.work, 2027)
    assert dict(done.left_out)[city.pegawai_id("SR")] == (
        "Bebas SKP: tugas belajar, SK 800/17/2026, sampai 31 Agustus 2027."
    )
    city.at("2027-08-31 23:00")
    assert service.discover(city.work).opened == 0
    assert service.discover(city.at("2027-09-01 00:05").work).opened == 1
    back = segments(city, "SR")[-1]
    assert (back.mulai, back.selesai, back.batas_penetapan) == (
        date(2027, 9, 1), date(2027, 12, 31), date(2027, 10, 1),
    )  # fmt: skip


def test_a_short_absence_that_ended_opens_a_second_skp_of_the_same_post(city: Kota) -> None:
    absent(city, "SR", "DIBERHENTIKAN_SEMENTARA", date(2026, 3, 1), date(2026, 4, 30))
    service.discover(city.work)
    city.at("2026-03-01 00:10").tick(seconds=0)
    service.discover(city.at("2026-05-01 00:05").work)
    one, other = segments(city, "SR")
    assert (one.selesai, other.mulai, one.posting_id == other.posting_id) == (
        date(2026, 2, 28), date(2026, 5, 1), True,
    )  # fmt: skip


def test_a_leave_that_frees_nobody_from_the_skp_changes_nothing(city: Kota) -> None:
    absent(city, "SR", "CUTI_BESAR", date(2026, 3, 1), date(2026, 5, 31))
    assert service.discover(city.work) == QUIET
