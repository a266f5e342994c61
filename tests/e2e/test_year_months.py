"""The months in the browser: a target, results with evidence from the vault, and the leader's board of the month."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import bulanan
from tests.bulanan import LIMA, agree, established, open_months, plan, sheet, tell
from tests.kota import Kota
from tests.penugasan import PDF
from webapp.domain.bulanan import StatusBulanan
from webapp.services.process import timers

from .looks import Looks, Narrow
from .people import Person

Enter = Callable[..., Person]

REASON = "Angka pada register belum sama dengan laporan. Samakan dulu."


@pytest.fixture
def february(city: Kota) -> Kota:
    """SR and DH have a plan; in February only the target of SR is still to be written."""
    city.at("2026-01-12 09:00")
    for code in ("SR", "DH"):
        established(city, code, results=LIMA[:1])
        plan(city, code)
    city.at("2026-02-02 08:00")
    for code in ("SR", "DH"):
        open_months(city, code)
    bulanan.target(city, "DH", 2)
    agree(city, "KB", "DH", 2)
    return city


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)], ids=["desk", "phone"])
def test_a_month_from_its_target_to_the_board_with_one_return(
    february: Kota, person: Enter, tmp_path: Path, width: int, scripts: bool
) -> None:
    looks = Looks() if scripts else Narrow()
    city = february
    # An upload never returns from Playwright where scripts are off, so who brings evidence has them on.
    sr = person("SR", width=width, look=looks)
    kb = person("KB", width=width, scripts=scripts, look=looks)
    sr.open("/skp").follow("Bulanan", "bulan-bulan").follow(re.compile("^Februari"), "bulan dibuka")
    sr.follow("Susun target bulan ini", "target").press("Ajukan target")
    kb.open("/tugas").follow("Setujui target", "setujui target").tick("Setujui").press("Kirim keputusan")
    city.at("2026-03-02 09:00")
    timers.fire_all(city.work)
    tell(city, "DH", 2)
    sr.sign_in_again("SR")
    kb.sign_in_again("KB")
    tell_results(sr, tmp_path)
    return_one_and_rate_the_other(kb)
    assert [sheet(city, code, 2).lembar.status for code in ("SR", "DH")] == [
        StatusBulanan.PENILAIAN_DIRI,
        StatusBulanan.DINILAI,
    ]
    city.at("2026-03-03 09:00")
    kb.sign_in_again("KB")
    sr.sign_in_again("SR").follow("Isi realisasi", "realisasi dikembalikan")
    assert REASON in sr.text
    sr.press("Kirim realisasi")
    rate_the_rest(kb)
    sr.open("/skp").follow("Bulanan").follow(re.compile("^Februari"), "bulan dinilai")
    assert "Baik" in sr.text
    assert looks.report == ""


def tell_results(sr: Person, folder: Path) -> None:
    """The result of the one row, its evidence in the vault, and the mistake of sending an empty page first."""
    evidence = folder / "laporan-februari.pdf"
    evidence.write_bytes(PDF)
    sr.open("/tugas").follow("Isi realisasi", "realisasi").press("Kirim realisasi", "realisasi kosong")
    assert sr.mistakes
    sr.fill("Realisasi (dokumen)", "1").fill("Uraian hasil", "Satu dokumen selesai dan diserahkan")
    sr.fill("Sumber data", "Register dokumen")
    sr.page.get_by_text("Tambah bukti").click()
    sr.page.get_by_label("Berkas atau foto").set_input_files(evidence)
    sr.press("Unggah ke brankas", "realisasi dengan bukti")
    assert "Bukti tersimpan di brankas" in sr.text
    assert "laporan-februari.pdf" in sr.text
    sr.press("Kirim realisasi")
    assert "Terkirim." in sr.text
    assert "Menunggu penilaian" in sr.text


def return_one_and_rate_the_other(kb: Person) -> None:
    """On the board: DH is rated, SR gets the sheet back with the reason."""
    kb.open("/tim", "tim").follow("Papan bulan").seen("papan bulan")
    siti, dwi = (kb.page.get_by_role("listitem").filter(has_text=name) for name in ("Siti", "Dwi"))
    for group in ("Hasil kerja", "Perilaku kerja"):
        dwi.get_by_role("group", name=group).get_by_label("Sesuai ekspektasi").check()
    siti.get_by_text("Kembalikan", exact=True).click()
    siti.get_by_label("Kembalikan lembar ini").check()
    kb.press("Kirim nilai", "papan bulan tanpa alasan")
    assert kb.mistakes
    siti.get_by_label("Alasan pengembalian").fill(REASON)
    kb.press("Kirim nilai", "papan bulan terkirim")
    assert "Dwi Hartono" in kb.page.get_by_role("region", name="Tidak menunggu Anda").inner_text()


def rate_the_rest(kb: Person) -> None:
    """The same ratings for all who are ticked, looked at, and sent."""
    kb.open("/tim/bulanan/2026-2")
    kb.page.get_by_text("Nilai yang sama untuk beberapa pegawai").click()
    kb.page.get_by_role("listitem").get_by_label("Siti Rahmawati").check()
    kb.press("Terapkan ke yang dipilih", "papan bulan diisi bersama")
    kb.press("Kirim nilai")
    assert "Siti Rahmawati" in kb.page.get_by_role("region", name="Tidak menunggu Anda").inner_text()
