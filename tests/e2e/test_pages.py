"""The pages around the story: team, desk of the admins, lists, errors. Each stands the rules and a narrow phone."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.kota import Kota

from .looks import Looks
from .people import Person

Enter = Callable[..., Person]


def test_pages_of_the_leader_and_of_the_admin(city: Kota, person: Enter) -> None:
    looks = Looks()
    city.until_submitted("SR")
    kb = person("KB", look=looks)
    kb.open("/tim", "tim")
    assert "Siti Rahmawati" in kb.text
    kb.open("/tugas/selesai", "selesai").open("/bantuan", "bantuan")
    kb.open(f"/skp/{city.skp('SR').id}", "dokumen untuk penilai")
    person("SR", look=looks).open("/tugas/menunggu", "menunggu")
    admin = person("NH", look=looks).open("/admin", "admin")
    assert "Cek data periode" in admin.text
    admin.open("/admin?tahun=2027", "admin tahun depan")
    assert looks.report == ""


def test_pages_of_the_editor_off_the_main_road(city: Kota, person: Enter) -> None:
    looks = Looks()
    city.dialog("KB", "SR")
    city.write("SR")
    skp_id = city.skp("SR").id
    sr = person("SR", look=looks)
    sr.open(f"/skp/{skp_id}/sunting/pendekatan", "pendekatan")
    sr.tick("Kualitatif").press("Lanjutkan", "ganti pendekatan").press(re.compile("Ya, ubah 1 RHK"))
    sr.open(f"/skp/{skp_id}/sunting/hasil-kerja").press("Tambah RHK tambahan", "rhk kualitatif")
    sr.follow("Hapus RHK ini", "hapus rhk").press("Ya, hapus RHK", "rhk dihapus")
    sr.open(f"/skp/{skp_id}/sunting/periksa", "periksa kualitatif")
    sr.open(f"/skp/{skp_id}", "dokumen draf kualitatif")
    assert looks.report == ""


def test_error_pages(city: Kota, person: Enter) -> None:
    looks = Looks()
    stranger = person(look=looks)
    stranger.open("/masuk").fill("NIP atau nama pengguna", "siti.rahmawati").fill(
        "Kata sandi", "salah sekali"
    )
    stranger.press("Masuk", "masuk salah")
    assert stranger.mistakes == ["NIP atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi."]
    stranger.open("/tidak-ada", "404 tanpa masuk")
    stranger.open("/verifikasi/K7QF-2MZP-9XTB-4HWD", "kode tidak ada")
    stranger.open("/verifikasi?kode=-", "kode kosong")
    dh = person("DH", look=looks)
    dh.open(f"/skp/{city.skp('SR').id}", "404")
    assert dh.heading == "Halaman tidak ditemukan"
    assert "Siti" not in dh.text
    dh.open("/admin", "403")
    assert dh.heading == "Anda tidak dapat membuka halaman ini"
    assert looks.report == ""
