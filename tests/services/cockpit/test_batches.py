"""Acts on many cases: nothing happens in a dry run, two people over fifty, each case by itself, nothing twice."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select, text

from tests.kota import PASSWORD, Kota
from tests.services.cockpit import fragile
from tests.services.evaluations import give_office
from tests.services.journals import check_all
from webapp.operations import Actor, Refused
from webapp.services.cockpit import batch_reading, batch_work, batches, incidents
from webapp.services.cockpit.choosing import Asked
from webapp.services.errors import Denied, NotFound, WrongPassword
from webapp.services.identity import reauthentication
from webapp.services.process import timers, two_people
from webapp.storage.akun import Akun, Peran
from webapp.storage.aturan import Aturan
from webapp.storage.audit import AuditEvent, Pemberitahuan
from webapp.storage.kokpit import BatchItemStatus, BatchKind, BatchStatus, CaseBatch

RAPUH = Asked(process_id="rapuh")


def trial(city: Kota, kind: BatchKind, asked: Asked = RAPUH, reason: str = "Uji massal.") -> int:
    """A dry run by NH."""
    return batches.trial(city.work, city.actor("NH"), kind, asked, reason, uuid4())


def seen(city: Kota, batch_id: int, who: str = "NH") -> batch_reading.Batch:
    """A batch as somebody sees it."""
    with city.reading() as tx:
        return batch_reading.one(tx, city.actor(who), batch_id)


def confirm(city: Kota, batch_id: int, who: str, password: str = PASSWORD) -> None:
    """Agree as the second person, who shows again who he is."""
    actor = city.actor(who)
    batches.run(city.work, actor, batch_id, reauthentication.by_password(actor, password))


def work_off(city: Kota, batch_id: int) -> None:
    """Let the job go on until it is over."""
    while not batch_work.advance(city.work, batch_id, seconds=0):
        pass


def open_of(city: Kota, process_id: str) -> int:
    """Open cases of a process."""
    with city.reading() as tx:
        query = text("SELECT count(*) FROM process_case WHERE process_id = :one AND status = 'OPEN'")
        return int(tx.session.scalar(query, {"one": process_id}) or 0)


def test_a_dry_run_says_what_would_happen_and_changes_nothing(town: Kota) -> None:
    for number, whose in enumerate(("SR", "DH", "NH")):
        fragile.begin(town, whose=whose, number=number)
    found = seen(town, trial(town, BatchKind.CANCEL))
    assert found.counts == {BatchItemStatus.WAITING: 2, BatchItemStatus.REFUSED: 1}
    assert "tentang Anda sendiri" in found.reasons[0][0]
    assert found.may_run
    assert open_of(town, "rapuh") == 3


def test_a_small_batch_is_run_by_its_owner_and_each_case_stands_for_itself(town: Kota) -> None:
    ids = [fragile.begin(town, whose="SR", number=number) for number in range(3)]
    batch_id = trial(town, BatchKind.CANCEL)
    fragile.do(town, ids[0])
    fragile.do(town, ids[0], "lagi#1")
    for _ in range(2):
        batches.run(town.work, town.actor("NH"), batch_id)
    work_off(town, batch_id)
    found = seen(town, batch_id)
    assert found.row.status is BatchStatus.DONE
    assert found.counts == {BatchItemStatus.DONE: 2, BatchItemStatus.FAILED: 1}, "one was done meanwhile"
    assert found.row.done == 3
    assert open_of(town, "rapuh") == 0
    work_off(town, batch_id)
    with town.reading() as tx:
        body = batch_reading.as_file(tx, town.actor("NH"), batch_id).decode("utf-8-sig")
    assert len(body.splitlines()) == 4
    check_all(town.work, town.engine)


def test_over_fifty_cases_need_a_second_person(town: Kota) -> None:
    for number in range(batches.SECOND_PERSON + 1):
        fragile.begin(town, number=number)
    batch_id = trial(town, BatchKind.CANCEL)
    found = seen(town, batch_id)
    assert (found.may_run, found.may_propose) == (False, True)
    with pytest.raises(Refused):
        batches.run(town.work, town.actor("NH"), batch_id)
    with pytest.raises(NotFound):
        batches.run(town.work, town.actor("KBK"), batch_id)
    batches.propose(town.work, town.actor("NH"), batch_id)
    with pytest.raises(Denied, match="yang lain"):
        confirm(town, batch_id, "NH")
    assert seen(town, batch_id, "KBK").may_confirm
    with pytest.raises(Denied, match="sekali lagi"):
        batches.run(town.work, town.actor("KBK"), batch_id)
    with pytest.raises(WrongPassword):
        confirm(town, batch_id, "KBK", "bukan sandinya")
    assert seen(town, batch_id).row.status is BatchStatus.PROPOSED
    confirm(town, batch_id, "KBK")
    work_off(town, batch_id)
    row = seen(town, batch_id).row
    assert (row.status, row.confirmed_by) == (BatchStatus.DONE, town.actor("KBK").akun_id)
    assert open_of(town, "rapuh") == 0
    with town.reading() as tx:
        noted = select(AuditEvent.detail).where(AuditEvent.kind == "massal_dijalankan")
        assert tx.session.scalars(noted).one()["bukti"]["cara"] == "kata_sandi"


def test_a_reminder_reaches_the_holder_once_a_day(town: Kota) -> None:
    fragile.begin(town)
    batch_id = trial(town, BatchKind.REMIND)
    batches.run(town.work, town.actor("NH"), batch_id)
    work_off(town, batch_id)
    with town.reading() as tx:
        query = select(Pemberitahuan.pegawai_id).where(Pemberitahuan.jenis == "diingatkan_pemilik")
        assert town.pegawai_id("NH") in set(tx.session.scalars(query))
    again = seen(town, trial(town, BatchKind.REMIND))
    assert again.counts == {BatchItemStatus.REFUSED: 1}
    assert not again.may_run
    town.at("2026-01-09 09:00")
    assert seen(town, trial(town, BatchKind.REMIND)).counts == {BatchItemStatus.WAITING: 1}


def test_incidents_are_retried_and_what_fails_again_says_so(town: Kota) -> None:
    for number, how in enumerate(("tolak", "tolak", None)):
        fragile.begin(town, "rapuh_batas", how, number=number)
    town.at("2026-01-09 10:00")
    timers.fire_all(town.work)
    asked = Asked(process_id="rapuh_batas")
    for day, status in (
        ("2026-01-09 11:00", BatchItemStatus.FAILED),
        ("2026-01-12 09:00", BatchItemStatus.DONE),
    ):
        batch_id = trial(town.at(day), BatchKind.RETRY, asked)
        assert seen(town, batch_id).counts == {BatchItemStatus.WAITING: 2}
        batches.run(town.work, town.actor("NH"), batch_id)
        work_off(town, batch_id)
        assert seen(town, batch_id).counts == {status: 2}


def test_a_choice_by_step_lateness_unit_and_number_narrows(town: Kota) -> None:
    first = fragile.begin(town, whose="SR", number=1)
    second = fragile.begin(town, whose="DH", number=2)
    fragile.do(town, second)
    with town.reading() as tx:
        opd = tx.work.organisation.day(tx.session, tx.today).opd(town.pegawai_id("SR"))

    def cases(**asked: object) -> set[int]:
        found = seen(town, trial(town, BatchKind.CANCEL, Asked(**{"process_id": "rapuh", **asked})))  # type: ignore[arg-type]
        return {line.case_id for line in found.lines}

    assert cases(element_id="lihat") == {first}
    assert cases(element_id="lagi") == {second}
    assert cases(case_id=second) == {second}
    assert first in cases(unit_id=opd)
    with pytest.raises(Refused):
        cases(late=True)
    with pytest.raises(Refused):
        cases(unit_id=999_999)


def test_only_owners_ask_and_a_repeat_asks_once(town: Kota) -> None:
    fragile.begin(town)
    key = uuid4()
    with pytest.raises(Denied):
        batches.trial(town.work, town.actor("KB"), BatchKind.REMIND, RAPUH, "", uuid4())
    with pytest.raises(Refused):
        trial(town, BatchKind.CANCEL, reason=" ")
    first, second = (
        batches.trial(town.work, town.actor("NH"), BatchKind.REMIND, RAPUH, "", key) for _ in range(2)
    )
    assert first == second
    with pytest.raises(NotFound):
        batches.discard(town.work, town.actor("KBK"), first)
    batches.discard(town.work, town.actor("NH"), first)
    with town.reading() as tx:
        assert tx.session.scalars(select(CaseBatch.status)).all() == [BatchStatus.DISCARDED]
    with pytest.raises(Refused):
        batches.run(town.work, town.actor("NH"), first)


def name_as_paying(city: Kota, *processes: str) -> None:
    """The rule names processes that pay follows from."""
    with city.work.transaction() as tx:
        row = tx.session.scalars(select(Aturan).where(Aturan.kunci == two_people.RULE)).one()
        row.nilai = {"proses": list(processes)}


def test_one_case_that_decides_pay_ends_with_a_second_person_and_not_the_one_it_is_about(town: Kota) -> None:
    case_id, key = fragile.begin(town, whose="KBK"), uuid4()
    name_as_paying(town, "rapuh")
    with pytest.raises(Refused, match="orang kedua"):
        incidents.cancel(town.work, town.actor("NH"), case_id, "Dimulai dua kali.", uuid4())
    batch_id = trial(town, BatchKind.CANCEL)
    assert (seen(town, batch_id).may_run, seen(town, batch_id).may_propose) == (False, True)
    with pytest.raises(Refused, match="orang kedua"):
        batches.run(town.work, town.actor("NH"), batch_id)
    for _ in range(2):
        batch_id = batches.propose_to_cancel(town.work, town.actor("NH"), case_id, "Dimulai dua kali.", key)
    give_office(town, "SR", "pemilik_proses")
    for who in ("NH", "KBK"):
        assert not seen(town, batch_id, who).may_confirm
        with pytest.raises(Denied, match="yang lain"):
            confirm(town, batch_id, who)
    assert open_of(town, "rapuh") == 1
    confirm(town, batch_id, "SR")
    work_off(town, batch_id)
    assert open_of(town, "rapuh") == 0


def test_what_is_not_ended_is_done_to_cases_that_decide_pay_by_one_person(town: Kota) -> None:
    fragile.begin(town)
    name_as_paying(town, "rapuh")
    assert seen(town, trial(town, BatchKind.REMIND)).may_run


def test_an_account_of_nobody_confirms_nothing(town: Kota) -> None:
    for number in range(batches.SECOND_PERSON + 1):
        fragile.begin(town, number=number)
    batch_id = trial(town, BatchKind.CANCEL)
    batches.propose(town.work, town.actor("NH"), batch_id)
    with town.work.transaction() as tx:
        akun = Akun(nama_pengguna="pemilik.kedua", peran=[Peran.PEMILIK_PROSES])
        tx.session.add(akun)
        tx.session.flush()
        nobody = Actor(akun.id, akun.nama_pengguna, peran=frozenset(akun.peran))
    with pytest.raises(Denied, match="yang lain"):
        batches.run(town.work, nobody, batch_id, lambda _tx: {})


def test_the_key_of_somebody_elses_request_gives_nothing_away(town: Kota) -> None:
    fragile.begin(town)
    key = uuid4()
    batches.trial(town.work, town.actor("NH"), BatchKind.CANCEL, RAPUH, "Uji massal.", key)
    with pytest.raises(NotFound):
        batches.trial(town.work, town.actor("KBK"), BatchKind.CANCEL, RAPUH, "Uji massal.", key)
