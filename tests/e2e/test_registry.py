"""A mandate in the browser: proposed with its letter, foretold, approved by another person, acted on, ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kota import Kota
from tests.penugasan import PDF, retire

from .looks import Looks
from .people import Person

Enter = Callable[..., Person]


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, True)], ids=["desk", "phone"])
def test_a_plt_is_proposed_approved_and_works_on_the_days_of_the_letter(
    city: Kota, person: Enter, tmp_path: Path, width: int, scripts: bool
) -> None:
    looks = Looks()
    city.until_submitted("SR")
    retire(city, "KB", "2026-01-31")
    city.at("2026-02-01 08:00")
    letter = tmp_path / "sprin.pdf"
    letter.write_bytes(PDF)
    ws = person("WS", width=width, scripts=scripts, look=looks).open("/penugasan", "daftar penugasan kosong")
    ws.follow("Usulkan penugasan", "jenis penugasan").tick("Pelaksana Tugas (Plt)").press(
        "Lanjut", "usul kosong"
    )
    ws.fill("Pegawai yang ditugaskan", "Yudi").fill("Jabatan yang dijalankan", "Kepala Bidang")
    ws.fill("Mulai berlaku", "2026-02-04").fill("Hari terakhir", "2026-04-30")
    ws.fill("Nomor surat perintah", "SPRIN 12/2026").fill("Tanggal surat", "2026-02-01")
    ws.fill("Ditandatangani oleh", "Sekretaris Daerah").fill(
        "Alasan", "Pejabat lama pensiun per 1 Februari 2026."
    )
    ws.page.get_by_label("Berkas surat").set_input_files(letter)
    ws.press("Lihat pratinjau dahulu", "jabatan ganda")
    assert any("Pilih salah satu" in one for one in ws.mistakes)
    ws.tick("Kepala Bidang A").press("Lihat pratinjau dahulu", "pratinjau")
    assert "3 tugas terbuka berpindah; 1 konflik" in " ".join(ws.text.split())
    ws.press("Ajukan usul", "usul terkirim")
    assert "Menunggu verifikasi BKPP" in ws.text
    nh = (
        person("NH", width=width, scripts=scripts, look=looks)
        .open("/tugas")
        .follow("Verifikasi BKPP", "verifikasi")
    )
    nh.tick("Setujui").press("Kirim putusan", "penugasan disetujui")
    assert "Disetujui, mulai 4 Februari 2026" in nh.text
    yk = person("YK", width=width, scripts=scripts, look=looks).open("/tugas")
    assert "Reviu SKP" not in yk.text
    city.at("2026-02-04 08:00")
    yk = person("YK", width=width, scripts=scripts, look=looks).open("/tugas", "kotak tugas plt")
    assert "Anda bertindak sebagai Plt. Kepala Bidang A" in yk.text
    nh = person("NH", width=width, scripts=scripts, look=looks).open("/penugasan", "daftar penugasan")
    nh.follow("Yudi Kurniawan").follow("Akhiri lebih awal", "akhiri")
    nh.fill("Hari terakhir berlaku", "2026-02-04").fill(
        "Alasan dan dasar surat", "Pejabat definitif dilantik."
    )
    nh.press("Akhiri penugasan", "diakhiri")
    assert "Berakhir" in nh.text
    city.at("2026-02-05 08:00")
    assert "Reviu SKP" not in person("YK", width=width, scripts=scripts).open("/tugas").text
    assert looks.report == ""


def test_pages_of_the_admins_desk(city: Kota, person: Enter) -> None:
    looks = Looks()
    city.until_submitted("SR")
    sr = city.pegawai_id("SR")
    admin = person("NH", look=looks).open("/admin", "admin")
    for path, name in (
        (f"/admin/pegawai/{sr}", "pegawai"),
        ("/admin/cek", "cek data"),
        ("/admin/tugas", "tugas terbuka"),
        ("/admin/kalender", "kalender"),
        ("/admin/kalender/usulan?tahun=2026", "usulan libur"),
        ("/admin/data", "data"),
        ("/admin/data/tiket", "tiket"),
    ):
        admin.open(path, name)
    admin.open("/admin/cari").fill("Cari NIP, nama, unit, atau jabatan", "Siti").press("Cari", "cari")
    assert "Siti Rahmawati" in admin.text
    admin.open("/admin/tugas").follow("Reviu SKP", "satu tugas")
    assert "Mengapa orang ini?" in admin.text
    assert looks.report == ""
