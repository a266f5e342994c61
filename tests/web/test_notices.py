"""Notices in the application: a person's own, marked as new until read, and counted in the header."""

from __future__ import annotations

from flask import Flask

from tests.kota import Kota
from tests.web.conftest import Person
from tests.web.peramban import Page, Peramban
from webapp.services.reminders import ladder
from webapp.services.reminders.notices import PER_PAGE
from webapp.storage.pemberitahuan import beri_tahu


def count_in_header(page: Page) -> str:
    found = page.all("//header//*[@class='notices__count']/span[@aria-hidden]")
    return str(found[0].text_content()) if found else ""


def tell(city: Kota, code: str, number: int, tautan: str | None = "/tugas") -> None:
    with city.work.transaction() as tx:
        for n in range(number):
            beri_tahu(
                tx.session, f"uji:{code}:{n}", city.pegawai_id(code), "UJI", f"Kabar {n}", tautan, tx.now
            )


def test_without_notices_the_page_says_what_will_come(city: Kota, app: Flask) -> None:
    page = Peramban(app, "SR").open("/pemberitahuan")
    assert "Pemberitahuan untuk Anda akan tampil di sini" in page.text
    assert count_in_header(page) == ""


def test_a_reminder_stands_in_the_list_with_its_link_and_in_the_header_as_a_number(
    city: Kota, app: Flask
) -> None:
    city.at("2026-01-20 10:00").until_submitted("SR")
    ladder.remind(city.work)
    kb = Peramban(app, "KB")
    page = kb.open("/pemberitahuan")
    assert int(count_in_header(page)) == len(page.all("//main//strong[text()='Baru']")) > 0
    step = page.follow("Reviu SKP – Siti Rahmawati, S.Psi.: tenggat 23 Januari 2026")
    assert "Reviu SKP" in step.text


def test_one_notice_and_then_all_are_marked_as_read(city: Kota, app: Flask) -> None:
    tell(city, "SR", 3)
    sr = Peramban(app, "SR")
    page = sr.open("/pemberitahuan")
    assert count_in_header(page) == "3"
    first = page.all("//main//li//form//button")[0].text_content().strip()
    page = page.press(first)
    assert count_in_header(page) == "2"
    page = page.press("Tandai semua sudah dibaca")
    assert count_in_header(page) == ""
    assert "Kabar 0" in page.text


def test_nobody_reads_or_marks_the_notices_of_another(city: Kota, app: Flask, client_as: object) -> None:
    tell(city, "SR", 1)
    sr = Peramban(app, "SR")
    action = sr.open("/pemberitahuan").all("//main//li//form/@action")[0]
    other: Person = client_as("DH")  # type: ignore[operator]
    assert "Kabar 0" not in other.get("/pemberitahuan").text
    assert other.post("/pemberitahuan/dibaca", {}, fresh=False).status_code == 303
    other.get("/akun")
    assert other.post(str(action), {}, fresh=False).status_code == 404
    assert count_in_header(sr.open("/tugas")) == "1"


def test_many_notices_come_in_pages_and_the_number_has_an_end(city: Kota, app: Flask) -> None:
    tell(city, "SR", 120, None)
    sr = Peramban(app, "SR")
    page = sr.open("/pemberitahuan")
    assert count_in_header(page) == "99+"
    assert len(page.all("//main//li[contains(@class, 'task-list__item')]")) == PER_PAGE
    assert page.all("//nav[contains(@class, 'pagination')]")
    last = sr.open("/pemberitahuan?hal=99")
    assert len(last.all("//main//li[contains(@class, 'task-list__item')]")) == 120 % PER_PAGE or PER_PAGE
