"""Pages of the MPH, of the PK and of assignments: nothing typed is lost, no script is needed, staff only comment."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests.kota import Kota
from tests.services.sakip_files import HEADER, INDICATORS, bring, dictionary, promise
from tests.services.test_jpt import talk
from tests.services.test_mph import cell, spread, step
from tests.web.peramban import Page, Peramban

CELL = "Tersusunnya peta kompetensi 40 OPD"


@pytest.fixture
def established(city: Kota) -> Kota:
    """KD and KB have a set SKP; SR has talked with KB."""
    city.until_established("KD", by="WK")
    city.until_established("KB", by="KD")
    city.dialog("KB", "SR")
    return city


def opened(city: Kota, app: Flask, who: str = "KB") -> Page:
    case_id, key = step(city, who)
    return Peramban(app, who).open(f"/tugas/{case_id}/{key.replace('#', '~')}")


def added(page: Page, who: str = "Siti Rahmawati, S.Psi.") -> Page:
    """A row for somebody on the leader's first indicator, by the button of the matrix."""
    (button, *_rest) = [
        one for one in page.all("//button[@name='_tambah']") if who in (one.get("aria-label") or "")
    ]
    form = next(one for one in page.doc.forms if button in one.iter())
    sent = [*form.form_values(), ("_tambah", button.get("value"))]
    return page.browser.post(page.path, MultiDict(sent))


def newest(page: Page) -> str:
    return str(page.all("//fieldset[@id='sel-baru']//input[@name='sel']")[0].get("value"))


def send_file(page: Page, name: str, raw: bytes, field: str, **more: str) -> Page:
    """Choose a file in the page's form that takes one, and press its button."""
    form = next(one for one in page.doc.forms if one.get("enctype"))
    every: MultiDict[str, Any] = MultiDict([*form.form_values(), *more.items()])
    every.add(field, FileStorage(io.BytesIO(raw), name, field))
    boundary, body = encode_multipart(every)
    kind = f'multipart/form-data; boundary="{boundary}"'
    target = form.action or page.path
    answer = page.browser.client.post(
        target, input_stream=io.BytesIO(body), content_type=kind, headers={"Accept": "text/html"}
    )
    return Page(page.browser, answer, answer.status_code, target)


def test_the_matrix_adds_a_cell_and_what_is_wrong_keeps_everything_typed(
    established: Kota, app: Flask
) -> None:
    page = opened(established, app)
    before = len(page.all("//input[@name='sel']"))
    page = added(page)
    assert len(page.all("//input[@name='sel']")) == before + 1
    path = f"sel.{newest(page)}"
    typed = {f"{path}.uraian": CELL, f"{path}.target": "empat puluh", f"{path}.satuan": "dokumen"}
    page = page.press_with("Sebarkan MPH", typed)
    assert page.status == 422
    assert [one for one in page.errors() if "bukan angka" in one[1]]
    assert all(page.value(name) == value for name, value in typed.items())
    links = [link for link, _words in page.errors()]
    assert all(page.all(f"//*[@id='{link[1:]}']") for link in links if link), links


def test_a_phone_adds_a_cell_by_choosing_the_person_under_the_indicator(
    established: Kota, app: Flask
) -> None:
    page = opened(established, app)
    select = page.all("//select[starts-with(@name, '_pegawai.')]")[0]
    refused = page.press("Tambah")
    assert refused.status == 422
    assert [words for _link, words in refused.errors()] == ["Pilih pegawai yang mengerjakannya."]
    chosen = select.xpath("./option[contains(., 'Dwi')]/@value")[0]
    page = refused.press_with("Tambah", {select.get("name"): chosen})
    assert newest(page).startswith(f"{established.skp('DH').id}-")


def test_a_version_is_given_out_and_shown_with_what_is_not_covered(established: Kota, app: Flask) -> None:
    page = added(opened(established, app))
    path = f"sel.{newest(page)}"
    fill = {f"{path}.uraian": CELL, f"{path}.target": "40", f"{path}.satuan": "dokumen"}
    links = {one.get("name"): "" for one in page.all("//select[contains(@name, '.rhk')]")}
    choose = next(iter(page.all("//select[contains(@name, '.rhk')]/option[2]"))).get("value")
    fill |= {name: choose for name in links if name and page.value(name) == ""}
    page = page.press_with("Sebarkan MPH", fill)
    assert page.status == 303, page.errors()
    board = page.browser.open("/mph?tahun=2026")
    assert "Belum mendapat bagian: Lestari Nugraheni, S.AP." in board.text
    version = board.follow("Versi 1")
    assert CELL in version.text
    assert CELL in [row.uraian for row in established.isi("SR").rhk_utama]


def test_a_removed_row_goes_and_a_draft_keeps_what_was_typed(established: Kota, app: Flask) -> None:
    page = added(opened(established, app))
    name = newest(page)
    saved = page.press_with("Simpan draf", {f"sel.{name}.uraian": CELL})
    assert saved.value(f"sel.{name}.uraian") == CELL
    gone = saved.browser.post(
        saved.path.partition("#")[0],
        MultiDict([*saved.doc.forms[-1].form_values(), ("_hapus", name)]),
    )
    assert f"sel.{name}.uraian" not in gone.names


def test_ac_c_02_the_page_of_a_blocked_leader_names_the_owner_and_since_when(city: Kota, app: Flask) -> None:
    page = Peramban(app, "KB").open("/mph?tahun=2026")
    assert "RHK pimpinan belum ditetapkan" in page.text
    assert "Dr. Ratna Widyastuti, M.Si. (Kepala Dinas Contoh)" in page.text
    assert "ditunggu sejak 5 Januari 2026 08.00 WIB" in page.text
    assert page.names == set()
    city.until_established("KB", by="KD")
    page = opened(city, app)
    assert "RHK pimpinan belum ditetapkan" in page.text
    assert not page.all("//main//button")


def test_ac_c_04_the_employees_page_takes_comments_and_nothing_else(established: Kota, app: Flask) -> None:
    spread(established, "KB", cell(established, "SR", "KB"))
    address = f"/mph/saya/{established.skp('SR').id}"
    page = Peramban(app, "SR").open(address)
    assert page.names == {"komentar.m-sr"}
    again = page.press("Kirim komentar", **{"komentar.m-sr": " "})
    assert again.status == 422
    done = again.press("Kirim komentar", **{"komentar.m-sr": "Mohon dibagi dua."})
    assert "Mohon dibagi dua." in done.text
    forged = done.press("Kirim komentar", {"uraian": "Hasil pilihan saya"}, **{"komentar.m-sr": "Halo semua"})
    assert forged.status == 404
    assert Peramban(app, "WS").open(address).status == 404
    assert "1 komentar" in Peramban(app, "KB").open("/mph?tahun=2026").text


def test_a_sheet_goes_out_and_comes_back_and_a_bad_one_is_told_line_by_line(
    established: Kota, app: Flask
) -> None:
    page = opened(established, app)
    raw = page.browser.client.get("/mph/lembar.xlsx?tahun=2026").get_data()
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    assert book.sheet_names == ["mph", "hasil_pimpinan", "pegawai"]
    nip = next(row[0] for row in book.get_sheet_by_name("pegawai").to_python() if "Siti" in str(row[1]))
    head = "rhk_atau_iki,nip,peran_hasil,metode,target,satuan\n"
    bad = send_file(
        page, "mph.csv", f"{head}9,{nip},x,LANGSUNG,,\n1,123,y,APA,z,\n".encode(), "berkas_mph", _impor="ya"
    )
    assert bad.status == 422
    assert sum("Baris 2" in words for _link, words in bad.errors()) == 1
    assert sum("Baris 3" in words for _link, words in bad.errors()) == 3
    assert len(bad.all("//input[@name='sel']")) == len(page.all("//input[@name='sel']"))
    good = send_file(
        bad, "mph.csv", f'{head}1.1,{nip},{CELL},LANGSUNG,"2,5",dokumen\n'.encode(), "berkas_mph", _impor="ya"
    )
    (only,) = good.all("//input[@name='sel']")
    assert good.value(f"sel.{only.get('value')}.uraian") == CELL
    assert good.value(f"sel.{only.get('value')}.target") == "2,5"


def test_ac_k_14_the_page_shows_what_is_quarantined_before_it_stores(city: Kota, app: Flask) -> None:
    yudi = Peramban(app, "YK")
    page = send_file(yudi.open("/admin/pk"), "kamus.csv", INDICATORS.encode(), "berkas")
    assert "2 indikator baru" in page.text
    page.press("Simpan")
    content = HEADER + promise() + promise(code="IKU-99")
    page = send_file(yudi.open("/admin/pk"), "pk.csv", content.encode(), "berkas")
    assert "1 baris akan dikarantina" in page.text
    done = page.press("Simpan, karantina 1 baris")
    assert "1 baru, 0 berubah, 0 tetap" in done.text
    assert "IKU-99" in done.text
    assert Peramban(app, "SR").open("/admin/pk").status == 403
    empty = send_file(yudi.open("/admin/pk"), "", b"", "berkas")
    assert (empty.status, empty.errors()[0][0]) == (422, "#f-berkas")


def test_ac_c_01_the_owner_sees_old_and_new_and_takes_or_dismisses(city: Kota, app: Flask) -> None:
    dictionary(city)
    bring(city, "YK", HEADER + promise())
    talk(city)
    bring(city, "YK", HEADER + promise("93"))
    page = Peramban(app, "KD").open(f"/skp/{city.skp('KD').id}/saran")
    assert "92 persen" in page.text
    assert "93 persen" in page.text
    refused = page.press("Kesampingkan dengan alasan ini")
    assert refused.status == 422
    taken = refused.press("Ambil ke naskah")
    assert "Tidak ada usul yang menunggu" in taken.text


def test_ac_c_23_a_proposal_keeps_what_was_typed_and_ends_at_its_page(city: Kota, app: Flask) -> None:
    city.dialog("KB", "SR")
    page = Peramban(app, "KBB").open("/kontrak/usul")
    fill = {
        "pegawai": "Siti", "rhk": "Tersusunnya peta layanan", "indikator": "Jumlah peta", "target": "dua",
        "satuan": "dokumen", "mulai": "2026-02-01", "selesai": "2026-06-30", "pelaporan": "Setiap akhir bulan",
    }  # fmt: skip
    page = page.press_with("Kirim usul", fill)
    assert page.status == 422
    assert page.value("rhk") == "Tersusunnya peta layanan"
    page = page.press_with("Kirim usul", {"target": "2"})
    assert "Menunggu jawaban pegawai" in page.text
    inbox = Peramban(app, "SR").open("/tugas")
    answer = inbox.follow("Jawab penugasan")
    assert "Kepala Bidang B" in answer.text
    assert "Tersusunnya peta layanan" in answer.text
    done = answer.press("Kirim jawaban", jawaban_penugasan="terima")
    assert done.status == 303
    assert [row.penugasan_dari for row in city.isi("SR").rhk_tambahan] == ["Kepala Bidang B"]
