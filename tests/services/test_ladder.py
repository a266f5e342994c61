"""Reminders and escalation: each said once, to whoever holds the step, and nothing is ever decided by them."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.kota import NIP, Kota, wib
from tests.services.tenggat import escalations, last_days, told
from tests.storage import contoh
from webapp.domain.masa import Masa
from webapp.services.process import timers
from webapp.services.process.inbox import inbox, waiting_for_others
from webapp.services.reminders import ladder, subscriptions
from webapp.services.yearly.arrears import escalated_from, late_below, own_arrears
from webapp.storage.caselog import read_journal
from webapp.storage.organisasi import Posting

REVIU = "Reviu SKP – Siti Rahmawati, S.Psi."


def about_review(city: Kota, code: str, kind: str) -> list[str]:
    return [one.isi for one in told(city, code, kind) if REVIU in one.isi]


def test_reminders_come_three_and_one_working_days_before_and_after_the_last_day(city: Kota) -> None:
    city.at("2026-01-20 10:00").until_submitted("SR")  # due on Friday the 23rd
    seen = {}
    for day in range(20, 31):
        city.at(f"2026-01-{day} 06:00")
        before = len(about_review(city, "KB", ladder.REMINDER))
        ladder.remind(city.work)
        if len(new := about_review(city, "KB", ladder.REMINDER)) > before:
            seen[day] = new[-1]
    assert seen == {
        20: f"{REVIU}: tenggat 23 Januari 2026, tinggal 3 hari kerja.",
        22: f"{REVIU}: tenggat 23 Januari 2026, tinggal 1 hari kerja.",
        26: f"{REVIU}: tenggat 23 Januari 2026 terlewat 1 hari kerja. Masih dapat dikerjakan.",
        28: f"{REVIU}: tenggat 23 Januari 2026 terlewat 3 hari kerja. Masih dapat dikerjakan.",
    }


@pytest.mark.parametrize("seed", range(3))
def test_each_rung_is_said_once_in_any_order_and_with_any_repetition_of_the_job(
    city: Kota, seed: int
) -> None:
    city.at("2026-01-20 10:00").until_submitted("SR")
    runs = [wib("2026-01-20 11:00") + timedelta(days=n) for n in range(12)] * 2
    random.Random(seed).shuffle(runs)
    for moment in runs:
        city.now = moment
        ladder.remind(city.work)
    keys = [one.kunci for one in told(city, "KB", ladder.REMINDER) if REVIU in one.isi]
    assert sorted(key.split(":")[3] for key in keys) == ["-1", "-3", "1", "3"]
    assert len([one for one in told(city, "KD", ladder.ESCALATION) if REVIU in one.isi]) == 1
    assert len([one for one in escalations(city, "SR") if one.element == "penetapan.reviu"]) == 1


def test_what_was_overtaken_while_the_job_stood_still_is_no_news(city: Kota) -> None:
    city.at("2026-01-20 10:00").until_submitted("SR")
    city.at("2026-01-29 06:00")
    ladder.remind(city.work)
    found = [one for one in told(city, "KB", ladder.REMINDER) if REVIU in one.isi]
    assert [(one.kunci.split(":")[3], one.dibaca_pada is None) for one in found] == [
        ("1", False),
        ("3", True),
    ]


def test_a_new_holder_is_told_anew(city: Kota) -> None:
    city.at("2026-01-20 10:00").until_submitted("SR")
    ladder.remind(city.work)
    with city.work.transaction() as tx:
        leader, post = contoh.pegawai(tx.session, NIP["KB"]), contoh.jabatan(tx.session, "KABID-A")
        held = Posting.pegawai_id == leader.id, Posting.jabatan_id == post.id
        kb = tx.session.scalars(select(Posting).where(*held)).one()
        kb.berlaku = Masa(kb.berlaku.mulai, date(2026, 1, 21))
        contoh.plt(tx.session, NIP["YK"], "KABID-A", Masa.inklusif(date(2026, 1, 21), date(2026, 2, 25)))
    city.at("2026-01-21 06:00")
    ladder.remind(city.work)
    ladder.remind(city.work)
    assert about_review(city, "YK", ladder.REMINDER) == [
        f"{REVIU}: tenggat 23 Januari 2026, tinggal 2 hari kerja."
    ]
    assert len(about_review(city, "KB", ladder.REMINDER)) == 1


def test_ac_d_10_a_leader_who_does_nothing_is_escalated_and_the_employee_is_not_late(city: Kota) -> None:
    city.at("2026-01-12 10:00").until_submitted("SR")
    assert last_days(city, "SR") == {"reviu": date(2026, 1, 15)}
    city.at("2026-01-20 06:00")  # the 16th is a day off; the 22nd would be the fourth working day after
    ladder.remind(city.work)
    assert about_review(city, "KD", ladder.ESCALATION) == []
    city.at("2026-01-22 06:00")
    ladder.remind(city.work)
    assert about_review(city, "KD", ladder.ESCALATION) == [
        f"Tertunda di bawahan Anda: {REVIU}, tenggat 15 Januari 2026."
    ]
    assert [one.tautan for one in told(city, "NH", ladder.ESCALATION)] == ["/admin/tugas"]
    assert told(city, "SR", ladder.REMINDER) == told(city, "SR", ladder.ESCALATION) == []
    assert city.skp("SR").terlambat_sejak is None
    assert list(last_days(city, "SR")) == ["reviu"]  # nobody has decided in the leader's place


def test_ac_g_16_arrears_stand_on_the_leaders_own_page_and_with_the_next_leader(city: Kota) -> None:
    city.at("2026-01-12 10:00").until_submitted("SR")
    city.at("2026-01-22 06:00")
    ladder.remind(city.work)
    with city.reading() as tx:
        own = own_arrears(tx, inbox(tx, city.actor("KB")))
        assert ("Reviu SKP", "Siti Rahmawati, S.Psi.") in [(one.name, one.subject_name) for one in own]
        below = [one for one in late_below(tx, city.actor("KD")) if one.item.element_id == "reviu"]
        assert [(one.subject, one.holder, one.day) for one in below] == [
            ("Siti Rahmawati, S.Psi.", "Agus Prasetya, S.Sos., M.M.", date(2026, 1, 15))
        ]
        assert late_below(tx, city.actor("SR")) == []
        waits = waiting_for_others(tx, city.actor("SR"))
        assert [(one.name, one.deadline) for one in waits] == [("Reviu SKP", date(2026, 1, 15))]
    city.review("KB", "SR")  # done late: no longer below, but it has been so
    with city.reading() as tx:
        assert [one for one in late_below(tx, city.actor("KD")) if one.item.element_id == "reviu"] == []
        month = date(2026, 1, 1), date(2026, 1, 31)
        held = [one for one in escalated_from(tx, city.pegawai_id("KB"), *month) if one.name == "Reviu SKP"]
        assert [(one.day, one.subject, one.is_open) for one in held] == [
            (date(2026, 1, 15), "Siti Rahmawati, S.Psi.", False)
        ]


def test_an_employee_who_does_nothing_is_escalated_to_the_evaluator(city: Kota) -> None:
    city.at("2026-01-12 10:00").dialog("KB", "SR")
    assert last_days(city, "SR") == {"susun_skp": date(2026, 1, 20)}
    city.at("2026-01-26 06:00")
    ladder.remind(city.work)
    said = [one.isi for one in told(city, "KB", ladder.ESCALATION)]
    assert "Tertunda di bawahan Anda: Susun SKP – Siti Rahmawati, S.Psi., tenggat 20 Januari 2026." in said


def test_reminding_and_escalating_write_in_no_journal(city: Kota) -> None:
    city.at("2026-01-12 10:00").until_submitted("SR")
    with city.reading() as tx:
        before = read_journal(tx.session, city.case_id("SR"))
    city.at("2026-01-30 06:00")
    assert ladder.remind(city.work).escalations > 0
    assert timers.fire_all(city.work) == 0
    with city.reading() as tx:
        assert read_journal(tx.session, city.case_id("SR")) == before


def test_without_anything_due_nothing_is_written(city: Kota) -> None:
    city.at("2025-12-01 06:00")
    assert ladder.remind(city.work) == ladder.Told(0, 0)


def test_the_action_plan_is_reminded_of_and_stands_in_the_owners_calendar(city: Kota) -> None:
    city.at("2026-01-12 10:00").until_established("SR")
    assert last_days(city, "SR") == {"susun_rencana_aksi": date(2026, 1, 19)}
    seen = {}
    for day in range(13, 27):
        city.at(f"2026-01-{day} 06:00")
        before = len(told(city, "SR", ladder.REMINDER))
        ladder.remind(city.work)
        if len(new := told(city, "SR", ladder.REMINDER)) > before:
            seen[day] = new[-1].isi
    assert seen == {
        14: "Susun rencana aksi: tenggat 19 Januari 2026, tinggal 3 hari kerja.",
        16: "Susun rencana aksi: tenggat 19 Januari 2026, tinggal 1 hari kerja.",
        20: "Susun rencana aksi: tenggat 19 Januari 2026 terlewat 1 hari kerja. Masih dapat dikerjakan.",
        22: "Susun rencana aksi: tenggat 19 Januari 2026 terlewat 3 hari kerja. Masih dapat dikerjakan.",
    }
    secret = subscriptions.subscribe(city.work, city.actor("SR"))
    with city.reading() as tx:
        events = [(one.element_id, one.deadline) for one in subscriptions.feed(tx, secret)]
    assert ("susun_rencana_aksi", date(2026, 1, 19)) in events
