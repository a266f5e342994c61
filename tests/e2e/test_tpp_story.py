"""A month of allowances in the browser: locked, computed, examined, made final by a second admin, then corrected."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from tests import aktivitas as verbs
from tests.kota import PASSWORD, Kota
from webapp.services.tpp import run
from webapp.storage.tpp import StatusPutaran

from .looks import Looks, Narrow
from .people import Look, Person

Enter = Callable[..., Person]
REASON = "97,78 % karena 6.600 dari 6.750 menit disetujui."


@pytest.fixture
def town(city: Kota) -> Kota:
    """Friday 6 February 2026: SR has 6,600 approved minutes of January, an entry of DH's waits."""
    city.at("2026-01-30 16:00")
    verbs.stock(city)
    verbs.month_minutes(city, "SR", "KB", "2026-01-01", 6_600)
    verbs.write(city, "DH", "2026-01-30", "08.00")
    run.open_month(city.work, date(2026, 1, 1))
    return city.at("2026-02-06 09:00")


def locked(town: Kota, admin: Person) -> None:
    """The first admin locks the month and sees the run come to its end without opening the page again."""
    admin.open("/admin").follow("TPP bulanan", "bulan-bulan TPP").follow(
        "Januari 2026", "bulan sebelum kunci"
    )
    assert "1 pegawai masih punya aktivitas tanpa putusan" in admin.text
    admin.follow("Kunci bulan", "kunci bulan")
    assert "Dwi Hartono" in admin.text
    admin.tick("Saya sudah melihat aktivitas yang masih menunggu").press("Kunci bulan")
    admin.open("/tpp/2026-01", "bulan sedang dihitung")
    expect(admin.page.get_by_role("heading", name="Sedang dihitung")).to_be_visible()
    verbs.deliver(town)
    assert verbs.compute(town).status is StatusPutaran.SELESAI
    expect(admin.page.get_by_role("heading", name="Hasil putaran 1")).to_be_visible()
    assert "1 aktivitas, tidak dihitung" in admin.text
    admin.seen("bulan sudah dihitung")


def examined(admin: Person) -> None:
    """The first admin reads the list and one person's reason, and hands the month on."""
    admin.follow("Lihat semua pegawai", "hasil per pegawai").fill(re.compile("Cari"), "rahmawati").press(
        "Cari"
    )
    admin.follow("Siti Rahmawati", "penjelasan satu pegawai")
    assert REASON in admin.text
    admin.open("/tpp/2026-01").follow("Periksa hasil", "periksa hasil")
    admin.tick("Benar, lanjutkan ke penetapan").press("Kirim")


def made_final(admin: Person) -> None:
    """Another admin compares the checksum and makes the month final with the password."""
    admin.open("/tpp/2026-01").follow("Tetapkan hasil", "tetapkan hasil")
    checksum = admin.page.locator(".fingerprint code").first.inner_text()
    assert re.fullmatch("[0-9a-f]{64}", checksum)
    admin.fill("Delapan huruf pertama sidik berkas CSV", "00000000").fill("Kata sandi Anda", PASSWORD)
    admin.tick("Saya menetapkan hasil TPP bulan ini").press("Tetapkan", "sidik yang keliru")
    assert admin.mistakes != []
    admin.fill("Delapan huruf pertama sidik berkas CSV", checksum[:8]).fill("Kata sandi Anda", PASSWORD)
    admin.tick("Saya menetapkan hasil TPP bulan ini").press("Tetapkan")
    admin.open("/tpp/2026-01", "bulan final")
    assert "Final" in admin.text


def corrected(own: Person, above: Person) -> None:
    """The employee asks for 150 minutes more; the one above the verifikator agrees."""
    own.open("/tpp/saya", "TPP saya").follow("Januari 2026", "TPP saya, final")
    assert REASON in own.text
    own.open("/aktivitas/bulan/2026-01").follow("Koreksi bulan ini", "usul koreksi")
    own.press("Kirim usul koreksi", "usul koreksi kosong")
    assert len(own.mistakes) == 2
    own.tick("Tambah menit").fill(re.compile("^Menit$"), "150").fill("Alasan", "Rapat 12 Januari tertinggal.")
    own.press("Kirim usul koreksi", "koreksi menunggu")
    assert "Usul koreksi terkirim" in own.text
    above.open("/tugas").follow(re.compile("koreksi", re.IGNORECASE), "putuskan koreksi")
    above.tick("Setujui koreksi").fill("Alasan putusan", "Sesuai daftar hadir.").press("Kirim putusan")
    own.open("/tpp/saya/2026-01", "TPP saya, disesuaikan")
    assert "97,78 % menjadi 100,00 %" in own.text


def told(town: Kota, person: Enter, width: int, look: Look) -> None:
    """The whole story at a width."""
    first, second = person("NH", width=width, look=look), person("KBK", width=width, look=look)
    locked(town, first)
    examined(first)
    town.at("2026-02-06 10:00")
    made_final(second)
    corrected(person("SR", width=width, look=look), person("KD", width=width, look=look))
    first.open("/tpp/2026-01/penyesuaian", "penyesuaian")
    assert "97,78 % → 100,00 %" in first.text
    assert "Rapat 12 Januari tertinggal." in first.text
    first.open("/tpp/2026-01/masukan", "masukan").open("/tpp/pengecualian", "pengecualian")
    first.open("/tpp/aturan", "aturan TPP")


def test_a_month_is_locked_computed_made_final_by_a_second_admin_and_adjusted(
    town: Kota, person: Enter
) -> None:
    looks = Looks()
    told(town, person, 1280, looks)
    assert looks.report == ""


def test_the_month_is_told_the_same_on_a_phone(town: Kota, person: Enter) -> None:
    narrow = Narrow()
    told(town, person, 360, narrow)
    assert narrow.report == ""


def test_a_month_is_locked_and_made_final_without_scripts(town: Kota, person: Enter) -> None:
    first, second = person("NH", scripts=False), person("KBK", scripts=False)
    first.open("/tpp/2026-01").follow("Kunci bulan")
    first.tick("Saya sudah melihat aktivitas yang masih menunggu").press("Kunci bulan")
    verbs.deliver(town)
    verbs.compute(town)
    first.open("/tpp/2026-01").follow("Periksa hasil").tick("Benar, lanjutkan ke penetapan").press("Kirim")
    made_final(second)
