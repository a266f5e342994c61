"""The desk of the admins: the data check in numbers and words, and the opening of a year."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.kota import Kota
from tests.web.peramban import Page, Peramban
from webapp.config import Settings
from webapp.jobs import run_worker


def findings(page: Page) -> dict[str, str]:
    items = page.all("//main//ul[contains(@class, 'task-list')]/li")
    return {
        one.xpath("string(.//*[@class='task-list__name'])"): one.xpath(
            "string(.//strong[contains(@class, 'chip')])"
        )
        for one in items
    }


def test_the_check_says_what_must_be_0_and_names_who_has_no_evaluator(app: Flask, city: Kota) -> None:
    page = Peramban(app, "NH").open("/admin")
    assert findings(page) == {
        "Tugas tanpa pemegang": "0",
        "Kotak tugas yang tidak cocok": "0",
        "Pegawai tanpa pejabat penilai": "1",
    }
    assert "Bayu Saputra" in page.text
    assert "tidak memegang jabatan definitif pada 5 Januari 2026" in page.text


def test_a_year_is_opened_after_saying_for_how_many_and_its_progress_is_shown(app: Flask, city: Kota) -> None:
    city.at("2026-12-01 08:00")
    person = Peramban(app, "NH")
    page = person.open("/admin").follow("2027")
    assert "SKP dibuka 0 dari 12" in page.text
    done = page.press("Buka SKP 2027 untuk 12 pegawai")
    assert (done.status, done.path) == (303, "/admin?tahun=2027")
    assert "SKP 2027 sedang dibuka" in done.text
    assert "sudah diminta" in done.press("Buka SKP 2027 untuk 12 pegawai").text
    address = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(city.work, Settings(), address, wait=False, install_signal_handlers=False)
    page = person.open("/admin?tahun=2027")
    assert "SKP dibuka 12 dari 12" in page.text
    assert "Semua pegawai yang wajib sudah mempunyai SKP 2027" in page.text


@pytest.mark.parametrize("tahun", ["", "dua ribu", "1999", "99999999999999999999"])
def test_a_year_that_makes_no_sense_is_refused_with_a_sentence(app: Flask, city: Kota, tahun: str) -> None:
    city.at("2026-12-01 08:00")
    page = Peramban(app, "NH").open("/admin?tahun=2027").press("Buka SKP 2027 untuk 12 pegawai", tahun=tahun)
    assert page.status == 422
    assert "ahun kinerja" in page.errors()[0][1]


@pytest.mark.parametrize("who", ["SR", "KB", "KD", "YK", "WK"])
def test_others_do_not_reach_the_desk(app: Flask, city: Kota, who: str) -> None:
    person = Peramban(app, who)
    assert person.open("/admin").status == 403
    assert "/admin" not in person.open("/tugas").all("//nav//a/@href")


def test_the_menu_leads_the_admin_to_the_desk(app: Flask, city: Kota) -> None:
    assert "/admin" in Peramban(app, "NH").open("/tugas").all("//nav//a/@href")
