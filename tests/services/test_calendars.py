"""Work calendars: a person's days, the national list as a proposal, and what admins write, end and cancel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from tests.kota import Kota
from webapp.domain.masa import Masa
from webapp.domain.pola_kerja import JenisHariLibur, JenisPola
from webapp.operations import Refused
from webapp.services.errors import AlreadyDone, Denied, NotFound
from webapp.services.people.calendars import days, patterns
from webapp.services.people.calendars.days import NewDayOff
from webapp.services.people.calendars.national import national_days
from webapp.services.people.calendars.page import calendar_view
from webapp.services.people.calendars.patterns import NewPattern
from webapp.storage.audit import AuditEvent
from webapp.storage.kalender import HariLibur
from webapp.storage.organisasi import Unit

NASIONAL, CUTI, DAERAH = (
    JenisHariLibur.LIBUR_NASIONAL,
    JenisHariLibur.CUTI_BERSAMA,
    JenisHariLibur.LIBUR_DAERAH,
)
JANUARI = Masa(date(2026, 1, 1), date(2026, 2, 1))
BASIS = {NASIONAL: "SKB 3 Menteri 2025", CUTI: "Keppres 2025"}
JADI = NewDayOff(date(2026, 5, 4), DAERAH, "Hari Jadi Kota Contoh", "Keputusan Wali Kota 1/2026")
ENAM = NewPattern(0, JenisPola.ENAM_HARI, frozenset(), date(2026, 1, 1), None, "Keputusan Wali Kota 2/2026")


def unit(city: Kota, kode: str) -> int:
    with city.reading() as tx:
        return tx.session.scalars(select(Unit.id).where(Unit.kode == kode)).one()


def works(city: Kota, code: str, day: date) -> tuple[bool, str]:
    """Whether a person works on a day, and why."""
    with city.reading() as tx:
        answer = days.calendar_for(tx, city.pegawai_id(code), day.year).jawab(day)
        return answer.hari_kerja, answer.alasan


def events(city: Kota, kind: str) -> Sequence[AuditEvent]:
    with city.reading() as tx:
        return tx.session.scalars(
            select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.id)
        ).all()


def accept_january(city: Kota) -> int:
    chosen = {(date(2026, 1, 1), NASIONAL), (date(2026, 1, 16), NASIONAL)}
    return days.accept(city.work, city.actor("NH"), 2026, chosen, BASIS)


def places(refused: pytest.ExceptionInfo[Refused]) -> list[str | None]:
    return [one.letak for one in refused.value.pelanggaran]


# -- the national list -------------------------------------------------------------------------------------------


def test_the_list_of_2026_holds_the_two_days_off_of_january() -> None:
    january = [(day.tanggal, day.nama) for day in national_days(2026) if day.tanggal.month == 1]
    assert january == [
        (date(2026, 1, 1), "Tahun Baru Masehi"),
        (date(2026, 1, 16), "Isra Mikraj Nabi Muhammad"),
    ]
    assert {day.jenis for day in national_days(2026)} == {NASIONAL, CUTI}
    assert not any(day.perkiraan for day in national_days(2026))


def test_dates_that_are_only_computed_are_marked_and_have_no_word_of_it_in_their_name() -> None:
    far = [day for day in national_days(2035) if day.perkiraan]
    assert far
    assert not any("perkiraan" in day.nama for day in far)
    assert national_days(1900) == national_days(2500) == ()


def test_one_module_knows_the_package() -> None:
    package = re.compile(r"^\s*(from|import) holidays\b", re.MULTILINE)
    root = Path(days.__file__).parents[2]
    found = [
        path.name for path in root.rglob("*.py")
        if "node_modules" not in path.parts and package.search(path.read_text("utf-8"))
    ]  # fmt: skip
    assert found == ["national.py"]


def test_accepted_days_make_january_2026_twenty_working_days(city: Kota) -> None:
    with city.reading() as tx:
        assert len(days.national_proposals(tx, 2026)) == len(national_days(2026))
        before = days.calendar_for(tx, city.pegawai_id("SR"), 2026)
        assert before.hitung_hari_kerja(JANUARI) == 22
    assert accept_january(city) == 2
    with city.reading() as tx:
        assert len(days.national_proposals(tx, 2026)) == len(national_days(2026)) - 2
        assert days.calendar_for(tx, city.pegawai_id("SR"), 2026).hitung_hari_kerja(JANUARI) == 20
        assert days.office_calendar(tx, 2026).hitung_hari_kerja(JANUARI) == 20
    assert works(city, "SR", date(2026, 1, 16)) == (
        False,
        "Libur: Isra Mikraj Nabi Muhammad (SKB 3 Menteri 2025)",
    )
    assert [one.detail["tanggal"] for one in events(city, days.ADDED)] == ["2026-01-01", "2026-01-16"]
    assert {one.actor_id for one in events(city, days.ADDED)} == {city.actor("NH").akun_id}


def test_accepting_twice_or_what_is_not_proposed_stores_nothing(city: Kota) -> None:
    assert accept_january(city) == 2
    assert accept_january(city) == 0
    invented = {(date(2026, 1, 2), NASIONAL)}
    assert days.accept(city.work, city.actor("NH"), 2026, invented, BASIS) == 0
    guess = {(day.tanggal, day.jenis) for day in national_days(2035) if day.perkiraan}
    assert days.accept(city.work, city.actor("NH"), 2035, guess, BASIS) == 0
    assert len(events(city, days.ADDED)) == 2


def test_two_admins_accepting_at_once_store_each_day_once(city: Kota) -> None:
    together, actor = Barrier(2), city.actor("NH")
    chosen = {(day.tanggal, day.jenis) for day in national_days(2026)}

    def run(_: int) -> int:
        together.wait()
        return days.accept(city.work, actor, 2026, chosen, BASIS)

    with ThreadPoolExecutor(2) as threads:
        counts = list(threads.map(run, range(2)))
    assert sum(counts) == len(chosen)
    assert len(events(city, days.ADDED)) == len(chosen)


def test_each_kind_needs_its_decree_and_something_must_be_chosen(city: Kota) -> None:
    actor = city.actor("NH")
    with pytest.raises(Refused) as refused:
        days.accept(city.work, actor, 2026, set(), BASIS)
    assert places(refused) == ["hari"]
    both = {(date(2026, 1, 1), NASIONAL), (date(2026, 2, 16), CUTI)}
    with pytest.raises(Refused) as refused:
        days.accept(city.work, actor, 2026, both, {})
    assert places(refused) == ["dasar_libur_nasional", "dasar_cuti_bersama"]
    assert events(city, days.ADDED) == []


# -- days off of one's own ---------------------------------------------------------------------------------------


def test_a_local_day_off_holds_below_its_unit_and_is_seen_at_once(city: Kota) -> None:
    day = date(2026, 5, 4)
    assert works(city, "SR", day)[0]
    days.add(city.work, city.actor("NH"), replace(JADI, unit_id=unit(city, "DINAS")))
    assert works(city, "SR", day) == (False, "Libur: Hari Jadi Kota Contoh (Keputusan Wali Kota 1/2026)")
    assert works(city, "NH", day) == (True, "Hari kerja")


def test_a_moved_holiday_is_cancelled_with_a_reason_and_added_anew(city: Kota) -> None:
    accept_january(city)
    actor = city.actor("NH")
    with city.reading() as tx:
        isra = tx.session.scalars(select(HariLibur).where(HariLibur.tanggal == date(2026, 1, 16))).one()
    days.cancel(city.work, actor, isra.id, "Dipindah oleh SKB perubahan")
    moved = NewDayOff(date(2026, 1, 19), NASIONAL, "Isra Mikraj Nabi Muhammad", "SKB perubahan")
    days.add(city.work, actor, moved)
    assert works(city, "SR", date(2026, 1, 16))[0]
    assert not works(city, "SR", date(2026, 1, 19))[0]
    with city.reading() as tx:
        view = calendar_view(tx, actor, 2026)
        assert (date(2026, 1, 16), NASIONAL) not in {(one.tanggal, one.jenis) for one in view.proposals}
        (gone,) = view.cancelled
        assert (gone.row.alasan_batal, gone.oleh) == ("Dipindah oleh SKB perubahan", actor.nama)
        assert gone.cancelled_at == city.now
    (event,) = events(city, days.CANCELLED)
    assert (event.object_id, event.actor_id, event.at) == (isra.id, actor.akun_id, city.now)
    assert event.detail["alasan"] == "Dipindah oleh SKB perubahan"


def test_the_same_request_again_changes_nothing_and_another_is_refused(city: Kota) -> None:
    actor, key = city.actor("NH"), uuid4()
    first = days.add(city.work, actor, JADI, key)
    assert days.add(city.work, actor, JADI, key) == first
    with pytest.raises(Refused, match="sudah tercatat: Hari Jadi Kota Contoh") as refused:
        days.add(city.work, actor, JADI, uuid4())
    assert places(refused) == ["tanggal"]
    days.cancel(city.work, actor, first, "Keliru", key)
    days.cancel(city.work, actor, first, "Keliru", key)
    with pytest.raises(AlreadyDone) as done:
        days.cancel(city.work, actor, first, "Keliru", uuid4())
    assert (done.value.mine, done.value.by) == (True, actor.nama)
    assert len(events(city, days.ADDED)) == len(events(city, days.CANCELLED)) == 1


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_stored(city: Kota) -> None:
    actor = city.actor("NH")
    with pytest.raises(Refused) as refused:
        days.add(city.work, actor, NewDayOff(None, None, "", ""))
    assert places(refused) == ["tanggal", "jenis", "nama", "dasar"]
    for unit_id, jenis in ((0, DAERAH), (unit(city, "DINAS"), NASIONAL)):
        with pytest.raises(Refused) as refused:
            days.add(city.work, actor, replace(JADI, unit_id=unit_id, jenis=jenis))
        assert places(refused) == ["unit"]
    with pytest.raises(Refused) as refused:
        days.add(city.work, actor, replace(JADI, tanggal=date(1, 1, 1)))
    assert places(refused) == ["tanggal"]
    with pytest.raises(NotFound):
        days.cancel(city.work, actor, 999, "Keliru")
    day = days.add(city.work, actor, JADI)
    with pytest.raises(Refused):
        days.cancel(city.work, actor, day, "")
    assert not works(city, "SR", date(2026, 5, 4))[0]


@pytest.mark.parametrize("who", ["SR", "KB", "YK", "WK"])
def test_only_admins_change_or_see_the_desk(city: Kota, who: str) -> None:
    actor = city.actor(who)
    with pytest.raises(Denied):
        accept_by(city, who)
    with pytest.raises(Denied):
        days.add(city.work, actor, JADI)
    with pytest.raises(Denied):
        days.cancel(city.work, actor, 1, "Keliru")
    with pytest.raises(Denied):
        patterns.set_pattern(city.work, actor, ENAM)
    with pytest.raises(Denied):
        patterns.end_pattern(city.work, actor, 1, date(2026, 1, 1))
    with pytest.raises(Denied):
        patterns.remove_pattern(city.work, actor, 1, "Keliru")
    with city.reading() as tx, pytest.raises(Denied):
        calendar_view(tx, actor, 2026)


def accept_by(city: Kota, who: str) -> int:
    return days.accept(city.work, city.actor(who), 2026, {(date(2026, 1, 1), NASIONAL)}, BASIS)


# -- the cache ---------------------------------------------------------------------------------------------------


def test_a_year_is_loaded_once_until_something_changes(city: Kota) -> None:
    with city.reading() as tx:
        held = city.work.calendars.year(tx.session, 2026)
        assert city.work.calendars.year(tx.session, 2026) is held
    accept_january(city)
    with city.reading() as tx:
        fresh = city.work.calendars.year(tx.session, 2026)
        assert fresh is not held
        assert len(fresh.isi.libur) == 2
        for tahun in range(2027, 2032):
            city.work.calendars.year(tx.session, tahun)
        assert city.work.calendars.year(tx.session, 2026) is not fresh


def test_a_circle_of_units_ends(city: Kota) -> None:
    top = unit(city, "KOTA")
    with city.work.transaction() as tx:
        tx.session.execute(text("UPDATE unit SET induk_id = :below WHERE id = :top"),
                           {"below": unit(city, "DINAS"), "top": top})  # fmt: skip
    assert works(city, "SR", date(2026, 1, 5)) == (True, "Hari kerja")


def test_counting_runs_over_new_year(city: Kota) -> None:
    new_year = {(day.tanggal, day.jenis) for day in national_days(2027) if day.tanggal == date(2027, 1, 1)}
    days.accept(city.work, city.actor("NH"), 2027, new_year, BASIS)
    with city.reading() as tx:
        calendar = days.calendar_for(tx, city.pegawai_id("SR"), 2026)
        assert calendar.tambah_hari_kerja(date(2026, 12, 31), 1) == date(2027, 1, 4)
