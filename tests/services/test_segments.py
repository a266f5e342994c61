"""People who move, leave, come and are absent inside the year: cases and SKP follow the decrees."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker

from tests.kota import ZONE, Kota
from tests.services.moves import cases, judge, judgement, keys, leave, move, segments
from webapp.config import Settings
from webapp.domain.masa import Masa
from webapp.jobs import run_worker
from webapp.services.errors import Denied
from webapp.services.people import segments as service
from webapp.services.planning import cycle
from webapp.services.planning.skp_page import skp_view
from webapp.services.process.inbox import inbox
from webapp.services.work import Work
from webapp.storage.organisasi import PangkatRiwayat, Posting
from webapp.storage.process import ProcessCase, WorkItem

TMT = date(2026, 7, 1)
QUIET = service.Found()


def due_steps(city: Kota, who: str) -> dict[str, date | None]:
    with city.reading() as tx:
        return {entry.name: entry.deadline for entry in inbox(tx, city.actor(who))}


# -- a move ---------------------------------------------------------------------------------------------------


def test_ac_b_09_a_move_known_in_june_asks_the_old_evaluator_and_opens_the_new_skp_on_1_july(
    city: Kota,
) -> None:
    city.until_established("DH")
    move(city.at("2026-06-20 09:00"), "DH", TMT, "OPERATOR-B", "821.2/512/2026")
    assert service.discover(city.work).started == 1
    (case_id,) = cases(city, "DH")
    with city.reading() as tx:
        item = tx.session.scalars(select(WorkItem).where(WorkItem.case_id == case_id)).one()
        assert item.due_at is not None
        assert (item.name, item.due_at.astimezone(ZONE).date()) == ("Evaluasi segmen", date(2026, 6, 30))
        assert (
            service.reasons(tx, case_id)["keterangan"] == "Jabatan baru mulai 1 Juli 2026, SK 821.2/512/2026."
        )
    assert due_steps(city, "KB")["Evaluasi segmen"] == date(2026, 6, 30)
    assert segments(city, "DH")[0].status == "DITETAPKAN"

    city.at("2026-07-01 00:00").tick(seconds=0)
    old, new = segments(city, "DH")
    assert (old.status, old.mulai, old.selesai) == ("DITUTUP_SEGMEN", date(2026, 1, 1), date(2026, 6, 30))
    assert (new.status, new.mulai, new.selesai) == ("DIALOG", TMT, date(2026, 12, 31))
    assert new.batas_penetapan == date(2026, 8, 1)
    assert "Catat hasil dialog" in due_steps(city.at("2026-07-02 08:00"), "KBB")
    assert "Evaluasi segmen" not in due_steps(city, "KBB")
    assert "Evaluasi segmen" in due_steps(city, "KB")
    with pytest.raises(Denied):
        judge(city, "KBB", case_id)
    judge(city, "KB", case_id)
    found = judgement(city, old.id)
    assert found is not None
    assert (found.hasil_kerja, found.tanggal) == ("SESUAI_EKSPEKTASI", date(2026, 6, 30))
    assert found.cuplikan["pegawai"]["unit_kerja"] == "Bidang A"
    assert found.cuplikan["penilai"]["jabatan"] == "Kepala Bidang A"
    assert cases(city, "DH", "OPEN") == []
    assert service.discover(city.work) == QUIET


def test_the_planning_of_the_old_post_ends_with_the_segment_and_stays_readable(city: Kota) -> None:
    city.until_submitted("DH")
    move(city, "DH", TMT, "OPERATOR-B")
    service.discover(city.work)
    city.at("2026-07-01 06:00").tick(seconds=0)
    old = segments(city, "DH")[0]
    assert old.case_id is not None
    with city.reading() as tx:
        assert tx.session.get_one(ProcessCase, old.case_id).status == "CANCELLED"
        assert tx.session.scalar(select(func.count()).where(WorkItem.case_id == old.case_id)) == 0
        seen = skp_view(tx, city.actor("DH"), old.id)
        assert seen.isi is not None
        assert [row.nomor for row in seen.head.revisions] == [1]


def test_an_evaluation_given_early_waits_for_the_day(city: Kota) -> None:
    move(city.at("2026-06-20 09:00"), "DH", TMT, "OPERATOR-B")
    service.discover(city.work)
    (case_id,) = cases(city, "DH")
    judge(city, "KB", case_id)
    assert [one.status for one in segments(city, "DH")] == ["DIALOG"]
    city.at("2026-07-01 00:01").tick(seconds=0)
    assert [one.status for one in segments(city, "DH")] == ["DITUTUP_SEGMEN", "DIALOG"]
    assert cases(city, "DH", "COMPLETED") == [case_id]


def test_where_the_old_evaluator_serves_no_more_the_one_in_that_place_judges(city: Kota) -> None:
    move(city.at("2026-06-20 09:00"), "DH", TMT, "OPERATOR-B")
    leave(city, "KB", date(2026, 7, 15))
    service.discover(city.work)
    city.at("2026-08-01 08:00").tick(seconds=0)
    with pytest.raises(Denied):
        judge(city, "KB", cases(city, "DH")[0])
    judge(city, "KBB", cases(city, "DH")[0])
    found = judgement(city, segments(city, "DH")[0].id)
    assert found is not None
    assert found.cuplikan["penilai"]["nama"] == "Hendra Gunawan, S.T."
    assert found.cuplikan["pegawai"]["unit_kerja"] == "Bidang A"


def test_ac_a_09_a_judgement_of_december_prints_the_grade_of_december_and_the_skp_that_of_january(
    city: Kota,
) -> None:
    city.until_established("KB", by="KD")
    with city.work.transaction() as tx:
        person = city.pegawai_id("KB")
        held = PangkatRiwayat.berlaku.contains(date(2026, 4, 1))
        row = tx.session.scalars(
            select(PangkatRiwayat).where(PangkatRiwayat.pegawai_id == person, held)
        ).one()
        assert row.golongan == "IV/a"
        row.berlaku = Masa(row.berlaku.mulai, date(2026, 4, 1))
        tx.session.flush()
        tx.session.add(
            PangkatRiwayat(pegawai_id=person, golongan="IV/b", berlaku=Masa(date(2026, 4, 1)), sk="823/4")
        )
    move(city.at("2026-12-01 08:00"), "KB", date(2026, 12, 15), "ANALIS-MUDA-A")
    service.discover(city.work)
    judge(city, "KD", cases(city, "KB")[0])
    old = segments(city, "KB")[0]
    found = judgement(city, old.id)
    with city.reading() as tx:
        january = skp_view(tx, city.actor("KB"), old.id).shown
        assert january is not None
        assert january.cuplikan is not None
        assert "(IV/a)" in january.cuplikan["pegawai"]["pangkat"] or january.cuplikan["pegawai"][
            "pangkat"
        ].endswith("IV/a")
    assert found is not None
    assert found.cuplikan["pegawai"]["pangkat"].rstrip(")").endswith("IV/b")


def test_one_who_leaves_gets_no_new_skp_and_the_reason_is_kept(city: Kota) -> None:
    leave(city.at("2026-06-20 09:00"), "DH", TMT)
    service.discover(city.work)
    city.at("2026-07-01 06:00").tick(seconds=0)
    assert [one.status for one in segments(city, "DH")] == ["DITUTUP_SEGMEN"]
    with city.reading() as tx:
        noted = service.reasons(tx, cases(city, "DH")[0])
    assert noted["sebab"] == "JABATAN_BERAKHIR"
    assert noted["alasan_tidak_dibuka"] == "Tidak memegang jabatan definitif."


def test_one_who_rises_to_the_track_of_jpt_gets_an_skp_of_that_track(city: Kota) -> None:
    leave(city.at("2026-06-20 09:00"), "KD", date(2026, 6, 1))
    move(city, "KB", TMT, "KADIS")
    service.discover(city.work)
    city.at("2026-07-01 06:00").tick(seconds=0)
    assert [one.jalur for one in segments(city, "KB")] == ["JA_JF", "JPT_PUKM"]


# -- decrees that change ----------------------------------------------------------------------------------------


def test_a_day_that_moves_before_it_comes_asks_anew_and_a_withdrawn_one_asks_nothing(city: Kota) -> None:
    move(city.at("2026-06-20 09:00"), "DH", TMT, "OPERATOR-B")
    service.discover(city.work)
    with city.work.transaction() as tx:  # the new posting begins later, the old one ends later
        tx.session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        mine = Posting.pegawai_id == city.pegawai_id("DH")
        later = date(2026, 8, 1)
        old, new = tx.session.scalars(select(Posting).where(mine).order_by(Posting.id))
        old.berlaku, new.berlaku = Masa(old.berlaku.mulai, later), Masa(later)
    assert service.discover(city.work) == service.Found(started=1, cancelled=1)
    first, second = cases(city, "DH")
    assert (cases(city, "DH", "CANCELLED"), keys(city, second)) == ([first], ["evaluasi_segmen"])
    assert due_steps(city, "KB")["Evaluasi segmen"] == date(2026, 7, 31)
    with city.work.transaction() as tx:
        tx.session.delete(
            tx.session.scalars(select(Posting).where(mine).order_by(Posting.id.desc()).limit(1)).one()
        )
    leave(city, "DH", None)
    assert service.discover(city.work) == service.Found(cancelled=1)
    assert "Evaluasi segmen" not in due_steps(city, "KB")
    city.at("2026-09-01 08:00").tick(seconds=0)
    assert [one.status for one in segments(city, "DH")] == ["DIALOG"]


def test_a_day_that_comes_before_the_change_was_seen_closes_nothing(city: Kota) -> None:
    leave(city.at("2026-06-20 09:00"), "DH", TMT)
    service.discover(city.work)
    leave(city, "DH", None)
    city.at("2026-07-01 00:00").tick(seconds=0)
    assert [one.status for one in segments(city, "DH")] == ["DIALOG"]
    leave(city, "DH", TMT)  # and it was right after all
    assert service.discover(city.work) == service.Found(started=1, cancelled=1)
    city.tick(minutes=1)
    assert [one.status for one in segments(city, "DH")] == ["DITUTUP_SEGMEN"]


def test_a_decree_that_comes_late_closes_and_opens_for_its_own_day(city: Kota) -> None:
    move(city.at("2026-09-10 09:00"), "DH", TMT, "OPERATOR-B")
    service.discover(city.work)
    city.tick(minutes=1)
    old, new = segments(city, "DH")
    assert (old.selesai, new.mulai) == (date(2026, 6, 30), TMT)
    assert new.batas_penetapan == date(2026, 9, 24), "two weeks at least are left from the day it was opened"


def test_two_moves_that_come_late_make_three_segments_without_a_gap(city: Kota) -> None:
    city.at("2026-09-10 09:00")
    move(city, "DH", TMT, "OPERATOR-B")
    move(city, "DH", date(2026, 8, 1), "OPERATOR-A")
    for _ in range(2):
        service.discover(city.work)
        city.tick(minutes=1)
    assert [(one.mulai, one.selesai) for one in segments(city, "DH")] == [
        (date(2026, 1, 1), date(2026, 6, 30)),
        (TMT, date(2026, 7, 31)),
        (date(2026, 8, 1), date(2026, 12, 31)),
    ]
    assert len(cases(city, "DH", "OPEN")) == 2
    assert service.discover(city.work) == QUIET


def test_rivals_start_one_case_and_open_one_skp(city: Kota) -> None:
    move(city.at("2026-06-20 09:00"), "DH", TMT, "OPERATOR-B")
    city.at("2026-06-20 10:00")
    found: list[service.Found] = []
    barrier = threading.Barrier(4)

    def look() -> None:
        work = Work(sessionmaker(city.engine), ZONE, clock=lambda _: city.now)
        barrier.wait(30)
        found.append(service.discover(work))

    rivals = [threading.Thread(target=look) for _ in range(4)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    assert sum(one.started for one in found) == 1
    assert len(cases(city, "DH")) == 1
    assert len(segments(city, "BS")) == 1, "BS began on 1 June: opened once"
    assert service.discover(city.work) == QUIET


def test_the_database_lets_no_second_case_and_no_second_skp_of_a_day_in(city: Kota) -> None:
    leave(city, "DH", TMT)
    service.discover(city.work)
    (case_id,) = cases(city, "DH")
    with pytest.raises(IntegrityError, match="uq_process_case_mutasi"), city.work.transaction() as tx:
        tx.session.execute(
            text(
                "INSERT INTO process_case (process_id, release_id, subject_id, document_kind, document_id, head)"
                " SELECT process_id, release_id, subject_id, document_kind, document_id, head"
                " FROM process_case WHERE id = :id"
            ),
            {"id": case_id},
        )


# -- who comes -----------------------------------------------------------------------------------------------


def test_ac_c_24_a_cpns_owes_an_skp_from_the_spmt_with_a_month_and_is_not_late_in_february(
    city: Kota,
) -> None:
    city.at("2026-02-01 00:05").tick(seconds=0)
    assert service.discover(city.work) == QUIET
    assert segments(city, "BS") == []
    assert service.discover(city.at("2026-06-01 00:05").work) == service.Found(opened=1)
    (skp,) = segments(city, "BS")
    assert (skp.mulai, skp.selesai) == (date(2026, 6, 1), date(2026, 12, 31))
    assert (skp.batas_penetapan, skp.terlambat_sejak) == (date(2026, 7, 1), None)
    assert "Catat hasil dialog" in due_steps(city, "KB")
    city.at("2026-07-01 23:59").tick(seconds=0)
    assert segments(city, "BS")[0].terlambat_sejak is None
    city.at("2026-07-02 00:00").tick(seconds=0)
    assert segments(city, "BS")[0].terlambat_sejak is not None
    assert service.discover(city.work) == QUIET


def test_a_cpns_whose_posting_begins_before_the_spmt_begins_with_the_spmt(city: Kota) -> None:
    with city.work.transaction() as tx:
        mine = Posting.pegawai_id == city.pegawai_id("BS")
        tx.session.execute(update(Posting).where(mine).values(berlaku=Masa(date(2026, 5, 15))))
    city.at("2026-05-20 08:00")
    assert service.discover(city.work) == QUIET
    with city.reading() as tx:
        left = dict(cycle.preview(tx, 2026).left_out)
    assert left[city.pegawai_id("BS")] == "CPNS: SKP dimulai pada SPMT, 1 Juni 2026."
    service.discover(city.at("2026-06-03 08:00").work)
    assert [one.mulai for one in segments(city, "BS")] == [date(2026, 6, 1)]


def test_nothing_is_opened_before_the_year_was_opened(city: Kota) -> None:
    assert service.discover(city.at("2027-01-02 08:00").work) == QUIET


# -- jobs --------------------------------------------------------------------------------------------------------


def test_a_change_of_the_data_asks_the_worker_to_look_once(city: Kota) -> None:
    leave(city.at("2026-06-20 09:00"), "DH", TMT)
    for _ in range(2):
        with city.work.transaction() as tx:
            service.request_check(tx.session)
    address = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(city.work, Settings(), address, wait=False, install_signal_handlers=False)
    assert len(cases(city, "DH", "OPEN")) == 1
