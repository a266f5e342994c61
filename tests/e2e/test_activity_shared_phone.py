"""A phone that several people use: what waits of one is never shown or sent under another; signing out clears it, and
so does somebody else who signs in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests import aktivitas as verbs
from tests.kota import Kota

from .people import Person
from .test_activities import quickly

Enter = Callable[..., Person]
CUT = re.compile(r"ERR_(INTERNET_DISCONNECTED|FAILED)")
TOKEN = "**/aktivitas/kunci-kirim"
WAITS = "Luring: 1 antre kirim"
KEPT = """async () => ({
  bases: (await indexedDB.databases()).map((one) => one.name),
  notes: Object.keys(localStorage),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


@pytest.fixture
def phone(city: Kota, person: Enter) -> Person:
    """A phone on which DH has opened the page of the day; its worker keeps the page without a line."""
    city.at("2026-01-15 10:00")
    verbs.stock(city)
    one = person("DH", width=360)
    one.context.clock.set_fixed_time(city.now)
    opened(one)
    one.page.wait_for_function("navigator.serviceWorker.controller !== null")
    return one


def opened(one: Person) -> None:
    """The page of the day with a line, the items and the page without a line on the device."""
    one.open("/aktivitas")
    one.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    one.page.wait_for_load_state("networkidle")


def waiting(one: Person) -> None:
    """An entry that was not sent."""
    one.context.set_offline(True)
    quickly(one).press("Simpan")
    expect(one.page.get_by_role("heading", name=WAITS)).to_be_visible()


def told(one: Person) -> list[tuple[str, str]]:
    """What the browser complained of, but for the line that the test has cut; nothing is left for the fixture."""
    said = [one for one in one.complaints if not CUT.search(one[1])]
    one.heard.clear()
    return said


def test_what_waits_is_sent_when_its_owner_signs_in_again(city: Kota, phone: Person) -> None:
    waiting(phone)
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    phone.sign_in("DH").open("/aktivitas")
    expect(phone.page.get_by_text("07.30–09.00")).to_be_visible()
    assert [row.menit for row in verbs.entries(city, "DH")] == [90]
    assert told(phone) == []


def test_what_waits_of_one_account_is_neither_shown_nor_sent_nor_kept_under_another(
    city: Kota, phone: Person
) -> None:
    waiting(phone)
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    phone.open("/masuk")
    expect(phone.page.get_by_text("dihapus bila orang lain masuk di sini")).to_be_visible()
    phone.sign_in("SR")
    assert phone.page.evaluate(KEPT)["bases"] == []
    opened(phone)
    expect(phone.page.locator("[data-queue]")).to_be_hidden()
    assert "Verifikasi berkas × 3" not in phone.text
    phone.context.set_offline(True)
    phone.open("/aktivitas")
    assert phone.heading == "Catat tanpa jaringan"
    assert "Verifikasi berkas × 3" not in phone.text
    phone.context.set_offline(False)
    assert verbs.entries(city, "DH") == verbs.entries(city, "SR") == []
    phone.context.clear_cookies()
    phone.sign_in("DH").open("/aktivitas")
    expect(phone.page.locator("[data-queue]")).to_be_hidden()
    assert verbs.entries(city, "DH") == []
    assert told(phone) == []


def test_without_a_line_nothing_is_taken_for_an_owner_who_is_not_known(city: Kota, phone: Person) -> None:
    phone.context.clear_cookies()
    phone.sign_in("SR")  # and never opens the page of the day
    phone.context.set_offline(True)
    phone.open("/aktivitas")
    expect(phone.page.get_by_text("Buka halaman Aktivitas sekali saat tersambung")).to_be_visible()
    expect(phone.page.get_by_role("button", name="Simpan di perangkat")).to_be_hidden()
    phone.context.set_offline(False)
    opened(phone)
    expect(phone.page.locator("[data-queue]")).to_be_hidden()
    waiting(phone)
    phone.context.set_offline(False)
    expect(phone.page.get_by_text("07.30–09.00")).to_be_visible()
    assert len(verbs.entries(city, "SR")) == 1
    assert verbs.entries(city, "DH") == []
    assert told(phone) == []


def test_signing_out_warns_of_what_waits_and_leaves_nothing_on_the_device(city: Kota, phone: Person) -> None:
    waiting(phone)
    phone.context.route(TOKEN, lambda route: route.abort())  # the line is back, but too weak to send
    phone.context.set_offline(False)
    assert phone.page.evaluate(KEPT)["bases"] == ["lakon-aktivitas"]
    phone.page.get_by_text("Akun").first.click()
    phone.page.get_by_role("button", name="Keluar").click()
    question = phone.page.get_by_role("dialog")
    expect(question).to_contain_text("Ada 1 aktivitas di perangkat ini yang belum terkirim")
    with phone.page.expect_response("**/keluar") as answer:
        question.get_by_role("button", name="Keluar dan hapus").click()
    assert answer.value.header_value("clear-site-data") == '"storage"'
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Masuk")
    assert phone.page.evaluate(KEPT) == {"bases": [], "notes": [], "caches": [], "workers": 0}
    assert verbs.entries(city, "DH") == []
    assert told(phone) == []
