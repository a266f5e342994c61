"""Suggested wordings in the editor, the report on quality, and the list of things to look at."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from tests.kota import Kota
from tests.services.test_quality import ACTIVITY, handed_in, worded
from tests.services.test_review import SIX, types
from tests.web.peramban import Peramban
from webapp.services.planning import review
from webapp.storage.penyuntingan import Penyuntingan

RESULT = "Tersusunnya notulen dan tindak lanjut rapat"


def test_ac_c_11_a_suggested_wording_is_taken_by_a_button_without_script_and_never_by_itself(
    app: Flask, city: Kota
) -> None:
    city.dialog("KB", "SR")
    city.write("SR", worded)
    path = f"/skp/{city.skp('SR').id}/sunting/rhk/r1"
    page = Peramban(app, "SR").open(path)
    assert f"Usul rumusan{RESULT}" in page.text
    assert page.value("rhk.r1.uraian") == ACTIVITY
    assert city.isi("SR").rhk[0].uraian == ACTIVITY
    taken = page.press_with("Pakai usul ini", {"rhk.r1.iki.i1.target": "15"})
    assert (taken.status, taken.path) == (303, path)
    assert taken.value("rhk.r1.uraian") == RESULT
    assert "Usul rumusan" not in taken.text
    # What else was typed is kept, too.
    assert city.isi("SR").rhk[0].uraian == RESULT
    assert city.isi("SR").rhk[0].iki[0].target == "15"


def test_ac_c_11_the_report_on_quality_and_its_file(app: Flask, city: Kota) -> None:
    handed_in(city)
    bkpp = Peramban(app, "NH")
    page = bkpp.open("/admin/mutu")
    assert "Skor 50 dari 100, atas 1 SKP" in page.text
    assert "Diawali kata kerja kegiatan, hasil belum tampak: 1" in page.text
    assert ACTIVITY not in page.text
    file = bkpp.client.get("/admin/mutu/mutu-2026.csv")
    assert file.status_code == 200
    assert "Siti Rahmawati" in file.get_data(as_text=True)
    assert bkpp.client.get("/admin/mutu/mutu-2026.xlsx").status_code == 200
    assert Peramban(app, "SR").open("/admin/mutu").status == 403


def test_ac_c_14_the_item_is_read_and_closed_on_its_page(app: Flask, city: Kota) -> None:
    for code in SIX:
        types(city, code, "perangkat-a", 1)
    review.detect_devices(city.work)
    bkpp = Peramban(app, "NH")
    item = bkpp.open("/admin/tinjauan").follow("6 akun menyunting dari satu perangkat")
    assert "Siti Rahmawati" in item.text
    wrong = item.press("Tutup dengan catatan", catatan="ok")
    assert wrong.status == 422
    assert [where for where, _ in wrong.errors()] == ["#f-catatan"]
    done = wrong.press("Tutup dengan catatan", catatan="Komputer bersama di loket layanan.")
    assert (done.status, done.path) == (303, "/admin/tinjauan")
    assert "Tidak ada yang perlu ditinjau." in done.text
    assert "Komputer bersama" in done.follow("Ditutup").follow("6 akun").text
    assert Peramban(app, "KB").open("/admin/tinjauan").status == 403


def test_a_save_on_the_page_keeps_no_address_of_the_device(app: Flask, city: Kota) -> None:
    city.dialog("KB", "SR")
    browser = Peramban(app, "SR")
    browser.open(f"/skp/{city.skp('SR').id}/sunting/rhk/r1").press("Simpan dan tambah IKI")
    with city.reading() as tx:
        [device] = tx.session.scalars(select(Penyuntingan.perangkat))
    assert len(device) == 32
    assert set(device) <= set("0123456789abcdef")
