"""The workshop and the cockpit: a step is put before the evaluator's, looked at from all sides, published, moved to."""

from __future__ import annotations

import json

from playwright.sync_api import Page

from tests.e2e.people import Person
from tests.e2e.server import work_off
from tests.services.workshop import owners
from webapp.services.workshop import drafts

from .pictures import DESK, PHONE
from .stage import Stage

FORM = "forms/penetapan/reviu_pengelola.json"
TITLE = "Reviu pengelola sebelum penilai"


def workshop(stage: Stage) -> None:
    """NH changes how an SKP is set, in a city where four of them are on their way."""
    _cases(stage)
    draft = drafts.open_draft(stage.city.work, stage.city.actor("NH"), TITLE, "")
    diagram = owners.with_review(owners.read(stage.city, draft, owners.DIAGRAM).text)
    owners.save(stage.city, "NH", draft, owners.DIAGRAM, diagram)
    window = stage.enter("NH", DESK).open("/bengkel", "bengkel")
    window.open(f"/bengkel/{draft}", "draf dengan temuan")
    drafts.save_file(
        stage.city.work, stage.city.actor("NH"), draft, FORM, json.dumps(owners.NEW_FORM, indent=2), 0
    )
    _editors(stage, window, draft)
    _walk(window, draft)
    window.open(f"/bengkel/{draft}/banding", "banding")
    window.follow("Hitung dampaknya pada kasus")
    _weigh(stage, window, "dampak")
    owners.without_scenarios(stage.city, draft)
    _publish(stage, draft)
    window.open("/rilis/2").follow("Dampak")
    _weigh(stage, window, None)
    window.follow("Pindahkan kasus ke rilis ini", "pindahkan kasus")
    window.open("/kokpit").follow("Penetapan SKP", "peta panas")


def _cases(stage: Stage) -> None:
    """SKP that wait for different days, one that came back, and one that is set."""
    city = stage.city
    stage.at("2026-01-06 09:00")
    for code in ("DH", "SR", "YK"):
        city.dialog("KB", code)
    _hand_in(stage, "2026-01-07 10:00", "DH")
    _hand_in(stage, "2026-01-08 11:00", "SR")
    stage.at("2026-01-12 09:00")
    city.review("KB", "DH")
    city.review("KB", "SR", "kembalikan", "Target masih terlalu rendah.")
    _hand_in(stage, "2026-01-12 14:00", "YK")
    stage.at("2026-01-13 09:00")
    city.sign("DH")
    stage.at("2026-01-13 15:00")
    city.establish("KB", "DH")
    stage.at("2026-01-14 08:30")


def _hand_in(stage: Stage, moment: str, code: str) -> None:
    stage.at(moment)
    stage.city.write(code)
    stage.city.submit(code)


def _editors(stage: Stage, window: Person, draft: int) -> None:
    """The three drawing boards, and the list of steps on a phone."""
    page = _ready(window.open(f"/bengkel/{draft}/diagram/penetapan"))
    page.locator('.djs-element[data-element-id="reviu_pengelola"] .djs-hit').first.click(force=True)
    page.get_by_label("Formulir", exact=True).wait_for()
    window.seen("penyunting diagram")
    _ready(window.open(f"/bengkel/{draft}/formulir/penetapan/reviu_pengelola"))
    frame = page.frame_locator("iframe[name=pratinjau-360]")
    frame.get_by_text("Apakah lampirannya lengkap?").first.wait_for()
    window.seen("penyunting formulir")
    _ready(window.open(f"/bengkel/{draft}/tabel/kuadran_predikat"))
    window.seen("penyunting tabel")
    window.heard[:] = [one for one in window.heard if not _style_of_logo(*one)]
    phone = stage.enter("NH", PHONE)
    phone.open(f"/bengkel/{draft}/diagram/penetapan/langkah", "daftar langkah")


def _ready(window: Person) -> Page:
    """The page, once its editor has drawn."""
    window.page.locator("[data-editor][data-siap]").wait_for()
    window.page.wait_for_load_state("networkidle")
    return window.page


def _style_of_logo(where: str, said: str) -> bool:
    """The table editor's logo has inline styles that our policy refuses, and its licence forbids to change it."""
    inline = "bengkel-tabel" in where and "Applying inline style" in said
    return inline or ("bengkel" in said and said.startswith("policy: style-src-attr inline"))


def _walk(window: Person, draft: int) -> None:
    """In the playground, up to the new step, with the people who would get it."""
    window.open(f"/bengkel/{draft}/coba/penetapan").fill("Hari mulainya", "2026-01-05").press("Mulai")
    window.press("Selesaikan langkah")
    window.page.get_by_label("Contoh pegawai").select_option(index=1)
    window.press("Tampilkan pemegangnya", "coba")


def _weigh(stage: Stage, window: Person, name: str | None) -> None:
    """Reckon, and read what came out."""
    window.press("Hitung dampak")
    work_off(stage.city, stage.address)
    window.open(window.path, name)


def _publish(stage: Stage, draft: int) -> None:
    """The head of BKPP agrees: from today on."""
    drafts.describe(stage.city.work, stage.city.actor("NH"), draft, TITLE, owners.NOTE)
    owners.propose(stage.city, draft)
    owners.approve(stage.city, draft)
