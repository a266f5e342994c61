"""What people do by haste, by mistake or by malice: two windows, two clicks, other people's tasks, hostile words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import func, select

from tests.kota import Kota, filled
from webapp.domain.skp import IsiSkp
from webapp.storage.process import Journal
from webapp.web.keys import key_to_url

from .looks import Looks
from .people import Person

Enter = Callable[..., Person]

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "](javascript:alert(1)) **tebal** <svg onload=alert(1)>",
)


def step_path(city: Kota, whose: str, step: str) -> str:
    """Where the page of an open step is."""
    key = next(key for key in city.open_keys(whose) if f"/{step}#" in key)
    return f"/tugas/{city.case_id(whose)}/{key_to_url(key)}"


def times_done(city: Kota, whose: str, step: str) -> int:
    """How often the journal has the step completed."""
    mine = (
        Journal.case_id == city.case_id(whose),
        Journal.kind == "completed",
        Journal.key.contains(f"/{step}#"),
    )
    with city.reading() as tx:
        return tx.session.scalars(select(func.count()).select_from(Journal).where(*mine)).one()


def test_the_second_of_two_windows_is_told_who_was_faster_and_when(city: Kota, person: Enter) -> None:
    looks = Looks()
    city.until_submitted()
    kb = person("KB", look=looks)
    path = step_path(city, "SR", "reviu")
    first = kb.page
    second = kb.context.new_page()
    for window in (first, second):
        window.goto(path)
        window.get_by_label("Setujui").check()
    kb.press("Kirim keputusan")
    city.at("2026-01-05 13:30")
    kb.page = second
    kb.press("Kirim keputusan", "409")
    assert kb.heading == "Langkah ini sudah Anda kerjakan"
    assert "Sudah Anda kerjakan pada 5 Januari 2026 pukul 08.00 WIB." in kb.text
    assert times_done(city, "SR", "reviu") == 1
    kb.follow("Lihat posisi SKP")
    assert "Menunggu Siti Rahmawati" in kb.text
    assert looks.report == ""


def test_a_draft_saved_in_another_window_is_not_overwritten_and_nothing_typed_is_lost(
    city: Kota, person: Enter
) -> None:
    looks = Looks()
    city.dialog("KB", "SR")
    sr = person("SR", look=looks)
    path = f"/skp/{city.skp('SR').id}/sunting/lampiran"
    second = sr.context.new_page()
    sr.open(path)
    second.goto(path)
    sr.fill("Konsekuensi 1", "Yang pertama").press("Simpan draf")
    sr.page = second
    sr.fill("Konsekuensi 1", "Yang kedua, lebih panjang").press("Simpan draf", "draf usang")
    assert sr.heading == "Draf ini sudah disimpan di tempat lain"
    assert "Yang kedua, lebih panjang" in sr.text
    assert city.isi("SR").lampiran.konsekuensi == ("Yang pertama",)
    sr.press("Simpan tulisan saya di atasnya")
    assert city.isi("SR").lampiran.konsekuensi == ("Yang kedua, lebih panjang",)
    assert looks.report == ""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no_scripts"])
def test_a_double_click_stores_once(city: Kota, person: Enter, scripts: bool) -> None:
    city.dialog("KB", "SR")
    city.write("SR")
    sr = person("SR", scripts=scripts).open(f"/skp/{city.skp('SR').id}/sunting/periksa")
    sr.page.get_by_role("button", name="Ajukan SKP").dblclick()
    sr.page.wait_for_url(re.compile(r"/skp/\d+$"))
    assert "Terkirim. Sekarang menunggu Agus Prasetya" in sr.text
    assert times_done(city, "SR", "susun_skp") == 1


def test_a_task_of_somebody_else_is_refused_with_who_may(city: Kota, person: Enter) -> None:
    looks = Looks()
    city.until_submitted()
    path = step_path(city, "SR", "reviu")
    sr = person("SR", look=looks).open(path, "403 tugas orang lain")
    assert sr.heading == "Anda tidak dapat membuka halaman ini"
    assert times_done(city, "SR", "reviu") == 0
    assert looks.report == ""


def hostile(isi: IsiSkp) -> IsiSkp:
    """A complete draft with hostile words wherever a person can write."""
    isi = filled(isi)
    words = "Tersusunnya " + " ".join(HOSTILE)
    rhk = tuple(
        replace(row, uraian=words, iki=tuple(replace(iki, uraian=words, satuan="dokumen") for iki in row.iki))
        for row in isi.rhk
    )
    lampiran = replace(isi.lampiran, dukungan=HOSTILE, konsekuensi=(words,))
    return replace(isi, rhk=rhk, lampiran=lampiran)


def test_hostile_words_are_shown_and_never_run(city: Kota, person: Enter) -> None:
    words = " ".join(HOSTILE)
    row = {"kunci": "p1", "rhk_pimpinan": words, "uraian": words, "metode": "LANGSUNG"}
    city.do(
        "KB", "SR", "catat_dialog",
        tanggal_dialog="2026-01-05", kanal_dialog="tatap_muka", tempat_dialog=HOSTILE[1], pendekatan="kuantitatif",
        ringkasan_kesepakatan=words, peran=[row], ekspektasi_khusus={"KOMPETEN": words},
    )  # fmt: skip
    kb, sr = person("KB"), person("SR")
    sr.open(step_path(city, "SR", "konfirmasi_dialog"))
    shows_literally(sr)
    said = f" Saya akan menyerahkan dokumen yang lengkap kepada bidang lain {HOSTILE[0]}"
    city.do("SR", "SR", "konfirmasi_dialog", konfirmasi="sesuai", pernyataan={"p1": said})
    city.write("SR", hostile)
    skp = f"/skp/{city.skp('SR').id}"
    sr.open(f"{skp}/sunting/hasil-kerja")
    shows_literally(sr)
    sr.follow(re.compile("^Tersusunnya"))
    assert words in sr.page.get_by_label("Rencana hasil kerja").input_value()
    sr.open(f"{skp}/sunting/periksa")
    shows_literally(sr)
    sr.fill("Catatan untuk pejabat penilai", words).press("Ajukan SKP")
    kb.open(step_path(city, "SR", "reviu"))
    shows_literally(kb)
    kb.page.get_by_text("Beri komentar RHK 1").click()
    kb.fill("Komentar untuk RHK 1", words).tick("Kembalikan untuk diperbaiki")
    kb.fill("Alasan pengembalian", words).press("Kirim keputusan")
    for page in (skp, f"{skp}/riwayat", f"{skp}/revisi/1", f"{skp}/sunting/hasil-kerja", "/tugas"):
        sr.open(page)
        if page != "/tugas":
            shows_literally(sr)
    for one in (kb, sr):
        assert one.complaints == []


def shows_literally(one: Person) -> None:
    """The words stand on the page as they were typed, and made no element."""
    text = one.page.get_by_role("main").inner_text()
    for word in HOSTILE:
        assert word in text, (one.path, word, text)
    assert one.page.locator("main img, main script, [onload], [onerror], a[href^=javascript]").count() == 0


def held_back(one: Person) -> list[Route]:
    """The requests for a form's new body, which wait until the test lets them go: a slow line."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    one.page.route("**/isian", hold)
    return held


def test_what_is_typed_while_the_form_is_fetched_anew_is_kept(city: Kota, person: Enter) -> None:
    """On a slow line the form comes back seconds after a choice; the next field is written by then."""
    kb = person("KB").open(step_path(city, "SR", "catat_dialog"))
    held = held_back(kb)
    with kb.page.expect_request("**/isian"):
        kb.page.get_by_label("Cara dialog").select_option(label="Tatap muka")
    kb.fill("Tanggal dialog", "2026-01-05")
    kb.page.get_by_label("Ringkasan kesepakatan").press_sequentially("Dua hasil kerja dan lap")
    held.pop().continue_()
    kb.page.get_by_label("Tempat dialog").wait_for()
    expect(kb.page.locator(".htmx-request")).to_have_count(0)
    kb.page.keyboard.type("oran bulanan")
    assert (
        kb.page.get_by_label("Ringkasan kesepakatan").input_value() == "Dua hasil kerja dan laporan bulanan"
    )
    assert kb.page.get_by_label("Tanggal dialog").input_value() == "2026-01-05"
    kb.page.unroute_all()
    kb.tick("Kuantitatif")
    assert kb.page.get_by_label("Cara dialog").input_value() == "tatap_muka"


def test_the_last_of_two_quick_choices_decides_what_the_form_asks(city: Kota, person: Enter) -> None:
    city.until_submitted()
    kb = person("KB").open(step_path(city, "SR", "reviu"))
    held = held_back(kb)
    with kb.page.expect_request("**/isian"):
        kb.page.get_by_label("Setujui").check()
    with kb.page.expect_request("**/isian"):
        kb.page.get_by_label("Kembalikan untuk diperbaiki").check()
    for route in held:
        route.continue_()
    kb.page.get_by_label("Alasan pengembalian").wait_for()
    assert kb.page.get_by_label("Kembalikan untuk diperbaiki").is_checked()


def test_leaving_a_page_with_unsaved_words_asks_first(city: Kota, person: Enter) -> None:
    city.dialog("KB", "SR")
    sr = person("SR").open(f"/skp/{city.skp('SR').id}/sunting/lampiran")
    sr.page.get_by_label("Konsekuensi 1").press_sequentially("Diperhitungkan")
    sr.follow("Bagian-bagian SKP")
    assert sr.asked_to_stay == 1
    sr.open(f"/skp/{city.skp('SR').id}/sunting/lampiran").fill("Konsekuensi 1", "Diperhitungkan").press(
        "Simpan draf"
    )
    assert sr.asked_to_stay == 1
