"""A release in the browser: an owner changes, another saves the same file, a second person publishes, one goes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kota import PASSWORD, Kota
from tests.services.evaluations import give_office
from tests.services.workshop import owners
from tests.services.workshop.owners import DIAGRAM

from .looks import Looks
from .people import Person

Enter = Callable[..., Person]


@pytest.mark.parametrize("width", [1280, 360], ids=["desk", "phone"])
def test_a_change_goes_from_draft_to_force_and_back(
    city: Kota, person: Enter, tmp_path: Path, width: int
) -> None:
    looks = Looks()
    give_office(city, "YK", "pemilik_proses")
    nur, endang, yudi = (person(who, width=width, look=looks) for who in ("NH", "KBK", "YK"))
    nur.open("/bengkel", "bengkel kosong")
    nur.fill("Judul draf", "Telaah, bukan reviu").press("Buka draf", "draf baru")
    draft = nur.path
    before = owners.read(city, int(draft.rsplit("/", 1)[1]), DIAGRAM).text

    mine, theirs = tmp_path / "penetapan.bpmn", tmp_path / "lain.bpmn"
    mine.write_text(owners.renamed(before, "Telaah SKP"), encoding="utf-8")
    theirs.write_text(owners.renamed(before, "Pemeriksaan SKP"), encoding="utf-8")
    address = f"{draft}/berkas?jalur={DIAGRAM}"
    nur.open(address, "berkas rilis dasar")
    yudi.open(address)
    nur.page.get_by_label("Berkas pengganti").set_input_files(mine)
    nur.press("Unggah", "berkas disimpan")
    yudi.page.get_by_label("Berkas pengganti").set_input_files(theirs)
    yudi.press("Unggah", "gabungkan")
    assert "Simpanan Anda belum tercatat" in yudi.text
    yudi.tick("Punya Nur Hidayat, S.E.: Telaah SKP").press("Simpan gabungan", "digabung")
    assert 'name="Telaah SKP"' in owners.read(city, int(draft.rsplit("/", 1)[1]), DIAGRAM).text

    nur.open(draft, "draf berubah")
    assert "Lolos" in nur.text
    nur.fill("Apa yang berubah bagi pegawai, dan mengapa", owners.NOTE).press("Simpan catatan")
    nur.press("Usulkan penerbitan", "draf diusulkan")
    assert "Menunggu persetujuan" in nur.text
    endang.open("/tugas").follow("Setujui penerbitan", "setujui kosong")
    endang.tick("Setujui dan terbitkan").fill("Mulai berlaku", city.now.date().isoformat())
    endang.fill("Kata sandi Anda", PASSWORD).press("Kirim keputusan")
    assert owners.number_in_force(city) == 2

    city.now += timedelta(days=1)
    nur, endang = (person(who, width=width, look=looks) for who in ("NH", "KBK"))
    nur.open("/rilis", "daftar rilis").follow("Rilis 1", "rilis lama")
    nur.page.get_by_text("Berlakukan kembali", exact=True).click()
    nur.fill("Mengapa diberlakukan kembali", "Nama lama dipakai lagi menurut surat edaran.")
    nur.press("Usulkan berlaku kembali", "usul kembali")
    endang.open("/tugas").follow("Setujui penerbitan", "setujui kembali")
    endang.tick("Setujui dan terbitkan").fill("Mulai berlaku", city.now.date().isoformat())
    endang.fill("Kata sandi Anda", PASSWORD).press("Kirim keputusan")
    assert owners.number_in_force(city) == 1
    nur.open(f"/rilis/2/berkas?jalur={DIAGRAM}", "diagram rilis")
    assert "Telaah SKP" in nur.text
    nur.open("/rilis/2/berkas?jalur=workflows/tables/tindak_lanjut.dmn", "tabel rilis")
    nur.open(f"/rilis/2/berkas?jalur={owners.FORM}", "formulir rilis")
    assert looks.report == ""
