"""Bukan saya: the case stands still for everybody and for the clock, until two others have looked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.kota import PASSWORD, Kota, wib
from tests.services.evaluations import give_office
from tests.services.identity.people import by_password, entered, found, is_open
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound, WrongPassword
from webapp.services.identity import not_me, reauthentication
from webapp.services.planning import review
from webapp.services.process import timers
from webapp.services.reminders import notices
from webapp.storage.audit import AuditEvent
from webapp.storage.pembekuan import Pembekuan
from webapp.storage.process import ProcessCase

WORDS = "Hari itu saya cuti dan tidak membuka komputer."
NOTE = "Komputer ruangan dipakai bersama; sandi sudah diganti."


@pytest.fixture
def submitted(city: Kota) -> Kota:
    """SR has handed in; two officers of BKPP are there."""
    city.until_submitted()
    give_office(city, "DH", "admin_bkpp")
    give_office(city, "KD", "admin_bkpp")
    return city


def freeze(city: Kota, code: str = "SR") -> int:
    here = found(city, entered(city, code))
    return not_me.freeze(city.work, here, city.case_id("SR"), WORDS, by_password(here))


def proof(city: Kota, code: str) -> reauthentication.Confirm:
    return reauthentication.by_password(city.actor(code), PASSWORD)


def propose(city: Kota, number: int, code: str) -> None:
    not_me.propose(city.work, city.actor(code), number, NOTE, proof(city, code))


def decide(city: Kota, number: int, code: str, *, agree: bool) -> None:
    not_me.decide(city.work, city.actor(code), number, agree=agree, confirm=proof(city, code))


def is_frozen(city: Kota) -> bool:
    with city.reading() as tx:
        return tx.session.get_one(ProcessCase, city.case_id("SR")).beku


def events(city: Kota) -> list[str]:
    with city.reading() as tx:
        query = select(AuditEvent.kind).where(
            AuditEvent.object_kind == "process_case", AuditEvent.object_id == city.case_id("SR")
        )
        return list(tx.session.scalars(query.order_by(AuditEvent.id)))


def test_nobody_does_a_step_while_it_is_frozen_and_all_may_again_afterwards(submitted: Kota) -> None:
    city = submitted
    number = freeze(city)
    with pytest.raises(Refused) as refused:
        city.review("KB", "SR")
    assert "dibekukan" in refused.value.pelanggaran[0].pesan
    propose(city, number, "DH")
    with pytest.raises(Refused):
        city.review("KB", "SR")
    decide(city, number, "KD", agree=True)
    city.review("KB", "SR")
    assert events(city) == ["bukan_saya", "beku_diusulkan_buka", "beku_dibuka"]


def test_all_sessions_of_the_account_end_and_bkpp_has_something_to_look_at(submitted: Kota) -> None:
    city = submitted
    elsewhere, other = entered(city, "SR"), entered(city, "KB")
    freeze(city)
    assert not is_open(city, elsewhere)
    assert is_open(city, other)
    with city.reading() as tx:
        assert [one.row.jenis for one in review.items(tx, city.actor("DH"))] == ["BUKAN_SAYA"]
        told = [row for row in notices.notices(tx, city.actor("DH")).rows if row.jenis == "BUKAN_SAYA"]
        assert len(told) == 1


def test_two_officers_open_it_and_neither_is_the_person(submitted: Kota) -> None:
    city = submitted
    give_office(city, "SR", "admin_bkpp")
    number = freeze(city)
    with pytest.raises(Refused):
        propose(city, number, "SR")
    with pytest.raises(Denied):
        propose(city, number, "KB")
    with pytest.raises(Refused):
        decide(city, number, "DH", agree=True)
    propose(city, number, "DH")
    for one in ("DH", "SR"):
        with pytest.raises(Refused):
            decide(city, number, one, agree=True)
    assert is_frozen(city)
    with pytest.raises(IntegrityError), city.work.transaction() as tx:  # noqa: PT012 - it speaks at the flush
        row = tx.session.get_one(Pembekuan, number)
        row.dibuka_akun_id, row.dibuka_pada = row.diusulkan_akun_id, tx.now
        tx.session.flush()
    decide(city, number, "KD", agree=False)
    assert is_frozen(city), "a proposal that is sent back opens nothing"
    propose(city, number, "KD")
    decide(city, number, "DH", agree=True)
    assert not is_frozen(city)


def test_only_who_has_acted_on_the_case_and_shows_who_he_is_can_freeze_it(submitted: Kota) -> None:
    city = submitted
    stranger, owner = found(city, entered(city, "LN")), found(city, entered(city, "SR"))
    with pytest.raises(NotFound):
        not_me.freeze(city.work, stranger, city.case_id("SR"), WORDS, by_password(stranger))
    with pytest.raises(WrongPassword):
        not_me.freeze(
            city.work, owner, city.case_id("SR"), WORDS, reauthentication.by_password(owner.actor, "salah")
        )
    with pytest.raises(Refused):
        not_me.freeze(city.work, owner, city.case_id("SR"), "singkat", by_password(owner))
    assert not is_frozen(city)
    freeze(city)
    with pytest.raises(Refused):
        freeze(city)


def test_the_clock_waits_too_and_nobody_becomes_late_by_it(submitted: Kota) -> None:
    city = submitted
    number = freeze(city)
    city.now = wib("2026-06-01 08:00")
    timers.fire_all(city.work)
    assert city.skp("SR").terlambat_sejak is None
    propose(city, number, "DH")
    decide(city, number, "KD", agree=True)
    timers.fire_all(city.work)
    assert city.skp("SR").terlambat_sejak is not None, "what fell due acts once the case is open again"


def test_a_freeze_and_a_step_at_once_leave_one_of_the_two_orders_and_nothing_between(submitted: Kota) -> None:
    city = submitted
    here = found(city, entered(city, "SR"))
    start = Barrier(2)

    def stop() -> str:
        start.wait()
        not_me.freeze(city.work, here, city.case_id("SR"), WORDS, by_password(here))
        return "frozen"

    def go_on() -> str:
        start.wait()
        try:
            city.review("KB", "SR")
        except Refused:
            return "refused"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        frozen, step = pool.submit(stop), pool.submit(go_on)
        assert frozen.result() == "frozen"
        outcome = step.result()
    reviewed = not any("reviu" in key for key in city.open_keys("SR"))
    assert reviewed is (outcome == "done")
    with pytest.raises(Refused):
        city.sign("SR") if reviewed else city.review("KB", "SR")


def test_the_one_whom_the_case_is_about_opens_nothing_although_another_froze_it(submitted: Kota) -> None:
    city = submitted
    city.review("KB", "SR")
    give_office(city, "SR", "admin_bkpp")
    number = freeze(city, "KB")
    with pytest.raises(Refused):
        propose(city, number, "SR")
    with city.reading() as tx:
        assert not not_me.frozen(tx, city.actor("SR"), number).may_propose
    propose(city, number, "DH")
    with city.reading() as tx:
        assert not not_me.frozen(tx, city.actor("SR"), number).may_decide
        assert not_me.frozen(tx, city.actor("KD"), number).may_decide
    with pytest.raises(Refused):
        decide(city, number, "SR", agree=True)
    assert is_frozen(city)


def test_both_officers_show_again_who_they_are(submitted: Kota) -> None:
    city = submitted
    number = freeze(city)
    wrong = reauthentication.by_password(city.actor("DH"), "bukan sandinya")
    with pytest.raises(WrongPassword):
        not_me.propose(city.work, city.actor("DH"), number, NOTE, wrong)
    with city.reading() as tx:
        assert not_me.frozen(tx, city.actor("DH"), number).row.diusulkan_pada is None
    propose(city, number, "DH")
    wrong = reauthentication.by_password(city.actor("KD"), "bukan sandinya")
    with pytest.raises(WrongPassword):
        not_me.decide(city.work, city.actor("KD"), number, agree=True, confirm=wrong)
    assert is_frozen(city)


def test_an_act_that_two_officers_have_looked_at_is_not_frozen_again_but_a_later_one_is(
    submitted: Kota,
) -> None:
    city = submitted
    number = freeze(city)
    propose(city, number, "DH")
    decide(city, number, "KD", agree=True)
    with pytest.raises(Refused) as refused:
        freeze(city)
    assert "sudah ditinjau" in refused.value.pelanggaran[0].pesan
    assert not is_frozen(city)
    city.review("KB", "SR")
    city.sign("SR")
    freeze(city)
    assert is_frozen(city)
