"""The playground by hand: walk, see a phone's width, turn the clock, suppose a vacancy, keep a scenario; its looks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.kota import Kota
from tests.services.evaluations import give_office
from webapp.services.workshop import drafts

from .looks import Looks
from .people import Person

Enter = Callable[..., Person]


@pytest.fixture
def draft(city: Kota) -> int:
    """A draft of NH's."""
    give_office(city, "NH", "pemilik_proses")
    return drafts.open_draft(city.work, city.actor("NH"), "Dicoba dahulu")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_owner_walks_a_draft_and_keeps_the_walk(person: Enter, draft: int, scripts: bool) -> None:
    looks = Looks()
    nh = person("NH", scripts=scripts, look=looks if scripts else None)
    nh.open(f"/bengkel/{draft}").follow("Coba draf ini", "coba")
    nh.follow("Penetapan SKP", "coba-proses")
    nh.fill("Hari mulainya", "2026-01-05").press("Mulai", "coba-jalan")
    nh.press("Selesaikan langkah")
    assert "Reviu SKP" in nh.text
    nh.page.get_by_label("Contoh pegawai").select_option(index=1)
    nh.press("Tampilkan pemegangnya", "coba-siapa")
    assert "Yang memperolehnya:" in nh.text
    nh.page.get_by_label("Bagaimana bila").select_option(index=1)
    nh.press("Tampilkan pemegangnya")
    nh.follow("Lihat selebar telepon", "coba-lebar")
    frame = nh.page.frame_locator("iframe[title='Formulir selebar telepon']")
    expect(frame.get_by_text("Keputusan", exact=False).first).to_be_visible()
    nh.tick("Kembalikan")
    nh.press("Kirim keputusan", "coba-salah")
    assert any("Wajib diisi" in line for line in nh.mistakes)
    nh.page.get_by_label("Kembalikan").first.check()
    nh.fill("Alasan pengembalian", "Indikator kedua belum terukur.").press("Kirim keputusan")
    assert "Susun SKP" in nh.text
    nh.fill("Majukan berapa hari", "30").press("Majukan jam")
    nh.fill("Judul skenario", "Dikembalikan sebulan lalu").press("Simpan skenario")
    assert "Tersimpan sebagai skenario" in nh.text
    nh.page.get_by_role("button", name="Kembali ke sini, sesudah langkah 2").click()
    nh.page.wait_for_load_state("load")
    assert "keputusan = kembalikan" not in nh.text
    nh.open(f"/bengkel/{draft}/coba/penetapan", "coba-skenario")
    assert "Dikembalikan sebulan lalu" in nh.text
    assert looks.report == ""


def test_a_phone_is_wide_enough(person: Enter, draft: int) -> None:
    nh = person("NH", width=360)
    nh.open(f"/bengkel/{draft}/coba/penugasan")
    nh.press("Mulai")
    nh.press("Lanjutkan")
    assert nh.page.evaluate("document.documentElement.scrollWidth") <= 360
    nh.page.get_by_label("Setujui").first.check()
    nh.press("Kirim putusan")
    nh.press(re.compile("Majukan ke tenggat berikutnya"))
    assert "Waktunya tiba" in nh.text
    assert nh.page.evaluate("document.documentElement.scrollWidth") <= 360
