"""A person's own settings: the letter, and the calendar subscription whose address is a secret."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.kota import PASSWORD, Kota
from tests.web.conftest import Person
from tests.web.peramban import Peramban
from webapp.services.reminders import digest
from webapp.storage.akun import Akun
from webapp.storage.audit import Pemberitahuan
from webapp.storage.tenggat import LanggananKalender


def feed_of(app: Flask, code: str) -> tuple[Peramban, str]:
    browser = Peramban(app, code)
    page = browser.open("/akun").press("Buat alamat langganan")
    return browser, str(page.all("//input[@id='alamat-langganan']/@value")[0])


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_the_letter_is_chosen_with_its_address(city: Kota, app: Flask) -> None:
    page = Peramban(app, "KB").open("/akun")
    page = page.press("Simpan", alamat="agus@contoh.go.id", aktif="true", _sandi=PASSWORD)
    assert "Setelan surat harian tersimpan." in page.text
    assert page.value("alamat") == "agus@contoh.go.id"
    with city.reading() as tx:
        chosen = digest.choice(tx, city.actor("KB"))
        assert chosen is not None
        assert chosen.aktif


def test_another_address_needs_the_password_and_its_owner_is_told(city: Kota, app: Flask) -> None:
    first = Peramban(app, "KB").open("/akun").press("Simpan", alamat="a@contoh.go.id", aktif="true")
    assert first.status == 422
    assert [field for field, _ in first.errors()] == ["#f-_sandi"]
    assert first.value("alamat") == "a@contoh.go.id"
    first.press("Simpan", alamat="a@contoh.go.id", aktif="true", _sandi=PASSWORD)
    without: dict[str, Any] = {"alamat": "a@contoh.go.id", "aktif": None}
    off = Peramban(app, "KB").open("/akun").press_with("Simpan", without)
    assert "Setelan surat harian tersimpan." in off.text, "the letter itself may be switched without"
    stolen = Peramban(app, "KB").open("/akun").press("Simpan", alamat="b@contoh.go.id", aktif="true")
    assert stolen.status == 422
    with city.reading() as tx:
        chosen = digest.choice(tx, city.actor("KB"))
        assert chosen is not None
        assert (chosen.alamat, chosen.aktif) == ("a@contoh.go.id", False)
        told = select(Pemberitahuan.isi).where(Pemberitahuan.jenis == "alamat_surat")
        assert [isi[:33] for isi in tx.session.scalars(told)] == ["Alamat surat harian Anda diganti."]


def test_a_wrong_address_is_refused_and_what_was_typed_stays(city: Kota, app: Flask) -> None:
    page = Peramban(app, "KB").open("/akun").press("Simpan", alamat="agus di kantor", aktif="true")
    assert page.status == 422
    assert page.errors() == [("#f-alamat", "Tulis alamat surel yang benar, misalnya nama@instansi.go.id.")]
    assert page.value("alamat") == "agus di kantor"


def test_the_feed_gives_last_days_with_step_and_link_and_no_personal_data(
    city: Kota, app: Flask, stranger: Person
) -> None:
    city.at("2026-01-20 10:00").until_submitted("SR")
    _, address = feed_of(app, "KB")
    answer = stranger.get(path_of(address))
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    body = answer.get_data(as_text=True)
    assert re.search(
        r"DTSTART;VALUE=DATE:20260123\r\nDTEND;VALUE=DATE:20260124\r\nSUMMARY:Reviu SKP\r\n", body
    )
    assert "Rahmawati" not in body.replace("\r\n ", "")
    assert "Anda" not in body
    assert body.startswith("BEGIN:VCALENDAR\r\n")
    assert body.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))


def test_a_calendar_program_that_has_the_feed_is_told_so(city: Kota, app: Flask, stranger: Person) -> None:
    _, address = feed_of(app, "KB")
    first = stranger.get(path_of(address))
    assert first.headers["Cache-Control"] == "private, max-age=900"
    again = stranger.get(path_of(address), **{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_only_the_fingerprint_of_the_secret_is_stored_and_it_is_shown_once(city: Kota, app: Flask) -> None:
    browser, address = feed_of(app, "KB")
    secret = address.rsplit("/", 1)[1].removesuffix(".ics")
    with city.reading() as tx:
        row = tx.session.scalars(select(LanggananKalender)).one()
        assert secret not in repr(vars(row))
    assert secret not in browser.open("/akun").response.text


def test_a_new_address_and_a_revoked_one_end_the_old(city: Kota, app: Flask, stranger: Person) -> None:
    browser, first = feed_of(app, "KB")
    page = browser.open("/akun").press("Buat alamat baru")
    second = str(page.all("//input[@id='alamat-langganan']/@value")[0])
    assert stranger.get(path_of(first)).status_code == 404
    assert stranger.get(path_of(second)).status_code == 200
    assert "dicabut" in browser.open("/akun").press("Cabut langganan").text
    assert stranger.get(path_of(second)).status_code == 404


def test_a_closed_account_has_no_feed_and_a_guess_finds_none(
    city: Kota, app: Flask, stranger: Person
) -> None:
    _, address = feed_of(app, "KB")
    with city.work.transaction() as tx:
        tx.session.get_one(Akun, city.actor("KB").akun_id).aktif = False
    assert stranger.get(path_of(address)).status_code == 404
    assert stranger.get("/kalender/tebakan.ics").status_code == 404
