"""The two pages of a dialogue, used as a person without scripts uses them."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.kota import Kota
from tests.web.peramban import Page, Peramban
from webapp.services.planning.editor import cells

WORDS = "Saya akan menyerahkan berkas yang lengkap dan dapat langsung dipakai bidang lain"
FORM = {
    "tanggal_dialog": "2026-01-05",
    "kanal_dialog": "tatap_muka",
    "ringkasan_kesepakatan": "Disepakati hasil kerja dan perilaku yang diharapkan.",
    "pendekatan": "kuantitatif",
}


def task(city: Kota, browser: Peramban, whose: str) -> Page:
    key = city.open_keys(whose)[0].replace("#", "~")
    return browser.open(f"/tugas/{city.case_id(whose)}/{key}")


def keys_of(page: Page) -> list[str]:
    return [one.get("value") for one in page.all("//input[@name='peran']")]


def row(page: Page, number: int, uraian: str) -> dict[str, str]:
    kunci = keys_of(page)[number]
    return {f"peran.{kunci}.rhk_pimpinan": "Meningkatnya mutu layanan", f"peran.{kunci}.uraian": uraian}


def recorded(city: Kota, app: Flask) -> Page:
    page = task(city, Peramban(app, "KB"), "SR")
    fill = (
        FORM
        | row(page, 0, "Tersusunnya peta jabatan")
        | {"ekspektasi_khusus.ADAPTIF": "Belajar aplikasi baru"}
    )
    return page.press_with("Simpan catatan dialog", fill)


def test_the_leader_records_a_dialogue_with_its_results_and_expectations(city: Kota, app: Flask) -> None:
    done = recorded(city, app)
    assert done.status == 303
    assert city.open_keys("SR") == ["perencanaan#1/dialog#1/konfirmasi_dialog#1"]


def test_rows_are_added_and_removed_by_buttons_and_keep_their_keys_and_words(city: Kota, app: Flask) -> None:
    page = task(city, Peramban(app, "KB"), "SR")
    first = keys_of(page)
    page = page.press_with("Tambah peran hasil", FORM | row(page, 0, "Tersusunnya peta jabatan"))
    assert page.status == 200
    assert keys_of(page)[0] == first[0]
    assert len(keys_of(page)) == 2
    page = page.press_with("Tambah peran hasil", row(page, 1, "Meningkatnya mutu data"))
    second = keys_of(page)[1]
    page = page.press("Hapus peran hasil 1")
    assert keys_of(page)[0] == second
    assert page.value(f"peran.{second}.uraian") == "Meningkatnya mutu data"
    assert page.value("ringkasan_kesepakatan") == FORM["ringkasan_kesepakatan"]
    assert city.open_keys("SR") == ["perencanaan#1/dialog#1/catat_dialog#1"]


def test_a_record_that_is_refused_keeps_all_that_was_typed_and_leads_to_the_fields(
    city: Kota, app: Flask
) -> None:
    page = task(city, Peramban(app, "KB"), "SR")
    kunci = keys_of(page)[0]
    leaders = "Meningkatnya kualitas layanan"
    fill = {f"peran.{kunci}.rhk_pimpinan": leaders, "ringkasan_kesepakatan": "Pendek"}
    page = page.press_with("Simpan catatan dialog", fill)
    assert page.status == 422
    assert {where for where, _ in page.errors()} == {
        f"#f-peran-{kunci}-uraian",
        "#f-tanggal_dialog",
        "#f-kanal_dialog",
        "#f-ringkasan_kesepakatan",
        "#f-pendekatan",
    }
    assert page.errors()[0] == ("#f-tanggal_dialog", "Tanggal dialog: Wajib diisi.")
    page = page.press_with("Simpan catatan dialog", FORM)
    assert [where for where, _ in page.errors()] == [f"#f-peran-{kunci}-uraian"]
    assert page.value(f"peran.{kunci}.rhk_pimpinan") == leaders
    for where, _ in page.errors():
        assert page.all(f"//*[@id='{where[1:]}']")


@pytest.mark.parametrize("name", ["nilai", "peran.p1.bobot", "ekspektasi_khusus.RAMAH", "peran.palsu.uraian"])
def test_a_name_that_the_page_does_not_have_is_refused(city: Kota, app: Flask, name: str) -> None:
    page = task(city, Peramban(app, "KB"), "SR")
    fill = FORM | row(page, 0, "Tersusunnya peta jabatan")
    page = page.press_with("Simpan catatan dialog", fill, extra={name: "x"})
    assert page.status == 422
    assert any("tidak dikenal" in said for _, said in page.errors())


def test_a_draft_is_kept_and_opened_again_with_its_rows(city: Kota, app: Flask) -> None:
    browser = Peramban(app, "KB")
    page = task(city, browser, "SR").press("Tambah peran hasil")
    keys = keys_of(page)
    page = page.press_with(
        "Simpan draf", {"ringkasan_kesepakatan": "Baru mulai"} | row(page, 1, "Hasil kedua")
    )
    assert page.status == 303
    again = task(city, browser, "SR")
    assert keys_of(again) == keys
    assert again.value("ringkasan_kesepakatan") == "Baru mulai"
    assert again.value(f"peran.{keys[1]}.uraian") == "Hasil kedua"


def test_a_record_that_came_back_is_filled_with_what_was_said_and_shows_why(city: Kota, app: Flask) -> None:
    recorded(city, app)
    page = task(city, Peramban(app, "SR"), "SR")
    answer = {"konfirmasi": "perlu_diperbaiki", "pemahaman": "Saya diminta menyusun peta jabatan."}
    page = page.press_with("Kirim konfirmasi", answer)
    page = page.press_with("Kirim konfirmasi", {"alasan_perbaikan": "Tambahkan mutu data kepegawaian."})
    assert page.status == 303
    page = task(city, Peramban(app, "KB"), "SR")
    assert "Tambahkan mutu data kepegawaian." in page.text
    assert page.value("ringkasan_kesepakatan") == FORM["ringkasan_kesepakatan"]
    assert page.value("ekspektasi_khusus.ADAPTIF") == "Belajar aplikasi baru"
    assert page.value(f"peran.{keys_of(page)[0]}.uraian") == "Tersusunnya peta jabatan"
    assert page.press("Simpan catatan dialog").status == 303


def test_ac_c_04_the_employee_picks_nothing_only_answers_what_was_given(city: Kota, app: Flask) -> None:
    recorded(city, app)
    page = task(city, Peramban(app, "SR"), "SR")
    with city.reading() as tx:
        (cell,) = cells(tx, city.skp("SR").id)
    assert page.names == {f"dialog.pernyataan.{cell.kunci}", "pemahaman", "konfirmasi"}
    assert "Tersusunnya peta jabatan" in page.text
    forged = {
        "peran.p9.uraian": "Hasil pilihan saya",
        f"peran.{cell.kunci}.uraian": "Diubah",
        "dialog.pernyataan.p9": "x",
    }
    page = page.press_with("Kirim konfirmasi", {"konfirmasi": "sesuai"}, extra=forged)
    assert page.status == 422
    refused = [said for _, said in page.errors() if "tidak dikenal" in said]
    assert sorted(said.partition(":")[0] for said in refused) == sorted(forged)
    assert city.skp("SR").status == "DIALOG"


def test_the_employee_says_it_back_and_the_draft_opens(city: Kota, app: Flask) -> None:
    recorded(city, app)
    page = task(city, Peramban(app, "SR"), "SR")
    name = next(name for name in page.names if name.startswith("dialog."))
    answer = {"konfirmasi": "sesuai", "pemahaman": "Saya diminta menyusun peta jabatan."}
    page = page.press_with("Kirim konfirmasi", answer | {name: "Tersusunnya peta jabatan"})
    assert page.status == 422
    assert [where for where, _ in page.errors()] == ["#f-" + name.replace(".", "-")] * 2
    page = page.press_with("Kirim konfirmasi", {name: WORDS})
    assert (page.status, page.all("//h1")[0].text) == (303, "Susun SKP")
    assert city.isi("SR").ekspektasi_khusus == {"ADAPTIF": "Belajar aplikasi baru"}


def test_words_of_the_employee_survive_a_draft(city: Kota, app: Flask) -> None:
    recorded(city, app)
    browser = Peramban(app, "SR")
    page = task(city, browser, "SR")
    name = next(name for name in page.names if name.startswith("dialog."))
    page.press_with("Simpan draf", {name: WORDS, "pemahaman": "Belum selesai"})
    again = task(city, browser, "SR")
    assert (again.value(name), again.value("pemahaman")) == (WORDS, "Belum selesai")


def test_parts_of_the_form_appear_when_an_answer_asks_for_them(city: Kota, app: Flask) -> None:
    page = task(city, Peramban(app, "KB"), "SR")
    token = page.all("//main//input[@name='csrf_token']")[0].get("value")
    assert "tempat_dialog" not in page.names
    sent = MultiDict({"csrf_token": token, "kanal_dialog": "tatap_muka", "peran.p1.uraian": "Belum selesai"})
    answer = page.browser.client.post(f"{page.path}/isian", data=sent)
    assert answer.status_code == 200
    assert 'name="tempat_dialog"' in answer.get_data(as_text=True)
