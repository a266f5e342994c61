"""Daily activities on a phone of 360 pixels: few taps, photos made small, and a line that comes and goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from tests import aktivitas as verbs
from tests.kota import Kota
from webapp.storage.aktivitas import AktivitasBukti
from webapp.storage.berkas import Berkas

from .looks import Looks
from .people import Person

Enter = Callable[..., Person]
DAY = "/aktivitas/2026-01-15"
CUT = re.compile(r"ERR_INTERNET_DISCONNECTED")


@pytest.fixture
def stocked(city: Kota) -> Kota:
    """The city on Thursday 15 January 2026 with two items in its bank."""
    city.at("2026-01-15 10:00")
    verbs.stock(city)
    return city


@pytest.fixture
def dh(stocked: Kota, person: Enter) -> Person:
    """An employee with a phone, at the page of the day, which the phone's worker has taken into its care."""
    one = person("DH", width=360)
    one.context.clock.set_fixed_time(stocked.now)
    one.open("/aktivitas")
    one.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    one.page.wait_for_function("navigator.serviceWorker.controller !== null")
    return one


def quickly(one: Person, item: str = "Verifikasi berkas", volume: str = "3") -> Person:
    """The quick form, filled."""
    one.fill("Butir kegiatan", item.split()[0].lower())
    one.tick(re.compile(item))
    return one.fill("Jumlah (volume)", volume).fill("Untuk apa aktivitas ini", "Tugas lain")


def without_line(one: Person) -> list[tuple[str, str]]:
    """What the browser complained of, but for the line that the test itself has cut."""
    return [said for said in one.complaints if not CUT.search(said[1])]


def test_an_entry_takes_few_taps_and_every_page_stands_the_rules(stocked: Kota, person: Enter) -> None:
    looks = Looks()
    dh = person("DH", width=360, look=looks)
    dh.open("/aktivitas", "aktivitas")
    quickly(dh)
    assert "3 berkas × 30 menit = 90 menit" in dh.text
    dh.press("Simpan")
    expect(dh.page).to_have_url(re.compile(DAY))
    dh.seen("aktivitas tercatat")
    assert "Tercatat 90 menit" in dh.text
    (row,) = verbs.entries(stocked, "DH")
    verbs.decide(stocked, "KB", row.id, putusan=verbs.REVISI, alasan="Volume tidak cocok dengan register")
    dh.open("/aktivitas", "aktivitas perlu diperbaiki")
    dh.follow("Ubah", "ubah aktivitas").fill("Jumlah (volume)", "2").press("Simpan perubahan")
    assert "Perubahan tersimpan: 60 menit" in dh.text
    dh.fill("Jumlah (volume)", "0").press("Simpan")
    expect(dh.page.get_by_role("alert").get_by_role("listitem").first).to_contain_text("Pilih butir")
    dh.seen("aktivitas ditolak")
    dh.open("/aktivitas/bulan/2026-01", "aktivitas sebulan").open("/aktivitas/luring", "aktivitas luring")
    assert looks.report == ""


def test_a_photo_of_the_camera_arrives_small(stocked: Kota, dh: Person, tmp_path: Path) -> None:
    photo = tmp_path / "IMG_0001.jpg"
    Image.effect_noise((3000, 2000), 80).convert("RGB").save(photo, "JPEG", quality=95)
    quickly(dh)
    dh.page.get_by_text("Bukti: foto, berkas, atau tautan").click()
    dh.page.locator("#f-foto").set_input_files(photo)
    dh.press("Simpan")
    expect(dh.page).to_have_url(re.compile(DAY))
    with stocked.reading() as tx:
        query = select(Berkas.isi).join(AktivitasBukti, AktivitasBukti.berkas_id == Berkas.id)
        (content,) = tx.session.scalars(query)
    assert Image.open(BytesIO(content)).size == (1600, 1067)
    assert len(content) < photo.stat().st_size / 2


def test_what_is_entered_without_a_line_is_sent_once_when_it_is_back(stocked: Kota, dh: Person) -> None:
    dh.context.set_offline(True)
    quickly(dh).press("Simpan")
    expect(dh.page.get_by_role("heading", name="Luring: 1 antre kirim")).to_be_visible()
    assert verbs.entries(stocked, "DH") == []
    quickly(dh, "Rapat koordinasi", "1").press("Simpan")
    expect(dh.page.get_by_role("heading", name="Luring: 2 antre kirim")).to_be_visible()
    dh.context.set_offline(False)
    dh.page.wait_for_load_state("load")
    expect(dh.page.get_by_text("07.30–09.00")).to_be_visible()
    assert sorted(row.menit for row in verbs.entries(stocked, "DH")) == [90, 150]
    expect(dh.page.locator("[data-queue]")).to_be_hidden()
    dh.open("/aktivitas")
    assert len(verbs.entries(stocked, "DH")) == 2
    assert without_line(dh) == []
    dh.heard.clear()


def test_the_page_opens_without_a_line_and_keeps_what_is_entered_there(stocked: Kota, dh: Person) -> None:
    dh.open("/aktivitas")  # the items are on the device now
    dh.page.wait_for_load_state("networkidle")
    dh.context.set_offline(True)
    dh.open("/aktivitas")
    assert dh.heading == "Catat tanpa jaringan"
    assert "Dwi" not in dh.page.content()
    quickly(dh).fill("Tanggal", "2026-01-15").press("Simpan di perangkat")
    expect(dh.page.get_by_role("heading", name="Luring: 1 antre kirim")).to_be_visible()
    dh.open("/aktivitas")
    expect(dh.page.get_by_text("2026-01-15 · Verifikasi berkas × 3")).to_be_visible()
    dh.context.set_offline(False)
    dh.page.evaluate("dispatchEvent(new Event('online'))")
    expect(dh.page.get_by_text("1 aktivitas dari perangkat ini sudah terkirim.")).to_be_visible()
    (row,) = verbs.entries(stocked, "DH")
    assert row.menit == 90
    assert without_line(dh) == []
    dh.heard.clear()


def test_what_the_server_refuses_stays_on_the_device_and_is_mended_there(stocked: Kota, dh: Person) -> None:
    dh.context.set_offline(True)
    quickly(dh, volume="40").press("Simpan")
    expect(dh.page.get_by_role("heading", name="Luring: 1 antre kirim")).to_be_visible()
    dh.context.set_offline(False)
    dh.page.evaluate("dispatchEvent(new Event('online'))")
    expect(dh.page.locator("[data-queue-list]")).to_contain_text("Aktivitas ini melewati tengah malam")
    assert verbs.entries(stocked, "DH") == []
    dh.page.get_by_role("button", name=re.compile("^Perbaiki")).click()
    expect(dh.page.get_by_label("Jumlah (volume)")).to_have_value("40")
    dh.fill("Jumlah (volume)", "4").press("Simpan")
    expect(dh.page).to_have_url(re.compile(DAY))
    (row,) = verbs.entries(stocked, "DH")
    assert row.menit == 120
    dh.open("/aktivitas")
    expect(dh.page.locator("[data-queue]")).to_be_hidden()
    assert [one for one in without_line(dh) if "422" not in one[1]] == []
    dh.heard.clear()


def test_a_session_that_ended_keeps_the_queue_and_signing_out_asks_first(
    stocked: Kota, person: Enter, dh: Person
) -> None:
    dh.context.set_offline(True)
    quickly(dh).press("Simpan")
    expect(dh.page.get_by_role("heading", name="Luring: 1 antre kirim")).to_be_visible()
    cookies = dh.context.cookies()
    dh.context.clear_cookies()
    dh.context.set_offline(False)
    dh.page.evaluate("dispatchEvent(new Event('online'))")
    expect(dh.page.get_by_role("link", name="Masuk lagi")).to_be_visible()
    assert verbs.entries(stocked, "DH") == []
    dh.context.set_offline(True)
    dh.context.add_cookies(cookies)
    dh.page.get_by_text("Akun").first.click()
    dh.page.get_by_role("button", name="Keluar").click()
    expect(dh.page.get_by_role("dialog")).to_contain_text(
        "Ada 1 aktivitas di perangkat ini yang belum terkirim"
    )
    dh.page.get_by_role("button", name="Batal").click()
    dh.context.set_offline(False)
    expect(dh.page.get_by_text("07.30–09.00")).to_be_visible()
    assert len(verbs.entries(stocked, "DH")) == 1
    assert without_line(dh) == []
    dh.heard.clear()
