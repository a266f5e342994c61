"""Indonesian first, and the same pages in English: what the program says is translated, what people wrote is not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from lxml import html

from tests.kota import Kota
from tests.web.peramban import Page, Peramban
from webapp.config import Settings
from webapp.domain.sentences import Sentence, listed
from webapp.forms.messages import REQUIRED_CHOICE, too_short
from webapp.web.app import create_app
from webapp.web.filters import asli
from webapp.web.language import say

CATALOGUE = Path(__file__).parents[2] / "webapp" / "translations" / "en" / "LC_MESSAGES" / "messages.po"


@pytest.fixture(scope="module")
def translations() -> dict[str, str]:
    """Texts without places to fill, and their translations where they differ."""
    with CATALOGUE.open("rb") as file:
        found = read_po(file, locale="en")
    return {
        one.id: str(one.string)
        for one in found
        if isinstance(one.id, str) and one.id and one.id != one.string and not re.search(r"[%{]", one.id)
    }


@pytest.fixture
def app(city: Kota, settings: Settings, tmp_path: Path) -> Flask:
    """An application of one's own with the catalogue compiled as it is now."""
    app = create_app(settings, city.work)
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with CATALOGUE.open("rb") as source, (folder / "messages.mo").open("wb") as target:
        write_mo(target, read_po(source, locale="en"))
    app.extensions["babel"].translation_directories[:] = [str(tmp_path)]
    return app


def english(app: Flask, who: str) -> Peramban:
    """Somebody who has chosen English."""
    browser = Peramban(app, who)
    browser.open("/bahasa/en")
    return browser


def lang(page: Page) -> str:
    return str(page.doc.get("lang"))


def left_in_indonesian(page: Page, translations: dict[str, str]) -> list[str]:
    """Texts of the page that have a translation and are not translated, those marked as Indonesian apart."""
    assert lang(page) == "en", page.path
    seen = []
    for node in page.all("//body//*[not(ancestor-or-self::*[@lang='id'])]"):
        own = [node.text, *(child.tail for child in node), node.get("aria-label"), node.get("data-label")]
        whole = [" ".join(text.split()) for text in own if text]
        seen += [*whole, *(part for text in whole for part in re.split(r" – | · |: | \(", text))]
    return sorted(text for text in set(seen) if text in translations and text not in translations.values())


def test_indonesian_comes_first(app: Flask) -> None:
    page = html.fromstring(app.test_client().get("/masuk").text)
    assert page.get("lang") == "id"
    assert page.xpath("string(//h1)") == "Masuk"
    spoken = app.test_client().get("/masuk", headers={"Accept-Language": "en"}).text
    assert html.fromstring(spoken).get("lang") == "id"


def test_english_is_chosen_on_the_page_and_leads_back_to_it(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/bahasa/en?next=/bantuan")
    assert (answer.status_code, answer.location) == (303, "/bantuan")
    page = html.fromstring(client.get("/masuk").text)
    assert page.get("lang") == "en"
    assert page.xpath("string(//h1)") == "Sign in"
    assert page.xpath("string(//title)") == "Sign in – Lakon"
    assert "performance agreement (SKP)" in str(page.xpath("string()"))
    client.get("/bahasa/id")
    assert html.fromstring(client.get("/masuk").text).get("lang") == "id"
    assert client.get("/bahasa/fr").status_code == 404


def test_the_inbox_is_in_english_with_its_dates_and_the_reason_marked_as_indonesian(
    app: Flask, city: Kota
) -> None:
    city.dialog("KB", "SR")
    city.write("SR")
    city.at("2026-01-20 10:00").submit("SR")
    page = english(app, "KB").open("/tugas")
    assert lang(page) == "en"
    assert page.doc.xpath("string(//h1)") == "My tasks"
    assert "Review the SKP – Siti Rahmawati, S.Psi." in page.text
    assert "since 20 January 2026 (today)" in page.text
    assert "Reviu SKP" not in page.text
    reasons = [one.text_content() for one in page.all("//main//*[@class='why']//span[@lang='id']")]
    assert "Kepala Bidang A, jabatan definitif sejak 3 Januari 2022" in reasons[0]
    assert not Peramban(app, "KB").open("/tugas").all("//main//span[@lang='id']")


def test_the_pages_of_an_skp_are_in_english_and_its_words_stay_as_they_were_written(
    app: Flask, city: Kota
) -> None:
    city.dialog("KB", "SR", "Selesai")  # a word that the program says too, but here somebody wrote it
    city.write("SR")
    city.at("2026-01-20 10:00").submit("SR")
    browser, skp = english(app, "SR"), city.skp("SR").id
    page = browser.open(f"/skp/{skp}")
    assert lang(page) == "en"
    assert "Waiting for Agus Prasetya since 20 January 2026 10.00 WIB" in page.text
    assert "Service-oriented" in page.text
    assert [one.text for one in page.all("//main//table[1]//th[@scope='rowgroup'][not(@colspan)]")] == [
        "Selesai"
    ]
    chart = browser.open(f"/skp/{skp}/peta")
    assert "In progress: Review the SKP (Appraising officer)." in str(chart.doc.xpath("string()"))
    assert "Lock the text" in chart.text
    assert "Kunci naskah" not in chart.text
    assert "recorded the performance dialogue" in browser.open(f"/skp/{skp}/riwayat").text


def test_a_form_and_its_refusals_are_in_english(app: Flask, city: Kota) -> None:
    city.until_submitted()
    (key,) = [key.replace("#", "~") for key in city.open_keys("SR")]
    page = english(app, "KB").open(f"/tugas/{city.case_id('SR')}/{key}")
    assert [one.text.strip() for one in page.all("//legend")][:1] == ["Decision of the review"]
    again = page.press("Send decision")
    assert again.status == 422
    assert again.errors() == [("#f-keputusan", "Decision of the review: Choose one.")]


def test_a_refusal_of_a_service_is_in_english(app: Flask, city: Kota) -> None:
    page = english(app, "SR").open("/admin")
    assert page.status == 403
    assert "This page is only for holders of another role." in page.text


@pytest.mark.parametrize("moment", ["dialogue", "writing", "review", "signature", "set"])
def test_no_english_page_says_a_text_in_indonesian_that_has_a_translation(
    app: Flask, city: Kota, translations: dict[str, str], moment: str
) -> None:
    reach(city, moment)
    skp, case = city.skp("SR").id, city.case_id("SR")
    addresses = ["/tugas", "/tugas/menunggu", "/tugas/selesai", "/tim", "/admin", "/bantuan", "/verifikasi"]
    addresses += [f"/skp/{skp}{rest}" for rest in ("", "/peta", "/riwayat", "/revisi")]
    addresses += [f"/tugas/{case}/{key.replace('#', '~')}" for key in city.open_keys("SR")]
    if moment == "writing":
        sections = (
            "hasil-kerja",
            "pendekatan",
            "pendekatan?ke=KUALITATIF",
            "perilaku",
            "lampiran",
            "periksa",
        )
        addresses += [
            f"/skp/{skp}/sunting/{name}" for name in (*sections, "rhk/r1?periksa=1", "rhk/r1/hapus")
        ]
    left = {
        (who, address): texts
        for who in ("SR", "KB", "NH")
        for browser in [english(app, who)]
        for address in addresses
        if (texts := left_in_indonesian(browser.open(address), translations))
    }
    assert left == {}


def reach(city: Kota, moment: str) -> None:
    """Bring SR's SKP to a step."""
    if moment == "dialogue":
        return
    city.dialog("KB", "SR")
    if moment == "writing":
        return
    city.write("SR")
    city.submit("SR")
    if moment == "review":
        return
    city.review("KB", "SR")
    if moment == "set":
        city.sign("SR")
        city.establish("KB", "SR")


def test_that_search_finds_what_is_left(app: Flask, city: Kota, translations: dict[str, str]) -> None:
    page = Peramban(app, "KB").open("/tugas")
    page.doc.set("lang", "en")
    assert {"Tugas saya", "Catat hasil dialog", "Mengapa saya?", "Bahasa"} <= {
        *left_in_indonesian(page, translations)
    }


def test_what_has_no_translation_is_said_as_it_stands(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "bahasa=en"}):
        assert say("") == ""
        assert say("Baris 3: isi uraian.") == "Baris 3: isi uraian."
        assert say("100% selesai") == "100% selesai"
        assert say(REQUIRED_CHOICE) == "Choose one."
        assert say(too_short(20)) == "Too short: write at least 20 characters."
        assert asli("Baris <3>.") == '<span lang="id">Baris &lt;3&gt;.</span>'
        assert asli("SKP milik sendiri.") == "One's own SKP."
        assert asli(None) == ""
        aspects = Sentence("Pilih aspek IKI ini: %(pilihan)s.", pilihan=listed(["Kuantitas", "Waktu"]))
        assert say(aspects) == "Choose the aspect of this IKI: Quantity, Time."
        last = Sentence("Bulan ini belum berakhir. Kunci sesudah %(terakhir)s.", terakhir=date(2026, 5, 31))
        assert say(last) == "This month is not over yet. Lock it after 31 May 2026."
        assert say(str(ValueError(last))) == say(last)
        row = Sentence("%(name)s: %(why)s", name="Dewi", why="Predikat menurut tabel")
        assert say(row) == "Dewi: Predikat by the table"
    with app.test_request_context():
        assert say(last) == "Bulan ini belum berakhir. Kunci sesudah 31 Mei 2026."
        assert say(too_short(20)) == "Terlalu pendek: tulis paling sedikit 20 huruf."
        assert asli("Baris 3.") == "Baris 3."
