"""Links that are evidence: asked in the action, looked at by the worker, told to both sides, looked at again."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.bulanan import agree, established, judge, open_months, plan, sheet, target, tell, until_told
from tests.kota import Kota
from tests.services.links import Site, site
from webapp.config import Settings
from webapp.jobs import app, queues, run_worker
from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.identity import limits
from webapp.services.identity.accounts import SlowDown
from webapp.services.months import evidence, evidence_links
from webapp.services.months.evidence import Place
from webapp.services.months.link_guard import Guard
from webapp.services.process import timers
from webapp.storage.aturan import Aturan
from webapp.storage.bulanan import BuktiBulanan, HasilCek
from webapp.storage.jobs import LINKS, PRIORITY, defer


def waiting(city: Kota) -> Kota:
    """SR has told what became of February; KB may judge it."""
    established(city.at("2026-01-12 09:00"))
    plan(city)
    return until_told(city)


def link(city: Kota, address: str) -> int:
    """SR hands a link in; its number."""
    place = Place(city.skp("SR").id, 2, sheet(city, "SR", 2).rows[0].baris.id)
    evidence.add_link(city.work, city.actor("SR"), place, address)
    return sheet(city, "SR", 2).rows[0].bukti[-1].row.id


def said(city: Kota, bukti_id: int) -> HasilCek | None:
    with city.reading() as tx:
        return tx.session.get_one(BuktiBulanan, bukti_id).hasil_cek


def jobs(city: Kota) -> int:
    with city.reading() as tx:
        query = (
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'periksa_tautan' AND status = 'todo'"
        )
        return int(tx.session.execute(text(query)).scalar_one())


def work_off(city: Kota, held: Site) -> None:
    """The worker, allowed to look at the server of this machine."""
    address = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    settings = Settings(link_allow=(f"127.0.0.1@{held.port}",))
    run_worker(city.work, settings, address, queues=["tautan"], wait=False, install_signal_handlers=False)


def test_ac_d_08_the_worker_says_of_each_link_what_the_evaluator_will_find(city: Kota) -> None:
    waiting(city)
    with site() as held:
        opens, closed = link(city, held.url("/laporan")), link(city, held.url("/drive/file/d/abc/view"))
        gone, private = link(city, held.url("/tidak-ada")), link(city, "http://10.0.0.7/laporan")
        assert {said(city, one) for one in (opens, closed, gone, private)} == {HasilCek.BELUM_DICEK}
        work_off(city, held)
    assert [said(city, one) for one in (opens, closed, gone, private)] == [
        HasilCek.DAPAT_DIBUKA, HasilCek.PERLU_IZIN, HasilCek.TIDAK_DITEMUKAN, HasilCek.TIDAK_DAPAT_DICEK,
    ]  # fmt: skip
    assert evidence_links.not_open(sheet(city, "SR", 2)) == 3


def test_a_link_is_looked_at_again_for_both_sides_but_not_for_others_nor_twice_at_once(city: Kota) -> None:
    waiting(city)
    skp_id = city.skp("SR").id
    with site() as held:
        one = link(city, held.url("/tidak-ada"))
        for who in ("DH", "KD", "YK"):
            with pytest.raises(NotFound):
                evidence_links.recheck(city.work, city.actor(who), skp_id, 2, one)
        evidence_links.recheck(city.work, city.actor("SR"), skp_id, 2, one)
        assert jobs(city) == 1, "one look is asked for already"
        work_off(city, held)
        with pytest.raises(Refused, match="baru saja"):
            evidence_links.recheck(city.work, city.actor("KB"), skp_id, 2, one)
        city.tick(minutes=2)
        evidence_links.recheck(city.work, city.actor("KB"), skp_id, 2, one)
        assert (said(city, one), jobs(city)) == (HasilCek.BELUM_DICEK, 1)


def test_who_hands_in_too_many_links_is_told_to_wait_and_colleagues_are_not(city: Kota) -> None:
    waiting(city)
    with city.work.transaction() as tx:
        tx.session.query(Aturan).filter_by(kunci=limits.RULE).one().nilai = {"tautan": [2, 3600]}
    first, _ = link(city, "https://a.contoh.go.id/1"), link(city, "https://a.contoh.go.id/2")
    with pytest.raises(SlowDown) as slowed:
        link(city, "https://a.contoh.go.id/3")
    assert 0 < slowed.value.seconds <= 1801
    assert jobs(city) == 2
    evidence_links.recheck(city.work, city.actor("KB"), city.skp("SR").id, 2, first)


def test_timers_seals_messages_and_letters_go_before_all_other_work(city: Kota) -> None:
    """Asked for last, taken first, in the order of the house."""
    with city.work.transaction() as tx:
        for task in (
            "periksa_tautan",
            "susun_log",
            "kirim_surat",
            "antar_pesan",
            "meterai",
            "bunyikan_timer",
        ):
            defer(tx.session, task, {})
        query = "SELECT queue_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY priority DESC, id"
        ordered = list(tx.session.scalars(text(query)))
    assert ordered == ["timer", "meterai", "pesan", "surat", LINKS, "ekspor"]
    assert {task.queue: task.priority for task in app.tasks.values() if task.priority} == dict(PRIORITY)
    assert LINKS not in queues()


def test_a_month_that_was_judged_keeps_what_was_found(city: Kota) -> None:
    waiting(city)
    with site() as held:
        one = link(city, held.url("/laporan"))
        judge(city, "KB", "SR", 2)
        guard = Guard([f"127.0.0.1@{held.port}"])
        assert evidence_links.look_at(city.work, one, guard) is None
    assert said(city, one) is HasilCek.BELUM_DICEK
    with pytest.raises(Refused, match="sudah dinilai"):
        evidence_links.recheck(city.work, city.actor("SR"), city.skp("SR").id, 2, one)


def test_a_link_that_does_not_open_never_keeps_anybody_from_handing_in(city: Kota) -> None:
    established(city.at("2026-01-12 09:00"))
    plan(city)
    open_months(city.at("2026-02-02 08:00"))
    target(city, "SR", 2)
    agree(city, "KB", "SR", 2)
    link(city, "https://drive.google.com/file/d/abc/view")
    timers.fire_all(city.at("2026-03-01 00:00").work)
    tell(city.at("2026-03-02 09:00"), "SR", 2)
    assert sheet(city, "SR", 2).lembar.status == "REALISASI_DIAJUKAN"
