"""The year begins in the browser: results go down the MPH, staff comment, and the twelve months are planned."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.bulanan import LIMA, established
from tests.kota import Kota

from .looks import Looks, Narrow
from .people import Person

Enter = Callable[..., Person]

CELL = "Tersusunnya peta kompetensi 40 OPD"
COMMENT = "Mohon pembagian 40 OPD menjadi dua tahap."
DESK_AND_PHONE = pytest.mark.parametrize(
    ("width", "scripts"), [(1280, True), (360, False)], ids=["desk", "phone_without_scripts"]
)


@DESK_AND_PHONE
def test_results_go_down_the_mph_and_staff_see_and_comment(
    city: Kota, person: Enter, width: int, scripts: bool
) -> None:
    looks = Looks() if scripts else Narrow()
    city.until_established("KD", by="WK")
    city.until_established("KB", by="KD")
    city.dialog("KB", "SR")
    kb = person("KB", width=width, scripts=scripts, look=looks)
    kb.open("/tugas").follow(re.compile("Isi MPH"), "isi mph")
    add_a_cell(kb)
    kb.seen("isi mph dengan sel").press("Sebarkan MPH", "mph tanpa rumusan")
    assert kb.mistakes, kb.text
    fill_the_cell(kb)
    kb.press("Sebarkan MPH")
    kb.open("/tim", "tim").follow("MPH", "mph")
    assert "Belum mendapat bagian: Dwi Hartono" in kb.text
    kb.follow("Versi 1", "versi mph")
    assert CELL in kb.text
    sr = person("SR", width=width, scripts=scripts, look=looks)
    sr.open("/tugas").follow("Susun SKP").follow("Hasil kerja").follow(
        "Baca dan komentari peran hasil", "peran hasil"
    )
    assert CELL in sr.text
    sr.fill("Komentar", COMMENT, sr.page.get_by_role("region", name=CELL)).press(
        "Kirim komentar", within=sr.page.get_by_role("region", name=CELL)
    )
    assert COMMENT in sr.text
    kb.open("/mph?tahun=2026").follow("1 komentar", "komentar terbaca")
    assert COMMENT in kb.text
    assert looks.report == ""


def add_a_cell(kb: Person) -> None:
    """A cell for Siti on the first indicator: by the matrix on a desk, by the list under the indicator on a phone."""
    if kb.width > 1000:
        kb.page.get_by_role("button", name=re.compile("^Tambah untuk Siti Rahmawati")).nth(1).click()
    else:
        kb.page.get_by_label(re.compile("^Pegawai untuk")).first.select_option(label="Siti Rahmawati, S.Psi.")
        kb.page.get_by_role("button", name="Tambah", exact=True).first.click()
    kb.page.locator("#sel-baru").wait_for()


def fill_the_cell(kb: Person) -> None:
    """What is to come out, how much of the target, and which RHK the results of the dialogue support."""
    cell = kb.page.get_by_role("group", name=re.compile("Siti Rahmawati.*peran hasil baru"))
    kb.fill("Peran hasil", CELL, cell).fill("Bagian target", "40", cell).fill("Satuan", "dokumen", cell)
    for choice in kb.page.get_by_label("Mendukung RHK atau IKI Anda").all():
        if not choice.input_value():
            choice.select_option(index=1)


def answer_yes(one: Person, words: str) -> None:
    """Where scripts run, a button that cannot be undone asks once more."""
    if one.scripts:
        one.press(words, within=one.page.get_by_role("dialog"))


@DESK_AND_PHONE
def test_twelve_months_are_planned_row_by_row(city: Kota, person: Enter, width: int, scripts: bool) -> None:
    looks = Looks() if scripts else Narrow()
    established(city.at("2026-01-12 09:00"), results=LIMA[:2])
    sr = person("SR", width=width, scripts=scripts, look=looks)
    sr.open("/tugas").follow("Susun rencana aksi", "rencana aksi")
    sr.press("Tetapkan rencana aksi")
    answer_yes(sr, "Tetapkan rencana aksi")
    sr.seen("rencana aksi dengan celah")
    assert len(sr.mistakes) == 2
    sr.follow(LIMA[0], "rencana rhk", sr.page.get_by_role("alert"))
    sr.fill("Yang dikerjakan setiap bulan", "Menyusun satu dokumen")
    sr.page.get_by_label("Indikator (IKI)").select_option(index=1)
    sr.fill("Satuan target", "dokumen").fill("Target tiap bulan", "1").press(
        "Setiap bulan", "rencana rhk terisi"
    )
    sr.press("Simpan dan ke RHK berikutnya").press("Seperti RHK sebelumnya").press("Simpan", "rencana terisi")
    assert "2 dari 2" in sr.text
    sr.press("Tetapkan rencana aksi")
    answer_yes(sr, "Tetapkan rencana aksi")
    sr.follow("Bulanan", "bulan-bulan").follow("Rencana aksi", "rencana ditetapkan")
    assert "Ditetapkan" in sr.text
    assert looks.report == ""
