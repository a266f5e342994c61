"""Owners in the browser: the heat map, a walk through a case, a retry, a batch that a second person confirms."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.kota import PASSWORD, Kota
from tests.services.cockpit import fragile
from webapp.services.cockpit import batches

from .looks import Looks, Narrow
from .people import Person
from .server import work_off

Enter = Callable[..., Person]


def test_an_owner_reads_the_heat_map_and_walks_through_a_case(city: Kota, person: Enter) -> None:
    looks = Looks()
    city.at("2026-01-12 09:00").until_submitted("SR")
    city.at("2026-01-14 09:00").review("KB", "SR", "kembalikan", "Target masih terlalu rendah.")
    owner = person("NH", look=looks).open("/kokpit", "kokpit")
    owner.follow("Penetapan SKP", "satu proses")
    assert owner.page.locator("svg.map .state-heat-4").count() >= 1
    assert "Reviu SKP" in owner.text
    owner.open(f"/kokpit?nomor={city.case_id('SR')}", "satu kasus")
    last = owner.page.locator("h2#waktu").inner_text()
    owner.follow("Pertama", "peristiwa pertama")
    assert "Kasus dimulai" in owner.text
    owner.page.locator("input[type=range]").fill("3")
    owner.page.locator("input[type=range]").dispatch_event("change")
    owner.page.wait_for_url("**langkah=3")
    assert "Peristiwa 3 dari" in owner.text
    owner.follow("Terakhir", "peristiwa terakhir")
    assert owner.page.locator("h2#waktu").inner_text() == last
    assert looks.report == ""


def test_the_walk_works_without_scripts_and_on_a_phone(city: Kota, person: Enter) -> None:
    narrow = Narrow()
    city.at("2026-01-12 09:00").until_submitted("SR")
    case = city.case_id("SR")
    owner = person("KBK", width=360, scripts=False, look=narrow).open(
        f"/kokpit/kasus/{case}", "kasus, telepon"
    )
    expect(owner.page.locator("input[type=range]")).to_be_hidden()
    owner.page.get_by_label("Peristiwa ke berapa").last.fill("2")
    owner.press("Tampilkan", "peristiwa kedua")
    assert "Peristiwa 2 dari" in owner.text
    for path, name in (("/kokpit", "kokpit"), ("/kokpit/proses/penetapan", "proses"), ("/kokpit/massal/baru", "uji"),
                       ("/kokpit/log", "log")):  # fmt: skip
        owner.open(path, name)
    assert narrow.report == ""


def test_an_incident_is_retried_and_many_cases_are_cancelled_by_two_people(
    city: Kota, person: Enter, address: str
) -> None:
    looks = Looks()
    fragile.publish_fragile(city)
    city.at("2026-01-08 09:00")
    fragile.begin(city, "rapuh_batas", "galat")
    for number in range(batches.SECOND_PERSON + 2):
        fragile.begin(city, "rapuh", number=number)
    city.at("2026-01-09 10:00").tick()
    owner = person("NH", look=looks).open("/kokpit/insiden", "insiden")
    owner.follow("Jalankan – rapuh_batas", "satu insiden").press("Coba lagi", "masih gagal")
    assert any("Masih gagal" in one for one in owner.mistakes)
    city.at("2026-01-12 10:00")
    owner.sign_in_again("NH").open("/kokpit/insiden", "insiden").follow(
        "Jalankan – rapuh_batas", "satu insiden"
    )
    owner.press("Coba lagi", "insiden selesai")
    assert "Berhasil diulang" in owner.text
    owner.open("/kokpit/massal/baru", "pilih kasus").tick("Batalkan kasus")
    owner.select("Proses", "rapuh").fill("Alasan", "Dimulai dua kali.").press("Uji kering", "uji kering")
    assert f"Akan dikerjakan pada {batches.SECOND_PERSON + 2} kasus." in owner.text
    owner.press("Minta konfirmasi orang kedua", "menunggu orang kedua")
    second = person("KBK", look=looks).open(owner.page.url.removeprefix(address), "orang kedua")
    second.fill("Kata sandi Anda", PASSWORD).press("Konfirmasi dan jalankan", "sedang dikerjakan")
    work_off(city, address)
    second.open(owner.page.url.removeprefix(address), "selesai")
    assert f"{batches.SECOND_PERSON + 2} dari {batches.SECOND_PERSON + 2}" in second.text
    assert looks.report == ""
