"""Deadlines of steps: counted from the table on the subject's calendar, moved with it, and in no journal."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.kota import Kota
from tests.services.tenggat import last_days
from webapp.cli import ROOT
from webapp.config import Settings
from webapp.domain.pola_kerja import JenisHariLibur
from webapp.jobs import run_worker
from webapp.services.people.calendars import days
from webapp.services.process import timers
from webapp.services.process.releases import ReleaseRefused, read_bundle, shipped_files
from webapp.services.reminders import recount
from webapp.storage.caselog import read_journal
from webapp.storage.process import ProcessCase


def day_off(city: Kota, when: date) -> int:
    new = days.NewDayOff(when, JenisHariLibur.LIBUR_NASIONAL, "Libur tambahan", "Keputusan 1/2026")
    return days.add(city.work, city.actor("NH"), new)


def test_a_step_is_due_so_many_working_days_after_it_opened(city: Kota) -> None:
    city.at("2026-01-20 10:00").until_submitted("SR")
    assert last_days(city, "SR") == {"reviu": date(2026, 1, 23)}
    city.at("2026-01-22 09:00").review("KB", "SR")
    assert last_days(city, "SR") == {"tanda_tangan": date(2026, 1, 26)}


def test_a_step_about_a_year_is_due_by_the_year_and_never_at_once(city: Kota) -> None:
    assert last_days(city, "SR") == {"catat_dialog": date(2026, 1, 15)}
    city.at("2026-01-14 10:00").dialog("KB", "SR")
    assert last_days(city, "SR") == {"susun_skp": date(2026, 1, 20)}
    city.at("2026-02-10 10:00").until_submitted("DH")
    city.review("KB", "DH", keputusan="kembalikan", alasan="Lengkapi dahulu indikatornya.")
    assert last_days(city, "DH") == {"susun_skp": date(2026, 2, 13)}


def test_a_day_off_that_is_added_moves_open_steps_and_no_journal(city: Kota) -> None:
    city.at("2026-01-20 10:00").until_submitted("SR")
    with city.reading() as tx:
        cases = list(tx.session.scalars(select(ProcessCase.id)))
        before = {case_id: read_journal(tx.session, case_id) for case_id in cases}
    libur = day_off(city, date(2026, 1, 22))
    assert recount.recount(city.work) == 1
    assert last_days(city, "SR") == {"reviu": date(2026, 1, 26)}
    days.cancel(city.work, city.actor("NH"), libur, "Keputusan 2/2026 membatalkannya.")
    assert recount.recount(city.work) == 1
    assert recount.recount(city.work) == 0
    assert last_days(city, "SR") == {"reviu": date(2026, 1, 23)}
    with city.reading() as tx:
        assert {case_id: read_journal(tx.session, case_id) for case_id in cases} == before


def test_the_worker_counts_again_after_a_change_of_the_calendar(city: Kota) -> None:
    city.at("2026-01-20 10:00").until_submitted("SR")
    day_off(city, date(2026, 1, 22))
    day_off(city, date(2026, 1, 23))
    address = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(city.work, Settings(), address, wait=False, install_signal_handlers=False)
    assert last_days(city, "SR") == {"reviu": date(2026, 1, 27)}


def test_a_rebuild_gives_the_same_last_days(city: Kota) -> None:
    city.at("2026-01-20 10:00").until_submitted("SR")
    before = last_days(city, "SR"), last_days(city, "DH")
    timers.rebuild(city.work, city.case_id("SR"))
    timers.rebuild(city.work, city.case_id("DH"))
    assert (last_days(city, "SR"), last_days(city, "DH")) == before


def shipped_with(tenggat: str) -> dict[str, str]:
    files = shipped_files(ROOT)
    name = "workflows/penetapan.bpmn"
    return files | {name: files[name].replace('value="penetapan.reviu"', f'value="{tenggat}"')}


@pytest.mark.parametrize("said", ["2026-03-31", "=&quot;2026-03-31&quot;", "=batas_penetapan"])
def test_a_deadline_may_be_a_date_or_an_expression(said: str) -> None:
    element = read_bundle(shipped_with(said)).definitions.processes["penetapan"].elements["reviu"]
    assert element.deadline is None
    assert element.due is not None


def test_a_deadline_must_stand_in_the_table() -> None:
    with pytest.raises(ReleaseRefused, match="tidak ada dalam tabel batas_waktu"):
        read_bundle(shipped_with("penetapan.kapan_saja"))


def test_a_deadline_may_read_only_facts_that_some_step_gives() -> None:
    with pytest.raises(ReleaseRefused, match="hari_baik"):
        read_bundle(shipped_with("=hari_baik"))
