"""Giving one step to another person: to whom, which never, what is told to whom, and one winner in a race."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from tests.kota import NIP, Kota
from tests.services.rivals import one_inside_the_other
from tests.storage import contoh
from webapp.operations import Actor, Refused
from webapp.services.errors import AlreadyDone, Denied, NotFound
from webapp.services.people.assignments import Desk
from webapp.services.people.reassign import Candidate, candidates, reassign, take_back
from webapp.services.process.inbox import inbox
from webapp.services.process.open_steps import Asked, StepPage, item_of, open_steps, step_page
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent, Pemberitahuan
from webapp.storage.process import Reassignment

REASON = "Kepala Bidang A sakit sampai akhir bulan."


def step_of(city: Kota, code: str, element: str = "reviu") -> tuple[int, str]:
    key = next(key for key in city.open_keys(code) if f"/{element}#" in key)
    return city.case_id(code), key


def give(city: Kota, code: str, to: str, reason: str = REASON, by: str = "NH") -> None:
    case_id, key = step_of(city, code)
    reassign(city.work, city.actor(by), case_id, key, city.pegawai_id(to), reason, uuid4())


def holds_it(city: Kota, who: str, code: str) -> bool:
    case_id, key = step_of(city, code)
    with city.reading() as tx:
        return (case_id, key) in {(one.case_id, one.key) for one in inbox(tx, city.actor(who))}


def line(city: Kota, code: str, element: str = "reviu") -> list[Candidate]:
    with city.reading() as tx:
        return candidates(Desk(tx), item_of(tx, *step_of(city, code, element)).place)


def notices(city: Kota, who: str) -> list[str]:
    with city.reading() as tx:
        query = select(Pemberitahuan.isi).where(Pemberitahuan.pegawai_id == city.pegawai_id(who))
        return list(
            tx.session.scalars(query.where(Pemberitahuan.jenis.like("%alih%")).order_by(Pemberitahuan.id))
        )


def page_of(city: Kota, code: str, on: date | None = None) -> StepPage:
    with city.reading() as tx:
        return step_page(tx, city.actor("NH"), *step_of(city, code), on)


# -- giving ------------------------------------------------------------------------------------------------------


def test_a_given_step_leaves_one_inbox_for_the_other_at_once_and_can_be_done_there(city: Kota) -> None:
    city.until_submitted()
    assert [one.nama for one in line(city, "SR")] == ["Dr. Ratna Widyastuti, M.Si."]
    give(city, "SR", "KD")
    assert (holds_it(city, "KB", "SR"), holds_it(city, "KD", "SR")) == (False, True)
    with pytest.raises(Denied, match="bukan milik Anda"):
        city.review("KB", "SR")
    city.review("KD", "SR")
    with city.reading() as tx:
        assert tx.session.scalar(select(func.count()).where(Reassignment.ended_at.is_(None))) == 0


def test_both_holders_are_told_and_an_event_is_kept(city: Kota) -> None:
    city.until_submitted()
    give(city, "SR", "KD")
    assert notices(city, "KD") == [
        f"Tugas Reviu SKP untuk Siti Rahmawati, S.Psi. dialihkan kepada Anda oleh admin BKPP. Alasan: {REASON}"
    ]
    (told,) = notices(city, "KB")
    assert "dialihkan dari Anda kepada Dr. Ratna Widyastuti, M.Si." in told
    with city.reading() as tx:
        (event,) = tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == "tugas_dialihkan"))
        assert event.object_id == city.case_id("SR")
        assert event.detail["kepada"] == city.pegawai_id("KD")
        assert event.detail["dari"] == city.pegawai_id("KB")
        assert event.detail["alasan"] == REASON


def test_taking_it_back_ends_it_and_tells_both(city: Kota) -> None:
    city.until_submitted()
    give(city, "SR", "KD")
    page = page_of(city, "SR")
    assert page.given is not None
    assert (page.given.row.reason, page.given.by) == (REASON, "Nur Hidayat, S.E.")
    assert page.now.given_by_name
    assert page.ordinary is not None
    assert page.ordinary.answer.nama == "Agus Prasetya, S.Sos., M.M."
    take_back(city.work, city.actor("NH"), *step_of(city, "SR"), uuid4())
    assert (holds_it(city, "KB", "SR"), holds_it(city, "KD", "SR")) == (True, False)
    assert "tidak lagi dialihkan kepada Anda" in notices(city, "KD")[-1]
    assert "kembali kepada Anda" in notices(city, "KB")[-1]
    with pytest.raises(Refused, match="tidak sedang dialihkan"):
        take_back(city.work, city.actor("NH"), *step_of(city, "SR"), uuid4())


def test_giving_it_on_ends_the_first_giving(city: Kota) -> None:
    city.until_submitted()
    give(city, "SR", "KD")
    give(city, "SR", "KB")
    assert holds_it(city, "KB", "SR")
    with city.reading() as tx:
        rows = list(tx.session.scalars(select(Reassignment).order_by(Reassignment.id)))
        assert [row.ended_at is None for row in rows] == [False, True]


def test_a_repeat_of_the_same_request_changes_nothing(city: Kota) -> None:
    city.until_submitted()
    case_id, key = step_of(city, "SR")
    request = uuid4()
    for _ in range(2):
        reassign(city.work, city.actor("NH"), case_id, key, city.pegawai_id("KD"), REASON, request)
    assert len(notices(city, "KD")) == 1
    again = uuid4()
    for _ in range(2):
        take_back(city.work, city.actor("NH"), case_id, key, again)
    assert len(notices(city, "KD")) == 2


# -- what is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["SR", "KB", "KD", "YK", "WK"])
def test_only_an_admin_of_the_agency_gives_and_looks(city: Kota, who: str) -> None:
    city.until_submitted()
    with pytest.raises(Denied):
        give(city, "SR", "KD", by=who)
    with pytest.raises(Denied):
        take_back(city.work, city.actor(who), *step_of(city, "SR"), uuid4())
    with city.reading() as tx:
        with pytest.raises(Denied):
            open_steps(tx, city.actor(who), Asked())
        with pytest.raises(Denied):
            step_page(tx, city.actor(who), *step_of(city, "SR"))


@pytest.mark.parametrize("to", ["SR", "DH", "KBB", "NH", "KB"])
def test_nobody_outside_the_line_nor_the_employee_nor_who_holds_it_already_gets_it(
    city: Kota, to: str
) -> None:
    city.until_submitted()
    nip = contoh.KABID_B if to == "KBB" else NIP[to]
    with city.reading() as tx:
        person = contoh.pegawai(tx.session, nip).id
    with pytest.raises(Refused) as refused:
        reassign(city.work, city.actor("NH"), *step_of(city, "SR"), person, REASON, uuid4())
    assert [one.letak for one in refused.value.pelanggaran] == ["kepada"]
    assert holds_it(city, "KB", "SR")


def test_nobody_and_no_reason_are_refused_together(city: Kota) -> None:
    city.until_submitted()
    with pytest.raises(Refused) as refused:
        reassign(city.work, city.actor("NH"), *step_of(city, "SR"), None, "", uuid4())
    assert [one.letak for one in refused.value.pelanggaran] == ["kepada", "alasan"]
    with pytest.raises(Refused, match="Pendekkan"):
        give(city, "SR", "KD", "a" * 501)


def test_one_without_an_open_account_gets_nothing(city: Kota) -> None:
    city.until_submitted()
    with city.work.transaction() as tx:
        tx.session.execute(update(Akun).where(Akun.pegawai_id == city.pegawai_id("KD")).values(aktif=False))
    assert line(city, "SR") == []
    with pytest.raises(Refused, match="akun aktif"):
        give(city, "SR", "KD")


def test_a_signature_is_never_given_away(city: Kota) -> None:
    city.until_submitted()
    city.review("KB", "SR")
    city.sign("SR")
    case_id, key = step_of(city, "SR", "tetapkan")
    with pytest.raises(Refused, match="penetapan khusus pejabat penilai"):
        reassign(city.work, city.actor("NH"), case_id, key, city.pegawai_id("KD"), REASON, uuid4())


def test_a_step_of_the_employee_is_never_given_away(city: Kota) -> None:
    city.dialog("KB", "SR")
    case_id, key = step_of(city, "SR", "susun_skp")
    with pytest.raises(Refused, match="milik pegawai sendiri"):
        reassign(city.work, city.actor("NH"), case_id, key, city.pegawai_id("KD"), REASON, uuid4())


def test_a_step_that_was_done_meanwhile_says_by_whom_and_one_that_never_was_is_not_there(city: Kota) -> None:
    city.until_submitted()
    case_id, key = step_of(city, "SR")
    city.review("KB", "SR")
    with pytest.raises(AlreadyDone) as done:
        reassign(city.work, city.actor("NH"), case_id, key, city.pegawai_id("KD"), REASON, uuid4())
    assert done.value.by == "Agus Prasetya, S.Sos., M.M."
    with pytest.raises(NotFound):
        reassign(city.work, city.actor("NH"), case_id, "tidak#1", city.pegawai_id("KD"), REASON, uuid4())
    with pytest.raises(NotFound):
        take_back(city.work, city.actor("NH"), 10**9, key, uuid4())


def test_the_line_ends_at_the_top_and_the_kepala_daerah_is_nobody_to_give_to(city: Kota) -> None:
    actor: Actor = city.actor("KB")
    with city.reading() as tx:
        keys = [
            (one.case_id, one.key)
            for one in inbox(tx, city.actor("KD"))
            if one.subject_id == actor.pegawai_id
        ]
        assert [one.nama for one in candidates(Desk(tx), item_of(tx, *keys[0]).place)] == []


# -- at the same moment ------------------------------------------------------------------------------------------


def test_completing_and_giving_at_the_same_moment_has_one_winner(city: Kota) -> None:
    codes = ("SR", "DH", "LN", "YK")
    for code in codes:
        city.until_submitted(code)
    admin, judge, other = city.actor("NH"), city.actor("KB"), city.pegawai_id("KD")
    assert judge.pegawai_id is not None
    outcomes = set()
    for code in codes:
        case_id, key = step_of(city, code)
        barrier = Barrier(2)

        def complete(code: str = code, barrier: Barrier = barrier) -> str:
            barrier.wait(10)
            try:
                city.review("KB", code)
            except Denied:
                return "denied"
            return "completed"

        def pass_on(case_id: int = case_id, key: str = key, barrier: Barrier = barrier) -> str:
            barrier.wait(10)
            try:
                reassign(city.work, admin, case_id, key, other, REASON, uuid4())
            except AlreadyDone:
                return "too late"
            return "given"

        with ThreadPoolExecutor(2) as pool:
            outcomes.add(tuple(one.result() for one in [pool.submit(complete), pool.submit(pass_on)]))
    assert outcomes <= {("completed", "too late"), ("denied", "given")}


@pytest.mark.parametrize("giving_first", [True, False])
def test_whoever_has_the_case_first_wins_and_the_other_is_told(city: Kota, giving_first: bool) -> None:
    """The second begins when the first is about to commit: it waits for the case, then sees what the first did."""
    city.until_submitted()
    admin, (case_id, key), to = city.actor("NH"), step_of(city, "SR"), city.pegawai_id("KD")

    def give_it() -> None:
        reassign(city.work, admin, case_id, key, to, REASON, uuid4())

    def complete_it() -> None:
        city.complete("KB", case_id, key, values={"keputusan": "setujui"}, komentar={})

    first, second = (give_it, complete_it) if giving_first else (complete_it, give_it)
    with one_inside_the_other(city, second) as others:
        first()
        with pytest.raises(Denied if giving_first else AlreadyDone):
            others[0].result(30)
    assert len(others) == 1
