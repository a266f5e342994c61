"""The playground without scripts: a process walked with its real forms, kept as a scenario, and what is refused."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.kota import Kota
from tests.services.evaluations import give_office
from tests.services.workshop import owners
from tests.services.workshop.owners import DIAGRAM
from tests.web.conftest import BROWSER
from tests.web.peramban import Page, Peramban
from tests.workflows.faults import FAULTS
from tests.workflows.planted import SHIPPED_WHOLE, edited
from webapp.services.workshop import drafts

RETURNED = {"keputusan": "kembalikan", "alasan": "Indikator kedua belum terukur."}


@pytest.fixture
def draft(city: Kota) -> int:
    """A draft of NH's on what is in force."""
    give_office(city, "NH", "pemilik_proses")
    return drafts.open_draft(city.work, city.actor("NH"), "Dicoba dahulu")


def held(page: Page) -> str:
    """Who would get the chosen step, as the page says it."""
    return str(page.all("//main//li[@aria-current='step']//p")[0].text_content())


def begun(browser: Peramban, draft: int, process: str = "penetapan") -> Page:
    """A walk that has just begun."""
    return browser.open(f"/bengkel/{draft}/coba/{process}").press("Mulai", _mulai="2026-01-05")


def test_a_process_is_walked_with_its_real_forms_and_back(app: Flask, draft: int) -> None:
    page = begun(Peramban(app, "NH"), draft)
    assert "menunggu orang · Pegawai" in page.text
    page = page.press("Selesaikan langkah")
    page = page.press("Kirim keputusan", keputusan="kembalikan")
    assert page.status == 422
    assert any("Wajib diisi" in said for _, said in page.errors())
    page = page.press_with("Kirim keputusan", RETURNED)
    assert "keputusan = kembalikan" in page.text
    assert "Susun SKP" in page.all("//h2[@id='isian']")[0].text_content()
    back = next(f for f in page.doc.forms if any(one.name == "_ke" and one.value == "2" for one in f.inputs))
    page = page.browser.post(back.action, MultiDict(back.form_values()))
    assert "keputusan = kembalikan" not in page.text
    assert "Reviu" in page.all("//h2[@id='isian']")[0].text_content()


def test_a_walk_becomes_a_scenario_that_the_check_plays(app: Flask, city: Kota, draft: int) -> None:
    browser = Peramban(app, "NH")
    page = begun(browser, draft).press("Selesaikan langkah").press("Kirim keputusan", keputusan="setujui")
    page = page.press("Simpan skenario", judul="Disetujui begitu saja")
    assert "Tersimpan sebagai skenario" in page.text
    page = page.press("Simpan skenario", judul="Disetujui begitu saja")
    assert page.status == 422
    assert "Sudah ada skenario" in page.errors()[0][1]
    text = owners.read(city, draft, DIAGRAM).text
    owners.save(city, "NH", draft, DIAGRAM, text.replace('keputusan = "kembalikan"', 'keputusan = "setujui"'))
    page = browser.open(f"/bengkel/{draft}")
    assert "Skenario 'Disetujui begitu saja' berjalan lain. Sesudah langkah 3 (Reviu SKP)" in page.text
    page = page.follow("Mainkan pada diagram")
    assert "Berjalan lain" in page.text
    assert "Alur yang belum dilewati" in page.text or "100%" in page.text
    form = next(f for f in page.doc.forms if "disetujui_begitu_saja" in (f.fields.get("_skenario") or ""))
    page = browser.post(
        form.action or page.path.partition("#")[0], MultiDict({**dict(form.fields), "_aksi": "terima"})
    )
    assert page.status == 303
    assert "Hasil baru skenario ini diterima" in page.text


def test_for_whom_the_steps_are_is_asked_with_the_real_rules(app: Flask, city: Kota, draft: int) -> None:
    page = begun(Peramban(app, "NH"), draft).press("Selesaikan langkah")
    assert "Pilih contoh pegawai untuk melihat siapa yang memperolehnya." in page.text
    page = page.press("Tampilkan pemegangnya", contoh=str(city.pegawai_id("SR")))
    real = held(page)
    vacant = next(
        one for one in page.all("//select[@name='andai']/option/@value") if one.startswith("kosong:")
    )
    page = page.press("Tampilkan pemegangnya", andai=vacant)
    assert held(page) != real
    page = page.press("Tampilkan pemegangnya", cari="tidak ada orangnya")
    assert page.status == 422
    assert "Tidak ada pegawai aktif" in page.errors()[0][1]


def test_operations_are_chosen_and_the_clock_fires_what_is_due(app: Flask, draft: int) -> None:
    page = begun(Peramban(app, "NH"), draft, "penugasan")
    assert "Operasi tidak dijalankan di sini" in page.text
    page = page.press_with(
        "Lanjutkan", {"_fakta.berlaku_habis": "2026-03-01", "_fakta.ingatkan_pada": "2026-02-20"}
    )
    page = page.press("Kirim putusan", putusan="setujui")
    page = page.press("Majukan jam", _hari="400")
    assert "Kasus selesai" in page.text
    assert page.text.count("Waktunya tiba") == 2


def test_a_release_is_walked_too_but_keeps_nothing(app: Flask, city: Kota) -> None:
    give_office(city, "NH", "pemilik_proses")
    browser = Peramban(app, "NH")
    page = browser.open("/rilis/1").follow("Coba rilis ini").follow("Dialog")
    page = page.press("Mulai", _mulai="2026-01-05")
    assert page.path.startswith("/rilis/1/coba/dialog/")
    assert not page.all("//button[normalize-space()='Simpan skenario']")
    sent = {"_aksi": "simpan", "judul": "Diam-diam", **tokens(page)}
    answer = browser.post(page.path.partition("#")[0], MultiDict(sent))
    assert answer.status == 404


def tokens(page: Page) -> dict[str, str]:
    """What every form of a page carries."""
    return {"csrf_token": page.all("//main//input[@name='csrf_token']/@value")[0]}


def test_a_counter_example_is_played_step_by_step(app: Flask, city: Kota, draft: int) -> None:
    fault = next(one for one in FAULTS if one.code == "deadlock")
    for path, text in edited(*fault.edits).items():
        if text != SHIPPED_WHOLE.get(path):
            owners.save(city, "NH", draft, path, text)
    page = Peramban(app, "NH").open(f"/bengkel/{draft}").follow("Mainkan pada diagram")
    assert "Langkah 1 dari" in page.text
    page = page.follow("Berikutnya")
    assert "Langkah 2 dari" in page.text
    page = page.follow("Terakhir")
    assert not page.all("//a[normalize-space()='Berikutnya']")
    page = page.follow("Sebelumnya")
    assert page.browser.open(page.path.partition("?")[0], MultiDict({"temuan": "x.y"})).status == 404


def test_a_draft_that_cannot_be_read_says_why_instead_of_walking(app: Flask, city: Kota, draft: int) -> None:
    browser = Peramban(app, "NH")
    walk = begun(browser, draft).path.partition("#")[0]
    owners.save(city, "NH", draft, DIAGRAM, "<bpmn/>")
    page = browser.open(walk)
    assert page.path == f"/bengkel/{draft}/coba"
    assert "belum dapat dicoba" in page.text


def test_foreign_walks_big_posts_and_hostile_facts_are_refused(app: Flask, city: Kota, draft: int) -> None:
    browser = Peramban(app, "NH")
    page = begun(browser, draft)
    walk, token = page.path.partition("#")[0], tokens(page)
    assert Peramban(app, "KBK").open(walk).status == 404
    assert Peramban(app, "SR").open(walk).status == 403
    assert browser.open(f"/bengkel/{draft}/coba/dialog/{walk.rsplit('/', 1)[-1]}").status == 404
    assert browser.open(f"/bengkel/{draft}/coba/tidak_ada").status == 404
    assert browser.open(walk, MultiDict({"langkah": "../../x#1", "lebar": "x"})).status == 200
    big = browser.client.post(
        walk, data={"_aksi": "kerjakan", "x": "y" * (10 << 20), **token}, headers=BROWSER
    )
    assert big.status_code == 413
    step = {"_aksi": "kerjakan", "_langkah": "susun_skp#1", "_dari": "1", **token}
    for hostile in (
        {"_fakta.__class__": "x"}, {"_fakta.mutu_rumusan": "x" * 100_000}, {"_langkah": "reviu#1"},
        {"_dari": "9"}, {"_aksi": "majukan", "_hari": "99999999999"}, {"_aksi": "majukan", "_berikut": "1"},
        {"_aksi": "kembali", "_ke": "-5"}, {"_aksi": "siapa", "contoh": "999999"}, {"_fakta.mutu_rumusan": "\x00"},
    ):  # fmt: skip
        answer = browser.post(walk, MultiDict({**step, **hostile}))
        assert answer.status in (303, 404, 422), hostile
    page = browser.open(walk)
    assert page.status == 200
    assert "Susun SKP" in page.all("//h2[@id='isian']")[0].text_content()
    scenario = {"versi": 1, "judul": "Panjang", "langkah": [{"kerjakan": "a", "lalu": []}] * 10_000}
    path = "workflows/scenarios/penetapan/panjang.json"
    owners.save(city, "NH", draft, path, json.dumps({**scenario, "hasil": {"selesai": True, "lewat": {}}}))
    assert "1 sampai 500 langkah" in browser.open(f"/bengkel/{draft}/coba").text


def test_rows_and_dependent_fields_are_shown_again_without_a_move(app: Flask, draft: int) -> None:
    browser = Peramban(app, "NH")
    page = begun(browser, draft).press("Selesaikan langkah")
    url = page.path.partition("#")[0]
    body = browser.client.post(
        f"{url}/isian?langkah=reviu%231", data={"keputusan": "kembalikan", **tokens(page)}, headers=BROWSER
    )
    assert body.status_code == 200
    assert 'name="alasan"' in body.text
    frame = browser.client.get(f"{url}/layar?langkah=reviu%231", headers=BROWSER)
    assert "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]
    assert browser.open(f"{url}/layar", MultiDict({"langkah": "tidak#1"})).status in (200, 404)
