"""The inbox: whose turn it is, why, and what it says when it is nobody's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.kota import NIP, ZONE, Kota, wib
from tests.storage import contoh
from tests.web.peramban import Page, Peramban
from webapp.domain.masa import Masa
from webapp.services.people.assignments import Holder
from webapp.services.process.inbox import InboxItem
from webapp.storage.organisasi import Posting
from webapp.web.grouping import When, acting_offices, grouped, when


def titles(page: Page) -> list[str]:
    return [" ".join(link.text_content().split()) for link in page.all("//a[@class='task-list__link']")]


def test_ac_c_15_a_submission_is_one_task_for_the_evaluator_and_the_owner_sees_with_whom(
    city: Kota, app: Flask
) -> None:
    city.dialog("KB", "SR")
    city.write("SR")
    city.at("2026-01-20 10:00").submit("SR")
    inbox = Peramban(app, "KB").open("/tugas")
    assert [title for title in titles(inbox) if "Rahmawati" in title] == [
        "Reviu SKP – Siti Rahmawati, S.Psi."
    ]
    waiting = Peramban(app, "SR").open("/tugas/menunggu")
    assert "Menunggu Agus Prasetya, S.Sos., M.M. sejak 20 Januari 2026 10.00 WIB" in waiting.text


def test_each_task_of_others_says_why_it_is_mine(city: Kota, app: Flask) -> None:
    page = Peramban(app, "KB").open("/tugas")
    reasons = [" ".join(one.text_content().split()) for one in page.all("//details[@class='why']")]
    assert len(reasons) == len(titles(page)) > 0
    assert all("Mengapa saya?" in reason and "Kepala Bidang A" in reason for reason in reasons)


def test_an_own_task_needs_no_reason(city: Kota, app: Flask) -> None:
    city.do(
        "KB", "SR", "catat_dialog", tanggal_dialog="2026-01-05", kanal_dialog="daring", pendekatan="kualitatif",
        ringkasan_kesepakatan="Disepakati hasil kerja tahun ini.",
        peran=[{"kunci": "p1", "rhk_pimpinan": "Mutu", "uraian": "Tersusunnya peta", "metode": "LANGSUNG"}],
    )  # fmt: skip
    page = Peramban(app, "SR").open("/tugas")
    assert len(titles(page)) == 1
    assert "SKP saya" in page.text
    assert "Mengapa saya?" not in page.text


def test_an_empty_inbox_says_what_will_appear_and_who_must_act(city: Kota, app: Flask) -> None:
    page = Peramban(app, "SR").open("/tugas")
    assert "Tidak ada yang menunggu Anda" in page.text
    assert page.all("//a[contains(., 'Lihat yang ditunggu')]")
    assert "Belum ada yang Anda selesaikan" in Peramban(app, "SR").open("/tugas/selesai").text
    nobody = Peramban(app, "WK").open("/tugas/menunggu")
    assert "Tidak ada yang Anda tunggu" in nobody.text


def test_a_plt_letter_brings_the_tasks_with_its_badge_and_takes_them_back(city: Kota, app: Flask) -> None:
    city.at("2026-01-20 10:00").until_submitted("SR")
    with city.work.transaction() as tx:
        leader, post = contoh.pegawai(tx.session, NIP["KB"]), contoh.jabatan(tx.session, "KABID-A")
        held = Posting.pegawai_id == leader.id, Posting.jabatan_id == post.id
        kb = tx.session.scalars(select(Posting).where(*held)).one()
        kb.berlaku = Masa(kb.berlaku.mulai, date(2026, 1, 21))
        letter = Masa.inklusif(date(2026, 1, 22), date(2026, 1, 25))
        contoh.plt(tx.session, NIP["YK"], "KABID-A", letter)
    city.at("2026-01-22 08:00")
    page = Peramban(app, "YK").open("/tugas")
    assert "Reviu SKP – Siti Rahmawati, S.Psi." in titles(page)
    chips = [one.text_content() for one in page.all("//strong[contains(@class, 'chip--current')]")]
    assert chips
    assert set(chips) == {"Plt. Kepala Bidang A"}
    assert "Anda bertindak sebagai Plt. Kepala Bidang A" in page.text
    review = page.follow("Reviu SKP")
    assert "Anda bertindak sebagai Plt. Kepala Bidang A" in review.text
    city.at("2026-01-26 08:00")
    assert "Reviu SKP" not in Peramban(app, "YK").open("/tugas").text
    assert any("Reviu SKP" in title for title in titles(Peramban(app, "KD").open("/tugas")))


def test_after_the_deadline_the_tasks_stand_first_and_say_it(city: Kota, app: Flask) -> None:
    page = Peramban(app, "KB").open("/tugas")
    assert "Nanti" in page.text
    assert "batas 15 Januari 2026" in page.text
    city.at("2026-02-02 08:00")
    page = Peramban(app, "KB").open("/tugas")
    assert page.all("//main//h2")[0].text_content().startswith("Terlambat")
    assert page.all("//strong[contains(@class, 'chip--late')]")


def test_what_i_did_is_listed_with_the_office_in_which_i_did_it(city: Kota, app: Flask) -> None:
    city.at("2026-01-20 10:00").until_submitted("SR")
    city.review("KB", "SR")
    page = Peramban(app, "KB").open("/tugas/selesai")
    lines = [" ".join(one.text_content().split()) for one in page.all("//main//ol/li")]
    assert (
        lines[0] == "Reviu SKP – Siti Rahmawati, S.Psi. 20 Januari 2026 10.00 WIB · sebagai Kepala Bidang A"
    )
    own = Peramban(app, "SR").open("/tugas/selesai")
    assert "Susun SKP 20 Januari 2026 10.00 WIB · SKP saya" in own.text


def item(deadline: date | None = None, opened: datetime | None = None, **change: object) -> InboxItem:
    made = InboxItem(
        case_id=1, key="a#1", process_id="p", element_id="a", name="Reviu", subject_id=1, subject_name="S",
        is_own=False, opened_at=opened or wib("2026-01-21 09:00"), deadline=deadline, year=2026,
        document_kind="skp", document_id=1, held=Holder("pejabat_penilai", "", capacity="DEFINITIF", office="Kabid"),
    )  # fmt: skip
    return replace(made, **change)  # type: ignore[arg-type]


WEDNESDAY = date(2026, 1, 21)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, When.LATE), (0, When.TODAY), (1, When.THIS_WEEK), (4, When.THIS_WEEK), (5, When.LATER)],
)
def test_a_deadline_chooses_the_group_and_a_week_ends_on_sunday(days: int, expected: When) -> None:
    assert when(item(WEDNESDAY + timedelta(days=days)), WEDNESDAY, ZONE) == expected


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        ("2026-01-21 00:00", When.CAME_TODAY),
        ("2026-01-20 23:59", When.CAME_THIS_WEEK),
        ("2026-01-15 09:00", When.CAME_THIS_WEEK),
        ("2026-01-14 23:59", When.WAITS_LONG),
    ],
)
def test_without_a_deadline_its_age_chooses_the_group(opened: str, expected: When) -> None:
    assert when(item(opened=wib(opened)), WEDNESDAY, ZONE) == expected


def test_groups_keep_their_order_and_every_task_once_own_ones_first() -> None:
    items = [
        item(WEDNESDAY + timedelta(days=30), name="nanti"),
        item(WEDNESDAY - timedelta(days=1), name="orang lain"),
        item(WEDNESDAY - timedelta(days=1), name="saya", is_own=True),
        item(None, name="tanpa batas"),
    ]
    groups = grouped(items, WEDNESDAY, ZONE)
    assert [group.when for group in groups] == [When.LATE, When.LATER, When.CAME_TODAY]
    assert [one.name for group in groups for one in (*group.own, *group.others)] == [
        "saya",
        "orang lain",
        "nanti",
        "tanpa batas",
    ]
    assert sum(group.total for group in groups) == len(items)


def test_acting_offices_are_counted() -> None:
    acting = Holder("pejabat_penilai", "", capacity="PLT", office="Plt. Kepala Bidang B")
    assert acting_offices([item(), item(held=acting), item(held=acting)]) == [("Plt. Kepala Bidang B", 2)]
