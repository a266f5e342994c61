"""A desk that several officers use: what one has typed is his alone, comes back to him, and goes when another comes."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.kota import Kota
from webapp.services.identity import sessions
from webapp.services.process import cases

from .people import Person

Enter = Callable[..., Person]
SECRET = "Hasil kerja saudara jauh di bawah harapan."
NOTE = "textarea[name=alasan]"
OFFER = "Pulihkan isian yang belum terkirim"
DRAFTS = "Object.entries(localStorage).filter(([name]) => name.startsWith('lakon-draft'))"


def step(city: Kota) -> str:
    """Where KB judges the draft of SR."""
    return f"/tugas/{city.case_id('SR')}/{city.open_keys('SR')[0].replace('#', '~')}"


def typed_too_late(city: Kota, desk: Person) -> None:
    """The session has run out while somebody was typing: the text stays in the browser."""
    desk.open(step(city)).tick("Kembalikan untuk diperbaiki")
    desk.page.locator(NOTE).fill("Draf pertama")
    expect(desk.page.locator("[data-draft-status]")).to_have_attribute("data-state", "saved")
    desk.context.clear_cookies()
    desk.page.locator(NOTE).fill(SECRET)
    expect(desk.page.locator("[data-draft-status]")).to_have_attribute("data-state", "expired")
    assert SECRET in str(desk.page.evaluate(DRAFTS))


def test_who_signs_in_again_has_the_own_text_back(city: Kota, person: Enter) -> None:
    city.until_submitted("SR")
    desk = person("KB")
    typed_too_late(city, desk)
    desk.sign_in("KB").open(step(city))
    expect(desk.page.locator(NOTE)).to_have_value("Draf pertama")
    desk.page.get_by_role("button", name=OFFER).click()
    expect(desk.page.locator(NOTE)).to_have_value(SECRET)
    desk.heard.clear()


def test_another_officer_at_the_desk_sees_nothing_and_leaves_nothing_to_see(
    city: Kota, person: Enter
) -> None:
    city.until_submitted("SR")
    desk = person("KB")
    typed_too_late(city, desk)
    desk.sign_in("KD")
    assert desk.page.evaluate(DRAFTS) == [], "gone with the first page of somebody else"
    desk.open(step(city))
    assert SECRET not in desk.text
    desk.context.clear_cookies()
    desk.sign_in("KB").open(step(city))
    expect(desk.page.get_by_role("button", name=OFFER)).to_be_hidden()
    desk.heard.clear()


def test_a_session_that_is_ended_elsewhere_takes_what_its_browser_keeps_along(
    city: Kota, person: Enter
) -> None:
    city.until_submitted("SR")
    desk = person("KB").open(step(city))
    desk.page.evaluate("localStorage.setItem('lakon-draft:uji', 'x')")
    with city.work.transaction() as tx:
        assert sessions.end_all(tx, city.actor("KB").akun_id, "bukan_saya") == 1
    with desk.page.expect_response("**/tugas") as answer:
        desk.open("/tugas")
    assert answer.value.header_value("clear-site-data") == '"storage"'
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Masuk")
    assert desk.page.evaluate("Object.keys(localStorage)") == []
    desk.heard.clear()


def test_what_was_typed_while_a_step_was_closed_is_read_on_its_page(city: Kota, person: Enter) -> None:
    city.until_submitted("SR")
    address = step(city)
    desk = person("KB").open(address).tick("Kembalikan untuk diperbaiki")
    desk.page.locator(NOTE).fill("Draf pertama")
    expect(desk.page.locator("[data-draft-status]")).to_have_attribute("data-state", "saved")
    with city.work.transaction() as tx:
        action = cases.open_action(tx, city.case_id("SR"))
        action.cancel({})
        action.write()
    desk.page.locator(NOTE).fill(SECRET)
    expect(desk.page.locator("[data-draft-status]")).to_have_attribute("data-state", "conflict")
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.page.goto(desk.page.url)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Langkah ini sudah ditutup")
    expect(desk.page.get_by_text("Draf pertama")).to_be_visible()
    assert SECRET in desk.page.get_by_label("Isian yang masih tersimpan di perangkat ini").input_value()
    desk.heard.clear()
