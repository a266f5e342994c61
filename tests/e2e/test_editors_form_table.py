"""The form and table editors by hand: change, see the real page, save."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.kota import Kota
from tests.services.evaluations import give_office
from webapp.services.workshop import drafts, form_editing
from webapp.services.workshop.form_editing import COMPONENTS

from .every_kind import HOSTILE
from .people import Person
from .test_editors_diagram import LOGO_UNCOVERED, settled
from .words import shown, unknown

Enter = Callable[..., Person]
__all__ = ["settled"]
REVIU = "forms/penetapan/reviu.json"
LOGO = "Powered by bpmn.io"  # its licence forbids to change it
KUADRAN = "workflows/tables/kuadran_predikat.dmn"


@pytest.fixture
def draft(city: Kota) -> int:
    """A draft on what is in force, of NH."""
    give_office(city, "NH", "pemilik_proses")
    return drafts.open_draft(city.work, city.actor("NH"), "Rilis 2027")


def text_of(city: Kota, draft: int, path: str) -> str:
    """A file as it is in the draft."""
    with city.reading() as tx:
        return drafts.read_file(tx, draft, path).text


def test_a_label_is_changed_and_seen_on_the_page_that_employees_get(
    city: Kota, person: Enter, draft: int
) -> None:
    nh = person("NH")
    nh.open(f"/bengkel/{draft}/formulir/penetapan/reviu")
    page = nh.page
    page.locator("[data-editor][data-siap]").wait_for()
    page.get_by_text("Keputusan reviu").first.click()
    page.locator(".bio-properties-panel").get_by_text("Umum", exact=True).click()
    page.locator("[data-entry-id$=label]:visible").first.locator(
        "input, textarea, [contenteditable]"
    ).first.fill("Keputusan penilai")
    expect(page.locator("[data-simpan-status]")).to_contain_text("Tersimpan 0")
    assert '"label": "Keputusan penilai"' in text_of(city, draft, REVIU)
    page.get_by_role("button", name="Pratinjau").click()
    frame = page.frame_locator("iframe[name=pratinjau-360]")
    frame.get_by_text("Keputusan penilai").wait_for()


def test_a_cell_is_changed_and_the_gap_and_the_changed_answers_are_named(
    city: Kota, person: Enter, draft: int
) -> None:
    nh = person("NH")
    nh.open(f"/bengkel/{draft}/tabel/kuadran_predikat")
    page = nh.page
    page.locator("[data-editor][data-siap]").wait_for()
    write_cell(page, "baris_1_masukan_2", '"DI_BAWAH_EKSPEKTASI"')
    expect(page.locator("[data-simpan-status]")).to_contain_text("Tersimpan 0")
    problems = page.locator("[data-masalah]")
    expect(problems).to_contain_text("Hasil kerja = DI_ATAS_EKSPEKTASI, Perilaku kerja = DI_ATAS_EKSPEKTASI")
    expect(problems).to_contain_text("baris 1, 3")
    write_cell(page, "baris_1_masukan_2", '"DI_ATAS_EKSPEKTASI"')
    write_cell(page, "baris_1_keluaran_1", '"BAIK"')
    expect(page.locator("[data-masalah-jumlah]")).to_have_text("Tidak ada masalah.")
    expect(page.locator("[data-hasil]")).to_contain_text("1 dari 9 kombinasi dijawab berbeda")
    assert page.evaluate("() => [...window.lakonKataKurang]") == []
    assert page.evaluate(LOGO_UNCOVERED)
    nh.heard[:] = [one for one in nh.heard if not _style_of_logo(*one)]


def test_every_word_of_the_form_editor_is_ours(city: Kota, person: Enter, draft: int) -> None:
    names = [f"Contoh {kind}" for kind in COMPONENTS]
    schema = json.dumps({**json.loads(form_editing.NEW), "id": "semua"})
    ids = {}
    for kind, name in zip(COMPONENTS, names, strict=True):
        parts = form_editing.FormList(schema)
        ids[kind] = parts.add(kind, name, "" if kind in form_editing.WITHOUT_KEY else f"isian_{kind}")
        schema = parts.text()
    drafts.save_file(city.work, city.actor("NH"), draft, "forms/penetapan/semua.json", schema, 0)
    nh = person("NH")
    nh.open(f"/bengkel/{draft}/formulir/penetapan/semua")
    page = nh.page
    page.locator("[data-editor][data-siap]").wait_for()
    found = shown(page, "[data-kanvas]")
    for ident in ids.values():
        page.locator(f'[data-kanvas] .fjs-element[data-id="{ident}"]').first.click(position={"x": 2, "y": 2})
        found |= panel_words(page)
    expect(page.locator("[data-kanvas] .flatpickr-weekday").first).to_have_text("Sen")
    page.get_by_placeholder("Cari komponen").fill("tidak ada yang begini")
    found |= shown(page, "[data-kanvas]")
    keys = [f"isian_{kind}" for kind in COMPONENTS]
    values = ["Ya", "Tidak", "ya", "tidak", "semua", *names, *keys, *ids.values(), LOGO]
    assert unknown(found, values) == []
    assert page.evaluate("() => [...window.lakonKataKurang]") == []


def test_every_word_of_the_table_editor_is_ours(city: Kota, person: Enter, draft: int) -> None:
    nh = person("NH")
    nh.open(f"/bengkel/{draft}/tabel/kuadran_predikat")
    page = nh.page
    page.locator("[data-editor][data-siap]").wait_for()
    found = shown(page, "[data-kanvas]")
    for cell in ("td[data-element-id=baris_1_masukan_1]", "td[data-element-id=baris_1_keluaran_1]", "td.rule-index",
                 "th.input-cell", "th.output-cell"):  # fmt: skip
        page.locator(f"[data-kanvas] {cell}").first.click(button="right")
        page.locator(".context-menu").wait_for()
        found |= shown(page, "[data-kanvas]", ".context-menu")
        page.keyboard.press("Escape")
    for part, inner in (
        ("th.input-cell", ".type-ref-edit-select"),
        ("th.output-cell", ".type-ref-edit-select"),
    ):
        page.locator(f"[data-kanvas] {part}").first.dblclick()
        found |= shown(page, "[data-kanvas]")
        page.locator(f"[data-kanvas] {inner} .dms-input").first.click()
        found |= shown(page, "[data-kanvas]", ".dms-select-options")
        page.keyboard.press("Escape")
        page.locator("[data-kanvas] .decision-table-name").first.click()
    page.locator("[data-kanvas] .hit-policy .dms-input").first.click()
    page.get_by_text("Yang pertama").first.wait_for()
    found |= shown(page, "[data-kanvas]", ".dms-select-options")
    held = html.unescape(text_of(city, draft, KUADRAN))
    words = {LOGO, *(one for two in re.findall(r'>([^<]+)<|(?:name|label)="([^"]+)"', held) for one in two)}
    nh.heard[:] = [one for one in nh.heard if not _style_of_logo(*one)]
    assert unknown(found, words) == []
    assert page.evaluate("() => [...window.lakonKataKurang]") == []


def panel_words(page: Page) -> set[str]:
    """What the panel says of what is chosen, each of its groups opened."""
    panel = page.locator(".bio-properties-panel")
    panel.evaluate(
        "panel => panel.querySelectorAll('.bio-properties-panel-group-header:not(.open)').forEach(one => one.click())"
    )
    panel.evaluate("() => new Promise(requestAnimationFrame)")
    return shown(page, "[data-kanvas]", ".bio-properties-panel-popup-container")


def test_hostile_labels_stay_words_in_the_editor_the_preview_and_the_list(
    city: Kota, person: Enter, draft: int
) -> None:
    fields = [
        {"type": "textfield", "id": f"isian_{n}", "key": f"isian_{n}", "label": words, "description": words}
        for n, words in enumerate(one for one in HOSTILE if "{{" not in one)
    ]
    schema = {"schemaVersion": 19, "type": "default", "id": "jahat", "components": fields}
    drafts.save_file(city.work, city.actor("NH"), draft, "forms/penetapan/jahat.json", json.dumps(schema), 0)
    nh = person("NH")
    nh.open(f"/bengkel/{draft}/formulir/penetapan/jahat")
    nh.page.locator("[data-editor][data-siap]").wait_for()
    frame = nh.page.frame_locator("iframe[name=pratinjau-360]")
    expect(frame.get_by_label(HOSTILE[0]).first).to_be_visible()
    assert frame.locator("main").locator("img, iframe, object, embed, video, math, script").count() == 0
    nh.open(f"/bengkel/{draft}/formulir/penetapan/jahat/isian")
    assert HOSTILE[0] in nh.text
    assert nh.page.locator("main").locator("img, iframe, object, embed, video, math, script").count() == 0


def write_cell(page: Page, element_id: str, words: str) -> None:
    """Type over what a cell of the table says, and leave it."""
    page.locator(f"td[data-element-id={element_id}]").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)
    page.locator("td[data-element-id=baris_2_masukan_1]").click()


def _style_of_logo(where: str, said: str) -> bool:
    """The table editor's logo has inline styles that our policy refuses, and its licence forbids to change it."""
    inline = "bengkel-tabel" in where and "Applying inline style" in said
    return inline or said.startswith("policy: style-src-attr inline")
