"""What takes one tap, on a phone without scripts: a favourite, yesterday again, a set of entries under a name."""

from __future__ import annotations

from collections.abc import Callable

from tests import aktivitas as verbs
from tests.kota import Kota

from .looks import Narrow
from .people import Person

Enter = Callable[..., Person]


def begun(dh: Person) -> None:
    """An entry of 90 minutes, kept as a favourite; its day kept as a set."""
    dh.open("/aktivitas").fill("Butir kegiatan", "verifikasi").press("Cari butir", "butir ditemukan")
    dh.tick("Verifikasi berkas").fill("Jumlah (volume)", "3").fill("Untuk apa aktivitas ini", "Tugas lain")
    dh.tick("Simpan juga sebagai favorit").press("Simpan", "tercatat")
    assert "Tercatat 90 menit" in dh.text
    dh.page.get_by_text("Atur favorit dan templat").click()
    dh.fill("Simpan hari ini sebagai templat", "Hari layanan").press("Simpan templat", "templat tersimpan")
    assert "Templat tersimpan." in dh.text


def test_a_favourite_yesterday_and_a_set_are_one_tap_each_without_scripts(city: Kota, person: Enter) -> None:
    narrow = Narrow()
    city.at("2026-01-13 10:00")
    verbs.stock(city)
    dh = person("DH", width=360, scripts=False, look=narrow)
    begun(dh)
    city.at("2026-01-14 10:00")
    dh.sign_in_again("DH").open("/aktivitas", "hari berikutnya").press("Ulangi kemarin", "diulangi")
    assert "1 aktivitas tercatat." in dh.text
    city.at("2026-01-15 10:00")
    dh.sign_in_again("DH").open("/aktivitas").press("Templat Hari layanan (1)", "templat dipakai")
    assert "1 aktivitas tercatat." in dh.text
    dh.press("Templat Hari layanan (1)", "templat ditolak")
    assert any("bertumpuk" in one or "bertabrakan" in one or "tumpang" in one for one in dh.mistakes), (
        dh.mistakes
    )
    dh.open("/aktivitas").press("Verifikasi berkas × 3", "favorit")
    assert [(row.tanggal.day, row.menit) for row in verbs.entries(city, "DH")] == [
        (13, 90), (14, 90), (15, 90), (15, 90),
    ]  # fmt: skip
    dh.page.get_by_text("Atur favorit dan templat").click()
    dh.press("Lepas favorit Verifikasi berkas").page.get_by_text("Atur favorit dan templat").click()
    dh.press("Hapus templat Hari layanan", "tanpa pintasan")
    assert "Templat Hari layanan" not in dh.text
    assert narrow.report == ""
