"""The team: exactly those whom the reader evaluates today, with the open step, its holder and the reason."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from tests.kota import NIP, Kota, wib
from tests.storage import contoh
from webapp.domain.masa import Masa
from webapp.domain.skp import StatusSkp
from webapp.services.planning.team import Team, team
from webapp.services.process.inbox import inbox


def team_of(city: Kota, who: str, tahun: int | None = None) -> Team:
    with city.reading() as tx:
        return team(tx, city.actor(who), tahun)


def test_a_team_is_those_whom_one_evaluates_with_their_posts_and_the_reason(city: Kota) -> None:
    found = team_of(city, "KB")
    assert [member.nama for member in found.members] == [
        "Dwi Hartono, A.Md.",
        "Lestari Nugraheni, S.AP.",
        "Siti Rahmawati, S.Psi.",
        "Yudi Kurniawan, S.H.",
    ]
    assert {member.alasan.startswith("Kepala Bidang A, jabatan definitif") for member in found.members} == {
        True
    }
    assert found.members[0].jabatan == "Operator Layanan Operasional"
    assert (found.tahun, list(found.years), found.owing, found.established) == (2026, [2026], 4, 0)


def test_those_who_wait_for_the_reader_come_first_and_the_step_and_since_when_are_told(city: Kota) -> None:
    city.dialog("KB", "SR")
    city.write("SR")
    city.at("2026-01-20 10:00")
    names = [member.nama.split()[0] for member in team_of(city, "KB").members]
    assert names == ["Dwi", "Lestari", "Yudi", "Siti"]
    city.submit("SR")
    (siti,) = [member for member in team_of(city, "KB").members if member.nama.startswith("Siti")]
    assert siti.open is not None
    assert (siti.open.name, siti.open.since, siti.open.is_mine) == (
        "Reviu SKP",
        wib("2026-01-20 10:00"),
        True,
    )


def test_who_is_late_comes_before_who_is_not_and_a_set_skp_counts_as_done(city: Kota) -> None:
    city.until_established()
    city.until_submitted("DH")
    city.review("KB", "DH")
    city.at("2026-02-01 00:00").tick(minutes=1)
    found = team_of(city, "KB")
    assert [member.nama.split()[0] for member in found.members] == ["Lestari", "Yudi", "Dwi", "Siti"]
    assert (found.established, found.owing) == (1, 4)
    assert found.members[-1].open is not None
    assert found.members[-1].open.name == "Susun rencana aksi"
    assert found.members[-1].skp is not None
    assert found.members[-1].skp.status is StatusSkp.DITETAPKAN


def test_what_waits_for_the_reader_in_the_team_is_what_lies_in_the_inbox(city: Kota) -> None:
    city.until_submitted()
    with city.reading() as tx:
        for who in ("KB", "KD", "KBB", "KBK", "WK", "SR"):
            mine = {
                (m.open.case_id, m.open.key)
                for m in team(tx, city.actor(who)).members
                if m.open and m.open.is_mine
            }
            inboxed = {(i.case_id, i.key) for i in inbox(tx, city.actor(who)) if not i.is_own}
            assert mine == inboxed


def test_a_year_without_skp_shows_the_people_and_says_that_there_is_none(city: Kota) -> None:
    found = team_of(city, "KB", 2025)
    assert (found.tahun, found.owing, len(found.members)) == (2025, 0, 4)
    assert {member.skp for member in found.members} == {None}


def test_one_without_a_team_sees_nobody(city: Kota) -> None:
    assert team_of(city, "SR").members == []


def test_a_plt_has_the_team_from_the_first_day_of_the_letter(city: Kota) -> None:
    city.until_submitted()
    with city.work.transaction() as tx:
        end = "UPDATE posting SET berlaku = daterange(lower(berlaku), DATE '2026-01-10')"
        tx.session.execute(text(f"{end} WHERE nomor_sk = '821.2/022/2022'"))
        contoh.plt(tx.session, NIP["YK"], "KABID-A", Masa(date(2026, 1, 10), date(2026, 4, 10)), "800/1")
    assert len(team_of(city.at("2026-01-09 08:00"), "KB").members) == 4
    assert team_of(city, "YK").members == []
    found = team_of(city.at("2026-01-10 08:00"), "YK")
    assert {member.kapasitas for member in found.members} == {"Plt. Kepala Bidang A"}
    assert "Yudi Kurniawan, S.H." not in {member.nama for member in found.members}
    assert team_of(city, "KB").members == []
