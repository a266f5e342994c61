"""What fails becomes an incident: the case is as it was, nothing personal is told, others go on, owners repair."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select, text

from tests.kota import Kota
from tests.services.cockpit import fragile
from tests.services.cockpit.fragile import begin, do, incidents, open_steps
from tests.services.journals import check_all
from webapp.config import Settings
from webapp.jobs import run_worker
from webapp.jobs.retrying import TOLD
from webapp.operations import Refused
from webapp.services.cockpit import incidents as desk
from webapp.services.cockpit.recording import STUCK, record_job
from webapp.services.errors import CaseStuck, Denied
from webapp.services.process import timers
from webapp.storage.audit import AuditEvent, Pemberitahuan
from webapp.storage.caselog import read_case, read_journal
from webapp.storage.jobs import defer
from webapp.storage.kokpit import Closing

TRIED = text("UPDATE procrastinate_jobs SET attempts = :tried WHERE id = :id")
"""A job that has failed so often."""


def journal(city: Kota, case_id: int) -> list[str]:
    """Kinds of the entries of a case."""
    with city.reading() as tx:
        return [row.kind for row in read_journal(tx.session, case_id)]


def audited(city: Kota, kind: str) -> list[int | None]:
    """Objects of the events of a kind."""
    with city.reading() as tx:
        return list(tx.session.scalars(select(AuditEvent.object_id).where(AuditEvent.kind == kind)))


@pytest.mark.parametrize(
    ("how", "code"), [("tolak", "ditolak:uji.tolak"), ("galat", "galat"), ("tabel", "keputusan")]
)
def test_a_step_that_fails_after_a_person_leaves_the_case_and_an_incident(
    town: Kota, how: str, code: str
) -> None:
    case_id = begin(town, how=how)
    with pytest.raises(Refused) as caught:
        do(town, case_id)
    assert (str(caught.value) == STUCK) == (how == "galat"), "a refusal keeps its own sentence"
    assert journal(town, case_id) == ["started"]
    assert open_steps(town, case_id) == ["lihat#1"]
    (one,) = incidents(town)
    assert (one.case_id, one.key, one.element_id, one.code) == (case_id, "jalan#1", "jalan", code)
    assert (one.trigger_key, one.trigger_kind, one.times) == ("lihat#1", "human", 1)
    assert not any(word in one.message for word in fragile.SECRET.split())
    check_all(town.work, town.engine)


def test_a_diagram_that_cannot_go_on_is_told_as_such(town: Kota) -> None:
    case_id = begin(town, "rapuh_diagram")
    with pytest.raises(Refused) as caught:
        do(town, case_id)
    assert str(caught.value) == STUCK
    (one,) = incidents(town)
    assert one.code == "diagram:no_time"
    assert "tunggu" in one.message
    assert journal(town, case_id) == ["started"]


def test_the_same_failure_again_is_counted_and_not_a_second_incident(town: Kota) -> None:
    case_id = begin(town, how="galat")
    for _ in range(3):
        with pytest.raises(Refused):
            do(town, case_id)
    (one,) = incidents(town)
    assert one.times == 3


def test_a_persons_own_mistake_is_no_incident(town: Kota) -> None:
    case_id = begin(town)
    with pytest.raises(Denied):
        do(town, case_id, who="SR")
    assert incidents(town) == []


def test_an_incident_ends_by_itself_when_the_case_goes_on(town: Kota) -> None:
    case_id = begin(town, how="tolak")
    with pytest.raises(Refused):
        do(town, case_id)
    town.at("2026-01-12 09:00")
    do(town, case_id)
    (one,) = incidents(town)
    assert one.closing is Closing.WENT_ON
    assert one.closed_at == town.now


def test_a_poison_case_never_stops_the_timers_of_others(town: Kota) -> None:
    bad = [begin(town, "rapuh_batas", "galat", number=number) for number in range(3)]
    good = [begin(town, "rapuh_batas", None, number=number) for number in range(3, 6)]
    town.at("2026-01-09 10:00")
    assert timers.fire_all(town.work) >= len(good)
    assert [open_steps(town, one) for one in bad] == [["lihat#1"]] * 3
    assert [open_steps(town, one) for one in good] == [[]] * 3
    assert {one.case_id for one in incidents(town)} == set(bad)
    assert {one.trigger_kind for one in incidents(town)} == {"timer"}
    with town.reading() as tx:
        assert not set(timers.due_cases(tx)) & set(bad), (
            "they rest, so that they cannot fill the row of those due"
        )
    town.at("2026-01-09 10:02")
    with town.reading() as tx:
        assert set(bad) <= set(timers.due_cases(tx)), "and are tried again"
    timers.fire_all(town.work)
    assert {one.times for one in incidents(town)} == {2}
    town.at("2026-01-12 10:00")
    timers.fire_all(town.work)
    assert {one.closing for one in incidents(town)} == {Closing.WENT_ON}


def test_what_nobody_expected_at_a_deadline_is_one_error_of_ours(town: Kota) -> None:
    case_id = begin(town, "rapuh_batas", "galat")
    town.at("2026-01-09 10:00")
    with pytest.raises(CaseStuck):
        timers.fire_due(town.work, case_id)
    assert journal(town, case_id) == ["started"]


def test_an_owner_tries_again_what_the_clock_had_led_to(town: Kota) -> None:
    begin(town, "rapuh_batas", "tolak")
    town.at("2026-01-09 10:00")
    timers.fire_all(town.work)
    (one,) = incidents(town)
    owner = town.actor("NH")
    with pytest.raises(Refused):
        desk.retry(town.work, owner, one.id, uuid4())
    assert incidents(town)[0].times == 2
    town.at("2026-01-12 10:00")
    assert desk.retry(town.work, owner, one.id, uuid4()) is Closing.RETRIED
    (one,) = incidents(town)
    assert (one.closing, one.closed_by) == (Closing.RETRIED, owner.akun_id)
    assert audited(town, desk.RETRIED) == [one.case_id]
    with pytest.raises(Refused):
        desk.retry(town.work, owner, one.id, uuid4())


def test_what_a_persons_step_had_led_to_is_given_back_to_that_person(town: Kota) -> None:
    case_id = begin(town, how="galat")
    with pytest.raises(Refused):
        do(town, case_id)
    (one,) = incidents(town)
    assert desk.retry(town.work, town.actor("NH"), one.id, uuid4()) is Closing.GIVEN_BACK
    with town.reading() as tx:
        told = tx.session.scalars(select(Pemberitahuan).where(Pemberitahuan.jenis == desk.GIVEN_BACK)).all()
    assert {row.pegawai_id for row in told} >= {town.pegawai_id("KBK")}
    assert {row.tautan for row in told} == {f"/tugas/{case_id}/lihat#1"}


def test_cancelling_closes_the_case_its_incident_and_tells_the_employee(town: Kota) -> None:
    case_id = begin(town, how="galat")
    with pytest.raises(Refused):
        do(town, case_id)
    key = uuid4()
    for _ in range(2):
        desk.cancel(town.work, town.actor("NH"), case_id, "Dimulai dua kali.", key)
    with town.reading() as tx:
        case = read_case(tx.session, case_id)
        last = read_journal(tx.session, case_id)[-1]
        told = tx.session.scalars(select(Pemberitahuan).where(Pemberitahuan.jenis == desk.CANCELLED)).one()
    assert case is not None
    assert case.status == "CANCELLED"
    assert (last.kind, last.facts) == ("cancelled", {"dibatalkan_karena": "Dimulai dua kali."})
    assert last.actor_id == town.actor("NH").akun_id
    assert told.pegawai_id == town.pegawai_id("SR")
    assert incidents(town)[0].closing is Closing.CANCELLED
    assert audited(town, desk.CANCELLED) == [case_id]
    check_all(town.work, town.engine)


def test_nobody_cancels_the_own_case_and_nobody_but_owners_cancels_any(town: Kota) -> None:
    case_id = begin(town, whose="NH")
    with pytest.raises(Refused, match="tentang Anda sendiri"):
        desk.cancel(town.work, town.actor("NH"), case_id, "Tidak perlu.", uuid4())
    for who in ("KB", "YK"):
        with pytest.raises(Denied):
            desk.cancel(town.work, town.actor(who), case_id, "Tidak perlu.", uuid4())
    with pytest.raises(Refused, match="alasan"):
        desk.cancel(town.work, town.actor("KBK"), case_id, "  ", uuid4())
    assert journal(town, case_id) == ["started"]


def test_a_background_job_that_fails_for_good_is_an_incident_that_can_be_asked_for_again(town: Kota) -> None:
    with town.work.transaction() as tx:
        defer(tx.session, "periksa_unggahan", {"unggahan_id": 987654})
    _work_off(town)
    (one,) = incidents(town)
    assert (one.case_id, one.job, one.job_args) == (None, "periksa_unggahan", {"unggahan_id": 987654})
    assert desk.retry(town.work, town.actor("NH"), one.id, uuid4()) is Closing.RETRIED
    _work_off(town)
    again = incidents(town)[-1]
    assert again.id != one.id
    desk.dismiss(town.work, town.actor("NH"), again.id, uuid4())
    assert incidents(town)[-1].closing is Closing.DISMISSED


@pytest.mark.parametrize("job", ["rekonsiliasi", "mutasi_harian"])
def test_what_the_clock_had_asked_for_can_be_asked_for_again(town: Kota, job: str) -> None:
    record_job(town.work, ValueError(), job, {})
    (one,) = incidents(town)
    desk.retry(town.work, town.actor("NH"), one.id, uuid4())
    _work_off(town)
    assert [found.closing for found in incidents(town)] == [Closing.RETRIED], (
        "it has run, and not failed anew"
    )


def test_a_job_that_fails_again_and_again_is_told_in_minutes_and_its_success_too(town: Kota) -> None:
    with town.work.transaction() as tx:
        ids = [defer(tx.session, "hitung_tenggat", {"nomor_lama": number}) for number in (1, 2)]
        tx.session.execute(TRIED, {"tried": TOLD - 1, "id": ids[0]})
        tx.session.execute(TRIED, {"tried": TOLD, "id": ids[1]})
    _work_off(town)
    (one,) = incidents(town)
    assert (one.job_args, one.closing) == ({"nomor_lama": 2}, None), "it is told, and will be tried again"
    record_job(town.work, ValueError(), "hitung_tenggat", {})
    with town.work.transaction() as tx:
        tx.session.execute(text("DELETE FROM procrastinate_jobs"))
        tx.session.execute(TRIED, {"tried": TOLD + 1, "id": defer(tx.session, "hitung_tenggat", {})})
    _work_off(town)
    assert [(one.job_args, one.closing) for one in incidents(town)] == [
        ({"nomor_lama": 2}, None), ({}, Closing.RETRIED)
    ]  # fmt: skip


def _work_off(city: Kota) -> None:
    dsn = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(city.work, Settings(), dsn, wait=False, install_signal_handlers=False)
