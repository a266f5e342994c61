"""A leader in the browser: what waits is sent back and approved in bulk, and the map of the team is read."""

from __future__ import annotations

from collections.abc import Callable

from tests import aktivitas as verbs
from tests.kota import Kota

from .looks import Looks, Narrow
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


def test_on_a_phone_one_is_rejected_with_its_reason_one_mended_and_approved(
    city: Kota, person: Enter
) -> None:
    narrow = Narrow()
    city.at("2026-01-15 10:00")
    verbs.stock(city)
    for begin in ("08.00", "10.00"):
        verbs.write(city, "DH", "2026-01-15", begin)
    first, second = verbs.entries(city, "DH")
    kb = person("KB", width=360, look=narrow).open(LIST, "daftar di ponsel")
    kb.page.locator(f"#f-pilih-{first.id}").check()
    kb.fill("Alasan", "Berkas ini sudah dihitung kemarin").press("Tolak")
    question = kb.page.get_by_role("dialog")
    assert "Tolak 1 aktivitas?" in question.inner_text()
    kb.press("Tolak", "satu ditolak", question)
    assert "1 aktivitas ditolak." in kb.text
    kb.page.locator(f"#f-pilih-{second.id}").check()
    kb.fill("Alasan", "Sebutkan nomor berkasnya").press("Minta perbaikan", "satu diminta diperbaiki")
    dh = person("DH", width=360, look=narrow).open("/aktivitas", "dikembalikan")
    assert "Sebutkan nomor berkasnya" in dh.text
    assert "Berkas ini sudah dihitung kemarin" in dh.text
    dh.follow("Ubah", "ubah").fill("Keterangan", "Berkas 12 sampai 14").press("Simpan perubahan")
    kb.open(LIST, "diajukan lagi")
    assert "Berkas 12 sampai 14" in kb.text
    kb.page.locator(f"#f-pilih-{second.id}").check()
    kb.press("Setujui semua yang ditandai", "semua diputus")
    assert "Tidak ada aktivitas yang menunggu Anda" in kb.text
    assert [row.status.value for row in verbs.entries(city, "DH")] == ["DITOLAK", "DISETUJUI"]
    kb.open("/tim/aktivitas", "peta di ponsel").open("/tim", "tim di ponsel")
    assert narrow.report == ""


def test_without_scripts_all_are_ticked_by_a_link_and_a_reason_is_asked_for(
    city: Kota, person: Enter
) -> None:
    city.at("2026-01-15 10:00")
    verbs.stock(city)
    for who in ("DH", "SR"):
        verbs.write(city, who, "2026-01-15", "08.00")
    kb = person("KB", width=360, scripts=False).open(LIST).follow("semua di halaman ini")
    kb.press("Tolak")
    assert any("Tulis alasannya" in one for one in kb.mistakes)
    kb.follow("semua di halaman ini").press("Setujui semua yang ditandai")
    assert "2 aktivitas disetujui." in kb.text
