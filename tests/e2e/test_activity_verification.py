"""A leader in the browser: what waits is sent back and approved in bulk, and the map of the team is read."""

from __future__ import annotations

from collections.abc import Callable

from tests import aktivitas as verbs
from tests.kota import Kota

from .looks import Looks
from .people import Person

Enter = Callable[..., Person]
LIST = "/aktivitas/verifikasi"


def test_what_waits_is_sent_back_and_approved_in_bulk(city: Kota, person: Enter) -> None:
    looks = Looks()
    city.at("2026-01-15 10:00")
    verbs.stock(city)
    for who in ("DH", "SR"):
        verbs.write(city, who, "2026-01-15", "08.00")
    kb = person("KB", width=1280, look=looks).open("/tugas", "kotak tugas dengan verifikasi")
    kb.follow("Verifikasi aktivitas: 2 menunggu dari 2 pegawai", "daftar verifikasi")
    kb.tick("Pilih semua di halaman ini")
    assert "2 dipilih" in kb.text
    kb.press("Minta perbaikan", "alasan kosong")
    assert any("Tulis alasannya" in one for one in kb.mistakes)
    kb.fill("Alasan", "Sebutkan nomor berkasnya").press("Minta perbaikan", "diminta diperbaiki")
    assert "2 aktivitas diminta diperbaiki." in kb.text
    assert [row.status.value for row in verbs.entries(city, "DH")] == ["REVISI"]
    verbs.write(city, "LN", "2026-01-15", "08.00")
    kb.open(f"{LIST}?tandai=semua", "semua ditandai").press("Setujui semua yang ditandai", "disetujui")
    assert "1 aktivitas disetujui." in kb.text
    assert [row.status.value for row in verbs.entries(city, "LN")] == ["DISETUJUI"]
    kb.open("/tim", "tim dengan aktivitas hari ini").follow("Peta aktivitas sebulan", "peta aktivitas")
    assert "Hari kerja kosong" in kb.text
    assert looks.report == ""
